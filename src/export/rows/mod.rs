//! Formats for graphs of rows: written at the speed of the disk, on all processors.
//!
//! Each block of the graph becomes a buffer, and the buffers are written in order: the bytes do not depend on the number
//! of threads. An edge whose status must not be treated as a fact is never written as an edge of its relation.

mod blocks;
mod bytes;
mod content_hash;
pub(super) mod dot;
mod edge_ids;
mod filter;
pub(super) mod jsonl;
pub(super) mod jsonld;
pub(super) mod ntriples;
mod ordered;
pub(super) mod rdfxml;
mod record_ids;
mod repeats;
mod terms;
mod triples;
pub(super) mod turtle;
mod value;

pub(super) use blocks::types_of;
pub(super) use bytes::put;
pub(super) use ntriples::put_string;
pub use ordered::Interrupted;
pub(super) use ordered::{each_block, write_in_order};
pub(super) use record_ids::{RecordId, RecordIds, put_content};
pub(super) use terms::Iris;
pub(crate) use value::plain;
pub(super) use value::{is_double, put_fmt, put_json, put_json_string, put_number};
