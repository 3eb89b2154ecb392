//! What the property graph of a graph is, and what it must not be.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::export::made::{claim, make, node};
use crate::graph::{ClaimInput, DossierInput, GraphBuilder, Said, StatementInput, TermInput, Value};
use crate::ontology::Ontology;
use crate::text::{Decimal, Id};

/// A strike: a demand, an accusation that is denied, the same thing said by two, and a value.
fn strike() -> KnowledgeGraph {
    let ontology = Ontology::built_in();
    let mut builder = GraphBuilder::new(ontology.clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("strike").unwrap())).unwrap();
    let union = builder.node(dossier, "union", "Organization", "The union").unwrap();
    let port = builder.node(dossier, "port", "Organization", "The port").unwrap();
    let rise = builder.node(dossier, "rise", "Position", "Pay rises").unwrap();
    let deal = builder.node(dossier, "deal", "Agreement", "Last year’s deal").unwrap();
    let person = builder.node(dossier, "moreno", "Person", "Ada Moreno").unwrap();
    builder.relate(dossier, union, "demands", rise).unwrap();
    builder.describe(dossier, person, "age", Value::Number(Decimal::new("50").unwrap())).unwrap();
    let breaks = ontology.relation_named("breaks").unwrap();
    let claims = [union, person].map(|speaker| {
        let statement = StatementInput::Relation(breaks, TermInput::Node(deal));
        let mut claim = ClaimInput::new(dossier, port, statement);
        claim.said = Said { by: vec![speaker], ..Said::default() };
        builder.add_claim(claim)
    });
    builder.relate(dossier, person, "denies", claims[0]).unwrap();
    builder.finish().0
}

fn lowered(graph: &KnowledgeGraph, model: Model) -> PropertyGraph {
    PropertyGraph::new(graph, &ExportOptions::default().with_model(model)).unwrap()
}

fn value<'p>(properties: &'p Properties, name: &str) -> Option<&'p Scalar> {
    properties.iter().find(|(known, _)| **known == *name).map(|(_, value)| value)
}

fn arrows(graph: &PropertyGraph) -> BTreeSet<(&str, &str, &str)> {
    graph
        .edges
        .iter()
        .map(|edge| (&*graph.vertex(edge.from).id, &*edge.kind, &*graph.vertex(edge.to).id))
        .collect()
}

#[test]
fn keys_are_unique_and_no_property_stands_twice() {
    let graph = strike();
    for model in Model::ALL.iter().copied() {
        let lowered = lowered(&graph, model);
        let vertices: BTreeSet<_> = lowered.vertices.iter().map(|vertex| (&vertex.iri, &vertex.id)).collect();
        assert_eq!(vertices.len(), lowered.vertices.len());
        let edges: BTreeSet<_> = lowered.edges.iter().map(|edge| &edge.iri).collect();
        assert_eq!(edges.len(), lowered.edges.len());
        let all = lowered.vertices.iter().map(|vertex| &vertex.properties);
        for properties in all.chain(lowered.edges.iter().map(|edge| &edge.properties)) {
            let names: BTreeSet<_> = properties.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), properties.len(), "{properties:?}");
        }
    }
}

#[test]
fn every_label_and_property_is_in_the_vocabulary() {
    let graph = strike();
    let vocabulary = Vocabulary::of(&graph);
    let lowered = lowered(&graph, Model::Both);
    let labels = lowered.vertices.iter().flat_map(|vertex| vertex.labels.iter());
    assert_eq!(labels.filter(|label| !vocabulary.has_label(label)).count(), 0);
    let vertices = lowered.vertices.iter().map(|vertex| &vertex.properties);
    for (name, _) in vertices.chain(lowered.edges.iter().map(|edge| &edge.properties)).flatten() {
        assert!(vocabulary.has_property(name), "{name}");
    }
}

#[test]
fn what_is_only_claimed_is_no_edge_and_every_claim_is_a_vertex() {
    let graph = strike();
    let both = lowered(&graph, Model::Both);
    assert!(arrows(&both).contains(&("union", "DEMANDS", "rise")));
    assert!(!arrows(&both).iter().any(|(_, kind, _)| *kind == "BREAKS"));
    let claims = both.vertices.iter().filter(|vertex| *vertex.labels[0] == *CLAIM);
    assert_eq!(claims.count(), graph.claims().len());
    let edges = lowered(&graph, Model::Edges);
    assert!(edges.vertices.iter().all(|vertex| vertex.labels.last().map(|label| &**label) == Some(ENTITY)));
    let none = lowered(&graph, Model::Claims);
    assert!(none.edges.iter().all(|edge| names::OWN_KINDS.contains(&&*edge.kind)));
    assert!(none.vertices.iter().all(|vertex| value(&vertex.properties, "age").is_none()));
}

