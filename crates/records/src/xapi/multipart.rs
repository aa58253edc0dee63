//! `multipart/mixed` bodies (RFC 2046 §5.1), by which statements travel with their attachments.

use super::Fault;

/// Parts that are read; more are refused.
const MOST: usize = 1000;

/// One part: its headers, names in lower case, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'b> {
    headers: Vec<(String, String)>,
    /// Its bytes.
    pub body: &'b [u8],
}

impl Part<'_> {
    /// The value of a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The boundary that a `Content-Type` names.
pub fn boundary(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1);
    let value = parameters.filter_map(|p| p.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?.1.trim();
    let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
    let fits = !value.is_empty() && value.len() <= 70 && value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && !value.ends_with(' ');
    fits.then(|| value.to_owned())
}

/// The parts between the boundaries. What stands before the first and behind the last is passed over.
pub fn parse<'b>(boundary: &str, body: &'b [u8]) -> Result<Vec<Part<'b>>, Fault> {
    let refuse = |reason: &str| Fault::new("the multipart body", reason);
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    let (_, mut rest) = split(body, &mark, true).ok_or_else(|| refuse("does not have its boundary"))?;
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        if parts.len() == MOST {
            return Err(refuse("has too many parts"));
        }
        let content = line_end(rest).ok_or_else(|| refuse("has something behind a boundary"))?;
        let (part, tail) = split(content, &mark, false).ok_or_else(|| refuse("ends without its closing boundary"))?;
        parts.push(read(part).ok_or_else(|| refuse("has a part whose headers cannot be read"))?);
        rest = tail;
    }
}

/// What stands before the next mark at the beginning of a line, without that line's break, and what stands behind the mark.
fn split<'b>(bytes: &'b [u8], mark: &[u8], from_start: bool) -> Option<(&'b [u8], &'b [u8])> {
    let mut at = 0;
    loop {
        let found = at + find(bytes.get(at..)?, mark)?;
        let (before, rest) = (&bytes[..found], &bytes[found + mark.len()..]);
        // A longer word that begins like the boundary is none.
        let whole = rest.is_empty() || rest.starts_with(b"--") || line_end(rest).is_some();
        if found == 0 && (from_start || bytes.starts_with(mark)) && whole {
            return Some((before, rest));
        }
        if let Some(before) = before.strip_suffix(b"\n").filter(|_| whole) {
            return Some((before.strip_suffix(b"\r").unwrap_or(before), rest));
        }
        at = found + 1;
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == first)?;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        at += 1;
    }
}

/// What follows the end of this line, which has only blanks.
fn line_end(bytes: &[u8]) -> Option<&[u8]> {
    let blank = bytes.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let rest = &bytes[blank..];
    rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))
}

fn read(part: &[u8]) -> Option<Part<'_>> {
    let (mut headers, mut rest) = (Vec::new(), part);
    loop {
        if rest.is_empty() {
            // Headers without the empty line: a part without bytes.
            return Some(Part { headers, body: rest });
        }
        let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let line = std::str::from_utf8(&rest[..end]).ok()?.trim_end_matches('\r');
        rest = rest.get(end + 1..).unwrap_or_default();
        if line.is_empty() {
            return Some(Part { headers, body: rest });
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_out_byte_for_byte() {
        let body = b"preamble\r\n--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b \r\nX-Experience-API-Hash:abc\r\n\r\n\x00\r\n--bb\r\n\xff\r\n--b--\r\nend";
        let parts = parse("b", body).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].header("content-type"), parts[0].body), (Some("application/json"), b"{}".as_slice()));
        assert_eq!((parts[1].header("x-experience-api-hash"), parts[1].body), (Some("abc"), b"\x00\r\n--bb\r\n\xff".as_slice()));
        for bad in [b"".as_slice(), b"--b", b"--b\r\n\r\nx", b"--c\r\n\r\nx\r\n--c--", b"--b\r\nno header\r\n\r\nx\r\n--b--"] {
            assert!(parse("b", bad).is_err(), "{bad:?}");
        }
        assert_eq!(boundary("multipart/mixed; charset=x; boundary=\"a b\""), Some("a b".into()));
        assert_eq!(boundary("multipart/mixed"), None);
    }
}
