//! What handlers share.

use base::Base;
use std::sync::Arc;
use tokio::sync::{OnceCell, Semaphore};
use tokio_util::task::TaskTracker;

/// Shared links opened in a minute from one address: a meeting looks at one together, a guesser needs billions.
const OPENINGS: u32 = 60;

/// State of the web floor.
#[derive(Clone)]
pub struct App {
    /// The ground floor.
    pub base: Base,
    pub(crate) attempts: Arc<crate::attempts::Attempts>,
    /// Links to parts of records that are opened without signing in.
    pub(crate) openings: Arc<crate::attempts::Attempts>,
    /// One permit: see [`crate::upload::in_turn`].
    pub(crate) reading: Arc<Semaphore>,
    site: Arc<OnceCell<(String, bool)>>,
    after: TaskTracker,
}

impl App {
    /// State over a ground floor.
    pub fn new(base: Base) -> Self {
        let attempts = crate::attempts::Attempts::new(base.config.sign_in_per_minute);
        let openings = crate::attempts::Attempts::new(OPENINGS);
        App {
            base,
            attempts: Arc::new(attempts),
            openings: Arc::new(openings),
            reading: Arc::new(Semaphore::new(1)),
            site: Arc::default(),
            after: TaskTracker::new(),
        }
    }

    /// The region's name and whether it is the demo region. Read once, when there is a region.
    pub(crate) async fn site(&self) -> (String, bool) {
        let read = async {
            let mut conn = self.base.db.read().await?;
            people::organisation::root(&mut conn).await?.map(|o| (o.name, o.demo)).ok_or(base::Error::NotFound)
        };
        self.site.get_or_try_init(|| read).await.cloned().unwrap_or_default()
    }

    /// Does something after the answer has gone out.
    pub(crate) fn afterwards(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.after.spawn(work);
    }

    /// Waits until everything begun after earlier answers is done: before the end, and in tests.
    pub async fn settled(&self) {
        self.after.close();
        self.after.wait().await;
        self.after.reopen();
    }
}
