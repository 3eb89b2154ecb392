//! Floor 0: source texts, places in them, quotes, and the small value formats. It names no other floor.

mod source;
pub mod yaml;

pub use source::{FileKey, Place, SourceFile, SourceMap, Span, TooLarge};
