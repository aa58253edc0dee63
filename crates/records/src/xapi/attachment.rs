//! Attachments as a statement describes them (xAPI 1.0.3 part 2 §2.4.11).

use super::Fault;
use super::node::Node;

/// The usage of an attachment that signs its statement (§2.6).
pub(crate) const SIGNATURE: &str = "http://adlnet.gov/expapi/attachments/signature";

/// An attachment, as described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is for: an IRI.
    pub usage_type: String,
    /// Its media type.
    pub content_type: String,
    /// The SHA-2 of its bytes in lower-case hexadecimal: of 224, 256, 384 or 512 bits.
    pub sha2: String,
    /// Its size in bytes.
    pub length: u64,
    /// Where it can be had, when it need not come with the statement.
    pub file_url: Option<String>,
}

impl Attachment {
    /// Whether it signs its statement.
    pub fn signs(&self) -> bool {
        self.usage_type == SIGNATURE
    }
}

pub(crate) fn attachments(node: &Node<'_, '_>) -> Result<Vec<Attachment>, Fault> {
    node.list()?.iter().enumerate().map(|(n, json)| attachment(&node.item(n, json))).collect()
}

fn attachment(node: &Node<'_, '_>) -> Result<Attachment, Fault> {
    node.object(&["usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"])?;
    let usage_type = node.need("usageType")?.iri()?.to_owned();
    node.need("display")?.language_map()?;
    node.get("description").map(|map| map.language_map()).transpose()?;
    let content_type = node.need("contentType")?;
    if !is_media_type(content_type.text()?) {
        return content_type.fail("must be a media type such as text/plain");
    }
    let length = node.need("length")?;
    let size = match length.number()? {
        n if n >= 0.0 && n.fract() == 0.0 && n <= 9_007_199_254_740_992.0 => n as u64,
        _ => return length.fail("must be a whole number of bytes"),
    };
    let sha2 = node.need("sha2")?;
    let hash = sha2.text()?;
    if !matches!(hash.len(), 56 | 64 | 96 | 128) || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return sha2.fail("must be a SHA-2 in hexadecimal digits");
    }
    let attachment = Attachment {
        usage_type,
        content_type: content_type.text()?.to_owned(),
        sha2: hash.to_ascii_lowercase(),
        length: size,
        file_url: node.get("fileUrl").map(|url| url.iri().map(str::to_owned)).transpose()?,
    };
    if attachment.signs() && attachment.content_type != "application/octet-stream" {
        return content_type.fail("must be application/octet-stream, being a signature's");
    }
    Ok(attachment)
}

/// `type/subtype` of RFC 6838, parameters allowed behind it.
fn is_media_type(text: &str) -> bool {
    let plain = text.split(';').next().unwrap_or_default().trim();
    let token = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&b));
    !text.chars().any(char::is_control) && plain.split_once('/').is_some_and(|(a, b)| token(a) && token(b))
}
