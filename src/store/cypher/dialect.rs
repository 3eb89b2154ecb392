//! In what databases that speak Cypher differ: their constraints.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::session::{Session, Statement};
use crate::export::elements::KEY;
use crate::store::StoreError;
use crate::store::elements::{ROOTS, Record, Value};

/// How long an index may take to be ready.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// A kind of Cypher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(all(feature = "bolt", feature = "falkordb")),
    allow(dead_code, reason = "each feature needs some")
)]
pub(in crate::store) enum Dialect {
    /// Neo4j 5 and later.
    Neo4j,
    /// Memgraph, whose constraints make no index.
    Memgraph,
    /// ArcadeDB.
    ArcadeDb,
    /// FalkorDB, whose constraints need an index and come into force later.
    FalkorDb,
}

impl Dialect {
    /// The root labels whose key the database does not keep unique yet.
    pub(super) fn missing(self, session: &mut dyn Session) -> Result<Vec<&'static str>, StoreError> {
        let rows = match self {
            Dialect::Neo4j | Dialect::ArcadeDb => session.read(&Statement::plain("SHOW CONSTRAINTS"))?,
            Dialect::Memgraph => session.run("SHOW CONSTRAINT INFO")?,
            Dialect::FalkorDb => session.read(&Statement::plain(
                "CALL db.constraints() YIELD type, label, properties, status RETURN type, label, properties, status",
            ))?,
        };
        let there: BTreeSet<&str> = rows.iter().filter_map(unique).collect();
        Ok(ROOTS.into_iter().filter(|root| !there.contains(root)).collect())
    }

    /// The statements that have the key of a root label kept unique, first those in new words, then those in old ones.
    pub(super) fn constraint(self, root: &str) -> Vec<Vec<String>> {
        let name = format!("dossier_{}_{KEY}", root.to_ascii_lowercase());
        let index = format!("CREATE INDEX ON :{root}({KEY})");
        match self {
            Dialect::Neo4j | Dialect::ArcadeDb => {
                vec![vec![format!(
                    "CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{root}) REQUIRE n.{KEY} IS UNIQUE"
                )]]
            }
            Dialect::Memgraph => vec![
                vec![index.clone(), format!("CREATE CONSTRAINT FOR (n:{root}) REQUIRE n.{KEY} IS UNIQUE")],
                vec![index, format!("CREATE CONSTRAINT ON (n:{root}) ASSERT n.{KEY} IS UNIQUE")],
            ],
            // The constraint itself is not a statement but a command.
            Dialect::FalkorDb => vec![vec![format!("CREATE INDEX FOR (n:{root}) ON (n.{KEY})")]],
        }
    }

    /// Waits until all constraints are in force.
    pub(super) fn wait(self, session: &mut dyn Session) -> Result<(), StoreError> {
        if self == Dialect::Neo4j {
            session.run(&format!("CALL db.awaitIndexes({})", LONGEST_WAIT.as_secs()))?;
        }
        let begun = Instant::now();
        loop {
            let missing = self.missing(session)?;
            if missing.is_empty() {
                return Ok(());
            }
            if begun.elapsed() > LONGEST_WAIT {
                let labels = missing.join(", ");
                return Err(StoreError::Refused {
                    what: "creating constraints".to_owned(),
                    why: format!(
                        "the key {KEY} of {labels} is not unique after {} s",
                        LONGEST_WAIT.as_secs()
                    ),
                });
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The label whose key a row about constraints says to be unique.
fn unique(row: &Record) -> Option<&str> {
    let words = |names: &[&str]| names.iter().find_map(|name| row.get(name));
    let kind = words(&["type", "constraint type"])?.text()?.to_ascii_lowercase();
    let node = row.get("entityType").and_then(Value::text).is_none_or(|what| what == "NODE");
    let active = row.get("status").and_then(Value::text).is_none_or(|status| status == "OPERATIONAL");
    let properties: Vec<&str> = match words(&["properties"])? {
        Value::Text(one) => vec![one],
        list => list.texts().collect(),
    };
    let label = match words(&["labelsOrTypes", "label"])? {
        Value::Text(one) => Some(one.as_str()),
        list => list.texts().next(),
    };
    // Neo4j: UNIQUENESS, NODE_PROPERTY_UNIQUENESS, NODE_KEY; Memgraph: unique; FalkorDB: UNIQUE.
    let keeps = kind.contains("unique") || kind == "node_key";
    label.filter(|_| keeps && node && active && properties == [KEY])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, Value)]) -> Record {
        cells.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn constraints_are_found_as_each_database_tells_them() {
        let neo4j = row(&[
            ("type", "NODE_PROPERTY_UNIQUENESS".into()),
            ("entityType", "NODE".into()),
            ("labelsOrTypes", Value::list(["Entity"])),
            ("properties", Value::list(["iri"])),
        ]);
        assert_eq!(unique(&neo4j), Some("Entity"));
        let memgraph = row(&[
            ("constraint type", "unique".into()),
            ("label", "Claim".into()),
            ("properties", Value::list(["iri"])),
        ]);
        assert_eq!(unique(&memgraph), Some("Claim"));
        let falkor = |status: &str| {
            row(&[
                ("type", "UNIQUE".into()),
                ("label", "Claim".into()),
                ("properties", Value::list(["iri"])),
                ("status", status.into()),
            ])
        };
        assert_eq!(unique(&falkor("OPERATIONAL")), Some("Claim"));
        assert_eq!(unique(&falkor("UNDER CONSTRUCTION")), None);
        let other = row(&[
            ("type", "UNIQUENESS".into()),
            ("label", "A".into()),
            ("properties", Value::list(["iri", "b"])),
        ]);
        assert_eq!(unique(&other), None);
    }

    #[test]
    fn memgraph_gets_an_index_and_old_words_where_new_ones_fail() {
        let ways = Dialect::Memgraph.constraint("Entity");
        assert_eq!(ways.len(), 2);
        assert!(ways.iter().all(|way| way[0] == "CREATE INDEX ON :Entity(iri)"));
        assert!(ways[0][1].contains("REQUIRE") && ways[1][1].contains("ASSERT"));
        assert_eq!(Dialect::Neo4j.constraint("Entity").len(), 1);
    }
}
