//! What the page's script knows, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::marks::{Utf16, cut};
use crate::graph::{Claim, EvidenceRef, KnowledgeGraph, Node, NodeKey, Source, Speaker, Term};
use crate::ontology::Status;
use crate::view::words;

#[derive(Serialize)]
struct Data<'g> {
    nodes: Vec<NodeData<'g>>,
    claims: Vec<ClaimData<'g>>,
    sources: Vec<SourceData<'g>>,
}

#[derive(Serialize)]
struct NodeData<'g> {
    id: &'g str,
    label: &'g str,
    #[serde(rename = "type")]
    node_type: &'g str,
    words: String,
}

#[derive(Serialize)]
struct ClaimData<'g> {
    id: &'g str,
    sentence: String,
    /// Nodes by number; a claim within the claim is only words.
    subject: Option<usize>,
    object: Option<usize>,
    #[serde(rename = "subjectWords")]
    subject_words: String,
    relation: &'g str,
    #[serde(rename = "objectWords")]
    object_words: String,
    status: &'static str,
    speakers: Vec<String>,
    /// The nodes that say it or through whom it is said, by number.
    voices: Vec<usize>,
    via: Vec<&'g str>,
    /// The other properties of a row, each in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<String>,
    /// The claims that it is about, by number.
    about: Vec<usize>,
    evidence: Vec<EvidenceData<'g>>,
}

#[derive(Serialize)]
struct EvidenceData<'g> {
    source: Option<usize>,
    work: &'g str,
    quote: &'g str,
    line: Option<usize>,
    verified: bool,
}

#[derive(Serialize)]
struct SourceData<'g> {
    id: &'g str,
    label: &'g str,
    url: Option<String>,
    licence: Option<&'g str>,
    language: String,
    text: Option<&'g str>,
    /// Start and end in UTF-16 code units, and the claims by number.
    marks: Vec<(usize, usize, Vec<usize>)>,
}

/// The data of a graph, safe within a `<script>` element: it contains no `<`.
pub(super) fn json(graph: &KnowledgeGraph) -> String {
    let works: BTreeMap<NodeKey, usize> =
        graph.sources().iter().enumerate().map(|(at, source)| (source.work, at)).collect();
    let spans = spans_of_works(graph);
    let source = |source| source_data(graph, source, spans.get(&source.work).map_or(&[], Vec::as_slice));
    let data = Data {
        nodes: graph.nodes().map(node_data).collect(),
        claims: graph.claims().map(|claim| claim_data(claim, &works)).collect(),
        sources: graph.sources().iter().map(source).collect(),
    };
    // Plain structs of strings and numbers can always be written.
    let written = serde_json::to_string(&data).unwrap_or_default();
    written.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn node_data(node: Node<'_>) -> NodeData<'_> {
    NodeData {
        id: node.id(),
        label: node.label(),
        node_type: &node.node_type().label,
        words: words::of_node(node),
    }
}

fn claim_data<'g>(claim: Claim<'g>, works: &BTreeMap<NodeKey, usize>) -> ClaimData<'g> {
    let graph = claim.graph();
    let node = |term: Term| match term {
        Term::Node(key) => Some(key.index()),
        Term::Claim(_) => None,
    };
    let ends = [Some(claim.subject()), claim.object()];
    let speaker = |speaker: &Speaker| match speaker {
        Speaker::Node(_) => graph.speaker_label(*speaker).to_owned(),
        Speaker::Dossier(_) => format!("the author of {}", graph.speaker_label(*speaker)),
    };
    ClaimData {
        id: claim.id(),
        sentence: words::sentence(claim),
        subject: node(claim.subject()),
        object: claim.object().and_then(node),
        subject_words: words::term_in_brackets(claim, claim.subject()),
        relation: claim.predicate_label(),
        object_words: words::object(claim),
        status: words::status(claim).map_or("without status", Status::name),
        speakers: claim.speakers().iter().map(speaker).collect(),
        voices: claim
            .speakers()
            .iter()
            .filter_map(|speaker| match speaker {
                Speaker::Node(key) => Some(key.index()),
                Speaker::Dossier(_) => None,
            })
            .chain(claim.via().map(|node| node.key().index()))
            .collect(),
        via: claim.via().map(Node::label).collect(),
        details: claim
            .row()
            .into_iter()
            .flat_map(|row| &row.details)
            .map(|(name, value)| format!("{name}: {value}"))
            .collect(),
        about: ends
            .into_iter()
            .flatten()
            .filter_map(|term| match term {
                Term::Claim(key) => Some(key.index()),
                Term::Node(_) => None,
            })
            .collect(),
        evidence: claim
            .evidence()
            .map(|evidence| EvidenceData {
                source: works.get(&evidence.work().key()).copied(),
                work: evidence.work().label(),
                quote: evidence.quote(),
                line: evidence.line(),
                verified: evidence.verified(),
            })
            .collect(),
    }
}

/// The words of each work that carry claims: start and end in bytes, and the claim by number.
fn spans_of_works(graph: &KnowledgeGraph) -> BTreeMap<NodeKey, Vec<(usize, usize, usize)>> {
    let mut spans: BTreeMap<NodeKey, Vec<(usize, usize, usize)>> = BTreeMap::new();
    for claim in graph.claims() {
        for evidence in claim.evidence().map(EvidenceRef::record) {
            if let Some(span) = evidence.quote.span {
                let words = (span.start as usize, span.end as usize, claim.key().index());
                spans.entry(evidence.work).or_default().push(words);
            }
        }
    }
    spans
}

fn source_data<'g>(
    graph: &'g KnowledgeGraph,
    source: &'g Source,
    spans: &[(usize, usize, usize)],
) -> SourceData<'g> {
    let work = graph.node(source.work);
    let text = source.text.as_ref().map(|(_, file)| file.text());
    let mut units = Utf16::new(text.unwrap_or_default());
    let marks = cut(spans).into_iter().map(|mark| (units.at(mark.start), units.at(mark.end), mark.claims));
    SourceData {
        id: work.id(),
        label: work.label(),
        url: source.url.as_ref().map(ToString::to_string).filter(|url| url.starts_with("http")),
        licence: source.licence.as_deref(),
        language: work.dossier().language().to_string(),
        text,
        marks: marks.collect(),
    }
}
