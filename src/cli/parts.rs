//! From the paths that the user names to what is drawn or shown of them: the one way for dossiers and for rows.

use super::input::checked_graph;
use super::kind::Kind;
use super::numbers::{counted, grouped};
use super::output::{Failure, Terminal};
use super::row_part::{near, row_selection};
use super::rows::{self, Rows};
use super::selecting::{Part, selected, short};
use super::shared_arguments::{Input, RowArguments, Selecting};
use crate::check::Checked;
use crate::diagnostic::Level;
use crate::disk::Inputs;
use crate::draw::MOST_BY_GRAPHVIZ;
use crate::graph::KnowledgeGraph;
use crate::graph::rows::{RowGraph, RowPart, RowSelection};
use crate::ontology::Ontology;
use crate::view::Overview;
use crate::view::rows::{RowView, with_speakers};

/// What is read.
#[derive(Clone, Copy)]
pub(super) struct Sources<'c> {
    pub(super) kind: Kind,
    pub(super) input: &'c Input,
    pub(super) rows: &'c RowArguments,
}

/// Which picture or page a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A briefing, which shows who speaks for which side; of rows everything, or an overview where that is too much to read.
    Story,
    /// Everything that is selected.
    Everything,
    /// An overview.
    Overview,
}

/// More nodes or edges of rows than this are not read in one picture; an overview takes their place where none is chosen.
const READABLE: (usize, usize) = (250, 500);
/// More edges than this are not drawn: a picture of them is a black sheet.
const MOST_EDGES: usize = 15_000;

/// Reads what the user names and takes the part that the user wants; whether it became an overview.
pub(super) fn read_part(
    sources: Sources<'_>,
    selecting: &Selecting,
    most: Option<usize>,
    purpose: Purpose,
    terminal: &Terminal,
) -> Result<(Part, bool), Failure> {
    match sources.kind {
        Kind::Dossier => {
            let read = checked_graph(sources.input, terminal)?;
            let part = selected(selecting, purpose == Purpose::Story, read)?;
            let part = match most {
                Some(most) => core_of_dossiers(part, most, terminal),
                None => part,
            };
            Ok(if purpose == Purpose::Overview { (overview_of(part)?, true) } else { (part, false) })
        }
        Kind::Rows => rows_part(sources, selecting, most, purpose, terminal),
    }
}

/// A part with an overview of it in its place.
fn overview_of(part: Part) -> Result<Part, Failure> {
    let overview = Overview::of_graph(part.checked.graph());
    overview_part(&overview, part.checked.graph().ontology(), part.note.clone(), part.name, part.inputs)
}

fn overview_part(
    overview: &Overview,
    ontology: &Ontology,
    note: Option<String>,
    name: String,
    inputs: Inputs,
) -> Result<Part, Failure> {
    let notes: Vec<String> = note.into_iter().chain(overview.omissions()).collect();
    Ok(Part {
        checked: shown(overview.graph(ontology))?,
        counts: Some(overview.counts()),
        whole: None,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
        name,
        inputs,
    })
}

/// A graph of rows as something to show.
fn shown(graph: KnowledgeGraph) -> Result<Checked, Failure> {
    Checked::new(graph).map_err(|rejected| Failure::Usage(rejected.to_string()))
}

/// The graph of a part of rows.
fn graph_of(read: &Rows, part: &RowPart, name: &str) -> Result<Checked, Failure> {
    let text_of = |id: &str| read.texts.as_ref().and_then(|texts| texts.get(id));
    let view = RowView { texts: Some(&text_of), looks: read.looks.as_ref(), ..RowView::new(name) };
    let graph = view.graph(&read.graph, part).map_err(|error| Failure::Usage(error.to_string()))?;
    shown(graph)
}

/// Reads rows without errors.
pub(super) fn checked_rows(sources: Sources<'_>, least: Level, terminal: &Terminal) -> Result<Rows, Failure> {
    let mut rows = rows::read(sources.input, sources.rows, terminal)?;
    let is_faulty = rows.findings.count(Level::Error) > 0;
    rows.findings =
        rows.findings.iter().filter(|finding| is_faulty || finding.level >= least).cloned().collect();
    if !rows.findings.is_empty() && (is_faulty || !terminal.is_quiet()) {
        terminal.say_findings(&rows.findings, &rows.sources);
    }
    if is_faulty { Err(Failure::of(&rows.findings)) } else { Ok(rows) }
}

fn rows_part(
    sources: Sources<'_>,
    selecting: &Selecting,
    most: Option<usize>,
    purpose: Purpose,
    terminal: &Terminal,
) -> Result<(Part, bool), Failure> {
    let read = checked_rows(sources, Level::Warning, terminal)?;
    let inputs = rows::inputs(sources.input, sources.rows);
    let name = rows::name_of(&sources.input.paths).to_string_lossy().into_owned();
    let (nodes, edges) = (read.graph.node_count(), read.graph.edge_count() as usize);
    let is_readable = nodes <= READABLE.0 && edges <= READABLE.1;
    let is_whole = selecting.is_everything() && most.is_none();
    if is_whole && (purpose == Purpose::Overview || (purpose == Purpose::Story && !is_readable)) {
        let overview = Overview::of_rows(&read.graph, None, &name);
        return Ok((overview_part(&overview, Ontology::built_in(), None, name, inputs)?, true));
    }
    let (mut part, words) = part_of_rows(&read.graph, selecting)?;
    let mut notes: Vec<String> = words.into_iter().collect();
    if let Some(most) = most {
        let all = part.nodes.len();
        part = read.graph.core(&part, most);
        notes.push(core_note(part.nodes.len(), all));
    }
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    let is_selected = !selecting.is_everything();
    let named = if is_selected { format!("{name}.{}", short(selecting)) } else { name.clone() };
    if purpose == Purpose::Overview {
        let overview = Overview::of_rows(&read.graph, Some(&part), &name);
        return Ok((overview_part(&overview, Ontology::built_in(), note, named, inputs)?, true));
    }
    refuse_too_large(&part)?;
    let checked = graph_of(&read, &part, &name)?;
    let name = named;
    Ok((Part { checked, counts: None, whole: None, note, name, inputs }, false))
}

