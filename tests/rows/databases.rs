//! The tables for Neo4j's import and the script in Cypher, written slowly and plainly.

use std::collections::BTreeMap;

use super::graphs::{Edge, Graph, Node, Value};
use super::reference::{
    code, edge_columns, edge_props, escaped, has_ids, is_fact, node_columns, plain, shape,
};

/// The type of an edge in databases of property graphs.
pub fn kind(relation: &str) -> String {
    let mut out = String::new();
    for (at, c) in relation.char_indices() {
        let before = relation[..at].chars().next_back();
        if c.is_ascii_uppercase() && before.is_some_and(|c| c.is_alphanumeric() && !c.is_ascii_uppercase()) {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    out
}

pub fn label(node_type: &str) -> String {
    let mut characters = node_type.chars();
    let first = characters.next().unwrap().to_ascii_uppercase();
    format!("{first}{}", characters.as_str())
}

pub fn property(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().unwrap().to_ascii_lowercase();
    format!("{first}{}", characters.as_str())
}

pub fn labels(node: &Node) -> Vec<String> {
    node.types.iter().map(|name| label(name)).chain(["Entity".to_owned()]).collect()
}

/// The columns of edges in databases: of the rows, and what the program says itself.
pub fn database_edge(edge: &Edge) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> =
        edge_props(edge).into_iter().map(|(name, value)| (property(name), value)).collect();
    if let Some(status) = edge.status {
        all.push(("status".to_owned(), Value::Text(status.name().to_owned())));
    }
    if !is_fact(edge) {
        all.push(("relation".to_owned(), Value::Text(edge.relations[0].to_owned())));
    }
    if edge.relations.len() > 1 {
        let relations = edge.relations.iter().map(|name| Value::Text((*name).to_owned())).collect();
        all.push(("relations".to_owned(), Value::List(relations)));
    }
    all
}

/// The separator of lists: the first that no value has of a column with lists.
pub fn separator(graph: &Graph) -> Option<char> {
    let columns = node_columns(graph).into_values().chain(edge_columns(graph).into_values());
    let with_lists = columns.filter(|values| values.iter().any(|value| matches!(value, Value::List(_))));
    let texts: Vec<String> = with_lists
        .flatten()
        .flat_map(|value| if let Value::List(values) = value { values.clone() } else { vec![value.clone()] })
        .map(|value| plain(&value))
        .collect();
    ['\u{1f}', '\u{1e}', '\u{1d}', '\u{1c}'].into_iter().find(|c| !texts.iter().any(|text| text.contains(*c)))
}

/// The two tables for Neo4j's import.
pub fn neo4j(graph: &Graph) -> Option<[String; 2]> {
    let separator = separator(graph)?.to_string();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let fields = |row: &[(String, Value)], columns: &BTreeMap<String, (&'static str, bool)>| {
        let mut out = String::new();
        for (name, (kind, has_lists)) in columns {
            out.push(',');
            let Some((_, value)) = row.iter().find(|(known, _)| known == name) else { continue };
            let items = match value {
                Value::List(values) => values.clone(),
                value => vec![value.clone()],
            };
            let texts: Vec<String> = items.iter().map(plain).collect();
            if *has_lists && (texts.is_empty() || texts == [""]) {
                continue;
            }
            let text = texts.join(&separator);
            let is_bare = *kind != "string" && !matches!(value, Value::List(_));
            out += &if is_bare { text } else { quoted(&text) };
        }
        out
    };
    let head = |columns: &BTreeMap<String, (&'static str, bool)>| {
        columns
            .iter()
            .map(|(name, (kind, has_lists))| format!(",{name}:{kind}{}", if *has_lists { "[]" } else { "" }))
            .collect::<String>()
    };
    let columns: BTreeMap<String, _> = node_columns(graph)
        .into_iter()
        .map(|(name, values)| (property(name), shape(values.into_iter())))
        .collect();
    let mut nodes = format!("id:ID(Entity){},:LABEL\n", head(&columns));
    for node in &graph.nodes {
        let row: Vec<(String, Value)> =
            node.props.iter().map(|(name, value)| (property(name), value.clone())).collect();
        let (id, fields, labels) = (quoted(&node.id), fields(&row, &columns), labels(node).join(&separator));
        nodes += &format!("{id}{fields},{}\n", quoted(&labels));
    }
    let rows: Vec<Vec<(String, Value)>> = graph.edges.iter().map(database_edge).collect();
    let mut values: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for (name, value) in rows.iter().flatten() {
        values.entry(name.clone()).or_default().push(value);
    }
    let columns: BTreeMap<String, _> =
        values.into_iter().map(|(name, values)| (name, shape(values.into_iter()))).collect();
    let mut edges = format!(":START_ID(Entity),:END_ID(Entity),:TYPE{}\n", head(&columns));
    for (edge, row) in graph.edges.iter().zip(&rows) {
        let [source, target] = [edge.source, edge.target].map(|end| quoted(&graph.nodes[end].id));
        let kind = if is_fact(edge) { kind(edge.relations[0]) } else { "CLAIM".to_owned() };
        edges += &format!("{source},{target},{}{}\n", quoted(&kind), fields(row, &columns));
    }
    Some([nodes, edges])
}

pub fn cypher_text(text: &str) -> String {
    escaped(text, '\'', |c| (c == '\0').then(|| code(c)))
}

fn cypher_name(name: &str) -> String {
    let is_plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !["by", "count"].contains(&name);
    if is_plain { name.to_owned() } else { format!("`{name}`") }
}

fn cypher_value(value: &Value) -> String {
    let scalar = |value: &Value, kind: &str| match value {
        Value::Number(number) if kind == "long" && number == "-9223372036854775808" => {
            "(-9223372036854775807 - 1)".to_owned()
        }
        Value::Number(number) if kind == "double" && number.contains(['e', 'E']) => {
            format!("{:?}", number.parse::<f64>().unwrap())
        }
        value if kind == "string" => cypher_text(&plain(value)),
        value => plain(value),
    };
    let (kind, _) = shape([value].into_iter());
    let Value::List(values) = value else { return scalar(value, kind) };
    let items = values.iter().map(|item| match item {
        Value::Number(number) if kind == "double" && !number.contains(['.', 'e', 'E']) => {
            format!("{number}.0")
        }
        item => scalar(item, kind),
    });
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// Rows that are merged by one statement: the rows, and the properties in the order in which they come.
#[derive(Default)]
struct Statement {
    rows: Vec<String>,
    columns: Vec<String>,
}

fn write_statements(out: &mut String, statements: Vec<(String, Statement)>, variable: &str) {
    for (merge, Statement { rows, columns }) in statements {
        let set: Vec<String> = columns.iter().map(|name| format!("{variable}.{name} = row.{name}")).collect();
        let set = if set.is_empty() { String::new() } else { format!("\nSET {}", set.join(", ")) };
        *out += &format!("\nUNWIND [\n{}\n] AS row\n{merge}{set};\n", rows.join(",\n"));
    }
}

fn add_row(
    statements: &mut Vec<(String, Statement)>,
    merge: String,
    first: String,
    props: &[(String, Value)],
) {
    let at = statements.iter().position(|(known, _)| *known == merge).unwrap_or_else(|| {
        statements.push((merge, Statement::default()));
        statements.len() - 1
    });
    let statement = &mut statements[at].1;
    let mut row = first;
    for (name, value) in props {
        let name = cypher_name(name);
        if !statement.columns.contains(&name) {
            statement.columns.push(name.clone());
        }
        row += &format!(", {name}: {}", cypher_value(value));
    }
    statement.rows.push(format!("  {{{row}}}"));
}

/// A script, for blocks of so many rows.
pub fn cypher(graph: &Graph, size: usize) -> String {
    let mut out = String::from(
        "// Run it with: cypher-shell --file NAME.cypher\n// Running it again changes nothing.\n\n\
         CREATE CONSTRAINT dossier_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n",
    );
    for nodes in graph.nodes.chunks(size) {
        let mut statements = Vec::new();
        for node in nodes {
            let labels: String =
                labels(node).iter().map(|label| format!(":{}", cypher_name(label))).collect();
            let props: Vec<(String, Value)> =
                node.props.iter().map(|(name, value)| (property(name), value.clone())).collect();
            let id = format!("id: {}", cypher_text(&node.id));
            add_row(&mut statements, format!("MERGE (n{labels} {{id: row.id}})"), id, &props);
        }
        write_statements(&mut out, statements, "n");
    }
    let s = if graph.edges.iter().any(|edge| edge.props.iter().any(|(name, _)| *name == "s")) {
        "s_"
    } else {
        "s"
    };
    for (block, edges) in graph.edges.chunks(size).enumerate() {
        let mut statements = Vec::new();
        for (at, edge) in edges.iter().enumerate() {
            let [source, target] = [edge.source, edge.target].map(|end| cypher_text(&graph.nodes[end].id));
            let kind = if is_fact(edge) { kind(edge.relations[0]) } else { "CLAIM".to_owned() };
            let own = edge.id.as_ref().filter(|_| has_ids(graph));
            let (key, value) = match own {
                Some(id) => ("id", cypher_text(id)),
                None => ("row", (block * size + at + 1).to_string()),
            };
            let props: Vec<(String, Value)> =
                database_edge(edge).into_iter().filter(|(name, _)| own.is_none() || name != "id").collect();
            let merge = format!(
                "MATCH (s:Entity {{id: row.{s}}})\nMATCH (t:Entity {{id: row.t}})\nMERGE (s)-[r:{} {{{key}: row.{key}}}]->(t)",
                cypher_name(&kind)
            );
            add_row(&mut statements, merge, format!("{s}: {source}, t: {target}, {key}: {value}"), &props);
        }
        write_statements(&mut out, statements, "r");
    }
    out
}
