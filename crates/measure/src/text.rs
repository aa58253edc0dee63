//! The text formats in which answer logs are passed on, read into [`Responses`]. Reads text, opens no file.

use crate::{Fault, Response, Responses};
use std::collections::HashMap;

/// Responses with the names that their indices stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The responses.
    pub responses: Responses,
    /// Names of learners.
    pub learners: Vec<String>,
    /// Names of items.
    pub items: Vec<String>,
    /// For each item, the skills it asks for as the log says, as indices of `skills`; empty where the log names none.
    pub skills_of: Vec<Vec<usize>>,
    /// Names of skills.
    pub skills: Vec<String>,
}

/// Names in the order in which they are first met.
#[derive(Debug, Clone, Default)]
struct Names {
    index: HashMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn of(&mut self, name: &str) -> usize {
        if let Some(known) = self.index.get(name) {
            return *known;
        }
        self.names.push(name.to_owned());
        self.index.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(i, line)| (i + 1, line.trim_end_matches('\r'))).filter(|(_, line)| !line.trim().is_empty())
}

fn number<T: std::str::FromStr>(line: usize, field: &str) -> Result<T, Fault> {
    field.trim().parse().map_err(|_| Fault::Text { line, problem: format!("{:?} is not a number", field.trim()) })
}

/// A matrix: a line for each learner, a score for each item, separated by commas, tabs or blanks. An empty field between commas or
/// tabs, `NA`, `.` and `-` mean that there was no response.
pub fn wide(text: &str) -> Result<Responses, Fault> {
    let mut table: Vec<Vec<Option<f64>>> = Vec::new();
    for (line, row) in numbered(text) {
        let fields: Vec<&str> = match row.find([',', '\t']) {
            Some(_) => row.split([',', '\t']).collect(),
            None => row.split_whitespace().collect(),
        };
        let scores: Vec<Option<f64>> = fields
            .into_iter()
            .map(|f| match f.trim() {
                "" | "NA" | "." | "-" => Ok(None),
                given => number(line, given).map(Some),
            })
            .collect::<Result<_, _>>()?;
        if let Some(first) = table.first().filter(|first| first.len() != scores.len()) {
            return Err(Fault::Text { line, problem: format!("{} scores where the first line has {}", scores.len(), first.len()) });
        }
        table.push(scores);
    }
    Responses::from_wide(&table)
}

/// A matrix of 0 and 1 that says which attributes (columns) each item (line) asks for.
pub fn q_matrix(text: &str) -> Result<Vec<Vec<bool>>, Fault> {
    let mut table: Vec<Vec<bool>> = Vec::new();
    for (line, row) in numbered(text) {
        let entries: Vec<bool> = row
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|f| !f.is_empty())
            .map(|f| match f {
                "0" => Ok(false),
                "1" => Ok(true),
                other => Err(Fault::Text { line, problem: format!("{other:?} is neither 0 nor 1") }),
            })
            .collect::<Result<_, _>>()?;
        if let Some(first) = table.first().filter(|first| first.len() != entries.len()) {
            return Err(Fault::Text { line, problem: format!("{} attributes where the first line has {}", entries.len(), first.len()) });
        }
        table.push(entries);
    }
    if table.is_empty() { Err(Fault::Empty) } else { Ok(table) }
}

/// Reads logs so that several files (say, those to learn from and those to be tested on) share their indices of items and skills.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    items: Names,
    skills: Names,
    skills_of: Vec<Vec<usize>>,
}

impl Reader {
    /// A log with a heading line that names the columns, separated by tabs: `user_id`, `item_id` and `correct`, and, when they are
    /// there, `timestamp` and `skill_id`. Other columns are left aside. Rows of one time keep their order.
    pub fn long(&mut self, text: &str) -> Result<Named, Fault> {
        let mut lines = numbered(text);
        let (line, heading) = lines.next().ok_or(Fault::Empty)?;
        let columns: Vec<&str> = heading.split('\t').map(str::trim).collect();
        let find = |name: &str| columns.iter().position(|c| *c == name);
        let need = |name: &str| find(name).ok_or_else(|| Fault::Text { line, problem: format!("no column {name:?}, separated by tabs") });
        let (user, item, correct) = (need("user_id")?, need("item_id")?, need("correct")?);
        let (time, skill) = (find("timestamp"), find("skill_id"));
        let (mut learners, mut rows) = (Names::default(), Vec::new());
        for (line, row) in lines {
            let fields: Vec<&str> = row.split('\t').collect();
            let field =
                |i: usize| fields.get(i).copied().ok_or_else(|| Fault::Text { line, problem: format!("no column {:?}", columns[i]) });
            let time = time.map(|i| field(i).and_then(|f| number::<f64>(line, f))).transpose()?.unwrap_or_default() as i64;
            let item = self.item(field(item)?);
            if let Some(i) = skill {
                self.asks_for(item, field(i)?);
            }
            rows.push(Response { learner: learners.of(field(user)?), item, score: number(line, field(correct)?)?, time });
        }
        self.named(learners, rows)
    }

