//! The file: unpacked within bounds, read as a table, every row checked.

use super::mapping::Names;
use base::sheet::{self, Limits, Row, Table};
use base::{Error, Millis, Place, Problem, Result};
use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;

/// One answer of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The log's learner.
    pub learner: String,
    /// The log's item.
    pub item: String,
    /// The log's skill.
    pub skill: String,
    /// Score in \[0, 1\].
    pub score: f64,
    /// When; `None` throughout when the log does not tell.
    pub at: Option<Millis>,
}

/// Bad rows that are listed; of the rest, their number.
const LISTED: usize = 50;
/// Unpacked size at the most.
const LARGEST: u64 = 512 << 20;
/// Rows at the most: a log of two million answers is imported in parts.
const MOST_ROWS: u64 = 2_000_000;
/// Earlier times are no times of answers: 2000-01-01.
const EARLIEST: Millis = 946_684_800_000;
/// Numbers below are seconds, above milliseconds: as seconds it would be the year 5138.
const SECONDS_BELOW: i64 = 100_000_000_000;

fn table(path: &Path) -> Result<Table> {
    let name = super::file_name(path);
    let refuse = |problem: Problem| Error::from(problem.at(Place { file: name.clone(), ..Place::default() }));
    let packed = std::fs::read(path).map_err(|e| refuse(Problem::new("records.import_unreadable").with("why", e)))?;
    let bytes = if packed.starts_with(&[0x1f, 0x8b]) {
        let mut bytes = Vec::new();
        let mut unpacked = flate2::read::MultiGzDecoder::new(packed.as_slice()).take(LARGEST + 1);
        unpacked.read_to_end(&mut bytes).map_err(|e| refuse(Problem::new("records.import_unreadable").with("why", e)))?;
        bytes
    } else {
        packed
    };
    let limits = Limits { bytes: LARGEST as usize, rows: MOST_ROWS, cells: 8 * MOST_ROWS as usize, ..Limits::default() };
    sheet::read_one(&name, &bytes, &limits)
}

/// The column of a heading.
fn column(table: &Table, heading: &str) -> Option<usize> {
    table.headings.iter().position(|h| h.eq_ignore_ascii_case(heading.trim()))
}

fn missing(table: &Table, heading: &str) -> Problem {
    let place = Place { file: table.source.clone(), row: Some(table.heading_row), column: None };
    let found = table.headings.join("、");
    Problem::new("records.import_column_missing").with("heading", heading).with("found", found).at(place)
}

/// Reads an answer log. `skills` has the skill of each item, for logs without such a column.
pub fn responses(path: &Path, names: &Names, skills: Option<&HashMap<String, String>>) -> Result<Vec<Response>> {
    let table = table(path)?;
    let find = |heading: &str| column(&table, heading).ok_or_else(|| missing(&table, heading));
    let skill = if skills.is_some() { Ok(None) } else { find(&names.skill).map(Some) };
    let (learner, item, correct, skill) = match (find(&names.learner), find(&names.item), find(&names.correct), skill) {
        (Ok(learner), Ok(item), Ok(correct), Ok(skill)) => (learner, item, correct, skill),
        (a, b, c, d) => {
            return Err(Error::Invalid([a.err(), b.err(), c.err(), d.err()].into_iter().flatten().collect()));
        }
    };
    let time = column(&table, &names.time);
    let timed = time.is_some_and(|t| table.rows.iter().any(|r| !matches!(r.cells[t].as_str(), "" | "0")));

    let mut faults = Faults::default();
    let mut responses = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut reader = Reader { table: &table, row, faults: &mut faults };
        let who = reader.filled(learner);
        let what = reader.filled(item);
        let score = reader.score(correct);
        let about = match (skill, skills) {
            (Some(column), _) => reader.filled(column),
            (None, Some(skills)) => reader.skill_of(item, skills),
            (None, None) => None,
        };
        let at = time.filter(|_| timed).map(|column| reader.time(column));
        if let (Some(learner), Some(item), Some(score), Some(skill), Some(at)) =
            (who, what, score, about, at.map_or(Some(None), |at| at.map(Some)))
        {
            responses.push(Response { learner, item, skill, score, at });
        }
    }
    faults.into_result()?;
    if responses.is_empty() {
        let place = Place { file: table.source.clone(), ..Place::default() };
        return Err(Problem::new("records.import_no_rows").at(place).into());
    }
    Ok(responses)
}

