//! Selections of a small strike.

use std::collections::BTreeSet;

use super::Selection;
use crate::graph::{
    ClaimInput, DossierInput, GraphBuilder, KnowledgeGraph, NodeKey, Said, StatementInput, Term, TermInput,
    Value,
};
use crate::ontology::{Ontology, Status};
use crate::text::{Id, Language};

/// A union and a port quarrel about pay; a minister only mediates. The port denies what the union says of it.
fn strike() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("strike").unwrap())).unwrap();
    let mut node = |id: &str, node_type: &str| builder.node(dossier, id, node_type, id).unwrap();
    let (union, port, minister) =
        (node("union", "Organization"), node("port", "Organization"), node("minister", "Person"));
    let (head, office) = (node("head", "Person"), node("head-of-union", "Office"));
    let (talks, deal) = (node("talks", "Negotiation"), node("deal", "Agreement"));
    let (dispute, pay, hours) = (node("dispute", "Issue"), node("pay", "Issue"), node("hours", "Issue"));
    let (rise, ban) = (node("rise", "Position"), node("ban", "Measure"));
    node("lonely", "Topic");
    let relations = [
        (union, "partyTo", talks),
        (port, "partyTo", talks),
        (minister, "mediates", talks),
        (head, "holdsOffice", office),
        (office, "officeOf", union),
        (dispute, "issueOf", talks),
        (pay, "partOf", dispute),
        (hours, "partOf", dispute),
        (rise, "onIssue", pay),
        (rise, "seeksEndOf", ban),
        (port, "imposes", ban),
    ];
    for (subject, relation, object) in relations {
        builder.relate(dossier, subject, relation, object).unwrap();
    }
    let mut said = |subject: TermInput, relation: &str, object: TermInput, by, via: Vec<_>| {
        let relation = builder.ontology().relation_named(relation).unwrap();
        let mut input = ClaimInput::new(dossier, subject, StatementInput::Relation(relation, object));
        input.said = Said { by: vec![by], via, ..Said::default() };
        builder.add_claim(input)
    };
    said(union.into(), "demands", rise.into(), union, vec![head]);
    let breach = said(port.into(), "breaks", deal.into(), union, vec![]);
    let denial = builder.relate(dossier, port, "denies", breach).unwrap();
    let reason = Value::Text(crate::graph::LangText::new("Nothing was signed", Language::default()));
    let reason = builder.describe(dossier, deal, "statement", reason).unwrap();
    builder.relate(dossier, reason, "reasonFor", denial).unwrap();
    builder.finish().0
}

fn key(graph: &KnowledgeGraph, id: &str) -> NodeKey {
    graph.node_by_id(id).unwrap().key()
}

/// The ids of the claims and, after a bar, of the nodes that are left, without those on the side.
fn left(graph: &KnowledgeGraph, selection: &Selection) -> String {
    let left = selection.apply(graph);
    let part = graph.part(&left.nodes, &left.claims);
    let claims: Vec<&str> = part.claims().map(|claim| claim.id()).collect();
    let nodes: Vec<&str> = part.nodes().filter(|node| !node.is_aside()).map(|node| node.id()).collect();
    format!("{} | {}", claims.join(" "), nodes.join(" "))
}

const BREACH: &str = "port.breaks.deal";

#[test]
fn nothing_chosen_leaves_everything() {
    let graph = strike();
    assert!(Selection::default().is_everything());
    let all = Selection::default().apply(&graph);
    assert_eq!((all.nodes.len(), all.claims.len()), (graph.nodes().len(), graph.claims().len()));
    assert_eq!(Selection::default().words(&graph), "");
}

#[test]
fn a_step_leads_along_an_edge_or_from_a_claim_to_what_it_is_about() {
    let graph = strike();
    let around = |term, depth| left(&graph, &Selection::default().with_focus(Some((term, depth))));
    let breach = Term::Claim(graph.claim_by_id(BREACH).unwrap().key());
    let node = |id| Term::Node(key(&graph, id));
    assert_eq!(around(node("lonely"), 9), " | lonely");
    assert_eq!(around(node("head"), 0), " | head");
    assert_eq!(around(node("head"), 1), "head.holdsOffice.head-of-union | head head-of-union");
    let about_the_breach = "deal.statement port.breaks.deal port.denies.(port.breaks.deal) | deal port";
    assert_eq!(around(breach, 1), about_the_breach);
    assert_eq!(
        around(breach, 0),
        about_the_breach,
        "no claim stands without what it is about and who denies it"
    );
    let wide = around(breach, 2);
    assert!(wide.contains("port.imposes.ban") && wide.contains("port.partyTo.talks"), "{wide}");
}

