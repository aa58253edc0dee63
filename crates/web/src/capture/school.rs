//! A school's classes in numbers of students: who leads it sees no names, and no small cells.

use crate::input::Path;
use crate::look::{self, Column, Table};
use crate::{Answer, Told, Visit};
use base::{Lang, t};
use learner::progress::Counts;
use maud::{Markup, html};

pub(crate) async fn show(visit: Visit, Path(org): Path<i64>) -> Answer {
    let (base, lang) = (&visit.app.base, visit.lang);
    let mut conn = base.db.read().await.told(&visit.reader)?;
    let school = people::organisation::get(&mut conn, org).await.told(&visit.reader)?;
    let progress = learner::progress::school_progress(&mut conn, &visit.scope, &base.clock, org).await.told(&visit.reader)?;
    let columns = vec![
        Column::text(t!(lang, "teacher.class")),
        Column::number(t!(lang, "capture.students")),
        Column::number(t!(lang, "capture.active_week")),
        Column::number(t!(lang, "capture.quiet_weeks")),
        Column::number(t!(lang, "capture.missing_week")),
    ];
    let mut rows: Vec<Vec<Markup>> = progress.rows.iter().map(|row| cells(lang, html! { (row.class.name) }, row.counts)).collect();
    if !rows.is_empty() {
        rows.push(cells(lang, html! { (t!(lang, "school.total")) }, progress.total));
    }
    let caption = t!(lang, "capture.school_progress").into_owned();
    let empty = look::empty(&t!(lang, "school.nothing_yet"), &t!(lang, "school.nothing_yet_next"), None);
    let frame = visit
        .frame(t!(lang, "capture.school_progress"))
        .lead(t!(lang, "capture.school_progress_lead"))
        .crumb(format!("/school/{org}"), school.name);
    Ok(look::page(
        &frame,
        html! {
            (look::table(&Table { caption, columns, rows, empty }))
            p class="hint" { (t!(lang, "school.small_cells", n = progress.smallest_cell)) }
        },
    ))
}

fn cells(lang: Lang, name: Markup, counts: Counts) -> Vec<Markup> {
    let shown = |n: Option<i64>| match n {
        Some(n) => html! { (n) },
        None => html! { span class="hint" { (t!(lang, "capture.too_few")) } },
    };
    vec![name, shown(counts.students), shown(counts.active), shown(counts.quiet), shown(counts.missing)]
}
