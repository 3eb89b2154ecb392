//! Floor 0: source texts, places in them, quotes, and the small value formats. It names no other floor.

mod align;
mod border;
mod calendar;
mod counted;
mod currency;
mod date;
mod date_part;
mod decimal;
mod digit;
mod duration;
mod fold;
mod grams;
#[cfg(test)]
mod hard_text;
mod id;
mod iri;
mod language;
mod malformed;
mod near;
mod nearest;
mod quantity;
mod quote;
mod search;
mod source;
mod vote;
mod wrap;
pub mod yaml;

pub use border::{cuts_word, drops_negation};
pub use calendar::{Day, day_number};
pub use counted::{counted, grouped_digits};
pub use currency::is_currency;
pub use date::{Bounds, Edtf};
pub use decimal::{Decimal, GREATEST_EXPONENT};
pub use digit::{digit_value, is_digit};
pub use duration::Duration;
pub use fold::Folded;
pub use id::{Id, IdError, check_name, slug};
pub use iri::Iri;
pub use language::Language;
pub use malformed::Malformed;
pub use near::{Effort, Near, NearNames, name_distance, nearest_name};
pub use nearest::{Nearest, NotCompared, nearest_passage};
pub use quantity::{Quantity, Unit};
pub use quote::{MAX_PLACES, Matched, QuoteError, find_nearest_to, find_quote};
pub use source::{FileKey, Place, SourceFile, SourceMap, Span, TooLarge};
pub use wrap::{Measure, columns, is_wide, wrap, wrap_columns};
