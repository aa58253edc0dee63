//! MathML as plain text: `(a+b)/2`, `x²`, `√(2)`.

use roxmltree::Node;

/// The text of a `math` element or of a part of one.
pub fn text(node: Node<'_, '_>) -> String {
    if node.is_text() {
        return node.text().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let parts: Vec<String> = node.children().filter(|c| c.is_element()).map(text).collect();
    match (node.tag_name().name(), parts.as_slice()) {
        ("mfrac", [over, under]) => format!("{}/{}", grouped(over), grouped(under)),
        ("msup", [base, power]) => format!("{}{}", grouped(base), raised(power)),
        ("msub", [base, index]) => format!("{base}{}", lowered(index)),
        ("msubsup", [base, index, power]) => format!("{base}{}{}", lowered(index), raised(power)),
        ("msqrt", _) => format!("√{}", grouped(&parts.concat())),
        ("mroot", [base, degree]) => format!("{}√{}", raised(degree).trim_start_matches('^'), grouped(base)),
        ("mfenced", _) => format!("({})", parts.join(", ")),
        ("semantics", [first, ..]) => first.clone(),
        ("mtable" | "munderover" | "mover" | "munder" | "mmultiscripts", _) => alternative(node).unwrap_or_else(|| parts.join(" ")),
        ("annotation" | "annotation-xml", _) => String::new(),
        _ if parts.is_empty() => node.children().filter(Node::is_text).map(text).collect(),
        _ => parts.concat(),
    }
}

/// What the author says instead, on the element or on the formula around it.
fn alternative(node: Node<'_, '_>) -> Option<String> {
    node.ancestors().find_map(|n| n.attribute("alttext")).map(str::to_owned)
}

/// In brackets unless it is one number or one letter.
fn grouped(part: &str) -> String {
    let single = part.chars().count() <= 1 || part.chars().all(|c| c.is_ascii_digit() || c == '.');
    if single { part.to_owned() } else { format!("({part})") }
}

/// As a power: `²`, or `^(n+1)` where there are no raised forms.
pub fn raised(power: &str) -> String {
    shifted(power, "0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ").unwrap_or_else(|| format!("^{}", grouped(power)))
}

/// As an index: `₂`, or `_n`.
pub fn lowered(index: &str) -> String {
    shifted(index, "0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋").unwrap_or_else(|| format!("_{}", grouped(index)))
}

fn shifted(text: &str, from: &str, to: &str) -> Option<String> {
    let shift = |c| from.chars().position(|f| f == c).and_then(|i| to.chars().nth(i));
    (!text.is_empty()).then(|| text.replace('−', "-").chars().map(shift).collect()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    fn math(inner: &str) -> String {
        let xml = format!("<math xmlns='http://www.w3.org/1998/Math/MathML'>{inner}</math>");
        super::text(roxmltree::Document::parse(&xml).unwrap().root_element())
    }

    #[test]
    fn school_formulas_read_as_text() {
        assert_eq!(math("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"), "(a+b)/2");
        assert_eq!(math("<msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mn>16</mn>"), "x²=16");
        assert_eq!(math("<msup><mi>x</mi><mi>k</mi></msup>"), "x^k");
        assert_eq!(math("<msqrt><mn>2</mn></msqrt>"), "√2");
        assert_eq!(math("<msub><mi>H</mi><mn>2</mn></msub><mi>O</mi>"), "H₂O");
        assert_eq!(math("<semantics><mi>x</mi><annotation>\\x</annotation></semantics>"), "x");
    }
}
