//! The databases that can be filled: how, what is kept, and which version was filled in tests.

use super::STORES;
use crate::export::{Capability, ExportOptions, Feature, exporter};

/// How the graph comes into a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `dossier load`, by the store of this name.
    Store(&'static str),
    /// `dossier export`, in the format of this name, and the database's own loader.
    Format(&'static str),
}

/// A database that can be filled.
#[derive(Clone, Copy, Debug)]
pub struct Database {
    /// Its name.
    pub name: &'static str,
    /// The one command.
    pub command: &'static str,
    /// What does it.
    pub way: Way,
    /// The version that the tests fill; `None` where it was never run.
    pub tested: Option<&'static str>,
}

const fn database(
    name: &'static str,
    command: &'static str,
    way: Way,
    tested: Option<&'static str>,
) -> Database {
    Database { name, command, way, tested }
}

/// All databases, by name.
pub static DATABASES: &[Database] = &[
    database("AllegroGraph", "dossier load URL --profile generic", Way::Store("sparql"), None),
    database("Amazon Neptune, Gremlin", "dossier export --to gremlin-csv", Way::Format("gremlin-csv"), None),
    database("Amazon Neptune, RDF", "dossier export --to nquads", Way::Format("nquads"), None),
    database(
        "Amazon Neptune, openCypher",
        "dossier export --to opencypher-csv",
        Way::Format("opencypher-csv"),
        None,
    ),
    database("ArangoDB", "dossier export --to arangodb", Way::Format("arangodb"), None),
    database("ArcadeDB", "dossier load bolt://localhost:7687/kg", Way::Store("bolt"), Some("26.10.2")),
    database("Dgraph", "dossier export --to dgraph", Way::Format("dgraph"), None),
    database("DuckDB", "dossier export --to sql", Way::Format("sql"), Some("2.0.0")),
    database("FalkorDB", "dossier load redis://localhost:6379/kg", Way::Store("falkordb"), Some("4.22.1")),
    database("Fuseki", "dossier load http://localhost:3030/ds", Way::Store("sparql"), Some("5.6.0")),
    database("GraphDB", "dossier load http://localhost:7200/repositories/kg", Way::Store("sparql"), None),
    database("Gremlin Server", "dossier export --to graphson", Way::Format("graphson"), Some("3.8.1")),
    database("LadybugDB", "dossier export --to ladybug", Way::Format("ladybug"), Some("0.22.0")),
    database("Memgraph", "dossier load bolt://localhost:7687", Way::Store("bolt"), None),
    database("Neo4j", "dossier load bolt://localhost:7687", Way::Store("bolt"), Some("5.26.30")),
    database("Neo4j, offline import", "dossier export --to neo4j", Way::Format("neo4j"), Some("5.26.30")),
    database("Oxigraph", "dossier load http://localhost:7878", Way::Store("sparql"), Some("0.5.13")),
    database("PostgreSQL", "dossier load postgres://localhost/kg", Way::Store("postgres"), Some("15")),
    database(
        "PostgreSQL, Apache AGE",
        "dossier load postgres://localhost/kg",
        Way::Store("postgres"),
        Some("1.7.0"),
    ),
    database(
        "RDF4J",
        "dossier load http://localhost:8080/rdf4j-server/repositories/kg",
        Way::Store("sparql"),
        Some("5.0.3"),
    ),
    database("Spark, Snowflake, BigQuery", "dossier export --to parquet", Way::Format("parquet"), None),
    database(
        "Stardog",
        "dossier load http://localhost:5820/kg --profile generic",
        Way::Store("sparql"),
        None,
    ),
    database("Virtuoso", "dossier load http://localhost:8890", Way::Store("sparql"), Some("7.2.5")),
];

impl Database {
    /// What is kept of a graph, in a few words. A way that is not built into the program keeps what it keeps elsewhere.
    fn kept(&self) -> String {
        let options = ExportOptions::default();
        let holds = |feature| match self.way {
            Way::Store(name) => {
                STORES.iter().find(|store| store.name() == name).map(|store| store.holds(feature, &options))
            }
            Way::Format(name) => exporter(name).map(|exporter| exporter.holds(feature, &options)),
        };
        let less = Feature::ALL.iter().copied().filter_map(|feature| match holds(feature) {
            Some(Capability::Partly(_)) => Some(format!("{} partly", feature.name())),
            Some(Capability::None) => Some(format!("no {}", feature.name())),
            Some(Capability::Full) | None => None,
        });
        let less: Vec<String> = less.collect();
        if less.is_empty() { "everything".to_owned() } else { format!("all but: {}", less.join(", ")) }
    }
}

/// The databases as a Markdown table.
pub fn database_table() -> String {
    let mut table =
        "| database | one command | kept | run in tests |\n| --- | --- | --- | --- |\n".to_owned();
    for database in DATABASES {
        let tested = database.tested.unwrap_or("not run");
        let (name, command, kept) = (database.name, database.command, database.kept());
        table.push_str(&format!("| {name} | `{command}` | {kept} | {tested} |\n"));
    }
    table
}