/// The skill of each item; several skills of one item become a skill of their own, `12+39`.
pub fn skills(path: &Path, names: &Names) -> Result<HashMap<String, String>> {
    let table = table(path)?;
    let (item, skill) = match (column(&table, &names.item), column(&table, &names.skill)) {
        (Some(item), Some(skill)) => (item, skill),
        (None, _) => return Err(missing(&table, &names.item).into()),
        (_, None) => return Err(missing(&table, &names.skill).into()),
    };
    let mut skills: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut faults = Faults::default();
    for row in &table.rows {
        let mut reader = Reader { table: &table, row, faults: &mut faults };
        if let (Some(item), Some(skill)) = (reader.filled(item), reader.filled(skill)) {
            skills.entry(item).or_default().insert(skill);
        }
    }
    faults.into_result()?;
    Ok(skills.into_iter().map(|(item, skills)| (item, skills.into_iter().collect::<Vec<_>>().join("+"))).collect())
}

/// Reads the cells of one row, noting what is wrong.
struct Reader<'a> {
    table: &'a Table,
    row: &'a Row,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn fault(&mut self, column: usize, problem: Problem) {
        let place =
            Place { file: self.table.source.clone(), row: Some(self.row.number), column: Some(self.table.headings[column].clone()) };
        self.faults.add(problem.at(place));
    }

    fn filled(&mut self, column: usize) -> Option<String> {
        let cell = &self.row.cells[column];
        match cell.chars().count() {
            0 => self.fault(column, Problem::new("records.import_blank")),
            n if n > content::item::LONGEST_CODE / 2 => {
                self.fault(column, Problem::new("records.import_too_long").with("most", content::item::LONGEST_CODE / 2));
            }
            _ => return Some(cell.clone()),
        }
        None
    }

    fn score(&mut self, column: usize) -> Option<f64> {
        let cell = &self.row.cells[column];
        let score = cell.parse().ok().filter(|s| (0.0..=1.0).contains(s));
        if score.is_none() {
            let problem = Problem::new("records.import_not_a_score").with("value", cell);
            self.fault(column, problem);
        }
        score
    }

    fn time(&mut self, column: usize) -> Option<Millis> {
        let cell = &self.row.cells[column];
        let number = cell.parse::<i64>().ok().or_else(|| cell.parse::<f64>().ok().map(|t| t.round() as i64));
        let at = number.map(|t| if t < SECONDS_BELOW { t.saturating_mul(1000) } else { t }).filter(|at| *at >= EARLIEST);
        if at.is_none() {
            let problem = Problem::new("records.import_not_a_time").with("value", cell);
            self.fault(column, problem);
        }
        at
    }

    fn skill_of(&mut self, item: usize, skills: &HashMap<String, String>) -> Option<String> {
        let cell = &self.row.cells[item];
        let skill = skills.get(cell).cloned();
        if skill.is_none() && !cell.is_empty() {
            let problem = Problem::new("records.import_item_without_skill").with("item", cell);
            self.fault(item, problem);
        }
        skill
    }
}

/// Faults found; the list is kept short, the number true.
#[derive(Default)]
struct Faults {
    listed: Vec<Problem>,
    more: usize,
}

impl Faults {
    fn add(&mut self, problem: Problem) {
        if self.listed.len() < LISTED { self.listed.push(problem) } else { self.more += 1 }
    }

    fn into_result(mut self) -> Result<()> {
        if self.listed.is_empty() {
            return Ok(());
        }
        if self.more > 0 {
            self.listed.push(Problem::new("records.import_more").with("n", self.more).with("total", LISTED + self.more));
        }
        Err(Error::Invalid(self.listed))
    }
}