/// The part of rows that the user wants, and what it is in words.
fn part_of_rows(graph: &RowGraph, selecting: &Selecting) -> Result<(RowPart, Option<String>), Failure> {
    let (selection, words) = row_selection(selecting, graph)?;
    let part = graph.part(&selection);
    if selection.is_everything() {
        return Ok((part, None));
    }
    if part.is_empty() {
        return Err(nothing(selecting, &selection, graph, &words));
    }
    let (some, all) = (grouped(part.edges.len() as u64), graph.edge_count() as usize);
    Ok((part, Some(format!("{words}: {some} of {}", counted(all, "edge", "edges")))))
}

/// The graph of the part of rows that the user wants, with those who say its edges and the documents that they quote.
pub(super) fn narrowed(
    graph: RowGraph,
    selecting: &Selecting,
    terminal: &Terminal,
) -> Result<RowGraph, Failure> {
    if selecting.is_everything() {
        return Ok(graph);
    }
    let (part, words) = part_of_rows(&graph, selecting)?;
    if let Some(words) = words {
        terminal.say(format_args!("selected {words}"));
    }
    let part = with_speakers(&graph, part);
    Ok(graph.into_part(&part))
}

/// The most connected nodes of a part of dossiers.
fn core_of_dossiers(part: Part, most: usize, _: &Terminal) -> Part {
    let all = part.checked.graph().nodes().len();
    let Some(core) = crate::draw::most_connected(&part.checked, most) else { return part };
    let drawn = core.graph().nodes().filter(|node| !node.is_aside()).count();
    let note = part.note.into_iter().chain([core_note(drawn, all)]).collect::<Vec<_>>().join("; ");
    let whole = part.whole.or(Some(part.checked));
    Part { checked: core, note: Some(note), whole, ..part }
}

fn core_note(some: usize, all: usize) -> String {
    format!("the {} most connected of {}", grouped(some as u64), counted(all, "node", "nodes"))
}

/// Why nothing is left: one of the wishes alone, or all of them together.
fn nothing(selecting: &Selecting, selection: &RowSelection, graph: &RowGraph, words: &str) -> Failure {
    let leaves_nothing = |alone: RowSelection| !alone.is_everything() && graph.part(&alone).is_empty();
    let between = RowSelection { between: selection.between, ..RowSelection::default() };
    let statuses = RowSelection { statuses: selection.statuses.clone(), ..RowSelection::default() };
    let speakers = RowSelection { speakers: selection.speakers.clone(), ..RowSelection::default() };
    Failure::Usage(if leaves_nothing(between) {
        format!("--between {}: no path connects them", selecting.between.join(" "))
    } else if leaves_nothing(statuses) {
        format!("--status {}: no edge has such a status", selecting.status.join(","))
    } else if leaves_nothing(speakers) {
        format!("--by {}: nobody of these says an edge", selecting.by.join(","))
    } else {
        format!("nothing matches the selection: {words}")
    })
}

fn refuse_too_large(part: &RowPart) -> Result<(), Failure> {
    let (nodes, edges) = (part.nodes.len(), part.edges.len());
    if nodes <= MOST_BY_GRAPHVIZ && edges <= MOST_EDGES {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "this part has {} and {}, and a picture shows at most {} and {}; narrow it with --focus and --depth, --between, \
         --only, --hide, --status or --by, draw its core with --most {}, or the whole with --picture overview",
        counted(nodes, "node", "nodes"),
        counted(edges, "edge", "edges"),
        grouped(MOST_BY_GRAPHVIZ as u64),
        grouped(MOST_EDGES as u64),
        READABLE.0,
    )))
}

/// More edges than this are not listed.
const MOST_LISTED: usize = 10_000;

/// What rows say about a node or an edge: the edges of the node, those that it says, and the nodes at their ends.
pub(super) fn rows_about(sources: Sources<'_>, id: &str, terminal: &Terminal) -> Result<Checked, Failure> {
    let read = checked_rows(sources, Level::Error, terminal)?;
    let graph = &read.graph;
    let part = if let Some(node) = graph.find([id]).get(id) {
        let (part, edges) = graph.part_about(*node, MOST_LISTED);
        if edges > part.edges.len() {
            let (some, all) = (grouped(part.edges.len() as u64), counted(edges, "edge", "edges"));
            terminal.say(format_args!("notice: only {some} of {all} are shown"));
        }
        part
    } else if let Some(number) = graph.edge_of_id(id) {
        graph.part_of_edge(number)
    } else {
        return Err(Failure::Usage(format!("no node or edge has the id `{id}`{}", near(graph, id))));
    };
    let name = rows::name_of(&sources.input.paths).to_string_lossy().into_owned();
    graph_of(&read, &part, &name)
}
