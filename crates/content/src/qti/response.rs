//! What QTI says about right answers: response declarations and response processing.

use super::xml::{attribute, child, children, name, text};
use base::Problem;
use roxmltree::Node;

/// A declared response variable.
pub struct Declaration {
    /// `single`, `multiple`, `ordered`, `record`.
    pub cardinality: String,
    /// `identifier`, `string`, `integer`, `float` …
    pub base_type: String,
    /// The values of the correct response.
    pub correct: Vec<String>,
    /// The values of a mapping.
    pub mapping: Option<Mapping>,
}

/// A mapping from responses to values.
pub struct Mapping {
    /// Value of what is not mapped.
    pub default: f64,
    /// Lowest sum.
    pub lower: Option<f64>,
    /// Highest sum.
    pub upper: Option<f64>,
    /// Key, value, whether letter case counts.
    pub entries: Vec<(String, f64, bool)>,
}

/// How a response becomes a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Processing {
    /// Equal to the correct response: `match`, or the template `match_correct`.
    Match,
    /// By the mapping: `mapResponse`, or the template `map_response`.
    Map,
    /// A number near the correct one: `equal` with a tolerance.
    Equal(Tolerance),
    /// Words equal to the correct ones: `stringMatch`.
    Words {
        /// Whether letter case counts.
        case_sensitive: bool,
    },
}

/// How near a number must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tolerance {
    /// Not near: equal.
    Exact,
    /// Within this distance.
    Absolute(String),
    /// Within these hundredths of the correct value.
    Percent(String),
}

/// The declaration of one variable.
pub fn declaration(item: Node<'_, '_>, identifier: &str) -> Result<Declaration, Problem> {
    let node = children(item, "responseDeclaration")
        .find(|d| attribute(*d, "identifier") == Some(identifier))
        .ok_or_else(|| Problem::new("content.qti_no_declaration").with("response", identifier))?;
    let word = |attr: &str| attribute(node, attr).unwrap_or_default().to_owned();
    let correct = child(node, "correctResponse").map(|c| children(c, "value").map(|v| text(v).to_owned()).collect()).unwrap_or_default();
    let mapping = child(node, "mapping").map(mapping).transpose()?;
    Ok(Declaration { cardinality: word("cardinality"), base_type: word("baseType"), correct, mapping })
}

fn mapping(node: Node<'_, '_>) -> Result<Mapping, Problem> {
    let number = |node: Node<'_, '_>, attr: &str| match attribute(node, attr) {
        None => Ok(None),
        Some(value) => match value.trim().parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(Some(n)),
            _ => Err(Problem::new("content.qti_mapping").with("value", value)),
        },
    };
    let entry = |e: Node<'_, '_>| {
        let key = attribute(e, "mapKey").unwrap_or_default().to_owned();
        let value = number(e, "mappedValue")?.ok_or_else(|| Problem::new("content.qti_mapping").with("value", &key))?;
        Ok((key, value, attribute(e, "caseSensitive") != Some("false")))
    };
    Ok(Mapping {
        default: number(node, "defaultValue")?.unwrap_or(0.0),
        lower: number(node, "lowerBound")?,
        upper: number(node, "upperBound")?,
        entries: children(node, "mapEntry").map(entry).collect::<Result<_, _>>()?,
    })
}

/// The parts of rules that only put together what the one deciding part says.
const FRAME: &[&str] = &[
    "responseCondition",
    "responseIf",
    "responseElse",
    "responseElseIf",
    "variable",
    "correct",
    "setOutcomeValue",
    "baseValue",
    "isNull",
    "sum",
];

/// Which of the kinds of processing an item uses. Rules of its own that are none of them are refused.
pub fn processing(item: Node<'_, '_>) -> Result<Processing, Problem> {
    let Some(node) = child(item, "responseProcessing") else { return Ok(Processing::Match) };
    if let Some(template) = attribute(node, "template").or_else(|| attribute(node, "templateLocation")) {
        let file = template.rsplit('/').next().unwrap_or_default();
        return match file.strip_suffix(".xml").unwrap_or(file) {
            "match_correct" => Ok(Processing::Match),
            "map_response" => Ok(Processing::Map),
            _ => Err(Problem::new("content.qti_processing").with("rule", template)),
        };
    }
    let rules: Vec<Node<'_, '_>> = node.descendants().skip(1).filter(Node::is_element).collect();
    let mut deciding = rules.iter().filter(|r| !FRAME.contains(&name(**r).as_ref()));
    let refuse = |rule: &str| Err(Problem::new("content.qti_processing").with("rule", rule));
    match (deciding.next(), deciding.next()) {
        (None, None) if rules.is_empty() => Ok(Processing::Match),
        (None, _) => refuse("setOutcomeValue"),
        (Some(rule), None) if name(*rule) != "mapResponse" && !compares_with_correct(*rule) => refuse("baseValue"),
        (Some(rule), None) => match name(*rule).as_ref() {
            "match" => Ok(Processing::Match),
            "mapResponse" => Ok(Processing::Map),
            "equal" => tolerance(*rule).map(Processing::Equal),
            "stringMatch" => Ok(Processing::Words { case_sensitive: attribute(*rule, "caseSensitive") != Some("false") }),
            other => refuse(other),
        },
        (Some(_), Some(second)) => refuse(&name(*second)),
    }
}

/// Whether a comparison is with the declared correct response and being equal is what earns the score.
fn compares_with_correct(rule: Node<'_, '_>) -> bool {
    let with_correct = rule.descendants().any(|n| name(n) == "correct");
    let when_equal = rule.ancestors().find(|n| name(*n) == "responseIf");
    let earns_nothing = |set: Node<'_, '_>| {
        let value = child(set, "baseValue").and_then(|v| text(v).parse::<f64>().ok());
        attribute(set, "identifier") == Some("SCORE") && value.is_some_and(|v| v <= 0.0)
    };
    with_correct && !when_equal.is_some_and(|w| children(w, "setOutcomeValue").any(earns_nothing))
}

fn tolerance(equal: Node<'_, '_>) -> Result<Tolerance, Problem> {
    let refuse = |what: &str| Err(Problem::new("content.qti_processing").with("rule", format!("equal {what}")));
    let mode = attribute(equal, "toleranceMode").unwrap_or("exact");
    if mode == "exact" {
        return Ok(Tolerance::Exact);
    }
    if attribute(equal, "includeLowerBound") == Some("false") || attribute(equal, "includeUpperBound") == Some("false") {
        return refuse("includeLowerBound=false");
    }
    let distances: Vec<&str> = attribute(equal, "tolerance").unwrap_or_default().split_whitespace().collect();
    let distance = match distances.as_slice() {
        [one] => *one,
        [below, above] if below == above => *below,
        _ => return refuse("tolerance"),
    };
    match mode {
        "absolute" => Ok(Tolerance::Absolute(distance.to_owned())),
        "relative" => Ok(Tolerance::Percent(distance.to_owned())),
        other => refuse(other),
    }
}
