//! Which part of a graph the user wants.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::ids::{near_node_or_claim, node_key, or_list};
use super::input::CheckedInput;
use super::numbers::{counted, grouped};
use super::output::{Failure, Terminal};
use super::shared_arguments::Selecting;
use crate::check::Checked;
use crate::disk::Inputs;
use crate::export::ExportOptions;
use crate::graph::{Claim, KnowledgeGraph, NodeKey, Term};
use crate::ontology::{Role, Status, TypeKey};
use crate::text::{file_name, slug};
use crate::view::{Selection, words};

/// Longer names of files are truncated: file systems take 255 bytes.
const LONGEST_NAME: usize = 80;

/// The largest number of issues that an error lists.
const MOST_ISSUES: usize = 20;

/// The part that the user wants, what it is in words, and what its files are called.
pub(super) struct Part {
    pub(super) checked: Checked,
    /// What a picture says in place of its numbers of nodes and claims, where it is an overview.
    pub(super) counts: Option<String>,
    /// What it was taken from, where it is not everything.
    pub(super) whole: Option<Checked>,
    pub(super) note: Option<String>,
    pub(super) name: String,
    /// The files that the graph was read from.
    pub(super) inputs: Inputs,
}

impl Part {
    /// The graph that was read.
    pub(super) fn whole(&self) -> &KnowledgeGraph {
        self.whole.as_ref().unwrap_or(&self.checked).graph()
    }
}

/// How many nodes and claims a graph has, in words.
pub(super) fn counts(graph: &KnowledgeGraph) -> String {
    let (nodes, claims) = (graph.nodes().len(), graph.claims().len());
    format!("{}, {}", counted(nodes, "node", "nodes"), counted(claims, "claim", "claims"))
}

/// How many of them a picture shows: no nodes that are there only for what they say, and only asserted claims where no others
/// are wanted.
pub(super) fn drawn_counts(graph: &KnowledgeGraph, options: &ExportOptions) -> String {
    let nodes = counted(graph.nodes().filter(|node| !node.is_aside()).count(), "node", "nodes");
    if let Some(counts) = &options.counts {
        return counts.clone();
    }
    let is_drawn = |claim: &Claim<'_>| {
        claim.object().is_some() && (options.model.has_claims() || options.policy.asserts(*claim))
    };
    if let Some(counts) = words::counts_of_rows(graph, graph.claims().filter(is_drawn).count()) {
        return counts;
    }
    if options.model.has_claims() {
        return format!("{nodes}, {}", counted(graph.claims().len(), "claim", "claims"));
    }
    let claims = graph.claims().filter(|claim| options.policy.asserts(*claim)).count();
    format!("{nodes}, {}", counted(claims, "asserted claim", "asserted claims"))
}

/// Takes the part that the user wants; `with_sides` as in [`Selection`].
pub(super) fn selected(command: &Selecting, with_sides: bool, read: CheckedInput) -> Result<Part, Failure> {
    let CheckedInput { checked, inputs } = read;
    let graph = checked.graph();
    let name = file_name(&graph.name());
    let selection = Selection { with_sides, ..selection(command, graph)? };
    if selection.is_everything() {
        return Ok(Part { checked, counts: None, whole: None, note: None, name, inputs });
    }
    let left = selection.apply(graph);
    let words = selection.words(graph);
    if left.is_empty() {
        let between = Selection { between: selection.between, ..Selection::default() };
        return Err(Failure::Usage(match command.between.as_slice() {
            [from, to] if between.apply(graph).is_empty() => {
                format!("--between {from} {to}: no path connects them")
            }
            _ => format!("nothing matches the selection: {words}"),
        }));
    }
    let part = checked.part(&left.nodes, &left.claims);
    let (some, all) = (part.graph().claims().len() as u64, graph.claims().len() as u64);
    let note = format!("{words}: {} of {} claims", grouped(some), grouped(all));
    let name = format!("{name}.{}", short(command));
    Ok(Part { checked: part, counts: None, whole: Some(checked), note: Some(note), name, inputs })
}

