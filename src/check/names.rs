//! D0106, D0107: the names by which the texts call the nodes.

use std::collections::BTreeSet;

use super::each::{Check, at_node};
use super::speakers::speakers;
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{KnowledgeGraph, names_in_texts};
use crate::text::Place;

/// Most nodes of one name that a finding shows.
const MAX_SHOWN: usize = 8;

/// The check.
pub(super) struct Names;

impl crate::check::each::Sealed for Names {}

impl Check for Names {
    fn name(&self) -> &'static str {
        "names"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let names = names_in_texts(graph);
        absent_names(graph, &names.found, findings);
        speakers(graph, &names.mentions, findings);
        for mention in names.mentions.iter().filter(|mention| mention.node.is_none()) {
            let Some((file, text)) = graph.source(mention.work).and_then(|source| source.text.as_ref())
            else {
                continue;
            };
            let shown = mention.candidates.iter().take(MAX_SHOWN);
            let mut ids = shown.clone().map(|key| graph.node(*key).id()).collect::<Vec<_>>().join(" and of ");
            if mention.candidates.len() > MAX_SHOWN {
                ids.push_str(&format!(" and of {} more", mention.candidates.len() - MAX_SHOWN));
            }
            let message = format!("“{}” is a name of {ids}", text.slice(mention.span));
            let mut finding = Finding::new(&rules::NAME_AMBIGUOUS, message).at(
                Place { file: *file, span: mention.span },
                "no claim that covers these words shows which one is meant",
            );
            for key in shown {
                if let Some(place) = graph.node(*key).places().first() {
                    finding = finding.also(*place, "has this name");
                }
            }
            findings.push(finding.help("quote these words in a claim about the node that is meant"));
        }
    }
}

/// Names that occur in no text, if all texts are available.
fn absent_names(graph: &KnowledgeGraph, found: &BTreeSet<&str>, findings: &mut Findings) {
    let sources = graph.sources();
    if sources.is_empty() || sources.iter().any(|source| source.text.is_none()) {
        return;
    }
    // A thing of several dossiers may have a name from a label that another one took the place of.
    for node in graph.nodes().filter(|node| node.places().len() < 2) {
        for name in node.aka() {
            if !found.contains(name.text.as_str()) {
                let message = format!("the name “{}” is not in the text", name.text);
                let finding = at_node(Finding::new(&rules::NAME_NOT_IN_TEXT, message), node, "has this name");
                findings.push(finding.help("`aka` lists the names that the text uses for the node"));
            }
        }
    }
}
