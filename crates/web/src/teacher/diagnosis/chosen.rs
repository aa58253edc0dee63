//! The class and subject that a page of diagnosis is about.

use crate::Visit;
use crate::look::{self, Choice, Field, Frame};
use base::{Error, Lang, Result, t};
use content::Subject;
use learner::diagnosis::{self, Diagnosis};
use maud::{Markup, html};

/// A class, the subject chosen, and what is diagnosed.
pub(super) struct Chosen {
    pub org: i64,
    pub class: String,
    pub subjects: Vec<Subject>,
    /// `None` while nobody in the class has answered anything that the caller may see.
    pub found: Option<(Subject, Diagnosis)>,
}

impl Chosen {
    /// The wanted subject, or the first that the caller may see.
    pub async fn of(visit: &Visit, org: i64, wanted: &str) -> Result<Chosen> {
        let base = &visit.app.base;
        let mut conn = base.db.read().await?;
        let class = people::organisation::get(&mut conn, org).await?.name;
        let codes = learner::grid::subjects(&mut conn, &visit.scope, org).await?;
        let subjects: Vec<Subject> = codes.iter().filter_map(|code| Subject::parse(code)).collect();
        let subject = match wanted {
            "" => subjects.first().copied(),
            code => Some(Subject::parse(code).ok_or(Error::NotFound)?),
        };
        let found = match subject {
            None => None,
            Some(subject) => Some((subject, diagnosis::of_class(&mut conn, &visit.scope, base.clock.now(), org, subject).await?)),
        };
        Ok(Chosen { org, class, subjects, found })
    }

    /// The frame of a page below the diagnosis.
    pub fn frame(&self, visit: &Visit, title: String) -> Frame {
        let lang = visit.lang;
        let subject = self.subject().map(|s| s.code()).unwrap_or_default();
        visit
            .frame(title)
            .crumb("/teacher", t!(lang, "site.nav_classes"))
            .crumb(format!("/class/{}", self.org), self.class.clone())
            .crumb(format!("/class/{}/diagnosis?subject={subject}", self.org), t!(lang, "diagnosis.title"))
    }

    pub fn subject(&self) -> Option<Subject> {
        self.found.as_ref().map(|(subject, _)| *subject)
    }

    /// A field to choose one of the class's points instead of all that are proposed; `point` is the one chosen.
    pub fn points(diagnosis: &Diagnosis, lang: Lang, point: Option<i64>) -> Markup {
        let all = Choice { value: String::new(), label: t!(lang, "diagnosis.all_things").into_owned() };
        let points = diagnosis.grid.points.iter().map(|p| Choice { value: p.id.to_string(), label: p.name(lang).to_owned() });
        let choices: Vec<Choice> = std::iter::once(all).chain(points).collect();
        let value = point.map(|point| point.to_string()).unwrap_or_default();
        let label = t!(lang, "diagnosis.by_point");
        look::select(&Field { value: &value, ..Field::new("point", &label) }, &choices)
    }

    /// The subjects as tabs, where there are several.
    pub fn tabs(&self, visit: &Visit) -> Markup {
        let lang = visit.lang;
        html! {
            @if self.subjects.len() > 1 {
                nav class="tabs" aria-label=(t!(lang, "teacher.subjects")) {
                    @for s in &self.subjects {
                        a href={ "/class/" (self.org) "/diagnosis?subject=" (s.code()) } aria-current=[(Some(*s) == self.subject()).then_some("page")] {
                            (s.name(lang))
                        }
                    }
                }
            }
        }
    }
}
