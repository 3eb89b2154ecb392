//! Nodes and claims in words: what a node is; what a claim says, who says so, and in which words.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::values;
use crate::graph::{Claim, DateValue, EvidenceRef, LangText, Node, Speaker, Statement, Term, Value};
use crate::ontology::Status;
use crate::text::{Decimal, Iri, Language, Quantity, Wording, counted};

/// What a node is, one thing a line: label, type and kind, other names, IRIs elsewhere, notes.
pub fn of_node(node: Node<'_>) -> String {
    let mut text = node.label().to_owned();
    for label in node.labels().iter().skip(1) {
        let _ = write!(text, "\n{}", label.text);
        if let Some(language) = language_of(label) {
            let _ = write!(text, " ({language})");
        }
    }
    let node_type = node.node_type();
    let _ = write!(text, "\n{}", node_type.label);
    if let Some(kind) = node.kind() {
        let _ = write!(text, ", {kind}");
    }
    let _ = write!(text, ": {}", node_type.definition);
    if node.dossier().is_rows() && node.id() != node.label() {
        let _ = write!(text, "\nId: {}", node.id());
    }
    let also: Vec<&str> = node.aka().iter().map(|name| name.text.as_str()).collect();
    if !also.is_empty() {
        let _ = write!(text, "\nAlso called: {}", also.join(", "));
    }
    for iri in node.same() {
        let _ = write!(text, "\nSame as: {iri}");
    }
    for note in node.notes() {
        let _ = write!(text, "\nNote: {}", note.text);
    }
    text
}

/// What a claim says, its status, who says it through whom, and the words that carry it.
pub fn of_claim(claim: Claim<'_>) -> String {
    let mut text = sentence(claim);
    if claim.is_undirected() {
        text.push_str("\nwithout direction");
    }
    let speakers: Vec<String> =
        claim.speakers().iter().map(|speaker| speaker_words(claim, *speaker)).collect();
    match status(claim) {
        Some(status) => {
            let _ = write!(text, "\n{status}");
            if !speakers.is_empty() {
                let _ = write!(text, ": {}", speakers.join(" and "));
            }
        }
        None if speakers.is_empty() => {}
        None => {
            let _ = write!(text, "\nby {}", speakers.join(" and "));
        }
    }
    let relays: Vec<&str> = claim.via().map(Node::label).collect();
    if !relays.is_empty() {
        let _ = write!(text, ", via {}", relays.join(" and "));
    }
    for (name, value) in claim.row().into_iter().flat_map(|row| &row.details) {
        let _ = write!(text, "\n{name}: {value}");
    }
    for evidence in claim.evidence() {
        add_evidence(&mut text, evidence);
    }
    text
}

/// The status of a claim; `None` of a row whose file gives it none.
pub fn status(claim: Claim<'_>) -> Option<Status> {
    claim.row().map_or(Some(claim.status()), |row| row.status)
}

/// The values of a node that a picture shows in its box: what is said of it in values, with the symbols of the statuses.
pub fn values(node: Node<'_>, shown: impl Fn(Claim<'_>) -> bool) -> Vec<String> {
    let values = node.claims().filter(|claim| shown(*claim)).filter_map(|claim| match claim.statement() {
        Statement::Attribute(_, value) => {
            let mark = claim.graph().ontology().drawing().of_status(claim.status()).mark;
            let value = values::human(claim, value);
            Some(format!("{mark} {}: {value}", claim.predicate_label()).trim_start().to_owned())
        }
        Statement::Relation(..) => None,
    });
    values.collect()
}

/// The type of a node as the caption of its box; `None` where its label says the same.
pub fn caption(node: Node<'_>) -> Option<String> {
    let caption = node.node_type().label.to_uppercase();
    (caption != node.label().to_uppercase()).then_some(caption)
}

/// How many nodes and edges a picture of rows shows, in words; `None` for a dossier.
pub fn counts_of_rows(graph: &crate::graph::KnowledgeGraph, edges: usize) -> Option<String> {
    if !graph.dossiers().any(|dossier| dossier.is_rows()) {
        return None;
    }
    let nodes = graph.nodes().filter(|node| !node.is_aside()).count();
    Some(format!("{}, {}", counted(nodes, "node", "nodes"), counted(edges, "edge", "edges")))
}

/// A claim as a sentence; a claim within it is in brackets, one within that is named by its id. Nobody wrote these words, so they are not
/// in quotation marks.
pub fn sentence(claim: Claim<'_>) -> String {
    let graph = claim.graph();
    sentence_of(claim, &|term| match term {
        Term::Node(_) => graph.term_label(term),
        Term::Claim(_) => term_in_brackets(claim, term),
    })
}

/// A node by its label, a claim as a sentence in brackets.
pub fn term_in_brackets(claim: Claim<'_>, term: Term) -> String {
    let graph = claim.graph();
    match term {
        Term::Node(_) => graph.term_label(term),
        Term::Claim(key) => format!("({})", sentence_of(graph.claim(key), &|term| graph.term_label(term))),
    }
}

fn sentence_of(claim: Claim<'_>, words: &dyn Fn(Term) -> String) -> String {
    let object = match claim.statement() {
        Statement::Relation(_, object) => words(*object),
        Statement::Attribute(_, value) => values::human(claim, value),
    };
    format!("{} {} {object}", words(claim.subject()), claim.predicate_label())
}

