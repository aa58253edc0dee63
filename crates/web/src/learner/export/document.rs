//! The record as a document: cover, what was learnt, the year's practice, what was noted, who looked.

use crate::learner::access_log::{page_name, standing};
use crate::learner::sentence::{Names, origin, remark, sentence};
use base::{Base, Conn, Lang, Result, clock, t};
use charts::{Estimate, Scale, Unit, interval_bar, printed};
use content::Subject;
use jiff::ToSpan;
use learner::Standing;
use learner::portable::Portable;
use people::Role;
use records::{Moment, Tale, Tally, Told};
use std::collections::BTreeMap;
use typeset::{Block, Cell, Column, Document, Language, Picture};

/// Months of practice shown.
const MONTHS: i32 = 12;
/// Statements looked through for what is not an answer, and the most of it that is printed.
const READ: i64 = 2_000;
const PRINTED: usize = 120;
/// Looks printed.
const VIEWS: usize = 60;

pub(super) async fn of(conn: &mut Conn, lang: Lang, base: &Base, site: &str, record: &Portable) -> Result<Document> {
    let made = clock::local(base.clock.now());
    let title = t!(lang, "record.paper_title").into_owned();
    let name = &record.person.name;
    let mut blocks = vec![
        Block::Cover {
            title: title.clone(),
            lines: vec![name.clone(), place(record), t!(lang, "record.paper_made", site = site, time = made)],
        },
        Block::PageBreak,
        heading(1, t!(lang, "record.paper_person")),
        person(lang, record),
    ];
    learnt(lang, record, &mut blocks);
    practice(lang, &months(conn, base, record.person.id).await?, &mut blocks);
    noted(conn, lang, record.person.id, &mut blocks).await?;
    looked(lang, record, &mut blocks);
    let language = match lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    };
    Ok(Document { footer: t!(lang, "record.paper_footer", name = name, time = made), title, language, blocks })
}

fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading { level, text: text.into() }
}

fn note(text: impl Into<String>) -> Block {
    Block::Note { text: text.into() }
}

/// The classes of today.
fn place(record: &Portable) -> String {
    let classes = record.places.iter().filter(|a| a.role() == Some(Role::Student));
    classes.map(|a| a.org_name.as_str()).collect::<Vec<_>>().join(" ")
}

fn person(lang: Lang, record: &Portable) -> Block {
    let none = || t!(lang, "web.none").into_owned();
    let mut rows = vec![
        (t!(lang, "record.paper_name").into_owned(), record.person.name.clone()),
        (t!(lang, "record.paper_birth").into_owned(), record.person.birth.clone().unwrap_or_else(none)),
        (t!(lang, "record.paper_class").into_owned(), place(record)),
    ];
    let mut decided = Vec::new();
    for decision in &record.consents {
        let Some(purpose) = people::Purpose::of(&decision.purpose) else { continue };
        // Newest first: the first about a purpose is the one that holds.
        if decided.contains(&purpose) {
            continue;
        }
        decided.push(purpose);
        let day = clock::date_of(decision.at).to_string();
        let words = match decision.given {
            true => t!(lang, "record.paper_given", name = decision.decided_by, day = day),
            false => t!(lang, "record.paper_refused", name = decision.decided_by, day = day),
        };
        rows.push((purpose.name(lang).into_owned(), words));
    }
    Block::Facts { rows }
}

fn bar(estimate: &Estimate, scale: &Scale, text: String) -> Cell {
    Cell::Picture(Picture { svg: printed(&interval_bar(estimate, None, scale), 240, 20), text })
}

/// By subject: how much is secure, then each point.
fn learnt(lang: Lang, record: &Portable, blocks: &mut Vec<Block>) {
    blocks.push(heading(1, t!(lang, "record.paper_learnt")));
    if record.estimates.is_empty() {
        return blocks.push(note(t!(lang, "student.record_empty")));
    }
    blocks.push(note(t!(lang, "student.bar_key")));
    let mut by_subject: BTreeMap<Subject, Vec<_>> = BTreeMap::new();
    for (point, estimate) in &record.estimates {
        by_subject.entry(point.subject).or_default().push((point, estimate));
    }
    for (subject, points) in by_subject {
        let secure = points.iter().filter(|(_, e)| e.standing() == Standing::Secure).count();
        blocks.push(heading(2, subject.name(lang)));
        blocks.push(note(t!(lang, "student.subject_secure", n = points.len(), secure = secure)));
        let rows = points
            .into_iter()
            .map(|(point, e)| {
                let word = e.standing().name(lang).into_owned();
                let value = Estimate { value: e.mean, interval: Some((e.low, e.high)), count: None };
                let answers = Cell::Text(e.n.to_string());
                vec![Cell::Text(point.name(lang).to_owned()), bar(&value, &Scale::SHARE, word.clone()), Cell::Text(word), answers]
            })
            .collect();
        let columns = vec![
            Column::text(t!(lang, "student.point"), 4.0),
            Column::text("", 4.0),
            Column::text(t!(lang, "record.paper_standing"), 2.0),
            Column::number(t!(lang, "web.chart_count"), 1.2),
        ];
        blocks.push(Block::Table { columns, rows });
    }
}

