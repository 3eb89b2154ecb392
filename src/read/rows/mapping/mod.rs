//! What the user says about files of rows: which hold nodes and which edges, which column or key plays which role, and what
//! no file says. Readers guess the same from names of columns and keys; what is said here counts.

mod columns;
mod keys;
mod model;
mod read;
mod schema;
mod write;

pub use model::{FileMapping, Mapped, Mapping, character};
pub(super) use model::{Part, PropertyMapping, RowKind, Seen};
pub(super) use read::read;
pub(super) use schema::schema;
