//! Floor 4: which part of a graph is shown or written, what may be taken for a fact, and how a briefing is composed.

mod briefing;
mod policy;
mod selection;
pub mod words;

pub use briefing::{Arrow, Briefing, Card, Exhibit, MOST_ARROWS, Point, Row, RowKind, Side, Tone};
pub use policy::AssertPolicy;
pub use selection::{Selected, Selection};
