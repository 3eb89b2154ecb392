//! Layer 4: which part of a graph is shown or written, what may be treated as a fact, and how a briefing and a
//! timeline are composed.

mod account;
mod briefing;
mod choice;
mod communities;
mod network;
mod order;
mod overview;
mod policy;
mod role_words;
mod roles;
pub mod rows;
mod selection;
mod timeline;
mod values;
mod weights;
pub mod words;

pub use account::{Account, Shown};
pub use briefing::{Arrow, Briefing, Card, Exhibit, MOST_ARROWS, Point, Row, RowKind, Side, Tone};
pub use choice::{Choice, Fit, choose};
pub use communities::{Community, communities};
pub use network::{LinkPart, Network, NetworkCard, NetworkKind, NetworkLink, Stance};
pub use overview::{EDGES, Hub, OfType, Overview, TypeLink};
pub use policy::AssertPolicy;
pub use selection::{Selected, Selection};
pub use timeline::{Happening, Link, Timeline, When};
pub use weights::Weights;
