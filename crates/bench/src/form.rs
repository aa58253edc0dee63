//! The forms of the product's own pages, filled in as a hasty person would.

/// A form: where it goes and what it sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Path it is posted to.
    pub action: String,
    /// Names and values: hidden fields as they stand, of choices and buttons the first, numbers and texts `1`.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The first form of a page whose action starts with `prefix`.
    pub fn find(page: &str, prefix: &str) -> Option<Form> {
        page.split("<form").skip(1).find_map(|rest| {
            let (tag, inner) = rest.split_once('>')?;
            let action = attribute(tag, "action").filter(|a| a.starts_with(prefix))?;
            let inner = inner.split("</form>").next().unwrap_or_default();
            Some(Form { action, fields: fields(inner) })
        })
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The same with another value.
    pub fn with(mut self, name: &str, value: &str) -> Form {
        self.fields.retain(|(n, _)| n != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn fields(form: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for rest in form.split('<').skip(1) {
        let Some((tag, _)) = rest.split_once('>') else { continue };
        let (element, Some(name)) = (tag.split_whitespace().next().unwrap_or_default(), attribute(tag, "name")) else { continue };
        let value = attribute(tag, "value");
        let kind = attribute(tag, "type").unwrap_or_default();
        let chosen = match (element, kind.as_str()) {
            ("input", "hidden") => value.unwrap_or_default(),
            ("button", _) | ("input", "radio" | "checkbox") if fields.iter().any(|(n, _)| *n == name) => continue,
            ("button", _) | ("input", "radio" | "checkbox") => value.unwrap_or_default(),
            ("input" | "textarea", _) => "1".into(),
            _ => continue,
        };
        fields.push((name, chosen));
    }
    fields
}

/// The value of an attribute; our pages always quote with `"`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag[start..].split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Form;

    #[test]
    fn a_form_is_read_as_it_would_be_sent() {
        let page = r#"<form action="/sign-out" method="post"><button>x</button></form>
            <form class="a" method="post" action="/practice/7"><input type="hidden" name="attempt" value="a&amp;b">
            <input type="radio" name="choice" value="A"><input type="radio" name="choice" value="B"><input name="answer" type="text">
            <button name="go" value="yes">y</button><button name="go" value="no">n</button></form>"#;
        let form = Form::find(page, "/practice/").unwrap();
        assert_eq!(form.action, "/practice/7");
        let want = [("attempt", "a&b"), ("choice", "A"), ("answer", "1"), ("go", "yes")];
        assert_eq!(form.fields, want.map(|(n, v)| (n.to_owned(), v.to_owned())));
        assert_eq!(form.with("choice", "B").value("choice"), Some("B"));
        assert_eq!(Form::find(page, "/nowhere"), None);
    }
}
