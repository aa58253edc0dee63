//! Who looked at a learner's record: kept for the learner and the family to see.
//!
//! One row a viewer, learner, page and ten minutes, whichever node served it. The learner's own looks are not kept.

use crate::permission::{self, Action, Scope};
use crate::store::access_log as store;
use crate::{Role, guardianship, role};
use base::{Base, Conn, Millis, Result};

/// Looks within this time are one (milliseconds).
pub const SLOT: Millis = 10 * 60_000;

/// Who looks, and what lets them.
#[derive(Debug, Clone)]
pub enum Viewer {
    /// A role or guardianship, by the table of permissions.
    Permitted(Scope, Action),
    /// The learner's or guardian's word: the person something was shared with.
    Invited(Scope),
    /// A link, by the share it belongs to: whoever holds it, without signing in.
    Link(i64),
}

impl Viewer {
    fn who(&self) -> i64 {
        match self {
            Viewer::Permitted(scope, _) | Viewer::Invited(scope) => scope.person,
            Viewer::Link(share) => *share,
        }
    }

    /// Code of the role and where it is held, as of now.
    async fn standing(&self, conn: &mut Conn, learner: i64) -> Result<(Option<String>, Option<i64>)> {
        match self {
            Viewer::Link(_) => Ok((None, None)),
            Viewer::Permitted(scope, action) => {
                let children = guardianship::children(conn, scope.person, &scope.today).await?;
                if children.iter().any(|child| child.id == learner) {
                    return Ok((Some(Role::Guardian.code().to_owned()), None));
                }
                Ok(store::standing(conn, scope, *action, learner).await?.unzip())
            }
            Viewer::Invited(scope) => {
                let held = role::of_person(conn, scope.person, &scope.today).await?;
                Ok(held.into_iter().next().map(|a| (a.role, a.org)).unzip())
            }
        }
    }
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct View {
    /// Identifier; a cursor for [`of_learner`].
    pub id: i64,
    /// The viewer's person or, for a link, the share.
    pub who: i64,
    /// The viewer's name; `None` for a link.
    pub name: Option<String>,
    /// Whether a link was opened.
    pub by_link: bool,
    /// Which page: its path below the learner's record with its parameters unfilled, such as `/timeline`.
    pub page: String,
    /// Code of the role held then.
    pub role: Option<String>,
    /// Name of the place where it was held.
    pub org_name: Option<String>,
    /// Name of that place's school, where it is not the school itself.
    pub school_name: Option<String>,
    /// When.
    pub at: Millis,
}

/// Notes a look, unless the viewer is the learner or looked at the page within the same ten minutes.
pub async fn note(base: &Base, viewer: &Viewer, learner: i64, page: &str) -> Result<()> {
    if viewer.who() == learner {
        return Ok(());
    }
    let at = base.clock.now();
    let (who, by_link, slot) = (viewer.who(), matches!(viewer, Viewer::Link(_)), at.div_euclid(SLOT));
    // Look before taking the writer: a page that is read again writes nothing.
    let mut conn = base.db.read().await?;
    if store::is_noted(&mut conn, &store::Row { learner, who, by_link, page, at, slot }).await? {
        return Ok(());
    }
    let (role, org) = viewer.standing(&mut conn, learner).await?;
    drop(conn);
    let page = page.to_owned();
    base.db
        .write(move |conn| {
            Box::pin(async move {
                let row = store::Row { learner, who, by_link, page: &page, at, slot };
                store::insert(conn, &row, role.as_deref(), org).await
            })
        })
        .await
}

/// Looks at a learner's record, newest first, before a cursor ([`View::id`]). [`base::Error::Forbidden`] unless the caller holds
/// [`Action::ViewAccessLog`].
pub async fn of_learner(conn: &mut Conn, scope: &Scope, learner: i64, before: Option<i64>, limit: i64) -> Result<Vec<View>> {
    permission::require_person(conn, scope, Action::ViewAccessLog, learner).await?;
    store::of_learner(conn, learner, before.unwrap_or(i64::MAX), limit).await
}