#[test]
fn all_shortest_ways_are_found_and_a_claim_can_be_on_them() {
    let graph = strike();
    let between = |from: &str, to: &str| {
        let between = Some((key(&graph, from), key(&graph, to)));
        left(&graph, &Selection::default().with_between(between))
    };
    let both = between("union", "ban");
    assert_eq!(both, between("ban", "union"));
    assert_eq!(both, "rise.seeksEndOf.ban union.demands.rise | ban rise union");
    assert_eq!(
        between("minister", "port"),
        "minister.mediates.talks port.partyTo.talks | minister port talks"
    );
    assert_eq!(between("lonely", "port"), " | ");
    assert_eq!(between("lonely", "lonely"), " | lonely");
}

#[test]
fn a_disagreement_has_its_positions_sides_and_parties_and_not_the_other_disagreements() {
    let graph = strike();
    let issue = |id| left(&graph, &Selection::default().with_issue(Some(key(&graph, id))));
    assert_eq!(
        issue("pay"),
        "dispute.issueOf.talks head-of-union.officeOf.union head.holdsOffice.head-of-union pay.partOf.dispute \
         port.partyTo.talks rise.onIssue.pay rise.seeksEndOf.ban union.demands.rise union.partyTo.talks \
         | ban dispute head head-of-union pay port rise talks union"
    );
    assert!(!issue("hours").contains("rise"), "{}", issue("hours"));
    for id in ["hours.partOf.dispute", "union.demands.rise"] {
        assert!(issue("dispute").contains(id), "{id}");
    }
}

#[test]
fn a_hidden_type_does_not_come_back_by_a_claim_that_others_are_about() {
    let graph = strike();
    let types = |names: &[&str]| {
        names.iter().flat_map(|name| graph.ontology().types_named(name).unwrap()).collect::<BTreeSet<_>>()
    };
    let hidden = left(&graph, &Selection::default().with_hide(types(&["Agreement"])));
    assert!(!hidden.contains("deal") && !hidden.contains("denies"), "{hidden}");
    let sides = Selection::default()
        .with_hide(types(&["Office"]))
        .with_issue(Some(key(&graph, "pay")))
        .with_sides(true);
    assert!(!left(&graph, &sides).contains("head-of-union"));
    let only = left(&graph, &Selection::default().with_only(types(&["Agent", "Event"])));
    assert_eq!(
        only,
        "minister.mediates.talks port.partyTo.talks union.partyTo.talks | head minister port talks union"
    );
}

#[test]
fn statuses_and_speakers_leave_the_nodes_that_their_claims_are_about() {
    let graph = strike();
    let dispute = "port.breaks.deal port.denies.(port.breaks.deal) | deal port";
    let disputed = Selection::default().with_statuses(BTreeSet::from([Status::Disputed]));
    assert_eq!(left(&graph, &disputed), dispute);
    let sides = left(&graph, &disputed.with_sides(true));
    assert!(sides.ends_with(" | deal port talks union"), "who says it is there, too: {sides}");
    let union = Selection::default().with_speakers(BTreeSet::from([key(&graph, "union")]));
    assert_eq!(
        left(&graph, &union),
        "port.breaks.deal port.denies.(port.breaks.deal) union.demands.rise | deal port rise union"
    );
    let demanded = BTreeSet::from([Status::Demanded]);
    assert_eq!(left(&graph, &union.with_statuses(demanded)), "union.demands.rise | rise union");
}

#[test]
fn a_selection_reads_as_words() {
    let graph = strike();
    let claim = Term::Claim(graph.claim_by_id(BREACH).unwrap().key());
    let node = |id| key(&graph, id);
    let types = |name| graph.ontology().types_named(name).unwrap();
    let words = |selection: Selection| selection.words(&graph);
    let none = Selection::default;
    assert_eq!(words(none().with_focus(Some((claim, 1)))), "around port breaks deal, 1 step");
    assert_eq!(words(none().with_focus(Some((Term::Node(node("port")), 0)))), "around port, 0 steps");
    let combined = none()
        .with_between(Some((node("union"), node("port"))))
        .with_issue(Some(node("pay")))
        .with_only(types("Agent"))
        .with_hide(types("Office"))
        .with_statuses(BTreeSet::from([Status::Disputed, Status::Demanded]))
        .with_speakers(BTreeSet::from([node("union"), node("port")]));
    assert_eq!(
        words(combined),
        "between union and port; on pay; only: person, organization, country; without: office; \
         claims that are demanded or disputed; said by port or union"
    );
}

#[test]
fn odd_labels_stay_on_one_line_and_long_ones_are_cut() {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("odd").unwrap())).unwrap();
    let long = "👩‍👩‍👧".repeat(5_000);
    builder.node(dossier, "long", "Person", &long).unwrap();
    builder.node(dossier, "odd", "Person", "a\u{1b}[31m\nb\u{7}").unwrap();
    let graph = builder.finish().0;
    let between = Some((key(&graph, "long"), key(&graph, "odd")));
    let words = Selection::default().with_between(between).words(&graph);
    assert_eq!(words, format!("between {}… and a\u{FFFD}[31m b\u{FFFD}", "👩‍👩‍👧".repeat(70)));
}
