//! XML from strangers, and one vocabulary for QTI 2 (`choiceInteraction`, `maxChoices`) and QTI 3
//! (`qti-choice-interaction`, `max-choices`).

use base::Problem;
use roxmltree::{Document, Node, ParsingOptions};
use std::borrow::Cow;

/// Largest file, in bytes.
const LARGEST: usize = 4 << 20;
/// Nodes at the most.
const NODES: u32 = 100_000;
/// Elements within each other at the most.
const DEEPEST: usize = 100;
/// Longest tag, in bytes: the parser compares every attribute of a tag with every other.
const LONGEST_TAG: usize = 32 << 10;

/// Parses a document. Declarations of document types are refused, and with them all entities.
pub fn parse(text: &str) -> Result<Document<'_>, Problem> {
    if text.len() > LARGEST || longest_tag(text.as_bytes()) > LONGEST_TAG {
        return Err(Problem::new("content.qti_too_large"));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => Problem::new("content.qti_dtd"),
        roxmltree::Error::NodesLimitReached => Problem::new("content.qti_too_large"),
        other => Problem::new("content.qti_xml").with("error", other),
    })?;
    if depth(document.root()) > DEEPEST {
        return Err(Problem::new("content.qti_too_deep").with("most", DEEPEST));
    }
    Ok(document)
}

/// How deep elements lie within each other, found without recursion.
fn depth(root: Node<'_, '_>) -> usize {
    let (mut at, mut now, mut deepest) = (root, 0_usize, 0);
    loop {
        if let Some(child) = at.first_child() {
            at = child;
            now += 1;
            deepest = deepest.max(now);
            continue;
        }
        while at.next_sibling().is_none() {
            match at.parent() {
                Some(parent) => at = parent,
                None => return deepest,
            }
            now -= 1;
        }
        if let Some(next) = at.next_sibling() {
            at = next;
        }
    }
}

/// The longest stretch that may be one tag. Where a comment confuses it, it errs to the long side.
fn longest_tag(bytes: &[u8]) -> usize {
    let (mut longest, mut at) = (0, 0);
    while let Some(start) = find(bytes, at, |b| b == b'<') {
        let mut quote = None;
        let declaration = matches!(bytes.get(start + 1), Some(b'!' | b'?'));
        let end = find(bytes, start, |b| match (quote, b) {
            (None, b'"' | b'\'') if !declaration => {
                quote = Some(b);
                false
            }
            (Some(q), b) if q == b => {
                quote = None;
                false
            }
            (None, b'>') => true,
            _ => false,
        });
        let end = end.unwrap_or(bytes.len());
        if !declaration {
            longest = longest.max(end - start);
        }
        at = end;
    }
    longest
}

fn find(bytes: &[u8], from: usize, mut wanted: impl FnMut(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| wanted(*b)).map(|i| from + i)
}

/// An element's name as QTI 2 writes it; empty for text and comments.
pub fn name<'a>(node: Node<'a, '_>) -> Cow<'a, str> {
    let local = if node.is_element() { node.tag_name().name() } else { "" };
    match local.strip_prefix("qti-") {
        None => Cow::Borrowed(local),
        Some(rest) => {
            let mut upper = false;
            let camel = rest.chars().filter_map(|c| {
                let out = if upper { c.to_ascii_uppercase() } else { c };
                upper = c == '-';
                (!upper).then_some(out)
            });
            Cow::Owned(camel.collect())
        }
    }
}

/// An attribute by its name in QTI 2, in either writing.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name).or_else(|| {
        let kebab: String =
            name.chars().flat_map(|c| if c.is_ascii_uppercase() { vec!['-', c.to_ascii_lowercase()] } else { vec![c] }).collect();
        node.attribute(kebab.as_str())
    })
}

/// The child elements of a name.
pub fn children<'a, 'i>(node: Node<'a, 'i>, wanted: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |c| name(*c) == wanted)
}

/// The first child element of a name.
pub fn child<'a, 'i>(node: Node<'a, 'i>, wanted: &'static str) -> Option<Node<'a, 'i>> {
    children(node, wanted).next()
}

/// The text right inside an element, trimmed.
pub fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(text: &str) -> String {
        parse(text).map(|_| String::new()).unwrap_or_else(|p| p.key)
    }

    #[test]
    fn entities_are_refused_before_they_grow() {
        let laughs = r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>"#;
        assert_eq!(refused(laughs), "content.qti_dtd");
        let outside = r#"<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>"#;
        assert_eq!(refused(outside), "content.qti_dtd");
        assert_eq!(refused("<l>&undefined;</l>"), "content.qti_xml");
    }

    #[test]
    fn size_depth_and_tags_have_limits() {
        assert_eq!(refused(&format!("{}{}", "<a>".repeat(200), "</a>".repeat(200))), "content.qti_too_deep");
        assert_eq!(refused(&"<a>".repeat(90_000)), "content.qti_xml");
        assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(120_000))), "content.qti_too_large");
        assert_eq!(refused(&format!("<a>{}</a>", "x".repeat(5 << 20))), "content.qti_too_large");
        let attributes: String = (0..20_000).map(|i| format!(" a{i}='>'")).collect();
        assert_eq!(refused(&format!("<a{attributes}/>")), "content.qti_too_large");
        assert_eq!(refused("<a><!-- don't --><b c='>'/></a>"), "");
    }

    #[test]
    fn both_vocabularies_read_alike() {
        let document = parse(r#"<qti-choice-interaction max-choices="2"/>"#).unwrap();
        let root = document.root_element();
        assert_eq!((name(root).as_ref(), attribute(root, "maxChoices")), ("choiceInteraction", Some("2")));
    }
}
