//! Agents and groups (xAPI 1.0.3 part 2 §2.4.2) and what they are told apart by.

use super::json::Json;
use super::node::Node;
use super::{Fault, iri};

/// The properties of which an agent has exactly one, and an identified group one.
const IDENTIFIERS: [&str; 4] = ["mbox", "mbox_sha1sum", "openid", "account"];

/// Who a statement names: an agent or a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actor {
    /// The inverse functional identifier as one text (`mbox:mailto:…`, `account:HOMEPAGE NAME`); `None` for an anonymous group.
    pub ifi: Option<String>,
    /// Whether it is a group.
    pub group: bool,
    /// The identifiers of a group's members.
    pub members: Vec<String>,
}

impl Actor {
    /// Reads an agent or identified group out of a request's parameter.
    pub fn parse(name: &str, text: &str) -> Result<Actor, Fault> {
        let json = Json::parse(text).map_err(|f| Fault::new(name, f.reason))?;
        actor(&Node::root(&json, name))
    }

    /// Its own identifier and those of its members.
    pub(crate) fn into_all(self) -> impl Iterator<Item = String> {
        self.ifi.into_iter().chain(self.members)
    }
}

/// The account's name when the identifier is an account at this address.
pub(crate) fn account_at<'i>(ifi: &'i str, home: &str) -> Option<&'i str> {
    ifi.strip_prefix("account:")?.strip_prefix(home)?.strip_prefix(' ')
}

/// An agent or a group.
pub(crate) fn actor(node: &Node<'_, '_>) -> Result<Actor, Fault> {
    match node.get("objectType") {
        None => agent(node),
        Some(kind) => match kind.one_of(&["Agent", "Group"])? {
            "Group" => group(node),
            _ => agent(node),
        },
    }
}

/// An agent.
pub(crate) fn agent(node: &Node<'_, '_>) -> Result<Actor, Fault> {
    node.object(&["objectType", "name", "mbox", "mbox_sha1sum", "openid", "account"])?;
    if let Some(kind) = node.get("objectType") {
        kind.one_of(&["Agent"])?;
    }
    name(node)?;
    match identifier(node)? {
        None => node.fail("must have one of mbox, mbox_sha1sum, openid and account"),
        ifi => Ok(Actor { ifi, group: false, members: Vec::new() }),
    }
}

/// A group: anonymous with its members, or identified.
pub(crate) fn group(node: &Node<'_, '_>) -> Result<Actor, Fault> {
    node.object(&["objectType", "name", "member", "mbox", "mbox_sha1sum", "openid", "account"])?;
    node.need("objectType")?.one_of(&["Group"])?;
    name(node)?;
    let ifi = identifier(node)?;
    let mut members = Vec::new();
    match node.get("member") {
        Some(list) => {
            for (n, json) in list.list()?.iter().enumerate() {
                members.extend(agent(&list.item(n, json))?.ifi);
            }
        }
        None if ifi.is_none() => return node.fail("must have the property \"member\", being an anonymous group"),
        None => {}
    }
    Ok(Actor { ifi, group: true, members })
}

fn name(node: &Node<'_, '_>) -> Result<(), Fault> {
    node.get("name").map_or(Ok(()), |name| name.text().map(|_| ()))
}

fn identifier(node: &Node<'_, '_>) -> Result<Option<String>, Fault> {
    let mut found = None;
    for name in IDENTIFIERS {
        let Some(value) = node.get(name) else { continue };
        if found.is_some() {
            return node.fail("may have only one of mbox, mbox_sha1sum, openid and account");
        }
        found = Some(match name {
            "mbox" => mbox(&value)?,
            "mbox_sha1sum" => sha1(&value)?,
            "openid" => format!("openid:{}", value.iri()?),
            _ => account(&value)?,
        });
    }
    Ok(found)
}

fn mbox(node: &Node<'_, '_>) -> Result<String, Fault> {
    let text = node.text()?;
    let address = text.strip_prefix("mailto:").and_then(|address| address.split_once('@'));
    let right = address.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@')) && iri::is(text);
    if right { Ok(format!("mbox:{text}")) } else { node.fail("must be a mail address with mailto: before it") }
}

fn sha1(node: &Node<'_, '_>) -> Result<String, Fault> {
    let text = node.text()?;
    if text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(format!("mbox_sha1sum:{}", text.to_ascii_lowercase()))
    } else {
        node.fail("must be a SHA-1 of 40 hexadecimal digits")
    }
}

fn account(node: &Node<'_, '_>) -> Result<String, Fault> {
    node.object(&["homePage", "name"])?;
    let (home_page, name) = (node.need("homePage")?, node.need("name")?);
    let (home, text) = (home_page.iri()?, name.text()?);
    if text.contains('\0') {
        return name.fail("may not hold the character U+0000");
    }
    // No IRI holds a space: the two parts cannot run into each other.
    Ok(format!("account:{home} {text}"))
}

/// Who vouches for a statement (§2.4.9): an agent, or an anonymous group of the application and the person it speaks for.
pub(crate) fn authority(node: &Node<'_, '_>) -> Result<(), Fault> {
    let authority = actor(node)?;
    if authority.group && (authority.ifi.is_some() || authority.members.len() != 2) {
        return node.fail("must be an agent, or an anonymous group of exactly two");
    }
    Ok(())
}
