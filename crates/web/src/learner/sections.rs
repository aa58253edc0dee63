//! The parts of a learner's record, as far as the reader may open them.

use super::voice::Voice;
use crate::Visit;
use base::{Conn, Lang, Result, t};
use maud::{Markup, html};
use people::permission::{self, Action};
use std::borrow::Cow;

/// A part of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// What is believed.
    Estimates,
    /// What to do next.
    Path,
    /// How it grew, and what fades.
    Growth,
    /// What happened.
    Timeline,
    /// What to take part in.
    Activities,
    /// What was said to be wrong, and what came of it.
    Corrections,
    /// What is shown to others.
    Shares,
    /// Who looked.
    AccessLog,
    /// Take it along.
    Export,
}

impl Section {
    fn path(self) -> &'static str {
        match self {
            Section::Estimates => "",
            Section::Path => "/path",
            Section::Growth => "/growth",
            Section::Timeline => "/timeline",
            Section::Activities => "/activities",
            Section::Corrections => "/corrections",
            Section::Shares => "/shares",
            Section::AccessLog => "/access",
            Section::Export => "/export",
        }
    }

    fn name(self, lang: Lang) -> Cow<'static, str> {
        match self {
            Section::Estimates => t!(lang, "record.section_estimates"),
            Section::Path => t!(lang, "path.title"),
            Section::Growth => t!(lang, "growth.section"),
            Section::Timeline => t!(lang, "record.section_timeline"),
            Section::Activities => t!(lang, "talent.section"),
            Section::Corrections => t!(lang, "record.corrections"),
            Section::Shares => t!(lang, "record.shares"),
            Section::AccessLog => t!(lang, "record.section_access"),
            Section::Export => t!(lang, "record.section_export"),
        }
    }
}

/// Those that the reader may open.
pub(crate) async fn open_to(conn: &mut Conn, visit: &Visit, person: i64) -> Result<Vec<Section>> {
    if Voice::of(conn, &visit.scope, person).await? != Voice::Teacher {
        use Section::*;
        return Ok(vec![Estimates, Growth, Path, Timeline, Activities, Corrections, Shares, AccessLog, Export]);
    }
    let mut sections = Vec::new();
    if permission::require_person(conn, &visit.scope, Action::ViewLearner, person).await.is_ok() {
        sections.extend([Section::Estimates, Section::Growth, Section::Path, Section::Timeline]);
    }
    if permission::require_person(conn, &visit.scope, Action::ViewAccessLog, person).await.is_ok() {
        sections.push(Section::AccessLog);
    }
    if permission::require_person(conn, &visit.scope, Action::ExportRecord, person).await.is_ok() {
        sections.push(Section::Export);
    }
    Ok(sections)
}

/// The way from one part to another.
pub(crate) fn tabs(lang: Lang, person: i64, sections: &[Section], here: Section) -> Markup {
    html! {
        nav class="tabs" aria-label=(t!(lang, "record.sections")) {
            @for section in sections {
                a href={ "/learner/" (person) (section.path()) } aria-current=[(*section == here).then_some("page")] { (section.name(lang)) }
            }
        }
    }
}
