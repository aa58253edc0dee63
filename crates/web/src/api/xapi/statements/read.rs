//! Reading statements: one by its identifier, or those that pass the filters, page by page.

use super::super::{Call, Outcome, Refusal};
use super::answer::{self, Shape};
use super::{authority, refused, unfit, uuid};
use axum::http::{HeaderName, HeaderValue, header};
use base::{Conn, Millis, Problem};
use records::xapi::format::languages;
use records::xapi::{Actor, instant, iri};
use records::{Query, xapi};

/// Statements on a page, unless fewer are asked for.
const PAGE: i64 = 250;
const CONSISTENT: HeaderName = HeaderName::from_static("x-experience-api-consistent-through");
/// Parameters that choose statements, in the order in which they lead on to the next page.
const FILTERS: [&str; 10] =
    ["agent", "verb", "activity", "registration", "related_activities", "related_agents", "since", "until", "limit", "ascending"];
/// Parameters that shape the answer.
const SHAPE: [&str; 2] = ["format", "attachments"];
/// Where the page before ended; stands in the addresses that `more` gives.
const CURSOR: &str = "cursor";

/// Every answer tells how far it can be relied on (1.0.3 part 3 §2.1.3), refusals as well.
pub(super) async fn get(call: Call) -> Outcome {
    let mut conn = call.app.base.db.read().await?;
    // Before anything is read: what is read later holds at least as much.
    let through = records::consistent_through(&mut conn, call.app.base.clock.now()).await?;
    let through = value(&base::clock::iso(through));
    match read(&call, &mut conn).await {
        Ok(mut response) => {
            response.headers_mut().insert(CONSISTENT, through);
            Ok(response)
        }
        Err(refusal) => Err(refusal.with(CONSISTENT, through)),
    }
}

async fn read(call: &Call, conn: &mut Conn) -> Outcome {
    let home = call.app.base.config.public_url();
    let mine = match call.only_own()? {
        Some(_) => Some(authority(&home, call.application()?)?.json),
        None => None,
    };
    let shape = shape(call)?;
    for (name, voided) in [("statementId", false), ("voidedStatementId", true)] {
        if let Some(id) = call.params.get(name) {
            // Beside an identifier nothing chooses (§2.1.3).
            call.params.only(&[name, SHAPE[0], SHAPE[1]])?;
            let kept = records::get(conn, uuid(name, id)?).await?;
            let kept = kept.filter(|kept| kept.voided == voided && (mine.is_none() || mine == kept.authority));
            return answer::one(call, conn, &home, &shape, kept.ok_or_else(Refusal::not_found)?).await;
        }
    }
    call.params.only(&[FILTERS.as_slice(), &SHAPE, &[CURSOR]].concat())?;
    let query = Query { authority: mine, ..query(call)? };
    let page = records::query(conn, &home, &query).await?;
    let more = page.more.map(|cursor| more(call, cursor)).unwrap_or_default();
    answer::page(call, conn, &home, &shape, page.statements, &more).await
}

fn shape(call: &Call) -> Result<Shape, Refusal> {
    let format = call.params.get("format").unwrap_or("exact");
    let languages = languages(call.header(header::ACCEPT_LANGUAGE).unwrap_or_default());
    let attachments = flag(call, "attachments")?;
    match format {
        "exact" => Ok(Shape::Exact { attachments }),
        "ids" => Ok(Shape::Ids { attachments }),
        "canonical" => Ok(Shape::Canonical { attachments, languages }),
        other => Err(unfit("format", other)),
    }
}

fn flag(call: &Call, name: &str) -> Result<bool, Refusal> {
    match call.params.get(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(unfit(name, other)),
    }
}

/// The filters, each held to the standard of the same thing in a statement (XAPI-00012).
fn query(call: &Call) -> Result<Query, Refusal> {
    let iri = |name| match call.params.get(name) {
        Some(text) if !iri::is(text) => Err(unfit(name, text)),
        text => Ok(text.map(str::to_owned)),
    };
    let time = |name| match call.params.get(name) {
        Some(text) => instant::parse(call.version, text).map(Some).ok_or_else(|| unfit(name, text)),
        None => Ok::<Option<Millis>, Refusal>(None),
    };
    let number = |name: &str| match call.params.get(name) {
        Some(text) => text.parse::<i64>().ok().filter(|n| *n >= 0).map(Some).ok_or_else(|| unfit(name, text)),
        None => Ok::<Option<i64>, Refusal>(None),
    };
    Ok(Query {
        agent: call.params.get("agent").map(agent).transpose()?,
        verb: iri("verb")?,
        activity: iri("activity")?,
        registration: call.params.get("registration").map(|text| uuid("registration", text)).transpose()?,
        related_activities: flag(call, "related_activities")?,
        related_agents: flag(call, "related_agents")?,
        since: time("since")?,
        until: time("until")?,
        ascending: flag(call, "ascending")?,
        authority: None,
        after: number(CURSOR)?,
        // Zero asks for as many as the server gives.
        limit: number("limit")?.filter(|n| (1..PAGE).contains(n)).unwrap_or(PAGE),
    })
}

fn agent(text: &str) -> Result<String, Refusal> {
    let Actor { ifi, .. } = Actor::parse("agent", text).map_err(refused)?;
    ifi.ok_or_else(|| Refusal::bad(Problem::new("xapi.fault").with("fault", xapi::Fault::new("agent", "must be identified"))))
}

/// The address of the next page, relative to this server.
fn more(call: &Call, cursor: i64) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in FILTERS.into_iter().chain(SHAPE) {
        if let Some(value) = call.params.get(name) {
            query.append_pair(name, value);
        }
    }
    query.append_pair(CURSOR, &cursor.to_string());
    format!("{}/statements?{}", super::super::ROOT, query.finish())
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}
