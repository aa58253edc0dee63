//! Storing statements: `PUT` for one under its identifier, `POST` for any number.

use super::super::{Call, Outcome, Refusal};
use super::{authority, refused, uuid};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use base::Problem;
use records::xapi::{Package, Prepared};
use records::{File, Flight, Post, Source};
use std::sync::Arc;

pub(super) async fn put(call: Call) -> Outcome {
    call.params.only(&["statementId"])?;
    let id = uuid("statementId", call.params.require("statementId")?)?;
    let package = package(&call)?;
    let is_one = call.body.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'[');
    let [statement] = <[Prepared; 1]>::try_from(package.statements)
        .ok()
        .filter(|_| is_one)
        .ok_or_else(|| Refusal::bad(Problem::new("xapi.one_statement")))?;
    let statement = statement.under(id).ok_or_else(|| Refusal::bad(Problem::new("xapi.other_id")))?;
    store(&call, vec![statement], &package.files).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn post(call: Call) -> Outcome {
    call.params.only(&[])?;
    let package = package(&call)?;
    let ids: Vec<String> = package.statements.iter().map(|s| s.id.to_string()).collect();
    store(&call, package.statements, &package.files).await?;
    Ok(Json(ids).into_response())
}

fn package(call: &Call) -> Result<Package<'_>, Refusal> {
    let content_type = call.header(header::CONTENT_TYPE).unwrap_or_default();
    Package::parse(call.version, content_type, &call.body).map_err(refused)
}

async fn store(call: &Call, statements: Vec<Prepared>, files: &[(String, &[u8])]) -> Result<(), Refusal> {
    let (base, application) = (&call.app.base, call.application()?);
    let home = base.config.public_url();
    let authority = Some(authority(&home, application)?);
    let attachments = files.iter().map(|(sha2, bytes)| File::of(&base.seal, sha2, bytes)).collect::<base::Result<Vec<File>>>()?;
    let source = Source { home, authority, defines: application.grants.may_define() };
    let _flight = Flight::begin(base.clock.now());
    base.db.gather(Post { source: Arc::new(source), clock: base.clock.clone(), statements, attachments }).await?;
    Ok(())
}
