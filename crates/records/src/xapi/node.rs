use super::json::{Json, Value};
use super::{Fault, iri, language, uuid};

/// A value on the way through a statement, with its place: what is wrong is told with its path, and the path costs
/// nothing as long as nothing is wrong.
///
/// `'t` is the text's lifetime, `'a` that of the nodes above.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a, 't> {
    pub json: &'t Json<'t>,
    step: Step<'a>,
    above: Option<&'a Node<'a, 't>>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

/// The members of an object.
pub(crate) type Members<'t> = &'t [(std::borrow::Cow<'t, str>, Json<'t>)];

impl<'a, 't> Node<'a, 't> {
    /// The whole text's value, under a name when it has one (a parameter).
    pub fn root(json: &'t Json<'t>, name: &'a str) -> Self {
        let step = if name.is_empty() { Step::Root } else { Step::Member(name) };
        Node { json, step, above: None }
    }

    pub fn path(&self) -> String {
        let mut path = self.above.map(Node::path).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path.extend([".", name]),
            Step::Item(n) => path.push_str(&format!("[{n}]")),
        }
        path
    }

    pub fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault::new(self.path(), reason)
    }

    pub fn fail<T>(&self, reason: impl Into<String>) -> Result<T, Fault> {
        Err(self.fault(reason))
    }

    pub fn item<'b>(&'b self, n: usize, json: &'t Json<'t>) -> Node<'b, 't> {
        Node { json, step: Step::Item(n), above: Some(self) }
    }

    pub fn member<'b>(&'b self, name: &'b str, json: &'t Json<'t>) -> Node<'b, 't> {
        Node { json, step: Step::Member(name), above: Some(self) }
    }

    /// The members of an object that has none but these.
    pub fn object(&self, known: &[&str]) -> Result<Members<'t>, Fault> {
        let members = self.members()?;
        for (name, json) in members {
            if !known.contains(&name.as_ref()) {
                return self.fail(format!("may not have the property {name:?}"));
            }
            if json.value == Value::Null {
                return Err(Node { json, step: Step::Member(name), above: Some(self) }.fault("may not be null"));
            }
        }
        Ok(members)
    }

    pub fn members(&self) -> Result<Members<'t>, Fault> {
        match &self.json.value {
            Value::Object(members) => Ok(members),
            _ => self.fail("must be an object"),
        }
    }

    pub fn get<'b>(&'b self, name: &'b str) -> Option<Node<'b, 't>> {
        self.json.get(name).map(|json| self.member(name, json))
    }

    pub fn need<'b>(&'b self, name: &'b str) -> Result<Node<'b, 't>, Fault> {
        self.get(name).ok_or_else(|| self.fault(format!("must have the property {name:?}")))
    }

    pub fn list(&self) -> Result<&'t [Json<'t>], Fault> {
        match &self.json.value {
            Value::List(items) => Ok(items),
            _ => self.fail("must be an array"),
        }
    }

    pub fn text(&self) -> Result<&'t str, Fault> {
        match &self.json.value {
            Value::Text(text) => Ok(text),
            _ => self.fail("must be a string"),
        }
    }

    pub fn bool(&self) -> Result<bool, Fault> {
        match self.json.value {
            Value::Bool(value) => Ok(value),
            _ => self.fail("must be true or false"),
        }
    }

    pub fn number(&self) -> Result<f64, Fault> {
        match self.json.value {
            Value::Number(text) => text.parse::<f64>().ok().filter(|n| n.is_finite()).ok_or_else(|| self.fault("is too large a number")),
            _ => self.fail("must be a number"),
        }
    }

    /// An absolute IRI (RFC 3987).
    pub fn iri(&self) -> Result<&'t str, Fault> {
        let text = self.text()?;
        if iri::is(text) { Ok(text) } else { self.fail("must be an absolute IRI, with its scheme") }
    }

    pub fn uuid(&self) -> Result<::uuid::Uuid, Fault> {
        uuid::parse(self.text()?).ok_or_else(|| self.fault("must be a UUID of 32 hexadecimal digits in five groups"))
    }

    /// A language map: texts by RFC 5646 language tag.
    pub fn language_map(&self) -> Result<(), Fault> {
        for (tag, json) in self.members()? {
            let at = Node { json, step: Step::Member(tag), above: Some(self) };
            if !language::is(tag) {
                return at.fail("is not under a language tag of RFC 5646");
            }
            at.text()?;
        }
        Ok(())
    }

    /// Extensions: any values under IRIs. The one place where null is a value.
    pub fn extensions(&self) -> Result<(), Fault> {
        for (name, json) in self.members()? {
            if !iri::is(name) {
                return Err(Node { json, step: Step::Member(name), above: Some(self) }.fault("is not under an absolute IRI"));
            }
        }
        Ok(())
    }

    /// One of given words, in exactly this case.
    pub fn one_of(&self, words: &[&str]) -> Result<&'t str, Fault> {
        let text = self.text()?;
        if words.contains(&text) { Ok(text) } else { self.fail(format!("must be one of {}", words.join(", "))) }
    }
}
