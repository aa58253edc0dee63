//! The rail by role: where a person's work is, most used first.

use crate::look::{Icon, NavLink, Person};
use base::{Lang, t};
use people::Role;
use people::session::Session;

/// The first page of a role.
pub(crate) fn home(role: Role) -> &'static str {
    match role {
        Role::Student => "/student",
        Role::ClassTeacher | Role::SubjectTeacher => "/teacher",
        Role::Counsellor => "/roster",
        Role::SchoolLeader => "/school",
        Role::Researcher | Role::BureauOfficer | Role::Inspector => "/bureau",
        Role::Guardian => "/family",
        Role::Administrator => "/admin",
        Role::Partner => "/account/sessions",
    }
}

/// The rail of all roles a person holds.
pub(crate) fn of(lang: Lang, session: &Session) -> Vec<NavLink> {
    let mut links: Vec<NavLink> = session.roles().into_iter().flat_map(|role| links(lang, role, session.person)).collect();
    let mut seen = std::collections::HashSet::new();
    links.retain(|link| seen.insert(link.href.clone()));
    links
}

fn links(lang: Lang, role: Role, person: i64) -> Vec<NavLink> {
    let link = |href: &str, label: std::borrow::Cow<'static, str>, icon| NavLink::new(href, label, icon);
    match role {
        Role::Student => vec![
            link("/student", t!(lang, "site.nav_today"), Icon::Home),
            NavLink::new(format!("/learner/{person}/path"), t!(lang, "path.title"), Icon::Tasks),
            NavLink::new(format!("/learner/{person}"), t!(lang, "site.nav_record"), Icon::Chart),
        ],
        Role::ClassTeacher | Role::SubjectTeacher => vec![
            link("/teacher", t!(lang, "site.nav_classes"), Icon::People),
            link("/teacher/questions", t!(lang, "site.nav_questions"), Icon::Message),
            link("/graph", t!(lang, "site.nav_graph"), Icon::Tasks),
        ],
        Role::Counsellor => vec![link("/roster", t!(lang, "site.nav_classes"), Icon::People)],
        Role::SchoolLeader => {
            vec![link("/school", t!(lang, "site.nav_school"), Icon::School), link("/roster", t!(lang, "site.nav_classes"), Icon::People)]
        }
        Role::BureauOfficer | Role::Inspector => vec![link("/bureau", t!(lang, "site.nav_region"), Icon::Chart)],
        Role::Researcher => {
            vec![
                link("/bureau", t!(lang, "site.nav_region"), Icon::Chart),
                link("/items", t!(lang, "site.nav_items"), Icon::Book),
                link("/graph", t!(lang, "site.nav_graph"), Icon::Tasks),
            ]
        }
        Role::Guardian => vec![link("/family", t!(lang, "site.nav_children"), Icon::Home)],
        Role::Administrator => vec![
            link("/admin", t!(lang, "site.nav_admin"), Icon::Home),
            link("/admin/roster", t!(lang, "site.nav_roster"), Icon::Transfer),
            link("/admin/people", t!(lang, "admin.people"), Icon::People),
            link("/jobs", t!(lang, "site.nav_jobs"), Icon::Tasks),
        ],
        Role::Partner => Vec::new(),
    }
}

/// Who is signed in, with their own places.
pub(crate) fn person(lang: Lang, session: &Session) -> Person {
    let roles = session.roles();
    let names: Vec<_> = roles.iter().map(|r| r.name(lang)).collect();
    let mut links = vec![
        ("/account/sessions".to_owned(), t!(lang, "account.sessions").into_owned()),
        ("/account/password".to_owned(), t!(lang, "account.change_password").into_owned()),
    ];
    if roles.contains(&Role::Student) {
        links.push(("/account/consent".to_owned(), t!(lang, "account.consent").into_owned()));
    }
    if roles.iter().any(|role| matches!(role, Role::ClassTeacher | Role::SubjectTeacher | Role::Counsellor | Role::SchoolLeader)) {
        links.push(("/shared".to_owned(), t!(lang, "record.shared_with_me").into_owned()));
    }
    Person { name: session.name.clone(), role: names.join(&t!(lang, "site.and")), links }
}
