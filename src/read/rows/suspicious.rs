//! Rows that were read, but probably not as they are meant (D0806). Looks at the first rows only.

use super::json_sketch::Sketch;
use super::values::json_number;
use super::worker::UNNAMED_RELATION;
use crate::diagnostic::{Finding, rules};
use crate::graph::rows::{Cell, Cells, NameKey, RowGraph, RowNode};

/// How many nodes or edges are looked at, how many properties of each, and how many pairs of names.
const FIRST: usize = 1_000;
const WIDTH: usize = 100;
const PAIRS: usize = 20;

/// What looks wrong with a graph, each once. `file` is its only file.
///
/// Where `is_of_records`, rows were read from JSON of any shape.
pub(super) fn suspicious(graph: &RowGraph, file: Option<&str>, is_of_records: bool) -> Vec<Finding> {
    let nested = if is_of_records { nested(graph) } else { None };
    [ends_of_nodes(graph), nested, without_relations(graph), without_types(graph), yes_or_no(graph)]
        .into_iter()
        .flatten()
        .map(|(message, help)| {
            let finding = Finding::new(&rules::SUSPICIOUS_ROWS, message).help(help);
            if let Some(file) = file { finding.in_file(file) } else { finding }
        })
        .collect()
}

/// A message and what to do.
type Suspicion = (String, String);

/// Properties of nodes that look like the ends of edges.
fn ends_of_nodes(graph: &RowGraph) -> Option<Suspicion> {
    let names = graph.names();
    let pair = |(key, name): (NameKey, &str)| {
        let (other, is_sure) = other_end(name)?;
        Some((key, names.find(&other)?, is_sure))
    };
    let pairs = names.iter().filter_map(pair).take(PAIRS);
    let (from, to) = pairs.into_iter().find_map(|(from, to, is_sure)| {
        let (mut count, mut fits) = (0, true);
        for cells in first_nodes(graph) {
            let find = |wanted: NameKey| {
                cells.into_iter().take(WIDTH).find(|(name, _)| *name == wanted).map(|(_, cell)| cell)
            };
            if let (Some(from), Some(to)) = (find(from), find(to)) {
                count += 1;
                fits &= [from, to].iter().all(|cell| may_be_id(cell, is_sure));
            }
        }
        (count > 0 && fits).then(|| (names.get(from), names.get(to)))
    })?;
    Some((
        format!("these nodes may be edges: their properties `{}` and `{}` look like ends", from, to),
        "if they are edges, call these columns `source` and `target`".to_owned(),
    ))
}

/// Properties of nodes that hold lists of what look like nodes or edges.
fn nested(graph: &RowGraph) -> Option<Suspicion> {
    let looks_so = |cell: &Cell<'_>| matches!(cell, Cell::Json(text) if holds_elements(&Sketch::of(text), 0));
    let mut cells = first_nodes(graph).flat_map(|cells| cells.take(WIDTH));
    let (name, _) = cells.find(|(name, cell)| !is_own(*name) && looks_so(cell))?;
    Some((
        format!(
            "these nodes hold what look like other nodes, edges or annotations in `{}`, which is kept as JSON",
            graph.names().get(name)
        ),
        "if they are some, write each as a record of its own".to_owned(),
    ))
}

/// How deep lists of elements are looked for.
const DEEPEST: usize = 8;

/// Whether a value holds a list of objects with ids, with two ends, or with a place in a text.
fn holds_elements(value: &Sketch, depth: usize) -> bool {
    let has_id = |object: &Sketch| ["id", "@id", "_id"].iter().any(|key| object.has(key));
    let has_ends = |members: &[(Box<str>, Sketch)]| {
        members.iter().any(|(name, _)| {
            let other = other_end(name).map(|(other, _)| other);
            other.is_some_and(|other| members.iter().any(|(name, _)| **name == *other))
        })
    };
    match value {
        _ if depth > DEEPEST => false,
        Sketch::List(Some(first)) => match &**first {
            object @ Sketch::Object(members) => {
                has_id(object) || has_ends(members) || holds_elements(object, depth + 1)
            }
            inner => holds_elements(inner, depth + 1),
        },
        Sketch::Object(members) => members.iter().any(|(_, value)| holds_elements(value, depth + 1)),
        _ => false,
    }
}