/// A graph of measures with these rates.
fn rates(rates: &[&str]) -> KnowledgeGraph {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("rates").unwrap())).unwrap();
    for (at, rate) in rates.iter().enumerate() {
        let node = builder.node(dossier, &format!("m{at}"), "Measure", "A measure").unwrap();
        builder.describe(dossier, node, "ratePercent", Value::Number(Decimal::new(rate).unwrap())).unwrap();
    }
    builder.finish().0
}

#[test]
fn numbers_are_as_narrow_as_a_column_allows_and_never_rounded() {
    let of = |name: &str, written: &[&str]| -> Vec<Scalar> {
        let lowered = lowered(&rates(written), Model::Edges);
        let found = lowered.vertices.iter().filter_map(|vertex| value(&vertex.properties, name));
        found.cloned().collect()
    };
    assert_eq!(of("ratePercent", &["25", "10.0"]), [Scalar::Integer(25), Scalar::Integer(10)]);
    assert_eq!(of("ratePercent", &["25", "0.1"]), [Scalar::Float(25.0), Scalar::Float(0.1)]);
    // A value that the column's kind of number cannot represent exactly is kept as text next to the others.
    let words = |written: &str| Scalar::TextList(vec![written.to_owned()]);
    for (fits, other, number) in [
        ("25", "0.12345678901234567890123", Scalar::Float(25.0)),
        ("0.5", "9007199254740993", Scalar::Float(0.5)),
        ("7", "9223372036854775808", Scalar::Integer(7)),
    ] {
        assert_eq!(of("ratePercent", &[fits, other]), [number]);
        assert_eq!(of("ratePercentAll", &[fits, other]), [words(other)]);
    }
}

/// Why the names of an ontology with one more relation and one more attribute are refused.
fn refused(relation: &str, attribute: &str) -> Option<String> {
    let text = format!(
        "ontology: more\nextend: negotiation\nnamespace: https://example.org/more#\nrelations:\n  \
         {relation}: {{label: more, inverse: lessOf, domain: [Person], range: [Person], definition: More.}}\n\
         attributes:\n  {attribute}: {{label: more, domain: [Person], value: number, definition: More.}}\n"
    );
    let ontology = Ontology::read_extension(&text).unwrap();
    let (graph, _) = GraphBuilder::new(ontology).finish();
    PropertyGraph::new(&graph, &ExportOptions::default()).err().map(|error| error.to_string())
}

#[test]
fn names_that_become_one_are_refused() {
    assert_eq!(refused("trusts", "height"), None);
    let clash = refused("holdsOFFICE", "height").unwrap();
    assert!(clash.contains("`holdsOffice` and `holdsOFFICE`") && clash.contains("HOLDS_OFFICE"), "{clash}");
    let own = refused("saidBy", "height").unwrap();
    assert!(own.contains("`saidBy`") && own.contains("SAID_BY") && own.contains("rename the"), "{own}");
    assert!(refused("trusts", "Name").unwrap().contains("`name`"));
    assert!(refused("trusts", "dateFrom").unwrap().contains("`date`"));
}

#[test]
fn an_attribute_never_changes_the_kind_of_what_claims_have() {
    // The attribute of `refused` is a number: `end` is one, too, but not always of the same kind, and `value` is a text.
    for name in ["end", "value", "status", "claimCount", "via", "VALUEUNIT"] {
        let why = refused("trusts", name).unwrap_or_else(|| panic!("{name} is taken"));
        assert!(why.contains("dossier itself uses") && why.contains("rename the"), "{why}");
    }
    assert_eq!(refused("trusts", "finish"), None);
}

proptest! {
    #[test]
    fn the_properties_of_claims_and_edges_are_of_the_kinds_that_are_declared(
        nodes in vec(node(), 2..5),
        claims in vec(claim(), 1..8),
        text in any::<String>(),
    ) {
        let lowered = lowered(&make(&nodes, &claims, &text, &[0, 1, 2, 3]), Model::Both);
        let others = lowered.vertices.iter().filter(|vertex| **vertex.labels.last().unwrap() != *ENTITY);
        let all = others.map(|vertex| &vertex.properties).chain(lowered.edges.iter().map(|edge| &edge.properties));
        for (name, value) in all.flatten().filter(|(name, _)| !names::OWN_PROPERTIES.contains(&&**name)) {
            let declared = names::OTHERS.iter().find(|(other, _)| *other == &**name).map(|(_, kind)| *kind);
            prop_assert_eq!(Some(value.kind()), declared, "{}", name);
        }
    }
}
