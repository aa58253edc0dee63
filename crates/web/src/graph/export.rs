//! A subject's graph as a workbook, as the import reads it.

use crate::input::Path;
use crate::{Answer, Told, Visit};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use content::graph;

pub(crate) async fn sheet(visit: Visit, Path(code): Path<String>) -> Answer<Response> {
    let subject = super::subject(&code).told(&visit.reader)?;
    let mut conn = visit.app.base.db.read().await.told(&visit.reader)?;
    let part = graph::snapshot(&mut conn).await.told(&visit.reader)?.of_subject(subject);
    drop(conn);
    let bytes = content::sheet::workbook(&part, visit.lang).told(&visit.reader)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = format!("attachment; filename=\"graph-{}.xlsx\"", subject.code());
    Ok(([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, name.as_str())], bytes).into_response())
}
