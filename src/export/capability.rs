//! What a format can hold, and what of a graph is lost in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::graph::{DateValue, EvidenceRef, KnowledgeGraph, Statement, Value};

/// Something that graphs have and formats may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Feature {
    /// Several edges between the same two nodes.
    ParallelEdges,
    /// Properties of edges.
    EdgeProperties,
    /// Typed values: decimals, dates, durations, money.
    Datatypes,
    /// Labels in several languages.
    Languages,
    /// Other names of a node, its kind, notes, and IRIs elsewhere.
    NodeDetails,
    /// Claims with status, speakers and relays.
    Claims,
    /// The verbatim words, and where they stand in the text.
    Evidence,
    /// Origin of the texts: address, dates, sum, licence.
    Sources,
    /// Texts with characters that XML cannot hold.
    ControlCharacters,
}

impl Feature {
    /// All features, in the order of tables.
    pub const ALL: &[Feature] = &[
        Feature::ParallelEdges,
        Feature::EdgeProperties,
        Feature::Datatypes,
        Feature::Languages,
        Feature::NodeDetails,
        Feature::Claims,
        Feature::Evidence,
        Feature::Sources,
        Feature::ControlCharacters,
    ];

    /// The name in tables and messages.
    pub fn name(self) -> &'static str {
        match self {
            Feature::ParallelEdges => "parallel edges",
            Feature::EdgeProperties => "edge properties",
            Feature::Datatypes => "datatypes",
            Feature::Languages => "languages",
            Feature::NodeDetails => "node details",
            Feature::Claims => "claims",
            Feature::Evidence => "evidence",
            Feature::Sources => "sources",
            Feature::ControlCharacters => "control characters",
        }
    }

    /// How many things of a graph need this feature.
    pub fn count(self, graph: &KnowledgeGraph) -> usize {
        match self {
            Feature::ParallelEdges => {
                let mut pairs: BTreeMap<_, usize> = BTreeMap::new();
                for claim in graph.claims() {
                    if let Some(object) = claim.object() {
                        *pairs.entry((claim.subject(), object)).or_default() += 1;
                    }
                }
                pairs.values().map(|count| count - 1).sum()
            }
            Feature::EdgeProperties => graph.claims().filter(|claim| claim.object().is_some()).count(),
            Feature::Datatypes => {
                graph.claims().filter(|claim| matches!(claim.statement(), Statement::Attribute(..))).count()
            }
            Feature::Languages => graph.nodes().map(|node| node.labels().len().saturating_sub(1)).sum(),
            Feature::NodeDetails => graph
                .nodes()
                .map(|node| {
                    node.aka().len()
                        + node.same().len()
                        + node.notes().len()
                        + usize::from(node.kind().is_some())
                })
                .sum(),
            Feature::Claims => graph.claims().len(),
            Feature::Evidence => graph.claims().map(|claim| claim.evidence().count()).sum(),
            Feature::Sources => graph.sources().len(),
            Feature::ControlCharacters => {
                let has_unwritable = |text: &&str| text.contains(is_unwritable);
                texts(graph).filter(has_unwritable).count()
            }
        }
    }
}

/// What a format can hold of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// Everything.
    Full,
    /// Less than everything: what is kept, in a few words.
    Partly(&'static str),
    /// Nothing.
    None,
}

/// Whether XML 1.0 cannot hold a character (section 2.2, `Char`).
pub(super) fn is_unwritable(char: char) -> bool {
    matches!(char, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Every text of a graph: the sources', and what stands beside them.
fn texts(graph: &KnowledgeGraph) -> impl Iterator<Item = &str> {
    let titles = graph.dossiers().filter_map(|dossier| dossier.title()).map(|title| title.text.as_str());
    let nodes = graph.nodes().flat_map(|node| {
        let named = node.labels().iter().chain(node.aka()).chain(node.notes());
        named.map(|text| text.text.as_str()).chain(node.kind())
    });
    let sources = graph
        .sources()
        .iter()
        .flat_map(|source| source.text.iter().map(|(_, file)| file.text()).chain(source.licence.as_deref()));
    let values = graph.claims().filter_map(|claim| match claim.statement() {
        Statement::Attribute(_, Value::Text(text) | Value::Date(DateValue::Words(text))) => {
            Some(text.text.as_str())
        }
        _ => None,
    });
    let unseen = |evidence: &EvidenceRef<'_>| !evidence.verified();
    let quotes = graph
        .claims()
        .flat_map(move |claim| claim.evidence().filter(unseen).map(|evidence| evidence.quote()));
    titles.chain(nodes).chain(sources).chain(values).chain(quotes)
}
