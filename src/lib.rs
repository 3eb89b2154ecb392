#![doc = include_str!("../docs/library.md")]

pub mod check;
#[doc(hidden)]
pub mod cli;
pub mod diagnostic;
mod disk;
mod door;
pub mod draw;
pub mod export;
pub mod fix;
pub mod graph;
pub mod memory;
pub mod ontology;
pub mod read;
pub mod store;
pub mod text;
pub mod view;

pub use read::open;
