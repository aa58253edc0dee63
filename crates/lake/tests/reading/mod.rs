//! Reads a lake back with the parquet crate, by its manifest.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code)]

use base::{Date, Millis};
use bytes::Bytes;
use lake::{Destination, Manifest};
use learner::aggregate::By;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
pub use parquet::record::Row;
use std::collections::{BTreeMap, HashMap};

/// A lake in memory.
pub struct Lake {
    pub manifest: Manifest,
    pub files: BTreeMap<String, Bytes>,
}

impl Lake {
    pub async fn read(to: &Destination, release: &str) -> Lake {
        let lake = to.within(release);
        let manifest = Manifest::read(&lake).await.unwrap().expect("a manifest");
        let mut files = BTreeMap::new();
        for path in manifest.paths() {
            files.insert(path.to_owned(), lake.read(path).await.unwrap().unwrap_or_else(|| panic!("{path} is missing")));
        }
        Lake { manifest, files }
    }

    pub fn paths(&self, table: &str) -> Vec<&str> {
        self.files.keys().map(String::as_str).filter(|p| p.split('/').next() == Some(table)).collect()
    }

    pub fn rows_by_file(&self, table: &str) -> Vec<(&str, Vec<Row>)> {
        self.paths(table).into_iter().map(|path| (path, rows(&self.files[path]))).collect()
    }

    pub fn rows(&self, table: &str) -> Vec<Row> {
        let rows: Vec<Row> = self.rows_by_file(table).into_iter().flat_map(|(_, rows)| rows).collect();
        assert_eq!(rows.len() as u64, self.manifest.tables[table].rows, "{table}: as the manifest says");
        rows
    }

    /// Mean over learners and their number by column, as the region's page defines it: today's learners of open schools.
    pub fn means(&self, by: &By) -> HashMap<String, (f64, i64)> {
        let now: HashMap<String, String> = self
            .rows("enrolment")
            .iter()
            .filter(|r| truth(r, "current") == Some(true))
            .filter_map(|r| Some((text(r, "person")?.to_owned(), text(r, "school")?.to_owned())))
            .collect();
        // A learner's mean by column: over the points of a subject, or of one point.
        let mut own: HashMap<(String, String), (f64, f64)> = HashMap::new();
        for row in self.rows("mastery") {
            let (person, subject, point) = (text(&row, "person").unwrap(), text(&row, "subject").unwrap(), text(&row, "point").unwrap());
            let column = match by {
                By::Subject => subject,
                By::PointsOf(wanted) if wanted == subject => point,
                By::PointsOf(_) => continue,
            };
            if now.contains_key(person) {
                let sum = own.entry((column.to_owned(), person.to_owned())).or_default();
                *sum = (sum.0 + real(&row, "mean").unwrap(), sum.1 + 1.0);
            }
        }
        let mut all: HashMap<String, (f64, i64)> = HashMap::new();
        for ((column, _), (means, points)) in own {
            let sum = all.entry(column).or_default();
            *sum = (sum.0 + means / points, sum.1 + 1);
        }
        all.into_iter().map(|(column, (means, n))| (column, (means / n as f64, n))).collect()
    }
}

fn rows(bytes: &Bytes) -> Vec<Row> {
    let reader = SerializedFileReader::new(bytes.clone()).unwrap();
    reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
}

fn field<'a>(row: &'a Row, column: &str) -> &'a Field {
    row.get_column_iter().find(|(name, _)| *name == column).map(|(_, field)| field).unwrap_or_else(|| panic!("no column {column}"))
}

pub fn text<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    match field(row, column) {
        Field::Str(v) => Some(v),
        Field::Null => None,
        other => panic!("{column}: {other:?}"),
    }
}

pub fn integer(row: &Row, column: &str) -> Option<i64> {
    match field(row, column) {
        Field::Long(v) => Some(*v),
        Field::Null => None,
        other => panic!("{column}: {other:?}"),
    }
}

pub fn real(row: &Row, column: &str) -> Option<f64> {
    match field(row, column) {
        Field::Double(v) => Some(*v),
        Field::Null => None,
        other => panic!("{column}: {other:?}"),
    }
}

pub fn truth(row: &Row, column: &str) -> Option<bool> {
    match field(row, column) {
        Field::Bool(v) => Some(*v),
        Field::Null => None,
        other => panic!("{column}: {other:?}"),
    }
}

pub fn day(row: &Row, column: &str) -> Option<Date> {
    match field(row, column) {
        Field::Date(days) => Some(base::clock::date_of(i64::from(*days) * 86_400_000)),
        Field::Null => None,
        other => panic!("{column}: {other:?}"),
    }
}

pub fn instant(row: &Row, column: &str) -> Option<Millis> {
    match field(row, column) {
        Field::TimestampMillis(v) => Some(*v),
        Field::Null => None,
        other => panic!("{column}: {other:?}"),
    }
}
