//! Activities that a student takes part in.

use super::Form;

/// What kind of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// 社团与班队活动.
    Club,
    /// 志愿服务与社会实践.
    Service,
    /// 劳动.
    Labour,
    /// 体育.
    Sport,
    /// 艺术.
    Art,
}

impl Occasion {
    pub(super) fn form(self) -> Form {
        Form {
            verb: "http://adlnet.gov/expapi/verbs/attended".into(),
            activity_type: "http://activitystrea.ms/schema/1.0/event",
            completion: None,
        }
    }
}
