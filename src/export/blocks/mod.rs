//! Graphs of rows written block by block, at the speed of the disk, on all processors.
//!
//! Each block of the graph becomes a buffer, and the buffers are written in order: the bytes do not depend on the number
//! of threads. An edge whose status must not be treated as a fact is never written as an edge of its relation.

mod cells;
mod edge_ids;
mod filter;
mod ordered;
mod record_ids;
mod write;

pub(super) use cells::{own_id, types_of};
pub use ordered::Interrupted;
pub(super) use ordered::{concat, each_block, write_in_order};
pub(super) use record_ids::{RecordId, RecordIds, put_content};
pub(super) use write::{BlockWriter, write_blocks};
