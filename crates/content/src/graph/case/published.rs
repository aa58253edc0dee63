//! The published graph as CASE objects.

use super::objects::{Association, Definition, Definitions, Document, Extensions, Item, Link, Package, Shuren};
use super::{ABILITY_OF, LANGUAGE, MISCONCEPTION_OF, ROOT, VERSION};
use crate::graph::snapshot::{Key, Snapshot};
use crate::graph::{self, Relation, identity, version};
use crate::{Kind, NewPoint, Subject};
use base::{Conn, Error, Lang, Millis, Result, clock, t};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The whole graph as it is published now, under the platform's address.
pub struct Published {
    graph: Snapshot,
    versions: HashMap<Subject, (i64, Millis)>,
    base_url: String,
    creator: String,
}

impl Published {
    /// Reads it. `base_url` is the platform's address without a slash at the end, `creator` who answers for the graph.
    pub async fn load(conn: &mut Conn, base_url: &str, creator: &str) -> Result<Published> {
        let graph = graph::snapshot(conn).await?;
        let versions = version::latest(conn).await?.into_iter().map(|(subject, number, at)| (subject, (number, at))).collect();
        Ok(Published::new(graph, versions, base_url, creator))
    }

    /// A graph with the number and time of each subject's version.
    pub fn new(graph: Snapshot, versions: HashMap<Subject, (i64, Millis)>, base_url: &str, creator: &str) -> Published {
        Published { graph, versions, base_url: base_url.to_owned(), creator: creator.to_owned() }
    }

    /// The subjects that have points, in the order of a timetable.
    pub fn subjects(&self) -> Vec<Subject> {
        let there: BTreeSet<Subject> = self.graph.points.values().map(|p| p.subject).collect();
        Subject::ALL.into_iter().filter(|s| there.contains(s)).collect()
    }

    /// The document of each subject.
    pub fn documents(&self) -> Vec<Document> {
        self.subjects().into_iter().map(|subject| self.document(subject, true)).collect()
    }

    /// A subject by its document's identifier.
    pub fn subject_of(&self, document: Uuid) -> Result<Subject> {
        self.subjects().into_iter().find(|s| identity::of_document(*s) == document).ok_or(Error::NotFound)
    }

    /// A subject's document; alone it names its package, within the package it does not.
    pub fn document(&self, subject: Subject, alone: bool) -> Document {
        let identifier = identity::of_document(subject);
        let (number, _) = self.versions.get(&subject).copied().unwrap_or_default();
        let name = subject.name(Lang::Zh);
        Document {
            identifier: identifier.to_string(),
            uri: self.uri("CFDocuments", identifier),
            framework_type: "knowledge-ability graph".to_owned(),
            case_version: VERSION.to_owned(),
            creator: self.creator.clone(),
            title: t!(Lang::Zh, "graph.case_title", subject = name),
            last_change_date_time: self.changed(subject),
            description: t!(Lang::Zh, "graph.case_description", subject = name),
            subject: vec![name.clone().into_owned()],
            subject_uri: vec![self.link("CFSubjects", &name, identity::of_subject(subject))],
            language: LANGUAGE.to_owned(),
            version: number.to_string(),
            adoption_status: "Adopted".to_owned(),
            package: alone.then(|| self.link("CFPackages", &name, identifier)),
        }
    }

    /// A subject's package: all its points, and the edges that begin at them.
    pub fn package(&self, subject: Subject) -> Package {
        let part = self.graph.of_subject(subject);
        let kinds: BTreeSet<Kind> = part.points.values().map(|p| p.kind).collect();
        let held: BTreeSet<&str> = part.edges.keys().filter(|k| k.1 == Relation::PartOf).map(|k| k.0.as_str()).collect();
        let tops = part.points.values().filter(|p| !held.contains(p.code.as_str())).map(|p| self.top(p, false));
        let edges = part.edges.iter().filter_map(|(key, note)| self.edge(key, note, false));
        Package {
            document: self.document(subject, false),
            items: part.points.values().map(|p| self.item(p, false)).collect(),
            associations: tops.chain(edges).collect(),
            definitions: Definitions {
                item_types: kinds.into_iter().map(|kind| self.item_type(kind)).collect(),
                subjects: vec![self.subject(subject)],
                ..Definitions::default()
            },
            rubrics: Vec::new(),
        }
    }

    /// An item by its identifier.
    pub fn item_of(&self, identifier: Uuid) -> Result<Item> {
        self.point_of(identifier).map(|point| self.item(point, true))
    }

    /// An item with the associations that begin or end at it.
    pub fn item_associations(&self, identifier: Uuid) -> Result<(Item, Vec<Association>)> {
        let point = self.point_of(identifier)?;
        let touches = |key: &Key| key.0 == point.code || key.2 == point.code;
        let edges = self.graph.edges.iter().filter(|(key, _)| touches(key)).filter_map(|(key, note)| self.edge(key, note, true));
        let is_part = self.graph.edges.keys().any(|k| k.1 == Relation::PartOf && k.0 == point.code);
        let top = (!is_part).then(|| self.top(point, true));
        Ok((self.item(point, true), top.into_iter().chain(edges).collect()))
    }

    /// An association by its identifier.
    pub fn association_of(&self, identifier: Uuid) -> Result<Association> {
        if let Some((key, note)) = self.graph.edges.iter().find(|(key, _)| identity::of_edge(key) == identifier) {
            return self.edge(key, note, true).ok_or(Error::NotFound);
        }
        let point = self.graph.points.values().find(|p| identity::of_top(&p.code) == identifier).ok_or(Error::NotFound)?;
        Ok(self.top(point, true))
    }

