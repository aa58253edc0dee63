//! A mathematical key: the answer may be written in any way that means the same.

use answers::Form;
use base::Problem;

/// Says that an item's key is mathematics, and what is asked of an answer beyond its value.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Maths {
    /// Requirements on the form, such as a fraction in lowest terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "forms")]
    pub forms: Vec<Form>,
}

impl Maths {
    /// `maths`, or `maths: lowest-terms, unit`, as a sheet's cell has it behind its mark; `None` for a form that there is not.
    pub(crate) fn parse(forms: &str) -> Option<Maths> {
        let parts = forms.split([',', '，', '、', ';', '；', ' ']).map(str::trim).filter(|f| !f.is_empty());
        Some(Maths { forms: parts.map(|f| f.parse().ok()).collect::<Option<_>>()? })
    }

    /// What is wrong with a key: words, or a key that does not meet the form it asks for. (It may be more exact than the decimals
    /// asked for.)
    pub(crate) fn problem(&self, key: &str) -> Option<Problem> {
        let forms = self.forms.iter().copied().filter(|f| !matches!(f, Form::Decimals(_))).collect();
        let fits = answers::is_mathematics(key) && answers::equal(key, key, &answers::Options { forms }).is_right();
        (!fits).then(|| Problem::new("content.maths_key_unfit").with("key", key))
    }

    pub(crate) fn options(&self) -> answers::Options {
        answers::Options { forms: self.forms.clone() }
    }
}

mod forms {
    use super::Form;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(forms: &[Form], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(forms.iter().map(Form::to_string))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Form>, D::Error> {
        Vec::<String>::deserialize(d)?.iter().map(|f| f.parse().map_err(D::Error::custom)).collect()
    }
}