/// Words for the ends of edges. Those which are also words for periods and pairs of other things are less sure.
const WORDS: &[(&str, &str, bool)] = &[
    ("source", "target", true),
    ("source", "destination", true),
    ("src", "dst", true),
    ("src", "dest", true),
    ("from", "to", true),
    ("parent", "child", true),
    ("head", "tail", true),
    ("subject", "object", true),
    ("origin", "destination", true),
    ("sender", "receiver", true),
    ("caller", "callee", true),
    ("subj", "obj", true),
    ("sub", "obj", true),
    ("predecessor", "successor", true),
    ("superclass", "subclass", true),
    ("follower", "followee", true),
    ("citing", "cited", true),
    ("start", "end", false),
    ("begin", "end", false),
];

/// The name that goes with the name of an end, and whether both can hardly be anything else.
fn other_end(name: &str) -> Option<(String, bool)> {
    let lower = name.to_ascii_lowercase();
    for (from, to, is_sure) in WORDS {
        let Some(at) = lower.find(from) else { continue };
        let (before, behind) = (name.get(..at)?, name.get(at + from.len()..)?);
        let is_capital = name.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()));
        let is_word = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() || is_capital)
            && behind.chars().next().is_none_or(|c| !c.is_lowercase());
        if is_word {
            let written = name.get(at..at + from.len())?;
            return Some((format!("{before}{}{behind}", in_case_of(to, written)), *is_sure));
        }
    }
    match name {
        "a" | "A" => Some((if name == "a" { "b" } else { "B" }.to_owned(), false)),
        "u" => Some(("v".to_owned(), false)),
        "s" | "h" => Some((if name == "s" { "o" } else { "t" }.to_owned(), false)),
        "outV" | "_outV" => Some((name.replace("out", "in"), true)),
        _ => {
            let stem = name.strip_suffix(['1', 'a', 'A'])?;
            let is_numbered = name.ends_with('1') || stem.ends_with(['_', ' ', '-', '.']);
            let last = match name.chars().next_back()? {
                '1' => '2',
                'a' => 'b',
                _ => 'B',
            };
            (is_numbered && !stem.is_empty()).then(|| (format!("{stem}{last}"), false))
        }
    }
}

/// A word in small or capital letters, as another one is written.
fn in_case_of(word: &str, other: &str) -> String {
    let mut letters = other.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_uppercase() => {
            word.to_ascii_uppercase()
        }
        (Some(first), _) if first.is_uppercase() => {
            let mut word = word.to_owned();
            if let Some(first) = word.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            word
        }
        _ => word.to_owned(),
    }
}

/// Whether a value may be an id: one word. Where the names do not say so, numbers and times are none.
fn may_be_id(cell: &Cell<'_>, is_sure: bool) -> bool {
    match cell {
        Cell::Clean(text) | Cell::Text(text) => {
            is_short(text)
                && !text.iter().any(u8::is_ascii_whitespace)
                && (is_sure || !is_number_or_time(text))
        }
        Cell::Integer(_) => is_sure,
        _ => false,
    }
}

fn is_short(text: &[u8]) -> bool {
    (1..=100).contains(&text.len())
}

/// Whether a text consists of digits and what is between those of numbers, dates and times.
fn is_number_or_time(text: &[u8]) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.,:/ TZ".contains(byte);
    text.iter().any(u8::is_ascii_digit) && text.iter().all(is_part) || json_number(text).is_some()
}

/// Edges without a relation that have a text which may be it.
fn without_relations(graph: &RowGraph) -> Option<Suspicion> {
    let unnamed = graph.names().find(std::str::from_utf8(UNNAMED_RELATION).ok()?)?;
    if graph.edge_count() == 0 || edges(graph).any(|(relation, _)| relation != unnamed) {
        return None;
    }
    let cells = edges(graph).map(|(_, cells)| cells);
    let name = words(graph, cells.take(FIRST), |_| true)?;
    Some((
        format!("no edge has a relation, so all are called `related`; `{name}` may be it"),
        "if it is, call this column or key `relation`".to_owned(),
    ))
}

/// What the types of nodes may be called.
const KINDS: &[&str] = &[
    "category",
    "categories",
    "class",
    "classes",
    "entitytype",
    "group",
    "kind",
    "nodeclass",
    "nodekind",
    "nodetype",
    "objecttype",
    "typ",
    "typename",
];

