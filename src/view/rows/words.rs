//! Names and texts of rows in words.

use std::fmt;

use crate::text::{Language, SourceFile};

/// Finds the text of a document by its id.
pub type TextOf<'t> = &'t dyn Fn(&str) -> Option<&'t SourceFile>;

/// A part has more names than can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyNames;

impl fmt::Display for TooManyNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more than 65,535 different types, relations or properties cannot be shown at once; select a smaller part")
    }
}

impl std::error::Error for TooManyNames {}

/// The language of texts that have none (ISO 639-2).
pub(in crate::view) fn undetermined() -> Language {
    Language::new("und").unwrap_or_default()
}

/// Bytes of a row as the text that they are.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
