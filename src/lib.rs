#![doc = include_str!("../docs/library.md")]
//!
//! # Where to find what
//!
//! | | |
//! |---|---|
//! | [`open()`], [`read`] | files to graphs: [`Reading`](read::Reading), [`Loader`](read::Loader), [`read_rows`](read::rows::read_rows) |
//! | [`graph`] | [`KnowledgeGraph`](graph::KnowledgeGraph), [`GraphBuilder`](graph::GraphBuilder), [`RowGraph`](graph::rows::RowGraph) |
//! | [`check`] | [`Checked`](check::Checked), [`Outcome`](check::Outcome), coverage of texts |
//! | [`diagnostic`] | [`Finding`](diagnostic::Finding), [`Levels`](diagnostic::Levels), [`render`](diagnostic::render), the rules |
//! | [`ontology`] | [`Ontology`](ontology::Ontology): types, relations and attributes as data; [`Status`](ontology::Status) |
//! | [`view`] | [`Selection`](view::Selection), [`AssertPolicy`](view::AssertPolicy), [`Briefing`](view::Briefing), [`Timeline`](view::Timeline) |
//! | [`export`] | [`exporter`](export::exporter), [`Exporter`](export::Exporter), [`ExportOptions`](export::ExportOptions), [`losses`](export::losses) |
//! | [`draw`] | [`draw`](draw::draw()), [`page`](draw::page()), SVG, PNG, PDF |
//! | [`store`] | [`load`](store::load), [`Target`](store::Target), SPARQL |
//! | [`text`] | ids, IRIs, dates, decimals, quotes, places in files |

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
pub mod graph;
pub mod memory;
pub mod ontology;
pub mod read;
pub mod store;
pub mod text;
pub mod view;

pub use read::open;
pub use {oxrdf, petgraph};
