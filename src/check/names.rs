//! D0106, D0107: the names by which the texts call the nodes.

use super::{Check, at_node};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{KnowledgeGraph, mentions};
use crate::text::Place;

/// The check.
pub(super) struct Names;

impl Check for Names {
    fn name(&self) -> &'static str {
        "names"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        absent_names(graph, findings);
        for mention in mentions(graph).iter().filter(|mention| mention.node.is_none()) {
            let Some((file, text)) = graph.source(mention.work).and_then(|source| source.text.as_ref())
            else {
                continue;
            };
            let ids: Vec<&str> = mention.candidates.iter().map(|key| graph.node(*key).id()).collect();
            let message = format!("“{}” is a name of {}", text.slice(mention.span), ids.join(" and of "));
            let mut finding = Finding::new(&rules::NAME_AMBIGUOUS, message).at(
                Place { file: *file, span: mention.span },
                "no claim around these words tells which is meant",
            );
            for key in &mention.candidates {
                if let Some(place) = graph.node(*key).places().first() {
                    finding = finding.also(*place, "has this name");
                }
            }
            findings.push(finding.help("quote these words for a claim about the one that is meant"));
        }
    }
}

/// Names that stand in no text, when all texts are at hand.
fn absent_names(graph: &KnowledgeGraph, findings: &mut Findings) {
    let texts: Vec<&str> = graph
        .sources()
        .iter()
        .filter_map(|source| source.text.as_ref().map(|(_, file)| file.text()))
        .collect();
    if texts.is_empty() || texts.len() < graph.sources().len() {
        return;
    }
    // A thing of several dossiers may have a name from a label that another one took the place of.
    for node in graph.nodes().filter(|node| node.places().len() < 2) {
        for name in node.aka() {
            if !texts.iter().any(|text| text.contains(&name.text)) {
                let message = format!("the name “{}” stands nowhere in the text", name.text);
                let finding = at_node(Finding::new(&rules::NAME_NOT_IN_TEXT, message), node, "has this name");
                findings.push(finding.help("`aka` is for the words by which the text names the node"));
            }
        }
    }
}
