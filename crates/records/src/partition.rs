//! Months of statements, each in a table of its own: on PostgreSQL, where a region's statements of many years are too many
//! for one table to be tidied and erased from. SQLite keeps them in one.

use crate::store::partition as store;
use base::clock::start_of;
use base::{Conn, Date, Millis, Result, id};

/// Months that have their table before their first statement: this one and the next two, so that a job that fails for weeks
/// is noticed before anything is.
const AHEAD: i8 = 3;

/// A month's table: its name, and the range of the identifiers that are made in the month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Month {
    pub table: String,
    pub from: i64,
    pub to: i64,
}

impl Month {
    fn of(first: Date, next: Date) -> Month {
        let bound = |day: Date| id::first_of(start_of(day));
        Month { table: format!("statement_{:04}_{:02}", first.year(), first.month()), from: bound(first), to: bound(next) }
    }

    /// The month of a table.
    fn named(table: &str) -> Option<Month> {
        let (year, month) = table.strip_prefix("statement_")?.split_once('_')?;
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        Some(Month::of(first, after(first)))
    }
}

/// The first day of the next month.
fn after(first: Date) -> Date {
    first.last_of_month().saturating_add(jiff::Span::new().days(1))
}

/// Makes the tables of this month and the next ones where they are missing, and gives the number made. A month of which
/// statements came before its table stays in the common one. Safe on several nodes at once.
pub async fn make_partitions(conn: &mut Conn, today: Date) -> Result<usize> {
    if conn.is_sqlite() {
        return Ok(0);
    }
    let mut made = 0;
    let mut first = today.first_of_month();
    for _ in 0..AHEAD {
        let next = after(first);
        made += usize::from(store::make(conn, &Month::of(first, next)).await?);
        first = next;
    }
    Ok(made)
}

/// How long after its end a month is looked at: clocks of nodes differ.
const PAST: Millis = 86_400_000;

/// The empty table of the oldest month that is past is dropped; gives its name, `None` when there is none, or when it is in use
/// just now. Month by month, in a transaction each, because nobody reads statements meanwhile.
pub async fn drop_empty(conn: &mut Conn, now: Millis) -> Result<Option<String>> {
    if conn.is_sqlite() {
        return Ok(None);
    }
    store::take_turns(conn).await?;
    for table in store::months(conn).await? {
        let Some(month) = Month::named(&table) else { continue };
        if month.to <= id::first_of(now - PAST) && store::drop_if_empty(conn, &month).await? {
            return Ok(Some(table));
        }
    }
    Ok(None)
}
