//! All tests beside those in the code, in one program: it is linked once. `cargo test --test all query::` runs those of one file.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod altered_meaning;
mod altered_quotes;
mod both_kinds;
mod briefing;
mod codes;
mod denials;
mod disk;
mod documentation;
mod doors;
mod dossier_jsonl;
mod dot;
mod draw;
mod exchange;
mod files;
mod fixes;
mod fuzz;
mod gold;
mod goldens;
mod growth;
mod hostile;
mod hostile_servers;
mod jsonld;
mod laws;
mod layered;
mod library;
mod memory;
mod merging;
mod options;
mod page;
mod pictures {
    pub mod areas;
    pub mod readable;
    pub mod stories;
}
mod prefixes;
mod program;
mod property_graphs;
mod query;
mod query_rows;
mod rdf;
mod rdf_rows;
mod row_parts;
pub mod row_readers;
mod rows;
mod rows_program;
mod same_bytes;
mod schema;
mod scripts;
mod selecting;
mod store;
mod suites;
mod tidy;
mod timeline;
mod vouched;
mod w3c;
mod words;
