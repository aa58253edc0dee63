//! A content package: a zip file whose `imsmanifest.xml` lists the items.

use super::xml::{attribute, name, parse};
use super::{Class, Reading, add, assessment_item, in_file};
use base::archive::{Archive, Limits};
use base::{Error, Problem, Result};
use std::collections::{BTreeSet, HashSet};

const MANIFEST: &str = "imsmanifest.xml";

/// A resource of the manifest.
struct Resource {
    kind: String,
    href: String,
    files: Vec<String>,
}

pub fn read(file: &str, bytes: &[u8], class: &Class, reading: &mut Reading) -> Result<()> {
    let mut archive = Archive::open(file, bytes, &Limits::default())?;
    let manifest = archive.entries().iter().map(|e| e.name.clone()).filter(|n| n.rsplit('/').next() == Some(MANIFEST));
    // People zip the folder as often as its contents: the manifest nearest to the root is meant.
    let manifest =
        manifest.min_by_key(|n| n.matches('/').count()).ok_or_else(|| Problem::new("content.qti_no_manifest").at(in_file(file)))?;
    let folder = manifest.strip_suffix(MANIFEST).unwrap_or_default().to_owned();
    let text = archive.read_text(&manifest)?;
    let resources = resources(&text, &folder).map_err(|p| p.at(in_file(&inner(file, &manifest))))?;
    let names: HashSet<String> = archive.entries().iter().map(|e| e.name.clone()).collect();
    let mut read: HashSet<&str> = HashSet::new();
    let mut repeated: BTreeSet<&str> = BTreeSet::new();
    let mut known: HashSet<String> = HashSet::from([manifest]);
    for resource in &resources {
        known.insert(resource.href.clone());
        known.extend(resource.files.iter().cloned());
        if resource.kind.starts_with("imsqti_test") {
            reading.notices.push(Problem::new("content.qti_test").at(in_file(&inner(file, &resource.href))));
        }
        if !resource.kind.starts_with("imsqti_item") {
            continue;
        }
        // Reading costs a thousand times the line that asks for it: once is enough.
        if !read.insert(&resource.href) {
            repeated.insert(&resource.href);
        } else if names.contains(&resource.href) {
            read_item(file, &mut archive, &resource.href, class, reading)?;
        } else {
            reading.refused.push(Problem::new("content.qti_missing_file").at(in_file(&inner(file, &resource.href))));
        }
    }
    reading.refused.extend(repeated.into_iter().map(|href| Problem::new("content.qti_listed_twice").at(in_file(&inner(file, href)))));
    let unlisted: Vec<String> = archive.entries().iter().map(|e| e.name.clone()).filter(|n| is_xml(n) && !known.contains(n)).collect();
    for name in unlisted {
        if archive.read_text(&name).is_ok_and(|text| assessment_item::is_item(&text)) {
            reading.refused.push(Problem::new("content.qti_unlisted").at(in_file(&inner(file, &name))));
        }
    }
    Ok(())
}

fn read_item(file: &str, archive: &mut Archive<'_>, href: &str, class: &Class, reading: &mut Reading) -> Result<()> {
    let place = inner(file, href);
    match archive.read_text(href) {
        Ok(text) => add(&place, &text, class, reading),
        Err(Error::Invalid(problems)) => reading.refused.extend(problems),
        Err(other) => return Err(other),
    }
    Ok(())
}

fn resources(text: &str, folder: &str) -> Result<Vec<Resource>, Problem> {
    let document = parse(text)?;
    let root = document.root_element();
    if name(root) != "manifest" {
        return Err(Problem::new("content.qti_no_manifest"));
    }
    let resources = root.descendants().filter(|n| n.is_element() && n.tag_name().name() == "resource").map(|node| {
        // xml:base of the resource and of what is around it, outermost first.
        let bases: Vec<&str> = node.ancestors().filter_map(|n| n.attribute(("http://www.w3.org/XML/1998/namespace", "base"))).collect();
        let base: String = bases.into_iter().rev().collect();
        let path = |href: &str| format!("{folder}{}", decode(&format!("{base}{href}")));
        let files = node.children().filter(|c| c.tag_name().name() == "file").filter_map(|f| f.attribute("href"));
        Resource {
            kind: attribute(node, "type").unwrap_or_default().to_owned(),
            href: attribute(node, "href").map(path).unwrap_or_default(),
            files: files.map(path).collect(),
        }
    });
    Ok(resources.collect())
}

/// A path out of a URL reference: `%20` is a space, `./` nothing.
fn decode(href: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = href.strip_prefix("./").unwrap_or(href).bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let hex = (byte == b'%').then(|| [ahead.next(), ahead.next()]);
        let value = match hex {
            Some([Some(high), Some(low)]) => u8::from_str_radix(&format!("{}{}", char::from(high), char::from(low)), 16).ok(),
            _ => None,
        };
        if value.is_some() {
            rest = ahead;
        }
        bytes.push(value.unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_xml(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".xml")
}

fn inner(file: &str, name: &str) -> String {
    format!("{file}/{name}")
}
