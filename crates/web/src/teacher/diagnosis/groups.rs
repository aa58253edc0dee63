//! Groups that mix well, changed by hand, printed.

use super::chosen::Chosen;
use crate::input::{Path, Query};
use crate::look::{self, Button, Choice, Field, Tone};
use crate::{Answer, Told, Visit};
use base::{Error, Lang, Result, t};
use learner::diagnosis::{self, Regrouping, Wanted};
use learner::policy;
use maud::{Markup, html};
use people::Person;

/// Everything stands in the address, so that groups can be kept as a bookmark and the way back undoes a move.
#[derive(serde::Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    size: String,
    /// A point by which to mix; the proposed ones when empty.
    #[serde(default)]
    point: String,
    /// Moves so far: child and group, `12-3_15-1`.
    #[serde(default)]
    moved: String,
    /// Pairs so far that are not put together, in the same way.
    #[serde(default)]
    apart: String,
    /// One more move.
    #[serde(default)]
    child: String,
    #[serde(default)]
    to: String,
    /// One more pair.
    #[serde(default)]
    one: String,
    #[serde(default)]
    other: String,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let mut moved = pairs(&self.moved);
        moved.extend(pair(&self.child, &self.to));
        let mut apart = pairs(&self.apart);
        apart.extend(pair(&self.one, &self.other));
        Wanted {
            size: self.size.trim().parse().unwrap_or(policy::GROUP),
            apart,
            moved: moved.into_iter().filter_map(|(child, to)| Some((child, usize::try_from(to).ok()?))).collect(),
            points: self.point.trim().parse().into_iter().collect(),
            ..Wanted::default()
        }
    }
}

fn pair(one: &str, other: &str) -> Option<(i64, i64)> {
    Some((one.trim().parse().ok()?, other.trim().parse().ok()?))
}

fn pairs(text: &str) -> Vec<(i64, i64)> {
    text.split('_').filter_map(|part| part.split_once('-')).filter_map(|(one, other)| pair(one, other)).collect()
}

fn joined<A: std::fmt::Display, B: std::fmt::Display>(pairs: &[(A, B)]) -> String {
    pairs.iter().map(|(one, other)| format!("{one}-{other}")).collect::<Vec<_>>().join("_")
}

pub(super) async fn show(visit: Visit, Path(org): Path<i64>, Query(asked): Query<Asked>) -> Answer {
    let lang = visit.lang;
    let mut chosen = Chosen::of(&visit, org, &asked.subject).await.told(&visit.reader)?;
    let wanted = asked.wanted();
    let mut frame = chosen.frame(&visit, t!(lang, "diagnosis.groups_of", name = chosen.class));
    let Some((subject, diagnosis)) = chosen.found.take() else {
        let empty = look::empty(&t!(lang, "teacher.nothing_yet"), &t!(lang, "diagnosis.nothing_next"), None);
        return Ok(look::page(&frame, empty));
    };
    let children: Vec<Person> = diagnosis.grid.students.iter().map(|s| s.student.clone()).collect();
    let of = |id: &i64| diagnosis.grid.points.iter().find(|p| p.id == *id).map(|p| p.name(lang).to_owned());
    let points: Vec<String> = match wanted.points.as_slice() {
        [] => diagnosis.things.iter().map(|thing| thing.point.name(lang).to_owned()).collect(),
        points => points.iter().filter_map(of).collect(),
    };
    let field = Chosen::points(&diagnosis, lang, wanted.points.first().copied());
    let thought = wanted.clone();
    let found: Result<Regrouping> = tokio::task::spawn_blocking(move || diagnosis::regroup(&diagnosis, &thought))
        .await
        .map_err(Error::internal)
        .and_then(|found| found);
    let found = match found {
        Ok(found) => Some(found),
        // What is wrong with the wishes stands above the form in which they are changed.
        Err(Error::Invalid(problems)) => {
            frame = frame.notice(Tone::Warn, problems.iter().map(|p| p.text(lang)).collect::<Vec<_>>().join(" "));
            None
        }
        Err(error) => return Err(error).told(&visit.reader),
    };
    let page = Page { lang, org, subject: subject.code(), wanted: &wanted, children: &children, points: field };
    Ok(look::page(
        &frame,
        html! {
            p class="lead screen" { (t!(lang, "diagnosis.groups_lead")) }
            @if let Some(found) = &found { (page.quality(found, &points)) (page.groups(found)) }
            div class="screen" { (page.forms(found.as_ref())) }
        },
    ))
}

struct Page<'a> {
    lang: Lang,
    org: i64,
    subject: &'a str,
    wanted: &'a Wanted,
    children: &'a [Person],
    /// The field with the points.
    points: Markup,
}

