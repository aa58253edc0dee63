//! `/xapi/statements`.

use super::Resource;
use people::application::Area;

/// The resource.
pub(super) fn resource() -> Resource {
    Resource::new("/xapi/statements", Area::Statements).takes_files()
}
