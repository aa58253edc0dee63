//! What the typesetter can see: the template, the document as one string, the fonts. No files, no packages, no time.

use crate::{Document, Error, Fonts};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

const TEMPLATE: &str = include_str!("document.typ");

pub(crate) struct Inside<'a> {
    library: LazyHash<Library>,
    template: Source,
    fonts: &'a Fonts,
}

impl<'a> Inside<'a> {
    pub fn new(fonts: &'a Fonts, document: &Document) -> Result<Self, Error> {
        let json = serde_json::to_string(document).map_err(|e| Error::Typesetting(e.to_string()))?;
        let mut inputs = Dict::new();
        inputs.insert("document".into(), json.into_value());
        inputs.insert("family".into(), fonts.family.into_value());
        let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
        Ok(Inside { library, template: Source::detached(TEMPLATE), fonts })
    }
}

impl World for Inside<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