impl Page<'_> {
    fn quality(&self, found: &Regrouping, points: &[String]) -> Markup {
        let lang = self.lang;
        let percent = |share: f64| format!("{:.1}", share * 100.0);
        html! {
            div class="screen" {
                @if !points.is_empty() { p { (t!(lang, "diagnosis.mixed_by", points = points.join(&t!(lang, "site.and")))) } }
                p {
                    (t!(lang, "diagnosis.mixed", mixed = percent(found.mixed), most = percent(found.mixed_at_most)))
                    @if found.proven { " " (look::badge(Tone::Good, &t!(lang, "diagnosis.best"))) }
                    @if found.by_hand { " " (look::badge(Tone::Plain, &t!(lang, "diagnosis.by_hand"))) }
                }
                @for (one, other) in &found.broken {
                    (look::notice(Tone::Warn, html! { (t!(lang, "diagnosis.broken", one = one.name, other = other.name)) }))
                }
                @if !found.unknown.is_empty() {
                    p class="hint" { (t!(lang, "diagnosis.placed_unknown", names = names(lang, &found.unknown))) }
                }
            }
        }
    }

    fn groups(&self, found: &Regrouping) -> Markup {
        let lang = self.lang;
        html! {
            div class="cards" {
                @for (n, group) in found.groups.iter().enumerate() {
                    section class="card" {
                        h2 { (t!(lang, "diagnosis.group", n = n + 1)) }
                        ul class="none" { @for child in &group.members { li { (child.name) } } }
                        @if !group.holders.is_empty() {
                            p class="hint screen" { (t!(lang, "diagnosis.holders", n = group.holders.iter().map(usize::to_string).collect::<Vec<_>>().join(" / "))) }
                        }
                    }
                }
            }
        }
    }

    /// What the address holds already, to go on from.
    fn kept(&self) -> Markup {
        html! {
            input type="hidden" name="subject" value=(self.subject);
            input type="hidden" name="moved" value=(joined(&self.wanted.moved));
            input type="hidden" name="apart" value=(joined(&self.wanted.apart));
            (self.point())
        }
    }

    fn point(&self) -> Markup {
        let point = self.wanted.points.first().map(i64::to_string).unwrap_or_default();
        html! { input type="hidden" name="point" value=(point); }
    }

    fn forms(&self, found: Option<&Regrouping>) -> Markup {
        let lang = self.lang;
        let action = format!("/class/{}/diagnosis/groups", self.org);
        let size = self.wanted.size.to_string();
        let children: Vec<Choice> = self.children.iter().map(|c| Choice { value: c.id.to_string(), label: c.name.clone() }).collect();
        let groups: Vec<Choice> = (1..=found.map_or(0, |f| f.groups.len()))
            .map(|n| Choice { value: n.to_string(), label: t!(lang, "diagnosis.group", n = n) })
            .collect();
        let (least, most) = policy::GROUPS_BETWEEN;
        let sizes: Vec<Choice> =
            (least..=most).map(|n| Choice { value: n.to_string(), label: t!(lang, "teacher.students", n = n) }).collect();
        let named = |name: &'static str, label: &str, choices: &[Choice], value: &str| {
            look::select(&Field { value, ..Field::new(name, label) }, choices)
        };
        html! {
            div class="cards" {
                @if found.is_some() {
                    form class="card" method="get" action=(action) {
                        h2 { (t!(lang, "diagnosis.move")) }
                        (self.kept()) input type="hidden" name="size" value=(size);
                        (named("child", &t!(lang, "diagnosis.child"), &children, ""))
                        (named("to", &t!(lang, "diagnosis.move_to"), &groups, ""))
                        div class="actions" { (look::button(Button::Second, &t!(lang, "diagnosis.move"))) }
                    }
                }
                form class="card" method="get" action=(action) {
                    h2 { (t!(lang, "diagnosis.apart")) }
                    input type="hidden" name="subject" value=(self.subject); input type="hidden" name="size" value=(size); (self.point())
                    input type="hidden" name="apart" value=(joined(&self.wanted.apart));
                    (named("one", &t!(lang, "diagnosis.child"), &children, ""))
                    (named("other", &t!(lang, "diagnosis.apart_from"), &children, ""))
                    @if !self.wanted.apart.is_empty() { p class="hint" { (t!(lang, "diagnosis.apart_so_far", pairs = self.apart_names())) } }
                    div class="actions" { (look::button(Button::Second, &t!(lang, "diagnosis.apart"))) }
                }
                form class="card" method="get" action=(action) {
                    h2 { (t!(lang, "diagnosis.size")) }
                    input type="hidden" name="subject" value=(self.subject);
                    input type="hidden" name="apart" value=(joined(&self.wanted.apart));
                    (named("size", &t!(lang, "diagnosis.size_of"), &sizes, &size))
                    (self.points)
                    div class="actions" { (look::button(Button::Second, &t!(lang, "diagnosis.anew"))) }
                }
            }
            p class="hint" { (t!(lang, "diagnosis.groups_print")) }
        }
    }

    fn apart_names(&self) -> String {
        let name = |id: i64| self.children.iter().find(|c| c.id == id).map_or("", |c| c.name.as_str());
        let pairs: Vec<String> = self.wanted.apart.iter().map(|(one, other)| format!("{} – {}", name(*one), name(*other))).collect();
        pairs.join(&t!(self.lang, "site.and"))
    }
}

fn names(lang: Lang, persons: &[Person]) -> String {
    persons.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(&t!(lang, "site.and"))
}
