//! What open data sets are made by: sums over learners, or lists without learners.
//!
//! Only learners who consented to learning records and to research count ([`people::consent::Purpose::Research`]). A table of sums
//! has a row a county and one for all counties together; what is hidden of it decides [`learner::suppression`].

use crate::open_table::{Field, OpenTable, Rule, Sum, suppressed};
use crate::policy;
use crate::roll::Roll;
use crate::store::source as store;
use base::{Base, Conn, Date, Lang, Result};
use people::OrganisationKind;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

/// A kind of open data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// Answers and the share of right ones, by month, subject and county.
    Practice,
    /// Mastery by knowledge point and county, at the day of preparing.
    Mastery,
    /// The list of open schools.
    Schools,
    /// The list of knowledge points.
    Points,
}

const fn key(name: &'static str, rule: Rule) -> Field {
    Field { name, key: true, rule }
}

const fn fact(name: &'static str, rule: Rule) -> Field {
    Field { name, key: false, rule }
}

impl Product {
    /// All kinds.
    pub const ALL: [Product; 4] = [Product::Practice, Product::Mastery, Product::Schools, Product::Points];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Product::Practice => "practice",
            Product::Mastery => "mastery",
            Product::Schools => "schools",
            Product::Points => "points",
        }
    }

    /// The kind of a code.
    pub fn of(code: &str) -> Option<Product> {
        Product::ALL.into_iter().find(|p| p.code() == code)
    }

    /// Its name for readers.
    pub fn name(self, lang: Lang) -> Cow<'static, str> {
        base::t!(
            lang,
            match self {
                Product::Practice => "open.product_practice",
                Product::Mastery => "open.product_mastery",
                Product::Schools => "open.product_schools",
                Product::Points => "open.product_points",
            }
        )
    }

    /// The columns of its table, in order.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Product::Practice => {
                const {
                    &[
                        key("month", Rule::Month),
                        key("subject", Rule::Code),
                        key("county", Rule::Code),
                        fact("learners", Rule::Count),
                        fact("answers", Rule::Count),
                        fact("right_share", Rule::Share),
                    ]
                }
            }
            Product::Mastery => {
                const {
                    &[
                        key("subject", Rule::Code),
                        key("point", Rule::Code),
                        key("county", Rule::Code),
                        fact("learners", Rule::Count),
                        fact("mean", Rule::Share),
                        fact("low", Rule::Share),
                        fact("high", Rule::Share),
                    ]
                }
            }
            Product::Schools => {
                const {
                    &[
                        key("code", Rule::Code),
                        fact("name", Rule::Text),
                        fact("county", Rule::Code),
                        fact("stages", Rule::Text),
                        fact("locality", Rule::Code),
                    ]
                }
            }
            Product::Points => {
                const {
                    &[
                        key("code", Rule::Code),
                        fact("name", Rule::Text),
                        fact("subject", Rule::Code),
                        fact("stage", Rule::Code),
                        fact("grade", Rule::Count),
                    ]
                }
            }
        }
    }

    /// Makes the table as of the clock's day, and keeps nothing. `progress` is told how many rows were read; for `overlap` see
    /// [`records::export::settled`].
    pub async fn make(self, base: &Base, overlap: base::Millis, progress: &mut impl FnMut(u64)) -> Result<OpenTable> {
        match self {
            Product::Practice => practice(base, overlap, progress).await,
            Product::Mastery => mastery(base, progress).await,
            Product::Schools => schools(&mut base.db.read().await?).await,
            Product::Points => points(&mut base.db.read().await?).await,
        }
    }
}

/// Persons whose consent to learning records and to research holds.
async fn consenting(conn: &mut Conn) -> Result<HashSet<i64>> {
    let (mut consenting, mut after) = (HashSet::new(), i64::MIN);
    loop {
        let page = store::learners(conn, after, policy::PAGE).await?;
        let Some(last) = page.last() else { return Ok(consenting) };
        after = last.id;
        let both = |p: &&store::Learner| p.learning == Some(true) && p.research == Some(true);
        consenting.extend(page.iter().filter(both).map(|p| p.id));
    }
}

/// Where somebody was on a day, for the table: the county's code, and `other` outside of every county.
fn county(roll: &Roll, person: i64, day: Date) -> Option<String> {
    let class = roll.class_of(roll.on(person, day)?);
    let code = class.county.as_ref().and_then(|c| c.as_utf8().ok());
    Some(code.unwrap_or("other").to_owned())
}

/// Answers of a month in a subject and county.
#[derive(Default, Clone)]
struct Practised {
    learners: HashSet<i64>,
    answers: i64,
    right: i64,
}

impl Sum for Practised {
    fn learners(&self) -> i64 {
        self.learners.len() as i64
    }

    fn add(&mut self, other: &Self) {
        self.learners.extend(&other.learners);
        self.answers += other.answers;
        self.right += other.right;
    }

