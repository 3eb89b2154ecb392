//! The statements of openCypher 9 that all these databases run alike. Values go as parameters, never as text.

use super::dialect::Dialect;
use super::session::Statement;
use crate::export::cypher::literal::name;
use crate::export::elements::KEY;
use crate::store::elements::{Change, DOSSIERS, Record, Row, Value};

/// The vertices of a root label that one of some dossiers says.
pub(super) fn nodes_of(root: &str, dossiers: &[String]) -> Statement {
    let words = format!(
        "MATCH (n:{root}) WHERE any(d IN n.{DOSSIERS} WHERE d IN $dossiers) \
         RETURN labels(n) AS labels, properties(n) AS properties"
    );
    Statement::with(words, "dossiers", Value::list(dossiers.iter().map(String::as_str)))
}

/// One vertex of a root label, if there is any.
pub(super) fn some_node(root: &str) -> Statement {
    Statement::plain(format!("MATCH (n:{root}) RETURN n.{KEY} AS iri LIMIT 1"))
}

/// The vertices of a root label under some keys.
pub(super) fn nodes_under(root: &str, iris: &[&str]) -> Statement {
    let words = format!(
        "UNWIND $iris AS iri MATCH (n:{root} {{{KEY}: iri}}) RETURN labels(n) AS labels, properties(n) AS properties"
    );
    Statement::with(words, "iris", Value::list(iris.iter().copied()))
}

/// The edges that one of some dossiers says, from vertices of a root label that one of them says.
pub(super) fn edges_of(root: &str, dossiers: &[String]) -> Statement {
    let words = format!(
        "MATCH (s:{root}) WHERE any(d IN s.{DOSSIERS} WHERE d IN $dossiers) MATCH (s)-[r]->(t) \
         WHERE any(d IN r.{DOSSIERS} WHERE d IN $dossiers) \
         RETURN s.{KEY} AS from, type(r) AS kind, t.{KEY} AS to, properties(r) AS properties"
    );
    Statement::with(words, "dossiers", Value::list(dossiers.iter().map(String::as_str)))
}

/// The edges of a type under some keys.
pub(super) fn edges_under(root: &str, kind: &str, keys: &[(&str, &str)]) -> Statement {
    let words = format!(
        "UNWIND $rows AS row MATCH (s:{root} {{{KEY}: row.from}})-[r:{} {{{KEY}: row.iri}}]->(t) \
         RETURN s.{KEY} AS from, type(r) AS kind, t.{KEY} AS to, properties(r) AS properties",
        name(kind)
    );
    let row = |(from, iri): &(&str, &str)| {
        Value::Map(Record::from([("from".to_owned(), (*from).into()), ("iri".to_owned(), (*iri).into())]))
    };
    Statement::with(words, "rows", Value::List(keys.iter().map(row).collect()))
}

/// Which of some vertices are ends of edges that others than some dossiers say.
pub(super) fn held(root: &str, iris: &[&str], dossiers: &[String]) -> Statement {
    let words = format!(
        "UNWIND $iris AS iri MATCH (n:{root} {{{KEY}: iri}})-[r]-() \
         WHERE r.{DOSSIERS} IS NULL OR any(d IN r.{DOSSIERS} WHERE NOT d IN $dossiers) RETURN DISTINCT iri AS iri"
    );
    let dossiers = Value::list(dossiers.iter().map(String::as_str));
    Statement::with(words, "iris", Value::list(iris.iter().copied())).and("dossiers", dossiers)
}

/// Which of some keys no vertex of a root label has.
pub(super) fn missing(root: &str, iris: &[&str]) -> Statement {
    let words = format!(
        "UNWIND $iris AS iri OPTIONAL MATCH (n:{root} {{{KEY}: iri}}) WITH iri, n WHERE n IS NULL \
         RETURN DISTINCT iri AS iri"
    );
    Statement::with(words, "iris", Value::list(iris.iter().copied()))
}

/// The statements of a change, for one transaction. The last returns how many rows it took as `count`, unless it takes
/// something away.
pub(super) fn change(change: &Change, rows: &[Row], dialect: Dialect) -> Vec<Statement> {
    let edge = |kind: &str, from: &str| {
        format!(
            "MATCH (s:{from} {{{KEY}: row.from}})-[r:{} {{{KEY}: row.iri}}]->(t) WHERE t.{KEY} = row.to",
            name(kind)
        )
    };
    let words = match change {
        Change::CutEdges { kind, from } => format!("{} DELETE r", edge(kind, from)),
        Change::TouchEdges { kind, from } => {
            format!("{} SET r += row.properties RETURN count(r) AS count", edge(kind, from))
        }
        Change::TouchNodes { root, gone, new, .. } => return touch(root, gone, new, rows, dialect),
        Change::PutNodes { labels } => format!(
            "MERGE (n{} {{{KEY}: row.iri}}) SET n += row.properties RETURN count(n) AS count",
            label_words(labels)
        ),
        Change::PutEdges { kind, from, to } => format!(
            "MATCH (s:{from} {{{KEY}: row.from}}) MATCH (t:{to} {{{KEY}: row.to}}) \
             MERGE (s)-[r:{} {{{KEY}: row.iri}}]->(t) SET r += row.properties RETURN count(r) AS count",
            name(kind)
        ),
        Change::DropNodes { root } => format!("MATCH (n:{root} {{{KEY}: row.iri}}) DELETE n"),
    };
    vec![over(&words, rows)]
}

