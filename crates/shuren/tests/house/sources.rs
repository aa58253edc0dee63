//! String literals of the product's own code, with what stands around them: comments, documentation and tests left out.

use crate::workspace;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a literal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// Relative to the root.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}

/// A string or character literal.
#[derive(Debug, Clone)]
pub struct Text {
    /// Between its quotes, escapes as written.
    pub text: String,
    /// Where.
    pub at: At,
    /// What is given for the message's placeholders, where it can be seen.
    pub arguments: Arguments,
}

/// Names of the arguments given for a message's placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arguments {
    /// The source shows none here.
    Unseen,
    /// `t!(lang, "area.key", name = …)`: these and no other.
    All(Vec<String>),
    /// `Problem::new("area.key").with("name", …)`: these, and perhaps more further on.
    Some(Vec<String>),
}

/// Every literal under `crates/*/src`.
pub fn literals() -> Vec<Text> {
    let mut found = Vec::new();
    for file in workspace::files("src", "rs") {
        let stream: TokenStream = workspace::read(&file).parse().unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        walk(stream, &file, &mut found);
    }
    found
}

fn walk(stream: TokenStream, file: &Path, found: &mut Vec<Text>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut i = 0;
    while i < tokens.len() {
        if let Some((attribute, length)) = attribute(&tokens, i) {
            i += length;
            if is_test(attribute) {
                i = after_item(&tokens, i);
            }
            continue;
        }
        if let Some(text) = call_of_t(&tokens, i, file).or_else(|| new_problem(&tokens, i, file)) {
            found.push(text);
        }
        match &tokens[i] {
            TokenTree::Group(group) => walk(group.stream(), file, found),
            TokenTree::Literal(_) if is_audit_action(&tokens, i) => {}
            TokenTree::Literal(_) => found.extend(literal(&tokens[i], file)),
            _ => {}
        }
        i += 1;
    }
}

/// `#[…]` or `#![…]` at `i`, and how many tokens it takes: documentation comments come as these too.
fn attribute(tokens: &[TokenTree], i: usize) -> Option<(&Group, usize)> {
    if !is_mark(tokens.get(i), '#') {
        return None;
    }
    let before = if is_mark(tokens.get(i + 1), '!') { 2 } else { 1 };
    match tokens.get(i + before)? {
        TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket => Some((g, before + 1)),
        _ => None,
    }
}

fn is_test(attribute: &Group) -> bool {
    let text = attribute.stream().to_string().replace(' ', "");
    text == "cfg(test)" || text == "test" || text == "cfg(feature=\"testing\")"
}

/// `action: "account.lock"`: what an audit entry calls an action looks like a message's key and is none.
fn is_audit_action(tokens: &[TokenTree], i: usize) -> bool {
    i >= 2 && is_mark(tokens.get(i - 1), ':') && word(tokens.get(i - 2)).as_deref() == Some("action")
}

/// The index after the item at `i`: past its braces or its semicolon.
fn after_item(tokens: &[TokenTree], mut i: usize) -> usize {
    while i < tokens.len() {
        let ends = match &tokens[i] {
            TokenTree::Group(g) => g.delimiter() == Delimiter::Brace,
            TokenTree::Punct(p) => p.as_char() == ';',
            _ => false,
        };
        i += 1;
        if ends {
            break;
        }
    }
    i
}

fn literal(token: &TokenTree, file: &Path) -> Option<Text> {
    let TokenTree::Literal(literal) = token else { return None };
    let written = literal.to_string();
    let quote = if written.ends_with('\'') { '\'' } else { '"' };
    let start = written.find(['"', '\''])?;
    let end = written.rfind(quote)?;
    (end > start).then(|| Text {
        text: written[start + 1..end].to_owned(),
        at: At { file: file.to_owned(), line: literal.span().start().line },
        arguments: Arguments::Unseen,
    })
}

fn word(token: Option<&TokenTree>) -> Option<String> {
    match token? {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == mark)
}

/// `t!(lang, "area.key", name = value, …)`.
fn call_of_t(tokens: &[TokenTree], i: usize, file: &Path) -> Option<Text> {
    if word(tokens.get(i))? != "t" || !is_mark(tokens.get(i + 1), '!') {
        return None;
    }
    let TokenTree::Group(group) = tokens.get(i + 2)? else { return None };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let mut parts = inner.split(|t| is_mark(Some(t), ',')).skip(1);
    let [key] = parts.next()? else { return None };
    let names = parts.filter(|part| is_mark(part.get(1), '=')).filter_map(|part| word(part.first())).collect();
    literal(key, file).map(|text| Text { arguments: Arguments::All(names), ..text })
}

/// `Problem::new("area.key").with("name", value)…`.
fn new_problem(tokens: &[TokenTree], i: usize, file: &Path) -> Option<Text> {
    let is_new = word(tokens.get(i))? == "Problem" && is_mark(tokens.get(i + 1), ':') && word(tokens.get(i + 3))? == "new";
    let TokenTree::Group(group) = tokens.get(i + 4).filter(|_| is_new)? else { return None };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let [key] = inner.as_slice() else { return None };
    let mut names = Vec::new();
    let mut next = i + 5;
    while is_mark(tokens.get(next), '.') {
        if let (Some("with"), Some(TokenTree::Group(group))) = (word(tokens.get(next + 1)).as_deref(), tokens.get(next + 2)) {
            let first = group.stream().into_iter().next();
            names.extend(first.as_ref().and_then(|t| literal(t, file)).map(|t| t.text));
        }
        next += 3;
    }
    literal(key, file).map(|text| Text { arguments: Arguments::Some(names), ..text })
}
