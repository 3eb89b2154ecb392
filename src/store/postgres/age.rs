//! Apache AGE, if PostgreSQL has it: a graph rebuilt from the tables, in plain SQL, for `cypher()`.
//!
//! AGE gives a vertex one label, so all of them are also in the property `labels`. Its own `MERGE` is slow without indexes
//! and not the same in all its versions; its tables of labels are. (<https://age.apache.org/age-manual/master/>)

use crate::export::sql::quote;

/// The name of the graph; a shorter one than three letters would be refused.
pub(super) const GRAPH: &str = "dossiers";

/// Whether the extension is installed.
pub(super) const THERE: &str = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'age')";

/// Whether the graph exists.
pub(super) fn has_graph() -> String {
    format!("SELECT EXISTS (SELECT 1 FROM ag_catalog.ag_graph WHERE name = {})", quote::text(GRAPH))
}

/// What a session needs before it calls AGE.
pub(super) const BEGIN: &str = "LOAD 'age'; SET LOCAL search_path = ag_catalog, public;";

/// The statements, for one transaction, that rebuild the graph with these labels and types of edges.
pub(super) fn rebuild(labels: &[String], kinds: &[String], replaces: bool) -> String {
    let graph = quote::text(GRAPH);
    let key = "agtype_access_operator(VARIADIC ARRAY[properties, '\"iri\"'::agtype])";
    let mut words = BEGIN.to_owned();
    if replaces {
        words += &format!("SELECT drop_graph({graph}, true);");
    }
    words += &format!("SELECT create_graph({graph});");
    for label in labels {
        let (name, table) = (quote::text(label), format!("{GRAPH}.{}", quote::name(label)));
        words += &format!(
            "SELECT create_vlabel({graph}, {name});\
             CREATE UNIQUE INDEX ON {table} ({key});\
             INSERT INTO {table} (properties) \
             SELECT (properties || jsonb_build_object('labels', labels))::text::agtype \
             FROM dossier.nodes WHERE label = {name} ORDER BY iri;"
        );
    }
    words += &format!(
        "CREATE TEMPORARY TABLE dossier_ids ON COMMIT DROP AS SELECT id, {key} AS iri FROM {GRAPH}._ag_label_vertex;\
         ANALYZE dossier_ids;"
    );
    for kind in kinds {
        let (name, table) = (quote::text(kind), format!("{GRAPH}.{}", quote::name(kind)));
        words += &format!(
            "SELECT create_elabel({graph}, {name});\
             INSERT INTO {table} (start_id, end_id, properties) SELECT s.id, t.id, e.properties::text::agtype \
             FROM dossier.edges e JOIN dossier_ids s ON s.iri = to_json(e.from_iri)::text::agtype \
             JOIN dossier_ids t ON t.iri = to_json(e.to_iri)::text::agtype WHERE e.kind = {name} ORDER BY e.iri;"
        );
    }
    words
}

/// How many vertices and edges `MATCH` finds, and how many there are.
pub(super) fn counts() -> [(&'static str, String, &'static str); 2] {
    let count = |pattern: &str| {
        format!(
            "SELECT count(*) FROM cypher({}, $cypher$ MATCH {pattern} RETURN x $cypher$) AS (x agtype)",
            quote::text(GRAPH)
        )
    };
    [
        ("nodes of the graph in AGE", count("(x)"), "SELECT count(*) FROM dossier.nodes"),
        ("relationships of the graph in AGE", count("()-[x]->()"), "SELECT count(*) FROM dossier.edges"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graph_is_made_of_the_tables_with_vertices_first() {
        let words = rebuild(&["Person".to_owned()], &["KNOWS".to_owned()], true);
        let place = |part: &str| words.find(part).unwrap_or_else(|| panic!("{part} in {words}"));
        assert!(place("drop_graph('dossiers', true)") < place("create_graph('dossiers')"));
        assert!(place("create_vlabel('dossiers', 'Person')") < place("INSERT INTO dossiers.\"Person\""));
        assert!(place("INSERT INTO dossiers.\"Person\"") < place("INSERT INTO dossiers.\"KNOWS\""));
        assert!(!rebuild(&[], &[], false).contains("drop_graph"));
    }
}
