//! The body of an item as plain text: paragraphs parted by a blank line, formulas as text.

use super::math;
use super::xml::{attribute, child, name};
use base::Problem;
use roxmltree::Node;

/// Where a word is to be written.
const GAP: &str = "____";

/// The text of an item's body around its one interaction, or of an option, and whether feedback was
/// left out.
pub fn text(body: Node<'_, '_>) -> Result<(String, bool), Problem> {
    let mut writer = Writer::default();
    writer.inside(body)?;
    Ok((writer.finish(), writer.feedback))
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Line ends to write before the next word: 1 a line, 2 a paragraph.
    breaks: usize,
    feedback: bool,
}

impl Writer {
    fn inside(&mut self, node: Node<'_, '_>) -> Result<(), Problem> {
        node.children().try_for_each(|child| self.node(child))
    }

    fn node(&mut self, node: Node<'_, '_>) -> Result<(), Problem> {
        if node.is_text() {
            self.words(node.text().unwrap_or_default());
            return Ok(());
        }
        match name(node).as_ref() {
            "" => Ok(()),
            "img" | "object" | "audio" | "video" | "picture" | "svg" | "canvas" | "iframe" | "embed" | "include" => {
                Err(Problem::new("content.qti_media").with("element", name(node)))
            }
            "script" | "style" | "form" | "input" | "button" => Err(Problem::new("content.qti_markup").with("element", name(node))),
            "printedVariable" | "templateInline" | "templateBlock" => Err(Problem::new("content.qti_template")),
            "feedbackInline" | "feedbackBlock" => {
                self.feedback = true;
                Ok(())
            }
            // For scorers and authors only, unless the candidate is named.
            "rubricBlock" if !attribute(node, "view").is_some_and(|v| v.contains("candidate")) => Ok(()),
            "math" => {
                self.words(&math::text(node));
                Ok(())
            }
            "choiceInteraction" => match child(node, "prompt") {
                None => Ok(()),
                Some(prompt) => self.block(prompt),
            },
            "textEntryInteraction" => {
                self.words(GAP);
                Ok(())
            }
            "br" => {
                self.breaks = self.breaks.max(1);
                Ok(())
            }
            "p" | "div" | "ul" | "ol" | "dl" | "table" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "rubricBlock" => {
                self.block(node)
            }
            "li" | "tr" | "dt" | "dd" | "caption" => {
                self.breaks = self.breaks.max(1);
                self.inside(node)?;
                self.breaks = self.breaks.max(1);
                Ok(())
            }
            "td" | "th" => {
                if node.prev_sibling_element().is_some() {
                    self.words(" | ");
                }
                self.inside(node)
            }
            "sup" => self.shifted(node, math::raised),
            "sub" => self.shifted(node, math::lowered),
            _ => self.inside(node),
        }
    }

    fn block(&mut self, node: Node<'_, '_>) -> Result<(), Problem> {
        self.breaks = 2;
        self.inside(node)?;
        self.breaks = 2;
        Ok(())
    }

    fn shifted(&mut self, node: Node<'_, '_>, shift: impl Fn(&str) -> String) -> Result<(), Problem> {
        let (text, feedback) = text(node)?;
        self.feedback |= feedback;
        self.words(&shift(&text));
        Ok(())
    }

    /// Text with its white space drawn together.
    fn words(&mut self, text: &str) {
        for (i, word) in text.split(char::is_whitespace).enumerate() {
            if i > 0 && !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
            if word.is_empty() {
                continue;
            }
            if self.breaks > 0 {
                self.out.truncate(self.out.trim_end().len());
                if !self.out.is_empty() {
                    self.out.push_str(&"\n".repeat(self.breaks));
                }
                self.breaks = 0;
            }
            self.out.push_str(word);
        }
    }

    fn finish(&self) -> String {
        self.out.trim().to_owned()
    }
}
