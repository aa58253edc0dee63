//! Functions that give texts: numbers as readers see them.

use super::Entry;
use super::number::MOST_PLACES;
use crate::model::rational::Rational;
use crate::model::value::Value;
use crate::model::write::{self, Show};
use base::Problem;

/// Minutes of an hour.
const HOUR: i64 = 60;

pub(super) const FUNCTIONS: &[Entry] = &[
    Entry("frac", 1, Some(1), |a| text(write::fraction(a[0].number()?))),
    Entry("mixed", 1, Some(1), |a| text(write::mixed(a[0].number()?))),
    Entry("dec", 1, Some(2), |a| match a.get(1) {
        None => text(write::decimal(a[0].number()?)?),
        Some(n) => text(write::fixed(a[0].number()?, places(n)?)),
    }),
    Entry("pct", 1, Some(2), |a| text(write::percent(a[0].number()?, a.get(1).map(places).transpose()?)?)),
    Entry("sci", 1, Some(1), |a| text(write::scientific(a[0].number()?)?)),
    Entry("signed", 1, Some(1), |a| {
        let n = a[0].number()?;
        text(if n.is_negative() { write::fraction(n) } else { format!("+{}", write::fraction(n)) })
    }),
    Entry("par", 1, Some(1), |a| {
        let n = a[0].number()?;
        text(if n.is_negative() { format!("({})", write::fraction(n)) } else { write::fraction(n) })
    }),
    Entry("sup", 1, Some(1), |a| text(write::raised(a[0].whole()?))),
    Entry("term", 2, Some(2), |a| text(write::term(a[0].number()?, a[1].text()?))),
    Entry("poly", 2, Some(2), |a| {
        let coefficients = a[0].list()?.iter().map(Value::number).collect::<Result<Vec<_>, _>>()?;
        text(write::polynomial(&coefficients, a[1].text()?))
    }),
    Entry("terms", 1, Some(1), |a| {
        let pair = |v: &Value| -> Result<(Rational, String), Problem> {
            match v.list()? {
                [coefficient, of] => Ok((coefficient.number()?.clone(), of.text()?.to_owned())),
                other => Err(Problem::new("models.no_pair").with("length", other.len())),
            }
        };
        let pairs = a[0].list()?.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
        text(write::sum(pairs.iter().map(|(c, of)| (c, of.clone()))))
    }),
    Entry("root", 1, Some(2), |a| {
        let (coefficient, under) = if a.len() == 2 { (a[0].number()?.clone(), a[1].whole()?) } else { (Rational::int(1), a[0].whole()?) };
        text(root(&coefficient, under)?)
    }),
    Entry("pi", 1, Some(1), |a| text(write::multiple(a[0].number()?, "π"))),
    Entry("ratio", 2, Some(2), |a| {
        let (over, under) = (a[0].number()?, a[1].number()?);
        let lowest = over.over(under).ok_or_else(|| Problem::new("models.division_by_zero"))?;
        text(format!("{}:{}", lowest.numer(), lowest.denom()))
    }),
    Entry("cmp", 2, Some(2), |a| {
        text(match a[0].number()?.cmp(a[1].number()?) {
            std::cmp::Ordering::Less => "<".to_owned(),
            std::cmp::Ordering::Equal => "=".to_owned(),
            std::cmp::Ordering::Greater => ">".to_owned(),
        })
    }),
    Entry("cn", 1, Some(1), |a| {
        let n = a[0].number()?;
        let read = if n.is_whole() { write::chinese(&n.numer()) } else { None };
        text(read.ok_or_else(|| Problem::new("models.not_read").with("value", write::fraction(n)))?)
    }),
    Entry("clock", 1, Some(1), |a| {
        let minutes = minutes(&a[0])?;
        text(format!("{}:{:02}", minutes / HOUR, minutes % HOUR))
    }),
    Entry("hm", 1, Some(1), |a| {
        let minutes = minutes(&a[0])?;
        text(match (minutes / HOUR, minutes % HOUR) {
            (0, m) => format!("{m}分"),
            (h, 0) => format!("{h}小时"),
            (h, m) => format!("{h}小时{m}分"),
        })
    }),
    Entry("letter", 1, Some(1), |a| {
        let n = a[0].whole()?;
        let letter = u8::try_from(n).ok().filter(|n| (1..=26).contains(n)).map(|n| char::from(b'A' + n - 1));
        text(letter.ok_or_else(|| Problem::new("models.no_letter").with("value", n))?.to_string())
    }),
    Entry("join", 1, Some(2), |a| {
        let between = a.get(1).map_or(Ok("、"), Value::text)?;
        let parts = a[0].list()?.iter().map(|v| shown(v, Show::Fraction)).collect::<Result<Vec<_>, _>>()?;
        text(parts.join(between))
    }),
    Entry("cat", 1, None, |a| {
        let parts = a.iter().map(|v| shown(v, Show::Fraction)).collect::<Result<Vec<_>, _>>()?;
        text(parts.concat())
    }),
    Entry("text", 1, Some(1), |a| text(shown(&a[0], Show::Fraction)?)),
];

/// A value as a template writes it.
pub(in crate::model) fn shown(value: &Value, show: Show) -> Result<String, Problem> {
    match value {
        Value::Number(n) => show.write(n),
        Value::Text(t) => Ok(t.clone()),
        Value::List(parts) => Ok(parts.iter().map(|p| shown(p, show)).collect::<Result<Vec<_>, _>>()?.join("、")),
        Value::Truth(_) => Err(Problem::new("models.truth_written")),
    }
}

fn text(text: String) -> Result<Value, Problem> {
    Ok(Value::Text(text))
}

fn places(value: &Value) -> Result<u32, Problem> {
    let n = value.whole()?;
    u32::try_from(n)
        .ok()
        .filter(|p| i64::from(*p) <= MOST_PLACES)
        .ok_or_else(|| Problem::new("models.too_many_places").with("most", MOST_PLACES))
}

fn minutes(value: &Value) -> Result<i64, Problem> {
    let n = value.whole()?;
    if n >= 0 { Ok(n) } else { Err(Problem::new("models.not_positive").with("value", n)) }
}

/// `c√n` in simplest form.
fn root(coefficient: &Rational, under: i64) -> Result<String, Problem> {
    if under < 0 {
        return Err(Problem::new("models.not_positive").with("value", under));
    }
    if under == 0 {
        return Ok("0".into());
    }
    let mut part = 1;
    let mut rest = under;
    let mut factor = 2i64;
    while factor.saturating_mul(factor) <= rest {
        while rest % (factor * factor) == 0 {
            rest /= factor * factor;
            part *= factor;
        }
        factor += 1;
        if factor > 1_000_000 {
            return Err(Problem::new("models.too_large"));
        }
    }
    let coefficient = coefficient.times(&Rational::int(part));
    Ok(if rest == 1 { write::fraction(&coefficient) } else { write::multiple(&coefficient, &format!("√{rest}")) })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn roots_in_simplest_form() {
        let of = |n, d, under| root(&Rational::ratio(n, d).unwrap(), under).unwrap();
        assert_eq!(of(1, 1, 12), "2√3");
        assert_eq!(of(1, 2, 2), "√2/2");
        assert_eq!(of(1, 1, 36), "6");
        assert_eq!(of(-3, 1, 5), "-3√5");
        assert_eq!(of(1, 1, 1), "1");
        assert_eq!(of(2, 1, 0), "0");
    }
}
