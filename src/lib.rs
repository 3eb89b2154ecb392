#![doc = include_str!("../README.md")]

pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod draw;
pub mod export;
pub mod graph;
pub mod memory;
pub mod ontology;
pub mod read;
pub mod store;
pub mod text;
pub mod view;
