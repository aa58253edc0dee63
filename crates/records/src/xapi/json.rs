//! JSON read into a tree that keeps what a statement's rules need and a map would lose: the text of numbers, the place of
//! each value, and members that are there twice (RFC 8259; xAPI 1.0.3 part 2 §2.2 refuses those).

use super::Fault;
use std::borrow::Cow;
use std::collections::HashSet;

/// Nesting that is read; deeper text is refused before it can exhaust the stack.
const DEPTH: usize = 128;
/// Members up to which names are compared one by one.
const FEW: usize = 12;

/// A value and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Json<'t> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub value: Value<'t>,
}

/// What a JSON value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(&'t str),
    /// A string, its escapes resolved.
    Text(Cow<'t, str>),
    /// `[…]`
    List(Vec<Json<'t>>),
    /// `{…}`, in the order written, each name once.
    Object(Vec<(Cow<'t, str>, Json<'t>)>),
}

impl<'t> Json<'t> {
    /// Reads one JSON text. A [`Fault`] tells the byte where it stops being JSON.
    pub fn parse(text: &'t str) -> Result<Json<'t>, Fault> {
        let mut reader = Reader { text, at: 0 };
        reader.space();
        let json = reader.value(DEPTH)?;
        reader.space();
        if reader.at < text.len() { reader.fail("nothing may follow the JSON value") } else { Ok(json) }
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Json<'t>> {
        match &self.value {
            Value::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, json)| json),
            _ => None,
        }
    }

    /// The value's own text, out of the text it was read from.
    pub fn source<'s>(&self, text: &'s str) -> &'s str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn fail<T>(&self, reason: &str) -> Result<T, Fault> {
        Err(Fault::new("", format!("is not JSON: {reason} (byte {})", self.at)))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Result<Json<'t>, Fault> {
        if depth == 0 {
            return self.fail("it is nested too deeply");
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return self.fail("a value was expected"),
        };
        Ok(Json { start, end: self.at, value })
    }

    fn word(&mut self, word: &str, value: Value<'t>) -> Result<Value<'t>, Fault> {
        if !self.text[self.at..].starts_with(word) {
            return self.fail("a value was expected");
        }
        self.at += word.len();
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Value<'t>, Fault> {
        self.at += 1;
        let mut members: Vec<(Cow<'t, str>, Json<'t>)> = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return self.fail("a name in quotation marks was expected");
            }
            let name = self.string()?;
            self.space();
            if !self.take(b':') {
                return self.fail("a colon was expected");
            }
            self.space();
            if members.len() < FEW && members.iter().any(|(n, _)| *n == name) {
                return self.fail(&format!("the name {name:?} is there twice"));
            }
            let value = self.value(depth - 1)?;
            members.push((name, value));
            self.space();
            if self.take(b'}') {
                break;
            }
            if !self.take(b',') {
                return self.fail("a comma or closing brace was expected");
            }
        }
        if members.len() > FEW {
            let mut seen = HashSet::with_capacity(members.len());
            if let Some((name, _)) = members.iter().find(|(name, _)| !seen.insert(name.as_ref())) {
                return self.fail(&format!("the name {name:?} is there twice"));
            }
        }
        Ok(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Result<Value<'t>, Fault> {
        self.at += 1;
        let mut values = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Value::List(values));
        }
        loop {
            self.space();
            values.push(self.value(depth - 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Value::List(values));
            }
            if !self.take(b',') {
                return self.fail("a comma or closing bracket was expected");
            }
        }
    }

    fn digits(&mut self) -> bool {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > from
    }

    fn number(&mut self) -> Result<Value<'t>, Fault> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') && !self.digits() {
            return self.fail("a digit was expected");
        }
        if self.take(b'.') && !self.digits() {
            return self.fail("a digit was expected");
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if !self.take(b'-') {
                self.take(b'+');
            }
            if !self.digits() {
                return self.fail("a digit was expected");
            }
        }
        Ok(Value::Number(&self.text[start..self.at]))
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        self.at += 1;
        let mut start = self.at;
        let mut built: Option<String> = None;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(match built {
                        None => Cow::Borrowed(rest),
                        Some(text) => Cow::Owned(text + rest),
                    });
                }
                Some(b'\\') => {
                    let text = built.get_or_insert_default();
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    let c = self.escape()?;
                    built.get_or_insert_default().push(c);
                    start = self.at;
                }
                Some(0..=0x1f) => return self.fail("a control character in a string"),
                Some(_) => self.at += 1,
                None => return self.fail("a string without an end"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let Some(letter) = self.peek() else { return self.fail("a string without an end") };
        self.at += 1;
        Ok(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return self.fail("an unknown escape"),
        })
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.hex()?;
        let code = match first {
            0xd800..=0xdbff => {
                if !(self.take(b'\\') && self.take(b'u')) {
                    return self.fail("half of a surrogate pair");
                }
                match self.hex()? {
                    second @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => return self.fail("half of a surrogate pair"),
                }
            }
            code => code,
        };
        char::from_u32(code).map_or_else(|| self.fail("half of a surrogate pair"), Ok)
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
            return self.fail("four hexadecimal digits were expected");
        };
        self.at += 4;
        Ok(code)
    }
}