    /// A log with four lines a learner: the learner's name (up to the first comma), then the items, the skills and the scores, each
    /// separated by commas.
    pub fn per_learner(&mut self, text: &str) -> Result<Named, Fault> {
        let lines: Vec<(usize, &str)> = numbered(text).collect();
        let (mut learners, mut rows) = (Names::default(), Vec::new());
        for four in lines.chunks(4) {
            let &[(line, head), (_, items), (_, skills), (_, scores)] = four else {
                let line = four.first().map_or(0, |f| f.0);
                return Err(Fault::Text { line, problem: format!("{} lines are left where a learner takes four", four.len()) });
            };
            let count = |row: &str| row.trim_end_matches(',').split(',').count();
            for (what, found) in [("skills", count(skills)), ("scores", count(scores))] {
                if found != count(items) {
                    return Err(Fault::Text { line, problem: format!("{found} {what} for {} items", count(items)) });
                }
            }
            // Two blocks of one name are two learners: some logs cut long histories.
            let learner = learners.of(&format!("{}#{}", head.split(',').next().unwrap_or_default().trim(), learners.names.len()));
            for (at, ((item, skill), score)) in items.split(',').zip(skills.split(',')).zip(scores.split(',')).enumerate() {
                if item.trim().is_empty() {
                    continue;
                }
                let item = self.item(item.trim());
                self.asks_for(item, skill.trim());
                rows.push(Response { learner, item, score: number(line + 3, score)?, time: at as i64 });
            }
        }
        self.named(learners, rows)
    }

    /// A list with the heading `item_id`, `skill_id`, separated by tabs, that says which skills an item asks for. It replaces what
    /// the logs said of these items; items that no log has are left aside.
    pub fn item_skills(&mut self, text: &str) -> Result<(), Fault> {
        let (mut skills, mut listed): (Names, HashMap<usize, Vec<usize>>) = (Names::default(), HashMap::new());
        for (line, row) in numbered(text).skip(1) {
            let (item, skill) =
                row.split_once('\t').ok_or_else(|| Fault::Text { line, problem: "no tab between item and skill".to_owned() })?;
            if let Some(item) = self.items.index.get(item.trim()) {
                listed.entry(*item).or_default().push(skills.of(skill.trim()));
            }
        }
        self.skills_of.iter_mut().for_each(Vec::clear);
        for (item, of) in listed {
            self.skills_of[item] = of;
        }
        self.skills = skills;
        Ok(())
    }

    /// Names of the items met so far.
    pub fn items(&self) -> &[String] {
        &self.items.names
    }

    /// For each item met so far, the skills it asks for.
    pub fn skills_of(&self) -> &[Vec<usize>] {
        &self.skills_of
    }

    /// Names of the skills met so far.
    pub fn skills(&self) -> &[String] {
        &self.skills.names
    }

    fn item(&mut self, name: &str) -> usize {
        let item = self.items.of(name.trim());
        self.skills_of.resize(self.items.names.len(), Vec::new());
        item
    }

    fn asks_for(&mut self, item: usize, skill: &str) {
        let skill = self.skills.of(skill.trim());
        if !self.skills_of[item].contains(&skill) {
            self.skills_of[item].push(skill);
        }
    }

    fn named(&self, learners: Names, rows: Vec<Response>) -> Result<Named, Fault> {
        Ok(Named {
            responses: Responses::of_size(learners.names.len(), self.items.names.len(), rows)?,
            learners: learners.names,
            items: self.items.names.clone(),
            skills_of: self.skills_of.clone(),
            skills: self.skills.names.clone(),
        })
    }
}
