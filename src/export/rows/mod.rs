//! Formats for graphs of rows: written at the speed of the disk, on all processors.
//!
//! Each block of the graph becomes a buffer, and the buffers are written in order: the bytes do not depend on the number
//! of threads. An edge whose status must not be treated as a fact is never written as an edge of its relation.

mod blocks;
mod bytes;
mod census;
pub(super) mod cypher;
pub(super) mod dot;
mod edge_ids;
pub(super) mod graphml;
pub(super) mod jsonl;
pub(super) mod jsonld;
mod lpg;
pub(super) mod neo4j;
mod neo4j_lines;
pub(super) mod ntriples;
mod ordered;
pub(super) mod rdfxml;
mod record_ids;
mod repeats;
mod tables;
mod terms;
mod triples;
pub(super) mod turtle;
mod value;
mod xml;

pub(super) use census::{Shape, is_rounded};
pub use ordered::Interrupted;