/// What a claim says of its subject, as people write it in the language of the dossier: a label, or a value.
pub fn object(claim: Claim<'_>) -> String {
    match claim.statement() {
        Statement::Relation(_, object) => term_in_brackets(claim, *object),
        Statement::Attribute(_, value) => values::human(claim, value),
    }
}

/// A claim as a sentence, with its status where it has one.
pub fn sentence_and_status(claim: Claim<'_>) -> String {
    match status(claim) {
        Some(status) => format!("{} ({status})", sentence(claim)),
        None => sentence(claim),
    }
}

/// An amount as people write it in English, and as exact as it is: `$200 billion`, `12,400 t`.
pub fn amount(quantity: &Quantity) -> String {
    Wording::of(&Language::default()).amount(quantity, &BTreeSet::new())
}

/// A number as people write it in English, and as exact as it is: `200 billion`, `12,400`.
pub fn number(number: &Decimal) -> String {
    Wording::of(&Language::default()).number(number)
}

/// The language of a value that is words.
pub fn language(value: &Value) -> Option<String> {
    match value {
        Value::Text(words) | Value::Date(DateValue::Words(words)) => language_of(words).map(str::to_owned),
        _ => None,
    }
}

/// The language of a text; `None` where nobody says which (ISO 639-2, `und`).
pub fn language_of(text: &LangText) -> Option<&str> {
    Some(text.language.as_str()).filter(|language| *language != "und")
}

/// Where a click on a node leads: the first IRI elsewhere that a browser can open.
pub fn link_of_node(node: Node<'_>) -> Option<String> {
    node.same().iter().find_map(openable)
}

/// Where a click on a claim leads: the address of the first text that carries it, else an anchor of its own.
pub fn link_of_claim(claim: Claim<'_>) -> String {
    let published = claim.evidence().find_map(|evidence| openable(evidence.source()?.url.as_ref()?));
    published.unwrap_or_else(|| format!("#{}", claim.id()))
}

/// An IRI that is safe as a link: `javascript:` and the like would run in the reader's page.
fn openable(iri: &Iri) -> Option<String> {
    let iri = iri.to_string();
    let scheme = iri.split(':').next().unwrap_or_default();
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(iri)
}

fn speaker_words(claim: Claim<'_>, speaker: Speaker) -> String {
    let label = claim.graph().speaker_label(speaker);
    match speaker {
        Speaker::Node(_) => label.to_owned(),
        Speaker::Dossier(_) => format!("the author of {label}"),
    }
}

fn add_evidence(text: &mut String, evidence: EvidenceRef<'_>) {
    let _ = write!(text, "\n“{}” ({}", evidence.quote(), evidence.work().label());
    match evidence.line() {
        Some(line) => {
            let _ = write!(text, ", line {line})");
        }
        None => text.push_str(", not verified)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{DossierInput, GraphBuilder, KnowledgeGraph, NodeInput};
    use crate::ontology::Ontology;
    use crate::text::Id;

    fn graph(same: &[&str]) -> KnowledgeGraph {
        let mut builder = GraphBuilder::new(Ontology::built_in().clone());
        let dossier = builder.add_dossier(DossierInput::new(Id::new("quota").unwrap())).unwrap();
        let country = Ontology::built_in().type_named("Country").unwrap();
        let mut norway = NodeInput::new(dossier, Id::new("norway").unwrap(), country);
        norway.kind = Some("coastal state".into());
        norway.same = same.iter().map(|iri| Iri::new(iri).unwrap()).collect();
        let norway = builder.add_node(norway).unwrap();
        let quota = builder.node(dossier, "quota", "Position", "A larger quota").unwrap();
        builder.relate(dossier, norway, "demands", quota).unwrap();
        builder.finish().0
    }

    #[test]
    fn a_node_says_what_it_is() {
        let graph = graph(&["https://example.org/norway"]);
        let words = of_node(graph.node_by_id("norway").unwrap());
        assert!(words.starts_with("norway\ncountry, coastal state: A state, "), "{words}");
        assert!(words.ends_with("\nSame as: https://example.org/norway"), "{words}");
    }

    #[test]
    fn a_claim_says_what_it_says_and_its_status() {
        let graph = graph(&[]);
        let claim = graph.claim_by_id("norway.demands.quota").unwrap();
        assert!(of_claim(claim).starts_with("norway demands A larger quota\ndemanded"));
        assert_eq!(link_of_claim(claim), "#norway.demands.quota");
    }

    #[test]
    fn a_claim_about_a_claim_has_it_in_brackets() {
        let mut builder = GraphBuilder::new(Ontology::built_in().clone());
        let dossier = builder.add_dossier(DossierInput::new(Id::new("strike").unwrap())).unwrap();
        let port = builder.node(dossier, "port", "Organization", "The port").unwrap();
        let deal = builder.node(dossier, "deal", "Agreement", "the deal").unwrap();
        let breach = builder.relate(dossier, port, "breaks", deal).unwrap();
        builder.relate(dossier, port, "denies", breach).unwrap();
        let graph = builder.finish().0;
        let denial = graph.claims().find(|claim| claim.predicate_name() == "denies").unwrap();
        assert_eq!(sentence(denial), "The port denies (The port breaks the deal)");
    }

    #[test]
    fn only_addresses_for_browsers_are_links() {
        let graph = graph(&["javascript:alert(1)", "urn:x:y", "HTTPS://example.org/?a=1&b=2"]);
        let link = link_of_node(graph.node_by_id("norway").unwrap());
        assert_eq!(link.as_deref(), Some("HTTPS://example.org/?a=1&b=2"));
    }
}
