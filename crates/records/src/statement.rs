//! An answer as an xAPI statement (IEEE 9274.1.1, xAPI 1.0.3 part 2), written and read.
//!
//! The mapping is documented in `docs/records.md`. The person is named by a pseudonymous account,
//! never by a name; what can be looked up elsewhere (the item's text, the point's name) is not
//! repeated, so that a statement stays at 500 to 600 bytes.

use crate::{Activity, Answered};
use base::Millis;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How an item is answered: the interaction types of xAPI (part 2 appendix C) in use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interaction {
    /// One or several of given options.
    Choice,
    /// A number.
    Numeric,
    /// A short text.
    FillIn,
    /// Not known, as in answer logs from elsewhere.
    Other,
}

const ANSWERED: &str = "http://adlnet.gov/expapi/verbs/answered";
const INTERACTION: &str = "http://adlnet.gov/expapi/activities/cmi.interaction";

#[derive(Serialize, Deserialize)]
struct Statement<'a> {
    id: String,
    actor: Actor<'a>,
    verb: Named<'a>,
    object: Object<'a>,
    result: Outcome<'a>,
    context: Context<'a>,
    timestamp: String,
}

#[derive(Serialize, Deserialize)]
struct Actor<'a> {
    account: Account<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    home_page: Cow<'a, str>,
    name: String,
}

#[derive(Serialize, Deserialize)]
struct Named<'a> {
    id: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct Object<'a> {
    id: String,
    definition: Definition<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    r#type: Cow<'a, str>,
    interaction_type: Interaction,
}

#[derive(Serialize, Deserialize)]
struct Outcome<'a> {
    score: Score,
    success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Score {
    scaled: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<uuid::Uuid>,
    context_activities: ContextActivities<'a>,
}

#[derive(Serialize, Deserialize)]
struct ContextActivities<'a> {
    parent: [Named<'a>; 1],
    grouping: [Named<'a>; 1],
}

/// The statement's JSON. `home` is the public address without a slash at its end.
pub fn write(home: &str, answered: &Answered) -> String {
    let named = |activity: Activity<'_>| [Named { id: activity.iri(home).into() }];
    let statement = Statement {
        id: answered.statement.to_string(),
        actor: Actor { account: Account { home_page: home.into(), name: answered.person.to_string() } },
        verb: Named { id: ANSWERED.into() },
        object: Object {
            id: Activity::item(&answered.item, answered.version).iri(home),
            definition: Definition { r#type: INTERACTION.into(), interaction_type: answered.interaction },
        },
        result: Outcome {
            score: Score { scaled: answered.score },
            success: answered.correct,
            response: answered.response.as_deref().map(Cow::Borrowed),
            duration: answered.duration.map(duration),
        },
        context: Context {
            registration: answered.session,
            context_activities: ContextActivities {
                parent: named(Activity::point(&answered.point)),
                grouping: named(Activity::subject(&answered.subject)),
            },
        },
        timestamp: base::clock::iso(answered.at),
    };
    // Strings, numbers and one finite score: this cannot fail.
    serde_json::to_string(&statement).unwrap_or_default()
}

/// What a statement written by [`write`] says beyond the columns beside it.
pub(crate) struct Said {
    pub statement: uuid::Uuid,
    pub item: String,
    pub version: i64,
    pub interaction: Interaction,
    pub point: String,
    pub subject: String,
    pub response: Option<String>,
    pub duration: Option<Millis>,
    pub session: Option<uuid::Uuid>,
}

pub(crate) fn read(raw: &str) -> base::Result<Said> {
    let statement: Statement = serde_json::from_str(raw)?;
    let foreign = || base::Error::internal(format!("statement {} is not an answer of this platform", statement.id));
    let [parent] = &statement.context.context_activities.parent;
    let [grouping] = &statement.context.context_activities.grouping;
    let (Some(Activity::Item { code, version }), Some(Activity::Point(point)), Some(Activity::Subject(subject))) =
        (Activity::of_iri(&statement.object.id), Activity::of_iri(&parent.id), Activity::of_iri(&grouping.id))
    else {
        return Err(foreign());
    };
    Ok(Said {
        statement: uuid::Uuid::parse_str(&statement.id).map_err(base::Error::internal)?,
        item: code.into_owned(),
        version,
        interaction: statement.object.definition.interaction_type,
        point: point.into_owned(),
        subject: subject.into_owned(),
        response: statement.result.response.map(Cow::into_owned),
        duration: statement.result.duration.as_deref().and_then(millis),
        session: statement.context.registration,
    })
}

/// ISO 8601 with hundredths of a second, the precision xAPI asks for (part 2 §4.6): `PT12.34S`.
fn duration(millis: Millis) -> String {
    let hundredths = (millis.max(0) + 5) / 10;
    match hundredths % 100 {
        0 => format!("PT{}S", hundredths / 100),
        rest => format!("PT{}.{rest:02}S", hundredths / 100),
    }
}

fn millis(duration: &str) -> Option<Millis> {
    let seconds: f64 = duration.strip_prefix("PT")?.strip_suffix('S')?.parse().ok()?;
    Some((seconds * 1000.0).round() as Millis)
}
