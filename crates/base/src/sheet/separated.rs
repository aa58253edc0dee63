//! CSV files: any of the encodings and separators that offices save, read strictly (RFC 4180).

use super::{Builder, Limits, Table};
use crate::{Place, Problem, Result};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// Cells in a record at the most, empty ones at its end too: Excel's own limit of columns.
const WIDEST: usize = 16_384;

pub(super) fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Table> {
    let text = decode(file, bytes)?;
    let separator = separator(&text);
    let mut builder = Builder::new(file, file, limits, 0);
    let mut records = Records { text: &text, separator, number: 0 };
    while let Some(record) = records.next() {
        let cells = match record {
            Ok(cells) => cells,
            Err(key) => {
                builder.faults.add(key.at(builder.place(records.number, None)));
                continue;
            }
        };
        builder.row(records.number, cells.into_iter().map(plain).collect())?;
    }
    builder.faults.into_result()?;
    Ok(builder.table)
}

/// The text, from UTF-8 or UTF-16 with a mark, from UTF-8 without, or from GB18030 (of which GBK and
/// GB 2312 are parts), which Excel in China saves.
fn decode<'b>(file: &str, bytes: &'b [u8]) -> Result<Cow<'b, str>> {
    let refuse = |key: Problem| crate::Error::from(key.at(Place { file: file.to_owned(), ..Place::default() }));
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = &bytes[mark..];
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .or_else(|| if mark == 0 { GB18030.decode_without_bom_handling_and_without_replacement(body) } else { None });
    match text {
        Some(text) if text.contains('\0') => Err(refuse(Problem::new("base.sheet_is_binary"))),
        Some(text) => Ok(text),
        None if body.contains(&0) => Err(refuse(Problem::new("base.sheet_is_binary"))),
        None => Err(refuse(Problem::new("base.sheet_encoding"))),
    }
}

/// The separator seen most often outside quotes in the first line that has any.
fn separator(text: &str) -> char {
    for line in text.lines().take(20) {
        let mut counts = [(',', 0), ('\t', 0), (';', 0)];
        let mut quoted = false;
        for c in line.chars() {
            quoted ^= c == '"';
            if let Some((_, n)) = counts.iter_mut().find(|(s, _)| *s == c && !quoted) {
                *n += 1;
            }
        }
        let (best, n) = counts.into_iter().rev().max_by_key(|(_, n)| *n).unwrap_or((',', 0));
        if n > 0 {
            return best;
        }
    }
    ','
}

/// Undoes [`super::csv`]'s neutralisation, so that an export can be imported again.
fn plain(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if super::write::is_formula_like(rest) => rest.to_owned(),
        _ => cell,
    }
}

/// The records of a text, each numbered as a spreadsheet would.
struct Records<'t> {
    text: &'t str,
    separator: char,
    number: u64,
}

impl Records<'_> {
    fn next(&mut self) -> Option<Result<Vec<String>, Problem>> {
        if self.text.is_empty() {
            return None;
        }
        self.number += 1;
        let mut cells = Vec::new();
        loop {
            // A line of separators only would take twenty times its size in memory.
            if cells.len() == WIDEST {
                self.text = "";
                return Some(Err(Problem::new("base.sheet_columns").with("limit", WIDEST)));
            }
            let (cell, end) = match self.text.strip_prefix('"') {
                Some(rest) => match quoted(rest) {
                    Some((cell, used)) => (cell, used + 1),
                    // The quote swallows the rest of the file: nothing after it can be trusted.
                    None => {
                        self.text = "";
                        return Some(Err(Problem::new("base.sheet_quote_open")));
                    }
                },
                None => {
                    let end = self.text.find([self.separator, '\r', '\n']).unwrap_or(self.text.len());
                    (self.text[..end].to_owned(), end)
                }
            };
            let rest = &self.text[end..];
            cells.push(cell);
            if let Some(rest) = rest.strip_prefix(self.separator) {
                self.text = rest;
                if rest.is_empty() {
                    return Some(Ok(cells));
                }
            } else if let Some(after) = after_line_end(rest) {
                self.text = after;
                return Some(Ok(cells));
            } else {
                // Something stands between a closing quote and the separator.
                let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
                self.text = after_line_end(&rest[end..]).unwrap_or("");
                return Some(Err(Problem::new("base.sheet_quote_stray")));
            }
        }
    }
}

/// What follows a line's end, or the end of the text.
fn after_line_end(text: &str) -> Option<&str> {
    if text.is_empty() {
        return Some(text);
    }
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\r', '\n']))
}

/// A quoted cell after its first quote, and the bytes it took with its last; `None` when it never closes.
fn quoted(text: &str) -> Option<(String, usize)> {
    let (mut cell, mut from) = (String::new(), 0);
    loop {
        let quote = from + text[from..].find('"')?;
        cell.push_str(&text[from..quote]);
        if text[quote + 1..].starts_with('"') {
            cell.push('"');
            from = quote + 2;
        } else {
            return Some((cell, quote + 1));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Result<Vec<String>, Problem>> {
        let mut records = Records { text, separator: ',', number: 0 };
        std::iter::from_fn(|| records.next()).collect()
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_quotes() {
        let found = records("a,\"b,\"\"c\"\"\nd\"\r\n,\n\"e\"");
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], Ok(vec!["a".into(), "b,\"c\"\nd".into()]));
        assert_eq!(found[1], Ok(vec!["".into(), "".into()]));
        assert_eq!(found[2], Ok(vec!["e".into()]));
    }

    #[test]
    fn quotes_that_do_not_balance_are_faults() {
        assert!(records("a,\"b\nc,d\n")[0].is_err());
        let stray = records("\"a\"b,c\nd,e\n");
        assert!(stray[0].is_err());
        assert_eq!(stray[1], Ok(vec!["d".into(), "e".into()]));
    }

    #[test]
    fn the_separator_is_the_one_used() {
        assert_eq!(separator("a;b;c\n1,5;2;3"), ';');
        assert_eq!(separator("标题\n\"a,b\"\tc"), '\t');
        assert_eq!(separator("only"), ',');
    }
}