/// The statements that change vertices.
fn touch(root: &str, gone: &[String], new: &[String], rows: &[Row], dialect: Dialect) -> Vec<Statement> {
    let remove = if gone.is_empty() { String::new() } else { format!(" REMOVE n{}", label_words(gone)) };
    let set = if new.is_empty() { String::new() } else { format!(" SET n{}", label_words(new)) };
    let change = "SET n += row.properties RETURN count(n) AS count";
    if dialect != Dialect::ArcadeDb || (gone.is_empty() && new.is_empty()) {
        return vec![over(&format!("MATCH (n:{root} {{{KEY}: row.iri}}){remove}{set} {change}"), rows)];
    }
    // ArcadeDB makes a new record for new labels before the old one goes: the key must not be there twice meanwhile.
    let kept =
        if gone.iter().any(|label| label == root) { new.last().map_or(root, String::as_str) } else { root };
    vec![
        over(
            &format!("MATCH (n:{root} {{{KEY}: row.iri}}) SET n.dossierKey = row.iri, n.{KEY} = null"),
            rows,
        ),
        over(&format!("MATCH (n:{root} {{dossierKey: row.iri}}){remove}{set}"), rows),
        over(
            &format!(
                "MATCH (n:{kept} {{dossierKey: row.iri}}) SET n.{KEY} = row.iri, n.dossierKey = null {change}"
            ),
            rows,
        ),
    ]
}

fn label_words<L: AsRef<str>>(labels: &[L]) -> String {
    labels.iter().map(|label| format!(":{}", name(label.as_ref()))).collect()
}

/// A statement for each of some rows.
fn over(words: &str, rows: &[Row]) -> Statement {
    let row = |row: &Row| {
        let mut map = Record::from([
            ("iri".to_owned(), row.iri.as_str().into()),
            ("properties".to_owned(), Value::Map(row.properties.clone())),
        ]);
        if let Some((from, to)) = &row.ends {
            map.insert("from".to_owned(), from.as_str().into());
            map.insert("to".to_owned(), to.as_str().into());
        }
        Value::Map(map)
    };
    Statement::with(
        format!("UNWIND $rows AS row {words}"),
        "rows",
        Value::List(rows.iter().map(row).collect()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(what: &Change, dialect: Dialect) -> Vec<String> {
        let row = Row {
            iri: "urn:'; DROP".into(),
            ends: Some(("a".into(), "b".into())),
            properties: Record::new(),
        };
        change(what, &[row], dialect).into_iter().map(|statement| statement.words).collect()
    }

    #[test]
    fn changes_are_the_portable_statements() {
        let put = Change::PutNodes { labels: ["Person".into(), "Order".into(), "Entity".into()].into() };
        assert_eq!(
            words(&put, Dialect::Neo4j),
            [
                "UNWIND $rows AS row MERGE (n:Person:`Order`:Entity {iri: row.iri}) SET n += row.properties RETURN count(n) AS count"
            ]
        );
        let edges = Change::PutEdges { kind: "KNOWS".into(), from: "Entity", to: "Claim" };
        assert_eq!(
            words(&edges, Dialect::FalkorDb),
            ["UNWIND $rows AS row MATCH (s:Entity {iri: row.from}) MATCH (t:Claim {iri: row.to}) \
              MERGE (s)-[r:KNOWS {iri: row.iri}]->(t) SET r += row.properties RETURN count(r) AS count"]
        );
    }

    #[test]
    fn labels_change_in_one_statement_or_three() {
        let touch = Change::TouchNodes {
            root: "Entity",
            labels: std::sync::Arc::default(),
            gone: vec!["Person".into()],
            new: vec!["Group".into()],
        };
        assert_eq!(
            words(&touch, Dialect::Memgraph),
            [
                "UNWIND $rows AS row MATCH (n:Entity {iri: row.iri}) REMOVE n:Person SET n:`Group` SET n += row.properties \
              RETURN count(n) AS count"
            ]
        );
        let three = words(&touch, Dialect::ArcadeDb);
        assert_eq!(three.len(), 3);
        assert!(three[1].ends_with("REMOVE n:Person SET n:`Group`"), "{}", three[1]);
    }

    #[test]
    fn nothing_of_a_graph_stands_in_the_words() {
        for what in
            [Change::CutEdges { kind: "KNOWS".into(), from: "Entity" }, Change::DropNodes { root: "Claim" }]
        {
            for words in words(&what, Dialect::Neo4j) {
                assert!(!words.contains("DROP"), "{words}");
            }
        }
        assert!(!nodes_under("Entity", &["x'y"]).words.contains("x'y"));
    }
}