/// Answers by month, oldest first.
async fn months(conn: &mut Conn, base: &Base, person: i64) -> Result<Vec<(String, Tally)>> {
    let this = base.clock.today().first_of_month();
    let mut months = Vec::new();
    for back in (0..MONTHS).rev() {
        let (Ok(from), Ok(to)) = (this.checked_sub(back.months()), this.checked_sub((back - 1).months())) else { continue };
        let tally = records::tally(conn, person, clock::start_of(from), clock::start_of(to)).await?;
        months.push((from.strftime("%Y-%m").to_string(), tally));
    }
    Ok(months)
}

fn practice(lang: Lang, months: &[(String, Tally)], blocks: &mut Vec<Block>) {
    let most = months.iter().map(|(_, t)| t.answers).max().unwrap_or_default();
    if most == 0 {
        return;
    }
    let scale = Scale { low: 0.0, high: most as f64, unit: Unit::Number(0) };
    let rows = months
        .iter()
        .map(|(month, tally)| {
            let drawn = bar(&Estimate::exact(tally.answers as f64), &scale, tally.answers.to_string());
            vec![Cell::Text(month.clone()), drawn, Cell::Text(tally.answers.to_string()), Cell::Text(tally.correct.to_string())]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "record.paper_month"), 1.6),
        Column::text("", 5.0),
        Column::number(t!(lang, "record.paper_answers"), 1.4),
        Column::number(t!(lang, "record.paper_right"), 1.4),
    ];
    blocks.push(heading(1, t!(lang, "record.paper_practice")));
    blocks.push(Block::Table { columns, rows });
}

/// What people noted and what other applications told, newest first.
async fn noted(conn: &mut Conn, lang: Lang, person: i64, blocks: &mut Vec<Block>) -> Result<()> {
    let told = records::timeline(conn, person, (i64::MIN, i64::MAX), Moment::END, READ).await?;
    let told: Vec<Told> = told.into_iter().filter(|t| !t.kept.voided && !matches!(t.tale, Tale::Answered(_))).take(PRINTED).collect();
    if told.is_empty() {
        return Ok(());
    }
    let names = Names::of(conn, &told).await?;
    let rows = told
        .iter()
        .map(|told| {
            let words = [Some(sentence(lang, &names, told)), remark(told).map(str::to_owned)];
            vec![
                Cell::Text(clock::date_of(told.at).to_string()),
                Cell::Text(words.into_iter().flatten().collect::<Vec<_>>().join("\n")),
                Cell::Text(origin(lang, &names, told)),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "record.paper_day"), 1.6),
        Column::text(t!(lang, "record.paper_what"), 5.0),
        Column::text(t!(lang, "record.source"), 3.0),
    ];
    blocks.extend([
        heading(1, t!(lang, "record.paper_noted")),
        note(t!(lang, "record.paper_noted_most", most = PRINTED)),
        Block::Table { columns, rows },
    ]);
    Ok(())
}

fn looked(lang: Lang, record: &Portable, blocks: &mut Vec<Block>) {
    blocks.push(heading(1, t!(lang, "record.section_access")));
    if record.views.is_empty() {
        return blocks.push(note(t!(lang, "record.access_none")));
    }
    let link = || t!(lang, "record.access_by_link").into_owned();
    let rows = record
        .views
        .iter()
        .take(VIEWS)
        .map(|v| {
            let who = v.name.clone().filter(|_| !v.by_link).unwrap_or_else(link);
            let page = page_name(lang, &v.page).unwrap_or_else(|| t!(lang, "record.page_other")).into_owned();
            [who, standing(lang, v), page, clock::local(v.at)].map(Cell::Text).to_vec()
        })
        .collect();
    let columns = vec![
        Column::text(t!(lang, "record.access_who"), 2.0),
        Column::text(t!(lang, "record.access_as"), 4.0),
        Column::text(t!(lang, "record.access_what"), 2.6),
        Column::text(t!(lang, "record.access_when"), 2.4),
    ];
    blocks.extend([
        note(t!(lang, "record.paper_views", n = record.views.len(), shown = record.views.len().min(VIEWS))),
        Block::Table { columns, rows },
    ]);
}
