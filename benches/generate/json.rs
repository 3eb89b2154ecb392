//! Nodes and edges as JSON Lines.

use std::io::{self, Write};

use super::shape::{Edge, Node};

/// A node on a line.
pub fn write_node(node: &Node, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{{\"id\":\"{}\",\"type\":\"{}\",\"props\":{{\"label\":{},\"description\":{},\"date\":\"{}\",\"number\":{}}}}}",
        node.id,
        node.node_type,
        serde_json::Value::from(node.label.as_str()),
        serde_json::Value::from(node.description.as_str()),
        node.date,
        node.number
    )
}

/// An edge on a line.
pub fn write_edge(edge: &Edge, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{{\"source\":\"{}\",\"target\":\"{}\",\"type\":\"{}\",\"props\":{{\"weight\":{},\"since\":\"{}\",\"note\":{}}}}}",
        edge.source,
        edge.target,
        edge.relation,
        edge.weight,
        edge.since,
        serde_json::Value::from(edge.note.as_str())
    )
}
