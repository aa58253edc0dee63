use super::Prepared;
use super::attachment::Attachment;
use super::prepared::About;

/// What a stored statement names, for whoever gives it on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Named {
    /// IRIs of its activities, sub-statements' included.
    pub activities: Vec<String>,
    /// Its attachments, sub-statements' included.
    pub attachments: Vec<Attachment>,
}

impl Named {
    /// Out of the statement's text; nothing out of a text that is none.
    pub fn of(text: &str) -> Named {
        let Some(statement) = Prepared::stored(text) else { return Named::default() };
        let attachments = statement.attachments().to_vec();
        let mut activities = statement.related_activities;
        if let About::Activity(iri) = statement.object {
            activities.push(iri);
        }
        Named { activities, attachments }
    }
}
