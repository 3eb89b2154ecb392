//! Laws over any graph: every profile is the RDF of the lowering, without blank nodes and relative IRIs.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::{rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term as RdfTerm, Triple};
use proptest::collection::vec;
use proptest::prelude::*;

use super::tests::document;
use super::*;
use crate::export::Model;
use crate::export::made::{claim, make, node};
use crate::graph::LangText;
use crate::text::Iri;

/// Reads a document as a processor does that knows nothing of us.
fn read(text: &str) -> BTreeMap<String, Triple> {
    let parser = oxjsonld::JsonLdParser::new().for_slice(text.as_bytes());
    by_text(parser.map(|quad| Triple::from(quad.unwrap())))
}

fn by_text(triples: impl Iterator<Item = Triple>) -> BTreeMap<String, Triple> {
    triples.map(|triple| (triple.to_string(), triple)).collect()
}

/// Checks that a document holds what the lowering does.
pub(super) fn assert_same_triples(graph: &KnowledgeGraph, options: &ExportOptions, text: &str) {
    let read = read(text);
    let lowered = by_text(Lowering::new(graph, options).triples());
    let missing: Vec<&String> = lowered.keys().filter(|triple| !read.contains_key(*triple)).collect();
    let added: Vec<&String> = read.keys().filter(|triple| !lowered.contains_key(*triple)).collect();
    assert!(missing.is_empty() && added.is_empty(), "missing {missing:#?}\nadded {added:#?}\nin {text}");
    for triple in read.values() {
        let absolute = |node: &NamedNode| NamedNode::new(node.as_str()).is_ok();
        assert!(matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if absolute(node)), "{triple}");
        assert!(absolute(&triple.predicate), "{triple}");
        match &triple.object {
            RdfTerm::NamedNode(node) => assert!(absolute(node), "{triple}"),
            RdfTerm::Literal(literal) => assert!(absolute(&literal.datatype().into_owned()), "{triple}"),
            RdfTerm::BlankNode(_) | RdfTerm::Triple(_) => panic!("{triple}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_profile_is_the_rdf_of_the_lowering(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
        bases in vec(0..4usize, 4),
    ) {
        let graph = make(&nodes, &claims, &text, &bases);
        for model in Model::ALL.iter().copied() {
            for profile in [Profile::Compact, Profile::Nested, Profile::Flat] {
                let options = ExportOptions::default().with_model(model).with_profile(profile);
                let (text, _) = document(&graph, &options);
                prop_assert_eq!(&text, &document(&graph, &options).0);
                assert_same_triples(&graph, &options, &text);
            }
        }
    }

    #[test]
    fn the_document_holds_every_feature_that_it_claims_to_hold(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
        bases in vec(0..4usize, 4),
    ) {
        let graph = make(&nodes, &claims, &text, &bases);
        let losses = crate::export::losses(&JSON_LD, &graph, &ExportOptions::default());
        prop_assert!(losses.is_empty(), "{losses:?}");
        let read = read(&document(&graph, &ExportOptions::default()).0);
        for fact in held(&graph) {
            prop_assert!(read.contains_key(&fact), "{fact} is not in {:#?}", read.keys());
        }
    }

    #[test]
    fn what_is_not_asserted_has_no_plain_triple(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        bases in vec(0..4usize, 4),
    ) {
        let (graph, options) = (make(&nodes, &claims, "text", &bases), ExportOptions::default());
        let asserted: BTreeSet<(String, String, String)> = graph
            .claims()
            .filter(|claim| options.policy.asserts(*claim))
            .filter_map(|claim| Some(triple_of(claim, claim.object()?)))
            .collect();
        let read = read(&document(&graph, &options).0);
        let plain: BTreeSet<(String, String, String)> = read
            .values()
            .filter(|triple| graph.ontology().relations().any(|(_, known)| known.iri == triple.predicate.as_str()))
            .map(|triple| [triple.subject.to_string(), triple.predicate.to_string(), triple.object.to_string()])
            .map(|[subject, predicate, object]| (subject, predicate, object))
            .collect();
        prop_assert_eq!(plain, asserted);
    }
}

fn triple_of(claim: Claim<'_>, object: Term) -> (String, String, String) {
    let graph = claim.graph();
    let relation = graph.ontology().relation_named(claim.predicate_name()).unwrap();
    let bracketed = |iri: &str| format!("<{iri}>");
    (
        bracketed(graph.term_iri(claim.subject()).as_str()),
        bracketed(&graph.ontology().relation(relation).iri),
        bracketed(graph.term_iri(object).as_str()),
    )
}

/// What a document must hold of a graph, written from the graph alone.
fn held(graph: &KnowledgeGraph) -> Vec<String> {
    const NEG: &str = "https://w3id.org/dossier/negotiation#";
    let mut facts = Vec::new();
    let mut fact = |subject: &str, predicate: &str, object: String| {
        facts.push(format!("<{subject}> <{predicate}> {object}"));
    };
    let bracketed = |iri: &Iri| format!("<{iri}>");
    let plain = |text: &str| Literal::new_simple_literal(text).to_string();
    let tagged = |text: &LangText| {
        Literal::new_language_tagged_literal(&text.text, text.language.as_str()).unwrap().to_string()
    };
    let skos = |name: &str| format!("http://www.w3.org/2004/02/skos/core#{name}");
    for node in graph.nodes() {
        let iri = node.iri().as_str();
        node.labels().iter().for_each(|text| fact(iri, rdfs::LABEL.as_str(), tagged(text)));
        node.aka().iter().for_each(|text| fact(iri, &skos("altLabel"), tagged(text)));
        node.notes().iter().for_each(|text| fact(iri, &skos("note"), tagged(text)));
        node.same().iter().for_each(|same| fact(iri, &skos("exactMatch"), bracketed(same)));
        let kind = node.kind().map(|kind| LangText::new(kind, node.dossier().language().clone()));
        kind.iter().for_each(|kind| fact(iri, &format!("{NEG}kind"), tagged(kind)));
        if let Some(source) = node.source() {
            fact(iri, "https://schema.org/url", bracketed(source.url.as_ref().unwrap()));
            fact(iri, "http://purl.org/dc/terms/rights", plain(source.licence.as_ref().unwrap()));
        }
    }
    for claim in graph.claims() {
        let iri = claim.iri().as_str();
        fact(iri, rdf::SUBJECT.as_str(), bracketed(graph.term_iri(claim.subject())));
        fact(iri, &format!("{NEG}status"), format!("<{}>", claim.status().iri()));
        for speaker in claim.speakers() {
            fact(iri, &format!("{NEG}speaker"), bracketed(&graph.speaker_iri(*speaker)));
        }
        claim.via().for_each(|node| fact(iri, &format!("{NEG}via"), bracketed(node.iri())));
        for denier in claim.deniers() {
            fact(iri, &format!("{NEG}deniedBy"), bracketed(graph.term_iri(denier)));
        }
        for evidence in claim.evidence() {
            let (place, oa) = (evidence.iri(), |name: &str| format!("http://www.w3.org/ns/oa#{name}"));
            fact(iri, &format!("{NEG}evidence"), bracketed(&place));
            fact(place.as_str(), &oa("hasSource"), bracketed(evidence.work().iri()));
            fact(&format!("{place}.quote"), &oa("exact"), plain(evidence.quote()));
            for (name, offset) in
                evidence.chars().into_iter().flat_map(|at| [("start", at.start), ("end", at.end)])
            {
                let offset = Literal::new_typed_literal(offset.to_string(), xsd::NON_NEGATIVE_INTEGER);
                fact(&format!("{place}.position"), &oa(name), offset.to_string());
            }
        }
    }
    facts
}
