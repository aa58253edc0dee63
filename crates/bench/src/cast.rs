//! Who acts in a measurement: people of the demo region, signed in without the cost of a password.

use crate::Client;
use anyhow::{Context, Result, bail};
use base::{Base, Clock, Config, Db, Seal};
use base64::Engine;
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

    /// The cookie of a new session of this person, second factor and all.
    pub async fn session(&self, person: i64) -> Result<String> {
        let token = people::session::begin(&self.base, person, "127.0.0.1", "bench").await?;
        people::session::passed_second_factor(&self.base, &token).await?;
        Ok(format!("{}={token}", web::SESSION_COOKIE))
    }

    /// A browser in which this person is signed in.
    pub async fn client(&self, person: i64) -> Result<Client> {
        Ok(Client::new(&self.address, &self.session(person).await?))
    }

    /// What a new application that may do everything sends as `Authorization`.
    pub async fn application(&self) -> Result<String> {
        let issued = people::application::create(&self.base, None, "bench", people::application::Grants::read("all")?).await?;
        let secret = base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", issued.key, issued.secret));
        Ok(format!("Basic {secret}"))
    }

    /// The class in which the documented teacher teaches.
    pub async fn class(&self) -> Result<i64> {
        let teacher = self.person("teacher").await?;
        let mut conn = self.base.db.read().await?;
        let held = people::role::of_person(&mut conn, teacher, &self.today()).await?;
        held.iter().find(|a| a.role() == Some(Role::SubjectTeacher)).map(|a| a.org).context("the teacher has no class")
    }

    /// The class teacher of that class.
    pub async fn class_teacher(&self) -> Result<i64> {
        let class = self.class().await?;
        let teachers = people::role::at(&mut self.base.db.read().await?, class, Role::ClassTeacher, &self.today()).await?;
        Ok(teachers.first().context("the class has no class teacher")?.id)
    }

    /// The school of that class.
    pub async fn school(&self) -> Result<i64> {
        let class = self.class().await?;
        let school = people::organisation::above(&mut self.base.db.read().await?, class, OrganisationKind::School).await?;
        Ok(school.context("the class has no school")?.id)
    }

    /// The class made last in a school.
    pub async fn newest_class(&self, school: i64) -> Result<i64> {
        let classes = people::organisation::below(&mut self.base.db.read().await?, school, OrganisationKind::Class).await?;
        classes.iter().map(|c| c.id).max().context("the school has no class")
    }

    /// A student of the class who is not this guardian's child.
    pub async fn stranger_to(&self, guardian: i64) -> Result<i64> {
        let own = people::guardianship::children(&mut self.base.db.read().await?, guardian, &self.today()).await?;
        let students = self.students().await?;
        students.into_iter().find(|s| own.iter().all(|child| child.id != *s)).context("no other student")
    }

    /// Students of that school, those of the class first.
    pub async fn students(&self) -> Result<Vec<i64>> {
        let (class, school) = (self.class().await?, self.school().await?);
        let mut conn = self.base.db.read().await?;
        let mut classes = people::organisation::below(&mut conn, school, OrganisationKind::Class).await?;
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
