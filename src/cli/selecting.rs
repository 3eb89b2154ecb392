//! Which part of a graph the user wants.

use std::str::FromStr;

use super::arguments::Selecting;
use super::input::node_key;
use super::output::{Failure, Terminal};
use crate::check::Checked;
use crate::graph::{KnowledgeGraph, Term};
use crate::ontology::{Status, TypeKey};
use crate::text::slug;
use crate::view::Selection;

/// The part that the user wants, what it is in words, and what its files are called.
pub(super) struct Part {
    pub(super) checked: Checked,
    pub(super) note: Option<String>,
    pub(super) name: String,
}

/// Takes the part that the user wants; `with_sides` as in [`Selection`].
pub(super) fn selected(command: &Selecting, with_sides: bool, checked: Checked) -> Result<Part, Failure> {
    let graph = checked.graph();
    let name = graph.name();
    let selection = Selection { with_sides, ..selection(command, graph)? };
    if selection.is_everything() {
        return Ok(Part { checked, note: None, name });
    }
    let left = selection.apply(graph);
    let words = selection.words(graph);
    if left.claims.is_empty() {
        return Err(Failure::Usage(format!("nothing is left of the graph: {words}")));
    }
    let part = checked.part(&left.nodes, &left.claims);
    let (some, all) = (part.graph().claims().len(), graph.claims().len());
    let note = format!("{words}: {some} of {all} claims");
    Ok(Part { note: Some(note), name: format!("{name}.{}", short(command)), checked: part })
}

/// Tells how much is left, where that is not everything.
pub(super) fn tell_selection(part: &Part, terminal: &Terminal) {
    if let Some(note) = &part.note {
        terminal.say(format_args!("selected {note}"));
    }
}

/// A name for files, so that no part takes the place of the whole.
fn short(command: &Selecting) -> String {
    let words = match (&command.focus, command.between.as_slice(), &command.issue) {
        (Some(id), ..) => format!("around {id}"),
        (None, [from, to], _) => format!("{from} to {to}"),
        (None, _, Some(id)) => format!("on {id}"),
        _ => "part".to_owned(),
    };
    slug(&words).unwrap_or_else(|| "part".to_owned())
}

fn selection(command: &Selecting, graph: &KnowledgeGraph) -> Result<Selection, Failure> {
    let mut selection = Selection::default();
    if let Some(id) = &command.focus {
        let node = graph.node_by_id(id).map(|node| Term::Node(node.key()));
        let term = node.or_else(|| graph.claim_by_id(id).map(|claim| Term::Claim(claim.key())));
        let term = term.ok_or_else(|| {
            Failure::Usage(format!("--focus {id}: there is no node or claim of this id{}", near(graph, id)))
        })?;
        selection.focus = Some((term, command.depth.unwrap_or(1)));
    } else if command.depth.is_some() {
        return Err(Failure::Usage("--depth: it says how far to go from the node of --focus".to_owned()));
    }
    if let [from, to] = command.between.as_slice() {
        let key = |id: &String| node_key(graph, "--between", id).map_err(|_| unknown(graph, "--between", id));
        selection.between = Some((key(from)?, key(to)?));
    }
    if let Some(id) = &command.issue {
        selection.issue = Some(node_key(graph, "--issue", id).map_err(|_| unknown(graph, "--issue", id))?);
    }
    for name in &command.only {
        selection.only.extend(types(graph, "--only", name)?);
    }
    for name in &command.hide {
        selection.hide.extend(types(graph, "--hide", name)?);
    }
    for name in &command.status {
        selection.statuses.insert(Status::from_str(name).map_err(|_| {
            let all: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
            Failure::Usage(format!("--status {name}: there is no such status; they are {}", all.join(", ")))
        })?);
    }
    for id in &command.by {
        selection.speakers.insert(node_key(graph, "--by", id).map_err(|_| unknown(graph, "--by", id))?);
    }
    Ok(selection)
}

fn unknown(graph: &KnowledgeGraph, option: &str, id: &str) -> Failure {
    Failure::Usage(format!("{option} {id}: there is no node of this id{}", near(graph, id)))
}

/// The nearest ids, as a question.
fn near(graph: &KnowledgeGraph, id: &str) -> String {
    let mut known: Vec<(f64, &str)> =
        graph.nodes().map(|node| (strsim::jaro_winkler(id, node.id()), node.id())).collect();
    known.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    match known.first() {
        Some((likeness, nearest)) if *likeness > 0.75 => format!("; is {nearest} meant?"),
        _ => String::new(),
    }
}

/// The types of a name: a type with its kinds, or a union.
fn types(graph: &KnowledgeGraph, option: &str, name: &str) -> Result<Vec<TypeKey>, Failure> {
    let ontology = graph.ontology();
    if let Some(union) = ontology.unions().iter().find(|union| union.name == name) {
        return Ok(union.types.iter().copied().collect());
    }
    let Some(wanted) = ontology.type_named(name) else {
        let near = ontology.suggest_type(name);
        let question = near.first().map_or(String::new(), |near| format!("; is {near} meant?"));
        return Err(Failure::Usage(format!("{option} {name}: there is no such type{question}")));
    };
    Ok(ontology
        .types()
        .filter(|(key, record)| *key == wanted || record.supertypes.contains(&wanted))
        .map(|(key, _)| key)
        .collect())
}