    /// A subject by its identifier.
    pub fn subject_definition(&self, identifier: Uuid) -> Result<Definition> {
        let found = Subject::ALL.into_iter().find(|s| identity::of_subject(*s) == identifier);
        found.map(|subject| self.subject(subject)).ok_or(Error::NotFound)
    }

    /// A kind by its identifier.
    pub fn kind_definition(&self, identifier: Uuid) -> Result<Definition> {
        let found = Kind::ALL.into_iter().find(|k| identity::of_kind(*k) == identifier);
        found.map(|kind| self.item_type(kind)).ok_or(Error::NotFound)
    }

    fn point_of(&self, identifier: Uuid) -> Result<&NewPoint> {
        self.graph.points.values().find(|p| identity::of_point(p) == identifier).ok_or(Error::NotFound)
    }

    fn uri(&self, resource: &str, identifier: Uuid) -> String {
        format!("{}{ROOT}/{resource}/{identifier}", self.base_url)
    }

    fn link(&self, resource: &str, title: &str, identifier: Uuid) -> Link {
        Link { title: title.to_owned(), identifier: identifier.to_string(), uri: self.uri(resource, identifier) }
    }

    fn document_link(&self, subject: Subject) -> Link {
        let title = t!(Lang::Zh, "graph.case_title", subject = subject.name(Lang::Zh));
        self.link("CFDocuments", &title, identity::of_document(subject))
    }

    /// When a subject's graph last changed: the time of its version, for all that is in it.
    fn changed(&self, subject: Subject) -> String {
        clock::iso(self.versions.get(&subject).map(|(_, at)| *at).unwrap_or_default())
    }

    fn item(&self, point: &NewPoint, alone: bool) -> Item {
        let identifier = identity::of_point(point);
        let undescribed = point.description.is_empty();
        let kind = point.kind.name(Lang::Zh);
        Item {
            identifier: identifier.to_string(),
            uri: self.uri("CFItems", identifier),
            full_statement: if undescribed { point.name.clone() } else { point.description.clone() },
            alternative_label: point.name_en.clone(),
            human_coding_scheme: point.code.clone(),
            abbreviated_statement: point.name.clone(),
            notes: point.standard.clone(),
            language: LANGUAGE.to_owned(),
            education_level: (point.grade > 0).then(|| format!("{:02}", point.grade)).into_iter().collect(),
            subject: vec![point.subject.name(Lang::Zh).into_owned()],
            item_type: kind.clone().into_owned(),
            item_type_uri: Some(self.link("CFItemTypes", &kind, identity::of_kind(point.kind))),
            document: alone.then(|| self.document_link(point.subject)),
            last_change_date_time: self.changed(point.subject),
            extensions: Some(Extensions {
                shuren: Some(Shuren { stage: point.stage.code().to_owned(), kind: point.kind.code().to_owned(), undescribed }),
            }),
        }
    }

    fn edge(&self, key: &Key, note: &str, alone: bool) -> Option<Association> {
        let (origin, destination) = (self.graph.points.get(&key.0)?, self.graph.points.get(&key.2)?);
        let identifier = identity::of_edge(key);
        let end = |point: &NewPoint| self.link("CFItems", &point.name, identity::of_point(point));
        Some(Association {
            identifier: identifier.to_string(),
            association_type: association_type(key.1).to_owned(),
            uri: self.uri("CFAssociations", identifier),
            origin: end(origin),
            destination: end(destination),
            notes: note.to_owned(),
            document: alone.then(|| self.document_link(origin.subject)),
            last_change_date_time: self.changed(origin.subject),
        })
    }

    /// What hangs a point that is no part of another from its document, so that programs that show a tree show it.
    fn top(&self, point: &NewPoint, alone: bool) -> Association {
        let identifier = identity::of_top(&point.code);
        Association {
            identifier: identifier.to_string(),
            association_type: association_type(Relation::PartOf).to_owned(),
            uri: self.uri("CFAssociations", identifier),
            origin: self.link("CFItems", &point.name, identity::of_point(point)),
            destination: self.document_link(point.subject),
            notes: String::new(),
            document: alone.then(|| self.document_link(point.subject)),
            last_change_date_time: self.changed(point.subject),
        }
    }

    fn subject(&self, subject: Subject) -> Definition {
        let name = subject.name(Lang::Zh).into_owned();
        self.definition("CFSubjects", identity::of_subject(subject), name)
    }

    fn item_type(&self, kind: Kind) -> Definition {
        self.definition("CFItemTypes", identity::of_kind(kind), kind.name(Lang::Zh).into_owned())
    }

    fn definition(&self, resource: &str, identifier: Uuid, name: String) -> Definition {
        let newest = self.versions.values().map(|(_, at)| *at).max().unwrap_or_default();
        Definition {
            identifier: identifier.to_string(),
            uri: self.uri(resource, identifier),
            description: name.clone(),
            title: name,
            hierarchy_code: "1".to_owned(),
            last_change_date_time: clock::iso(newest),
        }
    }
}

fn association_type(relation: Relation) -> &'static str {
    match relation {
        Relation::Prerequisite => "precedes",
        Relation::PartOf => "isChildOf",
        Relation::Related => "isRelatedTo",
        Relation::MisconceptionOf => MISCONCEPTION_OF,
        Relation::AbilityOf => ABILITY_OF,
    }
}
