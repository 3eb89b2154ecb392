//! The vertices and edges of a load compared with those of a property-graph database: the differences and the changes.
//!
//! What belongs to whom is written on every vertex and edge: `dossiers` lists the dossiers that say it. What others have
//! added to a database – vertices, edges, labels, properties – is never touched. What the dossiers no longer say stays until
//! it is pruned, but for edges of what they only claim now: nobody may take that for a fact.

//!
//! A graph may have any size: of each vertex and edge a load holds less than a hundred bytes besides the graph itself. What
//! is compared or sent is made of the graph when it is needed, and what a database returns is looked at and forgotten.

mod batches;
mod change;
mod compare;
mod found;
mod index;
mod keeps;
mod loading;
mod lowered;
mod names;
mod source;
mod state;
#[cfg(test)]
mod tests;
mod times;
mod value;
mod values;
mod wanted;

pub(super) use batches::Most;
pub(super) use change::{Change, Row};
pub(super) use found::{FoundEdge, FoundNode};
#[cfg(any(feature = "bolt", feature = "falkordb"))]
pub(super) use keeps::ROOTS;
pub(super) use keeps::{DOSSIERS, Keeps};
pub(super) use loading::Loading;
pub(super) use names::ANY_NAME;
pub(super) use source::Elements;
pub(super) use value::{Record, Value};
pub(super) use wanted::losses_of_rows;
