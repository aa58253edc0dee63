//! Subject words of a staff sheet. The codes are those of the content crate, which stands above this
//! one; `docs/roster.md` lists them.

/// Codes with the Chinese names they go by in sheets.
pub const SUBJECTS: [(&str, &[&str]); 15] = [
    ("chinese", &["语文"]),
    ("math", &["数学"]),
    ("english", &["英语", "外语"]),
    ("science", &["科学"]),
    ("physics", &["物理"]),
    ("chemistry", &["化学"]),
    ("biology", &["生物", "生物学"]),
    ("history", &["历史"]),
    ("geography", &["地理"]),
    ("civics", &["道德与法治", "道法", "思想政治", "政治"]),
    ("ai", &["人工智能", "信息科技", "信息技术", "人工智能与信息科技"]),
    ("music", &["音乐"]),
    ("art", &["美术"]),
    ("pe", &["体育", "体育与健康"]),
    ("labour", &["劳动"]),
];

/// The code of a subject, from its code or a Chinese name.
pub(super) fn parse(text: &str) -> Option<&'static str> {
    let text = text.trim();
    SUBJECTS.iter().find(|(code, names)| code.eq_ignore_ascii_case(text) || names.contains(&text)).map(|(code, _)| *code)
}
