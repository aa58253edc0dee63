//! The JSON objects of CASE 1.1, as far as this platform has something to say in them.

use serde::{Deserialize, Serialize};

/// A link to an object (LinkURI, LinkGenURI).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// Its title.
    pub title: String,
    /// Its identifier.
    pub identifier: String,
    /// Its address.
    pub uri: String,
}

/// A CFDocument: a subject's graph.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Document {
    /// Identifier.
    pub identifier: String,
    /// Address.
    pub uri: String,
    /// Which kind of framework.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub framework_type: String,
    /// The version of CASE.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub case_version: String,
    /// Who made it.
    pub creator: String,
    /// Title.
    pub title: String,
    /// When it last changed.
    pub last_change_date_time: String,
    /// What it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its subjects, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject: Vec<String>,
    /// Its subjects, as links.
    #[serde(rename = "subjectURI", skip_serializing_if = "Vec::is_empty")]
    pub subject_uri: Vec<Link>,
    /// Language of its statements.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Number of the version.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// `Adopted`, `Draft` …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub adoption_status: String,
    /// Its package; left out within the package.
    #[serde(rename = "CFPackageURI", skip_serializing_if = "Option::is_none")]
    pub package: Option<Link>,
}

/// What CASE has no property for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extensions {
    /// This platform's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shuren: Option<Shuren>,
}

/// What only this platform says about an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shuren {
    /// The stage's code: a grade alone may be of two stages.
    pub stage: String,
    /// The kind's code.
    pub kind: String,
    /// Whether the statement is the name for want of a description.
    pub undescribed: bool,
}

/// A CFItem: a point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Item {
    /// Identifier.
    pub identifier: String,
    /// Address.
    pub uri: String,
    /// The whole statement: the description, or the name where there is none.
    pub full_statement: String,
    /// A second name: the English one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alternative_label: String,
    /// The author's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub human_coding_scheme: String,
    /// The name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub abbreviated_statement: String,
    /// The curriculum standard it rests on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Language of the statement.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Grades, `01` to `12` (Common Education Data Standards, 27171).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub education_level: Vec<String>,
    /// Subjects, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject: Vec<String>,
    /// The kind, by name.
    #[serde(rename = "CFItemType", skip_serializing_if = "String::is_empty")]
    pub item_type: String,
    /// The kind, as a link.
    #[serde(rename = "CFItemTypeURI", skip_serializing_if = "Option::is_none")]
    pub item_type_uri: Option<Link>,
    /// Its document; left out within a package.
    #[serde(rename = "CFDocumentURI", skip_serializing_if = "Option::is_none")]
    pub document: Option<Link>,
    /// When it last changed.
    pub last_change_date_time: String,
    /// What CASE has no property for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Extensions>,
}

/// A CFAssociation: an edge, or what hangs an item from the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Association {
    /// Identifier.
    pub identifier: String,
    /// `precedes`, `isChildOf` …
    pub association_type: String,
    /// Address.
    pub uri: String,
    /// Where it begins.
    #[serde(rename = "originNodeURI")]
    pub origin: Link,
    /// Where it leads.
    #[serde(rename = "destinationNodeURI")]
    pub destination: Link,
    /// A remark.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Its document; left out within a package.
    #[serde(rename = "CFDocumentURI", skip_serializing_if = "Option::is_none")]
    pub document: Option<Link>,
    /// When it last changed.
    pub last_change_date_time: String,
}

/// A CFSubject or a CFItemType.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Definition {
    /// Identifier.
    pub identifier: String,
    /// Address.
    pub uri: String,
    /// Its name.
    pub title: String,
    /// What it is.
    pub description: String,
    /// Its place in a hierarchy: there is one level.
    pub hierarchy_code: String,
    /// When it last changed.
    pub last_change_date_time: String,
}

/// The CFDefinitions of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Definitions {
    /// Kinds of items.
    #[serde(rename = "CFItemTypes", skip_serializing_if = "Vec::is_empty")]
    pub item_types: Vec<Definition>,
    /// Subjects.
    #[serde(rename = "CFSubjects", skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Definition>,
    /// Concepts: read to be counted, never written.
    #[serde(rename = "CFConcepts", skip_serializing)]
    pub(super) concepts: Vec<serde_json::Value>,
}

/// A CFPackage: a document with all that is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The document.
    #[serde(rename = "CFDocument")]
    pub document: Document,
    /// Its items.
    #[serde(rename = "CFItems", default)]
    pub items: Vec<Item>,
    /// Its associations.
    #[serde(rename = "CFAssociations", default)]
    pub associations: Vec<Association>,
    /// What it defines.
    #[serde(rename = "CFDefinitions", default)]
    pub definitions: Definitions,
    /// Rubrics: read to be counted, never written.
    #[serde(rename = "CFRubrics", default, skip_serializing)]
    pub(super) rubrics: Vec<serde_json::Value>,
}
