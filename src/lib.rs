//! dossier turns what sources say into a knowledge graph, and the graph into pictures and databases.

pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod export;
pub mod graph;
pub mod ontology;
pub mod read;
pub mod text;
pub mod view;
