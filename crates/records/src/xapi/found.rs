use super::attachment::Attachment;
use super::json::Json;
use ::uuid::Uuid;

/// What a statement's rules come across on their way and storing needs.
#[derive(Default)]
pub(crate) struct Found<'t> {
    /// Members of a group that is actor or object, and whoever is the object: the `agent` filter finds them.
    pub agents: Vec<String>,
    /// Agents elsewhere in the statement, found by `related_agents`.
    pub related_agents: Vec<String>,
    /// Activities elsewhere than as object, found by `related_activities`.
    pub related_activities: Vec<&'t str>,
    /// The first parent among the context activities.
    pub parent: Option<&'t str>,
    pub registration: Option<Uuid>,
    /// Definitions of activities, in the statement's order.
    pub definitions: Vec<(&'t str, &'t Json<'t>)>,
    /// Context activities that stand alone where a list belongs.
    pub alone: Vec<&'t Json<'t>>,
    pub attachments: Vec<Attachment>,
}
