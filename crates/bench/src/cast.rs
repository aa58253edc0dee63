//! Who acts in a measurement: people of the demo region, signed in without the cost of a password.

use crate::Client;
use anyhow::{Context, Result, bail};
use base::{Base, Clock, Config, Db, Seal};
use people::account::{self, SignIn};
use people::{OrganisationKind, Role};
use std::path::Path;
use std::sync::Arc;

/// The demo region's published password.
pub const PASSWORD: &str = "qinghe-demo";

/// The demo region's database beside the server that serves it.
pub struct Cast {
    /// The ground floor over the same database, with the same keys.
    pub base: Base,
    address: String,
}

impl Cast {
    /// Opens the database of a server that runs on `data` and `database` and serves at `address`.
    pub async fn open(data: &Path, database: &str, address: &str) -> Result<Cast> {
        let config = Config { data_dir: data.into(), database_url: database.into(), ..Config::default() };
        let base = Base { db: Db::connect(database).await?, clock: Clock::system(), seal: Seal::load(&config)?, config: Arc::new(config) };
        Ok(Cast { base, address: address.to_owned() })
    }

    /// The person behind one of the documented accounts.
    pub async fn person(&self, login: &str) -> Result<i64> {
        match account::sign_in(&self.base, login, PASSWORD).await? {
            SignIn::Right { person, .. } => Ok(person),
            _ => bail!("the demo region has no account {login} with the published password"),
        }
    }

    /// A browser in which this person is signed in, second factor and all.
    pub async fn client(&self, person: i64) -> Result<Client> {
        let token = people::session::begin(&self.base, person, "127.0.0.1", "bench").await?;
        people::session::passed_second_factor(&self.base, &token).await?;
        Client::new(&self.address, &format!("{}={token}", web::SESSION_COOKIE))
    }

    /// The class in which the documented teacher teaches.
    pub async fn class(&self) -> Result<i64> {
        let teacher = self.person("teacher").await?;
        let mut conn = self.base.db.read().await?;
        let held = people::role::of_person(&mut conn, teacher, &self.today()).await?;
        held.iter().find(|a| a.role() == Some(Role::SubjectTeacher)).map(|a| a.org).context("the teacher has no class")
    }

    /// Students of that class's school, those of the class first.
    pub async fn students(&self) -> Result<Vec<i64>> {
        let class = self.class().await?;
        let mut conn = self.base.db.read().await?;
        let school = people::organisation::above(&mut conn, class, OrganisationKind::School).await?.context("the class has no school")?;
        let mut classes = people::organisation::below(&mut conn, school.id, OrganisationKind::Class).await?;
        classes.sort_by_key(|c| c.id != class);
        let mut students = Vec::new();
        for class in classes {
            students.extend(people::role::at(&mut conn, class.id, Role::Student, &self.today()).await?.into_iter().map(|p| p.id));
        }
        Ok(students)
    }

    fn today(&self) -> String {
        self.base.clock.today().to_string()
    }
}
