//! A small town to import into, and what the tests do with it.

use base::testing::{START, TestBase, bases};
use base::{Base, Conn, Lang, Problem, blob, job};
use people::organisation::{self, Organisation, OrganisationKind};
use people::permission::Scope;
use people::person::NewPerson;
use people::roster::{self, Kind, Report};
use people::{Role, account, person, role};

/// First day of the roles there are from the start.
pub const FROM: &str = "2026-08-01";

/// A region with a county, two schools and their administrators.
pub struct Town {
    pub base: TestBase,
    /// Administrates school S001.
    pub admin: Scope,
    /// Administrates the county.
    pub county_admin: Scope,
}

pub async fn towns() -> Vec<Town> {
    let mut towns = Vec::new();
    for base in bases(&[base::MIGRATIONS, people::MIGRATIONS]).await {
        let inner = base.base.clone();
        let (admin, county_admin) = base.db.write(move |conn| Box::pin(async move { found(conn, &inner).await })).await.unwrap();
        let scope = |id| Scope::new(id, &base.clock);
        towns.push(Town { admin: scope(admin), county_admin: scope(county_admin), base });
    }
    towns
}

async fn found(conn: &mut Conn, base: &Base) -> base::Result<(i64, i64)> {
    let region = Organisation::new(OrganisationKind::Region, None, "R", "region");
    let county = Organisation::new(OrganisationKind::County, Some(region.id), "C01", "county");
    let mut orgs = vec![region.clone(), county.clone()];
    for code in ["S001", "S002"] {
        let mut school = Organisation::new(OrganisationKind::School, Some(county.id), code, code);
        school.stages = "primary".into();
        orgs.push(school);
    }
    organisation::add(conn, START, &orgs).await?;
    let mut ids = Vec::new();
    for (name, org) in [("school admin", orgs[2].id), ("county admin", county.id)] {
        let id = base::id::next();
        person::add(conn, START, &base.seal, &[NewPerson { id, name: name.into(), ..NewPerson::default() }]).await?;
        role::assign(conn, id, Role::Administrator, org, None, FROM).await?;
        account::create(conn, id, &format!("admin{}", ids.len())).await?;
        ids.push(id);
    }
    Ok((ids[0], ids[1]))
}

impl Town {
    /// What importing this text would do.
    pub async fn check(&self, scope: &Scope, kind: Kind, csv: &str) -> Report {
        let draft = roster::read("roster.csv", csv.as_bytes(), kind).unwrap();
        roster::check(&self.base, Some(scope), &draft, None).await.unwrap()
    }

    /// Imports bytes by the job; the job as it ended.
    pub async fn import_bytes(&self, scope: &Scope, kind: Kind, file: &'static str, bytes: Vec<u8>) -> job::Job {
        let (db, seal, now) = (&self.base.db, self.base.seal.clone(), self.base.clock.now());
        let blob = db.write(move |c| Box::pin(async move { blob::put(c, &seal, now, file, "text/csv", &bytes).await })).await.unwrap();
        let id = roster::start(&self.base, scope, blob, kind, None, Lang::En).await.unwrap();
        let handlers = job::Handlers::default().on(roster::JOB, roster::import);
        job::drain(&self.base, &handlers).await.unwrap();
        job::get(&mut self.base.db.read().await.unwrap(), id).await.unwrap()
    }

    /// Imports a text that must be good.
    pub async fn import(&self, scope: &Scope, kind: Kind, csv: &str) -> Report {
        let job = self.import_bytes(scope, kind, "roster.csv", csv.as_bytes().to_vec()).await;
        assert_eq!(job.state(), job::State::Done, "{}", texts(&job.problems()).join("\n"));
        serde_json::from_value(job.result().unwrap()).unwrap()
    }

    /// Everything in the tables that a roster touches.
    pub async fn dump(&self) -> Vec<String> {
        let mut conn = self.base.db.read().await.unwrap();
        let mut lines = Vec::new();
        for table in ["organisation", "org_above", "person", "account", "role_assignment", "guardianship", "audit"] {
            for columns in [base::db::columns(&mut conn, table).await.unwrap()] {
                let picks: Vec<String> = columns.iter().map(|c| format!("COALESCE(CAST({c} AS TEXT), '-')")).collect();
                let sql = format!("SELECT {} FROM {table} ORDER BY 1", picks.join(" || '|' || "));
                let rows: Vec<(String,)> = base::fetch_all!(&mut conn, base::sqlx::AssertSqlSafe(sql)).unwrap();
                lines.extend(rows.into_iter().map(|(row,)| format!("{table}|{row}")));
            }
        }
        lines
    }

    /// The one number that a query gives.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let (n,): (i64,) = base::fetch_one!(&mut self.base.db.read().await.unwrap(), sql).unwrap();
        n
    }
}

pub fn texts(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|p| p.text(Lang::En)).collect()
}

/// A valid national id of a birth date (`YYYYMMDD`) and sequence; odd sequences are men's.
pub fn national_id(birth: &str, sequence: u32) -> String {
    let body = format!("110105{birth}{sequence:03}");
    let digits: Vec<u32> = body.chars().map(|c| c.to_digit(10).unwrap()).collect();
    format!("{body}{}", people::national_id::check_character(&digits.try_into().unwrap()))
}
