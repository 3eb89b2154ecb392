//! A selection in words, for the line under the title of a picture and for the terminal.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;

use super::Selection;
use crate::graph::{KnowledgeGraph, NodeKey, Term};
use crate::ontology::TypeKey;
use crate::view::words::sentence;

/// Characters of a label or sentence that are read in a line among others.
const LONGEST: usize = 70;

impl Selection {
    /// The selection in words, such as "around Liu He, 2 steps"; empty for everything. It is one line without
    /// control characters, and long labels are cut.
    pub fn words(&self, graph: &KnowledgeGraph) -> String {
        let label = |key: NodeKey| in_line(graph.node(key).label());
        let types = |keys: &BTreeSet<TypeKey>| {
            let names = keys.iter().map(|key| in_line(&graph.ontology().node_type(*key).label));
            names.collect::<Vec<_>>().join(", ")
        };
        let mut words = Vec::new();
        if let Some((term, depth)) = self.focus {
            let focus = match term {
                Term::Node(key) => label(key),
                Term::Claim(key) => in_line(&sentence(graph.claim(key))),
            };
            words.push(format!("around {focus}, {depth} {}", if depth == 1 { "step" } else { "steps" }));
        }
        if let Some((from, to)) = self.between {
            words.push(format!("between {} and {}", label(from), label(to)));
        }
        if let Some(issue) = self.issue {
            words.push(format!("on {}", label(issue)));
        }
        if !self.only.is_empty() {
            words.push(format!("only: {}", types(&self.only)));
        }
        if !self.hide.is_empty() {
            words.push(format!("without: {}", types(&self.hide)));
        }
        if !self.statuses.is_empty() {
            let names: Vec<&str> = self.statuses.iter().map(|status| status.name()).collect();
            words.push(format!("claims that are {}", names.join(" or ")));
        }
        if !self.speakers.is_empty() {
            let names: Vec<String> = self.speakers.iter().map(|key| label(*key)).collect();
            words.push(format!("said by {}", names.join(" or ")));
        }
        if self.with_sides && !(self.statuses.is_empty() && self.speakers.is_empty()) {
            words.push("with offices and sides".to_owned());
        }
        words.join("; ")
    }
}

/// A text on one line, without control characters, cut between characters as readers count them (UAX #29).
pub(in crate::view) fn in_line(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = spaced.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    match plain.grapheme_indices(true).nth(LONGEST) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default().trim_end()),
        None => plain,
    }
}
