//! Formats for graphs of rows: written at the speed of the disk, on all processors.
//!
//! Each block of the graph becomes a buffer, and the buffers are written in order: the bytes do not depend on the number
//! of threads. An edge whose status must not be treated as a fact is never written as an edge of its relation.

mod blocks;
pub(super) mod dot;
mod edge_ids;
pub(super) mod jsonl;
pub(super) mod jsonld;
pub(super) mod ntriples;
mod ordered;
mod repeats;
mod terms;
mod triples;
pub(super) mod turtle;
mod value;

pub(super) use blocks::{own_id, types_of};
pub(super) use edge_ids::ids_are_unique;
pub(super) use ntriples::put;
pub use ordered::Interrupted;
pub(super) use ordered::{each_block, write_in_order};
pub(super) use terms::Iris;
pub(crate) use value::plain;
pub(super) use value::{is_double, put_fmt, put_json, put_json_string, put_number};
