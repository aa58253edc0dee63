//! PDF documents: headings, text, facts, tables and pictures, set by typst; pure but for reading fonts.
//!
//! A [`Document`] is data, never a program: one template of this crate sets it, and every text in it is set as the
//! characters it has. There is no file, no network and no clock inside the typesetter, so the same document and
//! fonts give the same bytes. Alone in its crate because typst is half of the build.

mod document;
mod fonts;
mod world;

pub use document::{Block, Cell, Column, Document, Language, Picture};
pub use fonts::{FOLDERS, Fonts};

use typst::diag::{SourceDiagnostic, Warned};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No font with Chinese characters was found.
    #[error("no font with Chinese characters under {0}: install fonts-noto-cjk or fonts-wqy-microhei (Debian), or put one there")]
    NoFont(String),
    /// The template and the document do not fit: a fault of this crate.
    #[error("typesetting: {0}")]
    Typesetting(String),
}

/// Past uses after which the typesetter forgets what it has laid out.
const KEEP: usize = 2;

/// The document as PDF (1.7, tagged). The same input gives the same bytes. Some 10 to 100 ms a page in an optimised
/// build: call it where waiting is allowed.
pub fn pdf(fonts: &Fonts, document: &Document) -> Result<Vec<u8>, Error> {
    let world = world::Inside::new(fonts, document)?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&world);
    let options = PdfOptions { creator: typst::foundations::Smart::Custom(None), ..PdfOptions::default() };
    let made = output.and_then(|pages| typst_pdf::pdf(&pages, &options)).map_err(|faults| Error::Typesetting(told(&faults)));
    // A server prints for months: what was laid out for others is let go of.
    comemo::evict(KEEP);
    made
}

fn told(faults: &[SourceDiagnostic]) -> String {
    faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")
}
