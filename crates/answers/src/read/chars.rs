//! Characters and words that mean the same made the same: width, marks, Chinese words for signs.

/// Words and what they stand for; longer ones before those they begin with.
const WORDS: &[(&str, &str)] = &[
    ("大于或等于", r"\ge "),
    ("小于或等于", r"\le "),
    ("大于等于", r"\ge "),
    ("小于等于", r"\le "),
    ("不大于", r"\le "),
    ("不超过", r"\le "),
    ("不小于", r"\ge "),
    ("不少于", r"\ge "),
    ("不等于", r"\ne "),
    ("大于", ">"),
    ("小于", "<"),
    ("约等于", r"\approx "),
    ("约为", r"\approx "),
    ("大约是", r"\approx "),
    ("等于", "="),
    ("不属于", r"\notin "),
    ("属于", r"\in "),
    ("并且", r"\and "),
    ("而且", r"\and "),
    ("或者", r"\or "),
    ("或", r"\or "),
    ("且", r"\and "),
    ("以及", ","),
    ("和", ","),
    ("与", ","),
    ("无实数解", r"\varnothing "),
    ("无实数根", r"\varnothing "),
    ("没有实数根", r"\varnothing "),
    ("没有实数解", r"\varnothing "),
    ("方程无解", r"\varnothing "),
    ("没有解", r"\varnothing "),
    ("无实根", r"\varnothing "),
    ("无解", r"\varnothing "),
    ("空集", r"\varnothing "),
    ("全体实数", r"\mathbb{R}"),
    ("任意实数", r"\mathbb{R}"),
    ("一切实数", r"\mathbb{R}"),
    ("所有实数", r"\mathbb{R}"),
    ("实数集", r"\mathbb{R}"),
    ("正无穷大", r"+\infty "),
    ("负无穷大", r"-\infty "),
    ("正无穷", r"+\infty "),
    ("负无穷", r"-\infty "),
    ("无穷大", r"\infty "),
    ("圆周率", r"\pi "),
    ("正负", r"\pm "),
    ("三次根号", r"\cbrt "),
    ("立方根号", r"\cbrt "),
    ("根号下", r"\sqrt "),
    ("根号", r"\sqrt "),
    ("的平方", "^{2}"),
    ("的立方", "^{3}"),
    ("加上", "+"),
    ("减去", "-"),
    ("乘以", "*"),
    ("除以", "/"),
    ("加", "+"),
    ("减", "-"),
    ("乘", "*"),
    ("摄氏°", "℃"),
    ("no solution", r"\varnothing "),
];

/// What may stand before an answer without being part of it; longer ones first.
const BEFORE: &[&str] = &[
    "原方程的解是",
    "方程的解是",
    "方程的解为",
    "不等式的解集是",
    "不等式的解集为",
    "解集为",
    "解集是",
    "原式",
    "答案是",
    "答案为",
    "答案",
    "结果是",
    "结果为",
    "因此",
    "所以",
    "即",
    "故",
    "得",
    "解得",
    "解",
    "答",
    "∴",
    "为",
    "是",
    "约",
    "≈",
    ":",
    "=",
];

/// Half width, one character for each meaning, words as signs.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut raised = "";
    let mut lowered = false;
    for c in text.chars() {
        let up = superscript(c);
        let down = subscript(c);
        if !raised.is_empty() && up.is_none() {
            out.push('}');
            raised = "";
        }
        if lowered && down.is_none() {
            out.push('}');
            lowered = false;
        }
        if let Some(up) = up {
            if raised.is_empty() {
                out.push_str("^{");
                raised = "up";
            }
            out.push(up);
        } else if let Some(down) = down {
            if !lowered {
                out.push_str("_{");
                lowered = true;
            }
            out.push(down);
        } else if let Some((over, under)) = vulgar(c) {
            out.push_str(&format!(r"\frac{{{over}}}{{{under}}}"));
        } else {
            out.push_str(mark(c, &mut [0; 4]));
        }
    }
    if !raised.is_empty() || lowered {
        out.push('}');
    }
    for (word, sign) in WORDS {
        if out.contains(word) {
            out = out.replace(word, sign);
        }
    }
    trimmed(&out).to_owned()
}

fn trimmed(text: &str) -> &str {
    let mut text = text.trim().trim_end_matches(['.', '。', ',', ';']).trim();
    while let Some(rest) = BEFORE.iter().find_map(|b| text.strip_prefix(b)) {
        text = rest.trim_start();
    }
    text
}

/// One character's plain form.
fn mark(c: char, buffer: &mut [u8; 4]) -> &str {
    match c {
        '、' | '；' | '，' => r"\sep ",
        '\u{ff01}'..='\u{ff5e}' => mark(char::from_u32(c as u32 - 0xfee0).unwrap_or(' '), buffer),
        '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' | '\u{2000}'..='\u{200a}' => " ",
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '$' | '\u{2061}'..='\u{2064}' | '“' | '”' | '‘' | '"' | '∠' | '△' => "",
        '×' | '✕' | '⨯' | '·' | '⋅' | '∙' | '•' => "*",
        '÷' | '∕' | '⁄' => "/",
        '−' | '–' | '—' | '﹣' | '‐' | '‑' => "-",
        '﹢' => "+",
        '≤' | '⩽' | '≦' => r"\le ",
        '≥' | '⩾' | '≧' => r"\ge ",
        '≠' => r"\ne ",
        '≈' | '≒' => r"\approx ",
        '√' => r"\sqrt ",
        '∛' => r"\cbrt ",
        '∜' => r"\qdrt ",
        'π' | 'Π' => r"\pi ",
        '∞' => r"\infty ",
        '∪' => r"\cup ",
        '∩' => r"\cap ",
        '∈' => r"\in ",
        '∉' => r"\notin ",
        '∅' | 'Ø' => r"\varnothing ",
        '±' => r"\pm ",
        '∓' => r"\mp ",
        'º' | '˚' | '度' => "°",
        '’' => "′",
        '℃' => "℃",
        '∶' => ":",
        'ℝ' => r"\mathbb{R}",
        'ℕ' => r"\mathbb{N}",
        'ℤ' => r"\mathbb{Z}",
        'ℚ' => r"\mathbb{Q}",
        '∧' => r"\and ",
        '∨' => r"\or ",
        '【' | '〔' => "[",
        '】' | '〕' => "]",
        c => c.encode_utf8(buffer),
    }
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_u32('4' as u32 + (c as u32 - '⁴' as u32))?,
        '⁻' => '-',
        '⁺' => '+',
        'ⁿ' => 'n',
        'ˣ' => 'x',
        _ => return None,
    })
}

fn subscript(c: char) -> Option<char> {
    Some(match c {
        '₀'..='₉' => char::from_u32('0' as u32 + (c as u32 - '₀' as u32))?,
        'ₙ' => 'n',
        _ => return None,
    })
}

fn vulgar(c: char) -> Option<(u8, u8)> {
    Some(match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    })
}

/// A text as words: width, case, spaces and marks at the ends make no difference.
pub(crate) fn as_words(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(super::LONGEST) {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        };
        if !c.is_whitespace() && !c.is_control() {
            out.extend(c.to_lowercase());
        }
    }
    out.trim_matches(['.', '。', ',', ';', '!', '"', '“', '”', '$']).to_owned()
}
