//! The same numbers by the product's own functions: what its pages show, and its records one by one.

use super::engine::Report;
use anyhow::{Context, Result};
use base::{Base, Date};
use learner::aggregate::{By, Cell, region_aggregate};
use people::{OrganisationKind, Role, Scope, organisation, role};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A number's place: the query and the values that name its row, then the column.
type Key = (String, Vec<String>, &'static str);

/// Rows of a sum over answers.
#[derive(Default)]
struct Practised {
    learners: BTreeSet<i64>,
    answers: i64,
    correct: i64,
    timed: i64,
    milliseconds: i64,
    points: BTreeSet<String>,
}

/// Where a student is, and since which day.
struct Place {
    school: String,
    county: String,
    since: String,
}

/// What the reports must say.
pub struct Numbers {
    /// Statements stored.
    pub statements: i64,
    expected: BTreeMap<Key, f64>,
    /// Schools' numbers on the region's pages, by school and column (a subject, or `subject/point`); small ones are not shown there.
    pages: BTreeMap<(String, String), (f64, i64)>,
}

/// What a comparison came to.
pub struct Compared {
    /// Numbers compared.
    pub numbers: usize,
    /// Those that differ, are missing, or are too many.
    pub differing: usize,
}

impl Numbers {
    /// Reads them from the product's database; `officer` sees the region.
    pub async fn read(base: &Base, officer: i64) -> Result<Numbers> {
        let mut conn = base.db.read().await?;
        let statements = records::count(&mut conn).await?;
        let scope = Scope::new(officer, &base.clock);
        let region = organisation::root(&mut conn).await?.context("a region")?;
        let mut places: HashMap<i64, Place> = HashMap::new();
        for school in organisation::below(&mut conn, region.id, OrganisationKind::School).await? {
            let county = organisation::above(&mut conn, school.id, OrganisationKind::County).await?.context("a county")?.code;
            for class in organisation::below(&mut conn, school.id, OrganisationKind::Class).await? {
                for student in role::at(&mut conn, class.id, Role::Student, &scope.today).await? {
                    let held = role::of_person(&mut conn, student.id, &scope.today).await?;
                    let since = held.iter().find(|r| r.org == class.id).map(|r| r.starts.clone()).context("an enrolment")?;
                    places.insert(student.id, Place { school: school.code.clone(), county: county.clone(), since });
                }
            }
        }
        let mut numbers = Numbers { statements, expected: BTreeMap::new(), pages: BTreeMap::new() };
        numbers.pages(&mut conn, &scope, region.id).await?;
        drop(conn);
        numbers.answers(base, &places).await?;
        Ok(numbers)
    }

    async fn pages(&mut self, conn: &mut base::Conn, scope: &Scope, region: i64) -> Result<()> {
        let by_subject = region_aggregate(conn, scope, region, &By::Subject).await?;
        let subjects = by_subject.columns.clone();
        let mut pages = vec![(String::new(), by_subject)];
        for subject in subjects {
            let page = region_aggregate(conn, scope, region, &By::PointsOf(subject.clone())).await?;
            pages.push((format!("{subject}/"), page));
        }
        for (before, page) in pages {
            for row in &page.rows {
                for (column, cell) in page.columns.iter().zip(&row.cells) {
                    if let Cell::Shown { mean, learners, .. } = cell {
                        self.pages.insert((row.unit.code.clone(), format!("{before}{column}")), (*mean, *learners));
                    }
                }
            }
        }
        Ok(())
    }

    /// Every statement once, summed up as the reports do.
    async fn answers(&mut self, base: &Base, places: &HashMap<i64, Place>) -> Result<()> {
        let mut months: BTreeMap<Vec<String>, Practised> = BTreeMap::new();
        let mut weeks: BTreeMap<Vec<String>, Practised> = BTreeMap::new();
        let mut subjects: BTreeMap<Vec<String>, Practised> = BTreeMap::new();
        let (mut after, all) = (i64::MIN, i64::MAX);
        while let Some((last, page)) = records::export::statements(&mut base.db.read().await?, after, all, 5_000).await? {
            after = last;
            for answered in page.into_iter().filter_map(|s| s.answered) {
                let day = base::clock::date_of(answered.at);
                // Who had not entered yet was nowhere in this region.
                let place = places.get(&answered.person).filter(|place| place.since <= day.to_string());
                let (school, county) = place.map(|p| (p.school.clone(), p.county.clone())).unwrap_or_default();
                let month = format!("{:04}-{:02}", day.year(), day.month());
                let sums = [
                    months.entry(vec![county, month, answered.subject.clone()]).or_default(),
                    weeks.entry(vec![school.clone(), monday(day)?.to_string()]).or_default(),
                    subjects.entry(vec![school, answered.subject.clone()]).or_default(),
                ];
                for sum in sums {
                    sum.learners.insert(answered.person);
                    sum.answers += 1;
                    sum.correct += i64::from(answered.correct);
                    sum.timed += i64::from(answered.duration.is_some());
                    sum.milliseconds += answered.duration.unwrap_or_default();
                    sum.points.insert(answered.point.clone());
                }
            }
        }
        for (key, sum) in months {
            let of = "answers_by_county_month_subject";
            self.expect(of, &key, "learners", sum.learners.len() as f64);
            self.expect(of, &key, "answers", sum.answers as f64);
            self.expect(of, &key, "correct", sum.correct as f64);
            self.expect(of, &key, "share", sum.correct as f64 / sum.answers as f64);
        }
        for (key, sum) in weeks {
            self.expect("active_by_school_week", &key, "active", sum.learners.len() as f64);
        }
        let mut conn = base.db.read().await?;
        let points = content::point::list(&mut conn, content::point::Filter::default()).await?;
        for (key, sum) in subjects {
            let all = points.iter().filter(|p| p.subject.code() == key[1]).count() as f64;
            self.expect("time_on_task", &key, "timed", sum.timed as f64);
            self.expect("time_on_task", &key, "milliseconds", sum.milliseconds as f64);
            self.expect("coverage_by_school_subject", &key, "answered", sum.points.len() as f64);
            self.expect("coverage_by_school_subject", &key, "points", all);
        }
        Ok(())
    }

    fn expect(&mut self, query: &str, key: &[String], column: &'static str, value: f64) {
        self.expected.insert((query.to_owned(), key.to_vec(), column), value);
    }

    /// Compares an engine's numbers with these; what differs is told on standard error.
    pub fn compare(&self, report: &Report) -> Result<Compared> {
        let mut compared = Compared { numbers: 0, differing: 0 };
        let rows = |query: &str| report.queries.get(query).map(|(rows, _)| rows.as_slice()).with_context(|| format!("no {query}"));
        let keys: [(&str, &[&str]); 4] = [
            ("answers_by_county_month_subject", &["county", "month", "subject"]),
            ("active_by_school_week", &["school", "week"]),
            ("time_on_task", &["school", "subject"]),
            ("coverage_by_school_subject", &["school", "subject"]),
        ];
        for (query, columns) in keys {
            let found: HashMap<Vec<String>, &Value> = rows(query)?.iter().map(|row| (key(row, columns), row)).collect();
            let wanted: BTreeSet<&Vec<String>> = self.expected.keys().filter(|(q, _, _)| q == query).map(|(_, key, _)| key).collect();
            compared.count(query, &"number of rows", Some(found.len() as f64), wanted.len() as f64);
            for ((_, key, column), value) in self.expected.iter().filter(|((q, _, _), _)| q == query) {
                compared.count(query, &(key, column), found.get(key).and_then(|row| row[*column].as_f64()), *value);
            }
        }
        for (query, by_point) in [("mastery_by_school_subject", false), ("mastery_by_school_point", true)] {
            let of = |row: &Value| {
                let [school, subject] = ["school", "subject"].map(|c| row[c].as_str().unwrap_or_default().to_owned());
                (school, if by_point { format!("{subject}/{}", row["point"].as_str().unwrap_or_default()) } else { subject })
            };
            let found: HashMap<(String, String), &Value> = rows(query)?.iter().map(|row| (of(row), row)).collect();
            for (key, (mean, learners)) in self.pages.iter().filter(|((_, column), _)| column.contains('/') == by_point) {
                let row = found.get(key);
                compared.count(query, key, row.and_then(|r| r["mean"].as_f64()), *mean);
                compared.count(query, key, row.and_then(|r| r["learners"].as_f64()), *learners as f64);
            }
        }
        Ok(compared)
    }
}

impl Compared {
    fn count(&mut self, query: &str, key: &impl std::fmt::Debug, found: Option<f64>, expected: f64) {
        self.numbers += 1;
        // Sums of many numbers in another order differ in their last digits.
        let same = found.is_some_and(|found| (found - expected).abs() <= 1e-9 * expected.abs().max(1.0));
        if !same {
            self.differing += 1;
            eprintln!("{query} {key:?}: {found:?} is not {expected}");
        }
    }
}

fn key(row: &Value, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|c| row[*c].as_str().unwrap_or_default().to_owned()).collect()
}

fn monday(day: Date) -> Result<Date> {
    let days = i64::from(day.weekday().to_monday_zero_offset());
    Ok(day.checked_sub(jiff::Span::new().days(days))?)
}
