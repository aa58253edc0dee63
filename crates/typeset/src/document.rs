//! What is to be set: blocks from top to bottom.

use serde::Serialize;

/// Language of a document: line breaking, and the shapes of characters that Chinese and Japanese share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Chinese as written on the mainland.
    Chinese,
    /// English.
    English,
}

/// A document on A4.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Title in the file's properties; the first page says it through its own blocks.
    pub title: String,
    /// Language.
    pub language: Language,
    /// Stands at the foot of every page, before its number.
    pub footer: String,
    /// The content.
    pub blocks: Vec<Block>,
}

/// One part of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// The cover's large title with lines under it.
    Cover {
        /// Title.
        title: String,
        /// Lines under it: whose document it is, by whom, of which day.
        lines: Vec<String>,
    },
    /// A heading.
    Heading {
        /// From 1.
        level: u8,
        /// Words.
        text: String,
    },
    /// A paragraph.
    Paragraph {
        /// Words; a line break is kept.
        text: String,
    },
    /// A small paragraph in grey.
    Note {
        /// Words.
        text: String,
    },
    /// Names with their values.
    Facts {
        /// Name and value.
        rows: Vec<(String, String)>,
    },
    /// A table; its heading stands again on each page.
    Table {
        /// The columns.
        columns: Vec<Column>,
        /// The rows, one cell a column.
        rows: Vec<Vec<Cell>>,
    },
    /// What follows begins a page.
    PageBreak,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Heading.
    pub label: String,
    /// Its share of the width, as against the others'.
    pub share: f64,
    /// Whether it holds figures, which stand right.
    pub number: bool,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>, share: f64) -> Self {
        Column { label: label.into(), share, number: false }
    }

    /// A column of figures.
    pub fn number(label: impl Into<String>, share: f64) -> Self {
        Column { label: label.into(), share, number: true }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Words.
    Text(String),
    /// A picture as wide as the cell.
    Picture(Picture),
}

/// A drawing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Picture {
    /// An SVG document of its own, as `charts::printed` makes it.
    pub svg: String,
    /// What it shows, for readers who do not see it.
    pub text: String,
}
