//! Layer 4: which part of a graph is shown or written, what may be treated as a fact, and how a briefing and a
//! timeline are composed.

mod briefing;
mod communities;
mod order;
mod overview;
mod policy;
pub mod rows;
mod selection;
mod timeline;
mod values;
mod weights;
pub mod words;

pub use briefing::{Arrow, Briefing, Card, Exhibit, MOST_ARROWS, Point, Row, RowKind, Side, Tone};
pub use communities::{Community, communities};
pub use overview::{EDGES, Hub, OfType, Overview, TypeLink};
pub use policy::AssertPolicy;
pub use selection::{Selected, Selection};
pub use timeline::{Happening, Link, Timeline, When};
pub use weights::Weights;
