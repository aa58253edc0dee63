//! Functions over lists.

use super::Entry;
use crate::model::expression::element;
use crate::model::value::{Sort, Value};
use base::Problem;
use std::collections::HashSet;

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry("len", 1, Some(1), |a| Ok(Value::int(a[0].list()?.len() as i64))),
    Entry("at", 2, Some(2), |a| element(a[0].list()?, a[1].whole()?)),
    Entry("count", 2, Some(2), |a| Ok(Value::int(a[0].list()?.iter().filter(|v| **v == a[1]).count() as i64))),
    Entry("index", 2, Some(2), |a| Ok(Value::int(a[0].list()?.iter().position(|v| *v == a[1]).map_or(0, |i| i as i64 + 1)))),
    Entry("sort", 1, Some(1), |a| sorted(a[0].list()?).map(Value::List)),
    Entry("reverse", 1, Some(1), |a| Ok(Value::List(a[0].list()?.iter().rev().cloned().collect()))),
    Entry("unique", 1, Some(1), |a| {
        let mut seen = HashSet::new();
        Ok(Value::List(a[0].list()?.iter().filter(|v| seen.insert(*v)).cloned().collect()))
    }),
    Entry("distinct", 1, None, |a| {
        let values = match a {
            [Value::List(list)] => list.as_slice(),
            several => several,
        };
        let mut seen = HashSet::new();
        Ok(Value::Truth(values.iter().all(|v| seen.insert(v))))
    }),
    Entry("first", 1, Some(1), |a| element(a[0].list()?, 1)),
    Entry("last", 1, Some(1), |a| {
        let list = a[0].list()?;
        element(list, list.len() as i64)
    }),
    Entry("concat", 2, None, |a| {
        let parts = a.iter().map(Value::list).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::List(parts.concat()))
    }),
    Entry("mode", 1, Some(1), |a| {
        let list = a[0].list()?;
        let times = |v: &Value| list.iter().filter(|w| *w == v).count();
        let most = list.iter().map(times).max().unwrap_or(0);
        let mut found: Vec<Value> = Vec::new();
        for value in list {
            if times(value) == most && !found.contains(value) {
                found.push(value.clone());
            }
        }
        sorted(&found).map(Value::List)
    }),
];

/// In rising order: numbers by size, texts by their characters; not both in one list.
fn sorted(list: &[Value]) -> Result<Vec<Value>, Problem> {
    let mut sorted = list.to_vec();
    match list.first().map(Value::sort) {
        None => {}
        Some(Sort::Text) => {
            list.iter().try_for_each(|v| v.text().map(|_| ()))?;
            sorted.sort_by(|a, b| a.text().ok().cmp(&b.text().ok()));
        }
        Some(_) => {
            list.iter().try_for_each(|v| v.number().map(|_| ()))?;
            sorted.sort_by(|a, b| a.number().ok().cmp(&b.number().ok()));
        }
    }
    Ok(sorted)
}