/// Nodes without a type that have a property with a name like one.
fn without_types(graph: &RowGraph) -> Option<Suspicion> {
    if types(graph).next().is_some() {
        return None;
    }
    let is_kind = |name: &str| {
        let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        KINDS.contains(&bare.to_ascii_lowercase().as_str())
    };
    let name = words(graph, first_nodes(graph), is_kind)?;
    Some((
        format!("no node has a type; `{name}` may be it"),
        "if it is, call this column or key `type`".to_owned(),
    ))
}

/// The first property with a wanted name whose values are short texts and no numbers or times.
fn words<'g>(
    graph: &'g RowGraph,
    rows: impl Iterator<Item = Cells<'g>>,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<&'g str> {
    let mut found: Vec<(NameKey, bool)> = Vec::new();
    for (name, cell) in rows.flat_map(|cells| cells.take(WIDTH)).filter(|(name, _)| !is_own(*name)) {
        let is_word = match cell {
            Cell::Clean(text) | Cell::Text(text) => is_short(text) && !is_number_or_time(text),
            Cell::List(mut items) => items.all(|item| matches!(item, Cell::Clean(_) | Cell::Text(_))),
            _ => false,
        };
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, fits)) => *fits &= is_word,
            None => found.push((name, is_word)),
        }
        if found.len() > WIDTH {
            break;
        }
    }
    let names = graph.names();
    found
        .into_iter()
        .map(|(name, fits)| (names.get(name), fits))
        .find(|(name, fits)| *fits && is_wanted(name))
        .map(|(name, _)| name)
}

/// Whether a cell is none that a file has named: the id of an edge, or a further type.
fn is_own(name: NameKey) -> bool {
    name == NameKey::EDGE_ID || name == NameKey::ALSO_TYPE
}

/// Types or relations that are only yes and no.
fn yes_or_no(graph: &RowGraph) -> Option<Suspicion> {
    let words: Vec<NameKey> = ["TRUE", "FALSE", "True", "False", "true", "false"]
        .into_iter()
        .filter_map(|word| graph.names().find(word))
        .collect();
    if words.is_empty() {
        return None;
    }
    let is_word = |name: NameKey| words.contains(&name);
    let mut types = types(graph).peekable();
    let mut relations = edges(graph).map(|(relation, _)| relation).peekable();
    let what = if types.peek().is_some() && types.all(is_word) {
        "types of nodes"
    } else if relations.peek().is_some() && relations.all(is_word) {
        "relations"
    } else {
        return None;
    };
    Some((
        format!("the {what} are only yes and no: the column `type` seems to be something else"),
        "call the column by another name to make it a property".to_owned(),
    ))
}

/// The properties of the first nodes.
fn first_nodes(graph: &RowGraph) -> impl Iterator<Item = Cells<'_>> {
    let blocks = graph.blocks().iter().enumerate();
    let places = blocks.flat_map(|(at, block)| (0..block.node_count()).map(move |place| (at, place)));
    places.take(FIRST).filter_map(|(block, place)| Some(graph.node_at(block, place)?.cells))
}

/// The types that nodes have first.
fn types(graph: &RowGraph) -> impl Iterator<Item = NameKey> {
    let nodes = (0..graph.node_count()).map(|node| graph.type_of(RowNode::at(node)));
    nodes.filter(|name| *name != NameKey::NONE)
}

/// The relations and properties of the edges.
fn edges(graph: &RowGraph) -> impl Iterator<Item = (NameKey, Cells<'_>)> {
    let cells = graph.blocks().iter().flat_map(|block| block.edge_cells());
    cells.map(|(kind, cells)| (kind.relation(), cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ends_go_in_pairs() {
        for (name, other) in [
            ("source", Some("target")),
            ("sourceX", Some("targetX")),
            ("from_city", Some("to_city")),
            ("x_from", Some("x_to")),
            ("Parent", Some("Child")),
            ("PARENT_ID", Some("CHILD_ID")),
            ("gene_1", Some("gene_2")),
            ("person1", Some("person2")),
            ("node_a", Some("node_b")),
            ("a", Some("b")),
            ("start", Some("end")),
            ("resource", None),
            ("fromage", None),
            ("data", None),
            ("1", None),
        ] {
            assert_eq!(other_end(name).map(|(other, _)| other).as_deref(), other, "{name}");
        }
    }
}
