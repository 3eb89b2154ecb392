#![doc = include_str!("../docs/library.md")]

pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod diagnostic;
#[cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "the program writes more kinds of files")
)]
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
