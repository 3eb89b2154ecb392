//! The lowered form of property graphs: vertices and edges with typed cells, in blocks, for every format and database that has
//! nodes and edges with properties, so that all of them hold the same.
//!
//! Every vertex and every edge has an `iri`, which is its key wherever it goes, and an `id`, the short name by which its
//! source knows it. A node carries the labels of its types and `Entity`; what is treated as a fact becomes an edge. In
//! addition every claim is a vertex `Claim`:
//!
//! ```text
//! (subject)<-[:SUBJECT]-(:Claim)-[:OBJECT]->(object)
//! (:Claim)-[:SAID_BY]->(speaker)    (:Claim)-[:VIA]->(relay)    (:Claim)-[:DENIED_BY]->(agent)
//! (:Claim)-[:SUPPORTED_BY]->(:Evidence)-[:IN_SOURCE]->(work)
//! ```
//!
//! Rows are lowered while they are visited, a block at a time: an edge with a status is a claim. A dossier is lowered into
//! rows first ([`dossier`]).

mod census;
mod dossier;
mod exact_names;
mod fit;
mod graph;
mod keys;
mod kinds;
mod languages;
mod names;
mod own;
mod schema;
mod short_names;
mod tables;
mod write;

pub(in crate::export) use census::Census;
pub(crate) use fit::{Fitting, Rule, Taken as TakenNames};
pub(crate) use graph::Elements;
pub(in crate::export) use graph::Keeps;
pub(crate) use graph::{Edge, EdgeKey, Key, Vertex};
pub(crate) use keys::{ID, KEY, Root};
pub(crate) use kinds::{Datatypes, Kinds, Shape};
#[cfg(feature = "parquet")]
pub(in crate::export) use kinds::{days_since_1970, micros_since_1970};
pub(in crate::export) use kinds::{is_rounded, point};
pub use names::NameStyle;
pub(super) use names::{camel_case, pascal_case, upper_snake};
pub(crate) use schema::Column;
pub(in crate::export) use short_names::ShortNames;
pub(crate) use tables::Place;
pub(in crate::export) use tables::{Ends, Table};
pub(in crate::export) use write::{ElementWriter, write_elements, write_rows};