/// Reports how much is selected, unless it is everything.
pub(super) fn tell_selection(part: &Part, terminal: &Terminal) {
    if let Some(note) = &part.note {
        terminal.say(format_args!("selected {note}"));
    }
}

/// A name for files, so that no part takes the place of the whole.
pub(super) fn short(command: &Selecting) -> String {
    let words = match (&command.focus, command.between.as_slice(), &command.issue) {
        (Some(id), ..) => format!("around {id}"),
        (None, [from, to], _) => format!("{from} to {to}"),
        (None, _, Some(id)) => format!("on {id}"),
        _ => "part".to_owned(),
    };
    let name = slug(&words).unwrap_or_else(|| "part".to_owned());
    name.chars().take(LONGEST_NAME).collect::<String>().trim_end_matches('-').to_owned()
}

fn selection(command: &Selecting, graph: &KnowledgeGraph) -> Result<Selection, Failure> {
    let mut selection = Selection::default();
    if let Some(id) = &command.focus {
        selection.focus = Some((term(graph, id)?, command.depth.unwrap_or(1)));
    }
    if let [from, to] = command.between.as_slice() {
        selection.between = Some((node_key(graph, "--between", from)?, node_key(graph, "--between", to)?));
    }
    if let Some(id) = &command.issue {
        selection.issue = Some(issue(graph, id)?);
    }
    for name in &command.only {
        selection.only.extend(types(graph, "--only", name)?);
    }
    for name in &command.hide {
        selection.hide.extend(types(graph, "--hide", name)?);
    }
    selection.statuses = statuses(command)?;
    for id in &command.by {
        selection.speakers.insert(node_key(graph, "--by", id)?);
    }
    Ok(selection)
}

/// The statuses that the user wants.
pub(super) fn statuses(command: &Selecting) -> Result<BTreeSet<Status>, Failure> {
    let status = |name: &String| {
        Status::from_str(name).map_err(|_| {
            let all: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
            Failure::Usage(format!(
                "--status {name}: there is no such status; choose one of {}",
                all.join(", ")
            ))
        })
    };
    command.status.iter().map(status).collect()
}

/// The node or claim of an id.
fn term(graph: &KnowledgeGraph, id: &str) -> Result<Term, Failure> {
    let node = graph.node_by_id(id).map(|node| Term::Node(node.key()));
    node.or_else(|| graph.claim_by_id(id).map(|claim| Term::Claim(claim.key()))).ok_or_else(|| {
        let near = near_node_or_claim(graph, id);
        Failure::Usage(format!("--focus {id}: no node or claim has this id{near}"))
    })
}

/// The issue of an id: a node that positions can answer.
fn issue(graph: &KnowledgeGraph, id: &str) -> Result<NodeKey, Failure> {
    let key = node_key(graph, "--issue", id)?;
    let ontology = graph.ontology();
    let issues: BTreeSet<TypeKey> =
        ontology.relations_with(Role::Answers).flat_map(|key| ontology.relation(key).range.clone()).collect();
    if issues.contains(&graph.node(key).type_key()) {
        return Ok(key);
    }
    let ids = graph.nodes().filter(|node| issues.contains(&node.type_key())).map(|node| node.id());
    let mut ids: Vec<&str> = ids.collect();
    let more = ids.len() > MOST_ISSUES;
    ids.truncate(MOST_ISSUES);
    let there_are = match ids.as_slice() {
        [] => "the graph has no issues".to_owned(),
        ids => format!("the issues are {}{}", ids.join(", "), if more { ", …" } else { "" }),
    };
    let found = &graph.node(key).node_type().label;
    Err(Failure::Usage(format!("--issue {id}: this is not an issue (its type is {found}); {there_are}")))
}

/// The types of a name: a type with its kinds, or a union.
fn types(graph: &KnowledgeGraph, option: &str, name: &str) -> Result<BTreeSet<TypeKey>, Failure> {
    graph.ontology().types_named(name).ok_or_else(|| {
        let hint = or_list(&graph.ontology().suggest_type(name), "`dossier ontology` lists them");
        Failure::Usage(format!("{option} {name}: there is no such type{hint}"))
    })
}
