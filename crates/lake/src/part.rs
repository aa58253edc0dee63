//! One Parquet file in the making: rows are gathered by column and written a row group at a time, into a local file that
//! somebody uploads.

use crate::schema::{Column, Kind, Table};
use base::{Date, Error, Result};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::sync::Arc;

/// A field of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(ByteArray),
    Integer(i64),
    Real(f64),
    Truth(bool),
    Day(Date),
    None,
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(ByteArray::from(text.into().into_bytes()))
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Integer(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Real(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Truth(value)
    }
}

impl From<Date> for Value {
    fn from(value: Date) -> Value {
        Value::Day(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::text(value)
    }
}

impl From<&ByteArray> for Value {
    /// The bytes are shared, not copied.
    fn from(value: &ByteArray) -> Value {
        Value::Text(value.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::None, Into::into)
    }
}

/// The day as a Parquet `DATE`: days since 1970.
fn days(day: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    // Both lie between the years -9999 and 9999, so the number of days fits.
    day.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days())
}

enum Values {
    Texts(Vec<ByteArray>),
    Longs(Vec<i64>),
    Ints(Vec<i32>),
    Reals(Vec<f64>),
    Truths(Vec<bool>),
}

/// A column's rows that wait to be written.
struct Waiting {
    values: Values,
    /// For each row whether it has a value, where the column is optional.
    present: Option<Vec<i16>>,
}

impl Waiting {
    fn new(column: &Column) -> Waiting {
        let values = match column.kind {
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Integer | Kind::Instant => Values::Longs(Vec::new()),
            Kind::Real => Values::Reals(Vec::new()),
            Kind::Truth => Values::Truths(Vec::new()),
            Kind::Day => Values::Ints(Vec::new()),
        };
        Waiting { values, present: column.optional.then(Vec::new) }
    }

    /// False when the value is not of the column's kind, or missing where one must be.
    fn push(&mut self, value: Value) -> bool {
        let Some(present) = &mut self.present else { return self.put(value) };
        let there = value != Value::None;
        present.push(i16::from(there));
        !there || self.put(value)
    }

    fn put(&mut self, value: Value) -> bool {
        match (&mut self.values, value) {
            (Values::Texts(column), Value::Text(v)) => column.push(v),
            (Values::Longs(column), Value::Integer(v)) => column.push(v),
            (Values::Reals(column), Value::Real(v)) => column.push(v),
            (Values::Truths(column), Value::Truth(v)) => column.push(v),
            (Values::Ints(column), Value::Day(v)) => column.push(days(v)),
            _ => return false,
        }
        true
    }

    fn write(&self, group: &mut SerializedRowGroupWriter<'_, File>) -> Result<()> {
        match &self.values {
            Values::Texts(values) => self.write_as::<ByteArrayType>(group, values),
            Values::Longs(values) => self.write_as::<Int64Type>(group, values),
            Values::Ints(values) => self.write_as::<Int32Type>(group, values),
            Values::Reals(values) => self.write_as::<DoubleType>(group, values),
            Values::Truths(values) => self.write_as::<BoolType>(group, values),
        }
    }

    fn write_as<T: DataType>(&self, group: &mut SerializedRowGroupWriter<'_, File>, values: &[T::T]) -> Result<()> {
        let mut column = group.next_column().map_err(Error::internal)?.ok_or_else(|| Error::internal("a column too many"))?;
        column.typed::<T>().write_batch(values, self.present.as_deref(), None).map_err(Error::internal)?;
        column.close().map_err(Error::internal)
    }
}

/// A file that is being written.
pub(crate) struct Part {
    table: &'static Table,
    writer: SerializedFileWriter<File>,
    waiting: Vec<Waiting>,
    /// Rows gathered and not yet written.
    pub gathered: usize,
    /// Rows written.
    pub written: usize,
    content: Sha256,
}

/// A file that is done.
pub(crate) struct Done {
    pub file: File,
    pub rows: usize,
    /// SHA-256 of the rows, hexadecimal: two files of the same rows in the same order have the same.
    pub content: String,
}

impl Part {
    /// A file in the machine's temporary folder that is gone when it is closed, whatever ends the process.
    pub fn new(table: &'static Table) -> Result<Part> {
        let level = ZstdLevel::try_new(3).map_err(Error::internal)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("shuren ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = tempfile::tempfile()?;
        let writer = SerializedFileWriter::new(file, table.message()?, Arc::new(properties)).map_err(Error::internal)?;
        let waiting = table.columns.iter().map(Waiting::new).collect();
        Ok(Part { table, writer, waiting, gathered: 0, written: 0, content: Sha256::new() })
    }

    /// Adds a row: a value a column, in their order.
    pub fn push(&mut self, row: Vec<Value>) -> Result<()> {
        debug_assert_eq!(row.len(), self.waiting.len(), "{}", self.table.name);
        for ((value, waiting), column) in row.into_iter().zip(&mut self.waiting).zip(self.table.columns) {
            digest(&mut self.content, &value);
            if !waiting.push(value) {
                return Err(Error::internal(format!("{}.{}: a value of another kind", self.table.name, column.name)));
            }
        }
        self.gathered += 1;
        Ok(())
    }

    /// Writes what was gathered as a row group.
    pub fn flush(&mut self) -> Result<()> {
        if self.gathered == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(Error::internal)?;
        for column in &self.waiting {
            column.write(&mut group)?;
        }
        group.close().map_err(Error::internal)?;
        self.waiting = self.table.columns.iter().map(Waiting::new).collect();
        self.written += self.gathered;
        self.gathered = 0;
        Ok(())
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<Done> {
        self.flush()?;
        let file = self.writer.into_inner().map_err(Error::internal)?;
        Ok(Done { file, rows: self.written, content: hex::encode(self.content.finalize()) })
    }
}

/// Kind and length before the bytes, so that no two rows have the same.
fn digest(content: &mut Sha256, value: &Value) {
    let mut put = |kind: u8, bytes: &[u8]| {
        content.update([kind]);
        content.update((bytes.len() as u64).to_le_bytes());
        content.update(bytes);
    };
    match value {
        Value::None => put(0, &[]),
        Value::Text(v) => put(1, v.data()),
        Value::Integer(v) => put(2, &v.to_le_bytes()),
        Value::Real(v) => put(3, &v.to_le_bytes()),
        Value::Truth(v) => put(4, &[u8::from(*v)]),
        Value::Day(v) => put(5, &days(*v).to_le_bytes()),
    }
}
