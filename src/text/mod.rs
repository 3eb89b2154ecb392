//! Floor 0: source texts, places in them, quotes, and the small value formats. It names no other floor.

mod align;
mod border;
mod digit;
mod fold;
mod grams;
#[cfg(test)]
mod hard_text;
mod nearest;
mod quote;
mod search;
mod source;
mod vote;

pub use border::cuts_word;
pub use digit::{digit_value, is_digit};
pub use fold::Folded;
pub use nearest::{Nearest, nearest_passage};
pub use quote::{Matched, QuoteError, find_nearest_to, find_quote};
pub use source::{FileKey, Place, SourceFile, SourceMap, Span, TooLarge};
