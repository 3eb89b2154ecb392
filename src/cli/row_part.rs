//! What the user wants of rows: names and ids that are looked up.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::ids::did_you_mean;
use super::numbers::counted;
use super::output::Failure;
use super::selecting::statuses;
use super::shared_arguments::Selecting;
use crate::graph::rows::{NameKey, RowGraph, RowNode, RowSelection};
use crate::ontology::{Ontology, nearest};
use crate::text::{ShortIris, local_name};

/// Of more nodes, near ids are not searched for.
const MOST_NEAR: usize = 100_000;
/// The most types that an error lists.
const MOST_TYPES: usize = 20;

/// The selection, and it in words.
pub(super) fn row_selection(
    command: &Selecting,
    graph: &RowGraph,
) -> Result<(RowSelection, String), Failure> {
    let mut selection = RowSelection::default();
    let mut words = Vec::new();
    let ids = command.focus.iter().chain(&command.between).map(String::as_str);
    let known = graph.find(ids);
    if let Some(id) = &command.focus {
        let depth = command.depth.unwrap_or(1);
        let node = node(graph, &known, "--focus", id)?;
        selection.focus = Some((node, depth));
        words.push(format!("around {}, {}", graph_label(graph, node), counted(depth, "step", "steps")));
    }
    if let [from, to] = command.between.as_slice() {
        let ends = (node(graph, &known, "--between", from)?, node(graph, &known, "--between", to)?);
        selection.between = Some(ends);
        words.push(format!("between {} and {}", graph_label(graph, ends.0), graph_label(graph, ends.1)));
    }
    selection.only = types(graph, "--only", &command.only)?;
    selection.hide = types(graph, "--hide", &command.hide)?;
    if !command.only.is_empty() {
        words.push(format!("only: {}", command.only.join(", ")));
    }
    if !command.hide.is_empty() {
        words.push(format!("without: {}", command.hide.join(", ")));
    }
    selection.statuses = statuses(command)?;
    if !selection.statuses.is_empty() {
        let names: Vec<&str> = selection.statuses.iter().map(|status| status.name()).collect();
        words.push(format!("edges that are {}", names.join(" or ")));
    }
    selection.speakers = command.by.iter().cloned().collect();
    if !selection.speakers.is_empty() {
        words.push(format!("said by {}", command.by.join(" or ")));
    }
    Ok((selection, words.join("; ")))
}

fn graph_label(graph: &RowGraph, node: RowNode) -> String {
    crate::view::rows::label_in_line(graph, node)
}

fn node(
    graph: &RowGraph,
    known: &BTreeMap<&str, RowNode>,
    option: &str,
    id: &str,
) -> Result<RowNode, Failure> {
    known
        .get(id)
        .copied()
        .ok_or_else(|| Failure::Usage(format!("{option} {id}: no node has this id{}", near(graph, id))))
}

/// Ids that are near to one that no node has.
pub(super) fn near(graph: &RowGraph, id: &str) -> String {
    if graph.node_count() > MOST_NEAR {
        return String::new();
    }
    let ids: Vec<String> =
        graph.ids().iter().map(|(_, id)| String::from_utf8_lossy(id.text).into_owned()).collect();
    did_you_mean(&nearest(id, ids.iter().map(String::as_str)))
}

/// The names in the graph that the names of types stand for: themselves, their IRIs, and the narrower types of the ontology.
fn types(graph: &RowGraph, option: &str, wanted: &[String]) -> Result<HashSet<NameKey>, Failure> {
    let mut found = HashSet::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    let occurring = graph.types();
    let ontology = Ontology::built_in();
    let short = ShortIris::new(graph.prefixes().iter());
    for name in wanted {
        let declared = ontology.types_named(name).unwrap_or_default();
        let declared: BTreeSet<&str> =
            declared.iter().map(|key| ontology.node_type(*key).name.as_str()).collect();
        let is_meant = |known: &str| {
            let is_shown = || short.shown(known) == *name || local_name(known) == name;
            known == name || declared.contains(known) || is_shown()
        };
        let before = found.len();
        found.extend(occurring.iter().copied().filter(|key| is_meant(graph.names().get(*key))));
        if found.len() == before && !occurring.iter().any(|key| is_meant(graph.names().get(*key))) {
            let mut names: Vec<&str> = occurring.iter().map(|key| graph.names().get(*key)).collect();
            names.sort_unstable();
            let near = nearest(name, names.iter().copied());
            let more = names.len() > MOST_TYPES;
            names.truncate(MOST_TYPES);
            let list = format!("; the types are {}{}", names.join(", "), if more { ", …" } else { "" });
            let hint = if near.is_empty() { list } else { did_you_mean(&near) };
            return Err(Failure::Usage(format!("{option} {name}: no node has this type{hint}")));
        }
    }
    Ok(found)
}
