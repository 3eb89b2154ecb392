//! Which triples there are, and which there must not be.

use std::collections::BTreeSet;

use super::*;
use crate::export::Model;
use crate::graph::{
    ClaimInput, DateValue, DossierInput, GraphBuilder, LangText, Said, StatementInput, Value,
};
use crate::ontology::Ontology;
use crate::text::{Id, Language, Quantity};

/// All triples in N-Triples, without the dot, with the two namespaces abbreviated.
fn triples(graph: &KnowledgeGraph, options: &ExportOptions) -> BTreeSet<String> {
    let lowering = Lowering::new(graph, options);
    let triples = lowering.triples();
    let short = |text: String| {
        text.replace("<https://w3id.org/dossier/negotiation#", "<neg:")
            .replace("<http://www.w3.org/1999/02/22-rdf-syntax-ns#", "<rdf:")
            .replace("<urn:dossier:strike:", "<:")
    };
    triples.map(|triple| short(triple.to_string())).collect()
}

/// A union, its employer, a deal and a source's claims about them: (name, speaker or none, inferred).
fn graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("strike").unwrap())).unwrap();
    let union = builder.node(dossier, "union", "Organization", "The union").unwrap();
    let firm = builder.node(dossier, "firm", "Organization", "The firm").unwrap();
    let deal = builder.node(dossier, "deal", "Agreement", "The deal").unwrap();
    let rise = builder.node(dossier, "rise", "Position", "Pay rises").unwrap();
    builder.relate(dossier, union, "demands", rise).unwrap();
    builder.relate(dossier, union, "partyTo", deal).unwrap();
    let relation = |builder: &GraphBuilder, name: &str| builder.ontology().relation_named(name).unwrap();
    let attribute = |builder: &GraphBuilder, name: &str| builder.ontology().attribute_named(name).unwrap();
    let breaks = relation(&builder, "breaks");
    let mut said = |subject, relation, object, by: &[_], inferred| {
        let mut input = ClaimInput::new(dossier, subject, StatementInput::Relation(relation, object));
        input.said = Said { by: by.to_vec(), inferred, ..Said::default() };
        builder.add_claim(input)
    };
    said(union, breaks, deal.into(), &[firm], false);
    let broken = said(firm, breaks, deal.into(), &[union], false);
    builder.relate(dossier, firm, "denies", broken).unwrap();
    let plans = relation(&builder, "plans");
    let mut input = ClaimInput::new(dossier, firm, StatementInput::Relation(plans, deal.into()));
    input.said.inferred = true;
    builder.add_claim(input);
    let words = LangText::new("late last year", Language::default());
    builder.describe(dossier, deal, "date", Value::Date(DateValue::Words(words))).unwrap();
    let sum = || Value::Quantity(Quantity::new("1.5e3 barrels a day").unwrap());
    builder.describe(dossier, deal, "amount", sum()).unwrap();
    let mut input =
        ClaimInput::new(dossier, deal, StatementInput::Attribute(attribute(&builder, "amount"), sum()));
    input.said.by = vec![firm];
    builder.add_claim(input);
    builder.finish().0
}

#[test]
fn only_asserted_claims_have_plain_triples() {
    let triples = triples(&graph(), &ExportOptions::default());
    for asserted in ["<:union> <neg:demands> <:rise>", "<:union> <neg:partyTo> <:deal>"] {
        assert!(triples.contains(asserted), "{asserted}");
    }
    for claim in [
        "<:union.breaks.deal> <rdf:predicate> <neg:breaks>",
        "<:firm.breaks.deal> <neg:status> <neg:disputed>",
        "<:union.breaks.deal> <neg:status> <neg:attributed>",
        "<:firm.plans.deal> <neg:status> <neg:inferred>",
        "<:firm.plans.deal> <neg:speaker> <urn:dossier:strike>",
        "<:firm> <neg:denies> <:firm.breaks.deal>",
    ] {
        assert!(triples.contains(claim), "{claim}");
    }
    let plain = |name: &str| triples.iter().any(|triple| triple.contains(&format!("> <neg:{name}> <")));
    assert!(!plain("breaks") && !plain("plans"));
}

#[test]
fn the_policy_decides_what_is_asserted() {
    let graph = graph();
    let firm = graph.node_by_id("firm").unwrap().key();
    let options = ExportOptions::default().with_policy(crate::view::AssertPolicy::default().trusting(firm));
    let triples = triples(&graph, &options);
    assert!(triples.contains("<:union> <neg:breaks> <:deal>"));
    assert!(!triples.contains("<:firm> <neg:breaks> <:deal>"));
}

#[test]
fn values_are_exact_and_described_once() {
    let graph = graph();
    let options = ExportOptions::default();
    let lowering = Lowering::new(&graph, &options);
    let all: Vec<String> = lowering.triples().map(|triple| triple.to_string()).collect();
    let value = "<urn:dossier:strike:deal.amount.1500-barrels%20a%20day>";
    assert!(oxrdf::NamedNode::new(value.trim_matches(['<', '>'])).is_ok());
    let described: Vec<&String> = all.iter().filter(|triple| triple.starts_with(value)).collect();
    assert_eq!(described.len(), 3, "{described:?}");
    assert!(described[1].ends_with("\"1500\"^^<http://www.w3.org/2001/XMLSchema#decimal>"), "{described:?}");
    assert_eq!(all.iter().filter(|triple| triple.ends_with(value)).count(), 3);
    assert!(all.iter().any(|triple| triple.ends_with("negotiation#date> \"late last year\"@en")));
}

#[test]
fn all_graphs_together_are_the_triples() {
    let graph = graph();
    for model in Model::ALL.iter().copied() {
        let options = ExportOptions::default().with_model(model);
        let lowering = Lowering::new(&graph, &options);
        let quads: Vec<oxrdf::Quad> = lowering.quads().collect();
        let mut seen = Vec::new();
        for quad in &quads {
            let name = quad.graph_name.to_string();
            if seen.last() != Some(&name) {
                assert!(!seen.contains(&name), "{name} is begun twice");
                seen.push(name);
            }
        }
        let full =
            ["description", "facts", "dossier"].map(|name| format!("<urn:dossier:strike:graph/{name}>"));
        assert_eq!(seen, full[..if model.has_claims() { 3 } else { 2 }]);
        let together: BTreeSet<String> =
            quads.iter().map(|quad| oxrdf::Triple::from(quad.clone()).to_string()).collect();
        assert_eq!(together, lowering.triples().map(|triple| triple.to_string()).collect());
        assert_eq!(quads.len(), together.len(), "a triple is in two graphs");
        let amount = "deal.amount.1500-barrels%20a%20day> <https://schema.org/value>";
        let described: Vec<String> =
            quads.iter().map(oxrdf::Quad::to_string).filter(|quad| quad.contains(amount)).collect();
        assert!(matches!(&described[..], [quad] if quad.ends_with("graph/facts>")), "{described:?}");
    }
}

#[test]
fn without_claims_nothing_points_at_one() {
    let options = ExportOptions::default().with_model(Model::Edges);
    let triples = triples(&graph(), &options);
    assert!(triples.contains("<:union> <neg:demands> <:rise>"));
    assert!(
        triples.iter().all(|triple| !triple.contains("breaks") && !triple.contains("Statement")),
        "{triples:?}"
    );
}
