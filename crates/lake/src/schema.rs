//! The lake's tables: their columns, what they mean and in which unit. A column keeps its name, its type and its place for
//! as long as [`crate::FORMAT`] stays the same.

use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;
use std::sync::Arc;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in UTF-8 (Parquet `STRING`).
    Text,
    /// A whole number (`INT64`).
    Integer,
    /// A number (`DOUBLE`).
    Real,
    /// True or false (`BOOLEAN`).
    Truth,
    /// A calendar day of the region (`DATE`).
    Day,
    /// An instant in UTC (`TIMESTAMP_MILLIS`).
    Instant,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row may have none.
    pub optional: bool,
}

/// A table of the lake.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name: the folder it is in.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

const fn must(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, optional: false }
}

const fn may(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, optional: true }
}

use Kind::{Day, Instant, Integer, Real, Text, Truth};

/// What happened: one row a statement. Rows are added and never changed.
pub const STATEMENT: Table = Table {
    name: "statement",
    columns: &[
        must("statement", Text),
        may("person", Text),
        may("county", Text),
        may("school", Text),
        may("class", Text),
        may("stage", Text),
        may("grade", Integer),
        may("entry_year", Integer),
        must("verb", Text),
        may("object", Text),
        may("subject", Text),
        may("point", Text),
        may("item", Text),
        may("item_version", Integer),
        may("score", Real),
        may("success", Truth),
        may("duration_ms", Integer),
        must("day", Day),
        must("at", Instant),
        must("stored", Instant),
    ],
};

/// Statements that were taken back after they had been added.
pub const VOIDED: Table = Table { name: "voided", columns: &[must("statement", Text)] };

/// Who is in the lake, without who they are.
pub const PERSON: Table = Table {
    name: "person",
    columns: &[
        must("person", Text),
        must("current", Text),
        may("birth_year", Integer),
        must("status", Text),
        must("learning_consent", Truth),
        must("research_consent", Truth),
    ],
};

/// Who was in which class in which school year, and from when to when.
pub const ENROLMENT: Table = Table {
    name: "enrolment",
    columns: &[
        must("person", Text),
        must("class", Text),
        may("school", Text),
        may("county", Text),
        may("stage", Text),
        may("grade", Integer),
        may("entry_year", Integer),
        must("school_year", Text),
        must("starts", Day),
        may("ends", Day),
        must("current", Truth),
    ],
};

/// What is believed of a learner on a knowledge point at the time of the export.
pub const MASTERY: Table = Table {
    name: "mastery",
    columns: &[
        must("person", Text),
        must("subject", Text),
        must("point", Text),
        must("alpha", Real),
        must("beta", Real),
        must("mean", Real),
        must("answers", Integer),
        must("last_at", Instant),
    ],
};

/// Organisations, closed ones too.
pub const ORGANISATION: Table = Table {
    name: "organisation",
    columns: &[
        must("code", Text),
        must("kind", Text),
        must("name", Text),
        may("parent", Text),
        may("school", Text),
        may("county", Text),
        must("stages", Text),
        may("locality", Text),
        must("small", Truth),
        must("weak", Truth),
        must("special", Truth),
        may("entry_year", Integer),
        may("closed", Day),
    ],
};

/// Knowledge points.
pub const POINT: Table = Table {
    name: "point",
    columns: &[
        must("code", Text),
        must("subject", Text),
        must("stage", Text),
        must("grade", Integer),
        must("name", Text),
        may("parent", Text),
    ],
};

/// Items in their latest version, without their text.
pub const ITEM: Table = Table {
    name: "item",
    columns: &[
        must("code", Text),
        must("version", Integer),
        must("subject", Text),
        must("stage", Text),
        must("grade", Integer),
        must("point", Text),
        must("difficulty", Integer),
        must("status", Text),
    ],
};

/// All tables.
pub const TABLES: [&Table; 8] = [&STATEMENT, &VOIDED, &PERSON, &ENROLMENT, &MASTERY, &ORGANISATION, &POINT, &ITEM];

impl Table {
    /// The table's Parquet schema.
    pub(crate) fn message(&self) -> base::Result<Arc<Type>> {
        let mut text = format!("message {} {{\n", self.name);
        for column in self.columns {
            let presence = if column.optional { "OPTIONAL" } else { "REQUIRED" };
            let (physical, logical) = match column.kind {
                Kind::Text => ("BYTE_ARRAY", " (STRING)"),
                Kind::Integer => ("INT64", ""),
                Kind::Real => ("DOUBLE", ""),
                Kind::Truth => ("BOOLEAN", ""),
                Kind::Day => ("INT32", " (DATE)"),
                Kind::Instant => ("INT64", " (TIMESTAMP(MILLIS,true))"),
            };
            text.push_str(&format!("  {presence} {physical} {}{logical};\n", column.name));
        }
        text.push('}');
        parse_message_type(&text).map(Arc::new).map_err(base::Error::internal)
    }
}
