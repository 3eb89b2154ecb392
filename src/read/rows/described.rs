//! What is known of a file of rows before it is opened: how it was found, and what the folder that dossier wrote says of it.

use std::sync::Arc;

use super::own_names::OwnNames;

/// How a file was found, and what is known of its rows from that.
#[derive(Clone, Debug, Default)]
pub(super) enum Described {
    /// It was named itself.
    #[default]
    Named,
    /// It is in a folder.
    Listed,
    /// It is CSV for Neo4j that dossier wrote of rows.
    Csv(OwnCsv),
    /// It is Parquet that dossier wrote of rows.
    #[cfg(feature = "parquet")]
    Parquet(OwnParquet),
    /// It is Parquet that dossier wrote of a dossier: nodes are known by their `iri`, and these are the types of all nodes, or the
    /// relation of all edges.
    #[cfg(feature = "parquet")]
    Keyed(Vec<String>),
}

/// What is known of CSV for Neo4j.
#[derive(Clone, Debug)]
pub(super) struct OwnCsv {
    /// The names of the folder.
    pub(super) names: Arc<OwnNames>,
    /// What separates the items of lists.
    pub(super) separator: u8,
}

/// What is known of a table of Parquet.
#[cfg(feature = "parquet")]
#[derive(Clone, Debug)]
pub(super) struct OwnParquet {
    /// The names of the folder.
    pub(super) names: Arc<OwnNames>,
    /// What its rows are.
    pub(super) rows: OwnRows,
}

/// What the rows of a table are.
#[cfg(feature = "parquet")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OwnRows {
    /// Nodes or claims, with the labels of those that have no others.
    Vertices(Vec<String>),
    /// Edges of a type.
    Edges(String),
}