    fn shown(&self) -> Vec<String> {
        vec![self.learners().to_string(), self.answers.to_string(), share(self.right as f64 / self.answers.max(1) as f64)]
    }
}

async fn practice(base: &Base, overlap: base::Millis, progress: &mut impl FnMut(u64)) -> Result<OpenTable> {
    let mut conn = base.db.read().await?;
    let settled = records::export::settled(&mut conn, overlap).await?;
    let (roll, consenting) = (Roll::read(&mut conn).await?, consenting(&mut conn).await?);
    drop(conn);
    let mut groups: BTreeMap<Vec<String>, BTreeMap<String, Practised>> = BTreeMap::new();
    let (mut after, mut read, mut as_of) = (i64::MIN, 0, None);
    loop {
        let page = records::export::statements(&mut base.db.read().await?, after, settled, policy::PAGE).await?;
        let Some((last, page)) = page else { break };
        after = last;
        read += page.len() as u64;
        for answered in page.into_iter().filter_map(|s| s.answered).filter(|a| consenting.contains(&a.person)) {
            let day = base::clock::date_of(answered.at);
            let Some(county) = county(&roll, answered.person, day) else { continue };
            let group = vec![format!("{:04}-{:02}", day.year(), day.month()), answered.subject];
            let sum = groups.entry(group).or_default().entry(county).or_default();
            sum.learners.insert(answered.person);
            sum.answers += 1;
            sum.right += i64::from(answered.correct);
            as_of = as_of.max(Some(day));
        }
        progress(read);
    }
    let as_of = as_of.unwrap_or(base.clock.today());
    Ok(suppressed(Product::Practice.fields(), groups, as_of))
}

/// What learners of a county know of a point.
#[derive(Default, Clone)]
struct Known {
    learners: i64,
    means: f64,
    variances: f64,
}

impl Sum for Known {
    fn learners(&self) -> i64 {
        self.learners
    }

    fn add(&mut self, other: &Self) {
        self.learners += other.learners;
        self.means += other.means;
        self.variances += other.variances;
    }

    fn shown(&self) -> Vec<String> {
        let n = self.learners.max(1) as f64;
        let mean = self.means / n;
        let (low, high) = measure::mean_interval(mean, self.variances / (n * n), learner::policy::LEVEL);
        vec![self.learners.to_string(), share(mean), share(low), share(high)]
    }
}

async fn mastery(base: &Base, progress: &mut impl FnMut(u64)) -> Result<OpenTable> {
    let mut conn = base.db.read().await?;
    let (roll, consenting) = (Roll::read(&mut conn).await?, consenting(&mut conn).await?);
    let (today, mut after, mut read) = (base.clock.today(), i64::MIN, 0);
    let mut groups: BTreeMap<Vec<String>, BTreeMap<String, Known>> = BTreeMap::new();
    while let Some((last, page)) = learner::export::estimates(&mut conn, after, policy::PERSONS).await? {
        after = last;
        read += page.len() as u64;
        for row in page.into_iter().filter(|row| consenting.contains(&row.estimate.person)) {
            let Some(county) = county(&roll, row.estimate.person, today) else { continue };
            let sum = groups.entry(vec![row.subject, row.point]).or_default().entry(county).or_default();
            sum.add(&Known { learners: 1, means: row.estimate.mean, variances: row.estimate.mastery.variance() });
        }
        progress(read);
    }
    Ok(suppressed(Product::Mastery.fields(), groups, today))
}

async fn schools(conn: &mut Conn) -> Result<OpenTable> {
    let all = store::organisations(conn).await?;
    let place: std::collections::HashMap<i64, usize> = all.iter().enumerate().map(|(at, o)| (o.id, at)).collect();
    let county = |at| crate::roll::above(&all, &place, at, OrganisationKind::County).map(|c| all[c].code.clone());
    let open = all.iter().enumerate().filter(|(_, o)| o.is(OrganisationKind::School) && o.closed.is_none());
    let filled = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let rows = open
        .map(|(at, o)| vec![filled(&o.code), filled(&o.name), county(at), filled(&o.stages.replace(',', " ")), o.locality.clone()])
        .collect();
    Ok(OpenTable::list(Product::Schools.fields(), rows))
}

async fn points(conn: &mut Conn) -> Result<OpenTable> {
    let all = store::points(conn).await?.into_iter();
    // Grade 0 stands for none.
    let grade = |n: i64| Some(n.to_string()).filter(|_| n > 0);
    let rows = all.map(|p| vec![Some(p.code), Some(p.name), Some(p.subject), Some(p.stage), grade(p.grade)]).collect();
    Ok(OpenTable::list(Product::Points.fields(), rows))
}

/// A share with four digits after the point: finer says nothing about a county.
fn share(value: f64) -> String {
    format!("{value:.4}")
}
