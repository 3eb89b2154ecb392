//! Laws over any graph: every syntax holds the triples of the lowering, and those with named graphs hold its quads.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{Literal, NamedOrBlankNode, Quad, Term as RdfTerm, Triple};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::export::capability::is_unwritable;
use crate::export::made::{claim, make, node};
use crate::export::{Capability, Feature, Model, exporter, jsonld, losses, ntriples, rdfxml, turtle};

/// What is written of a graph in a format, whether or not a check would find errors in it.
fn written(name: &str, graph: &KnowledgeGraph, options: &ExportOptions) -> Vec<u8> {
    let mut out = Vec::new();
    match name {
        "turtle" | "trig" => turtle::write(graph, options, name == "trig", &mut out),
        "ntriples" | "nquads" => ntriples::write(graph, options, name == "nquads", &mut out),
        "rdfxml" => rdfxml::write(graph, options, &mut out),
        _ => jsonld::write(graph, options, &mut out),
    }
    .unwrap();
    out
}

/// The triples that the parser of a syntax reads, in canonical N-Triples.
fn read(name: &str, bytes: &[u8]) -> BTreeSet<String> {
    let text = |triple: Triple| triple.to_string();
    match name {
        "turtle" => oxttl::TurtleParser::new().for_slice(bytes).map(|triple| text(triple.unwrap())).collect(),
        "ntriples" => {
            oxttl::NTriplesParser::new().for_slice(bytes).map(|triple| text(triple.unwrap())).collect()
        }
        "rdfxml" => {
            oxrdfxml::RdfXmlParser::new().for_slice(bytes).map(|triple| text(triple.unwrap())).collect()
        }
        "jsonld" => {
            oxjsonld::JsonLdParser::new().for_slice(bytes).map(|quad| text(quad.unwrap().into())).collect()
        }
        _ => read_quads(name, bytes).into_iter().map(|quad| text(quad.into())).collect(),
    }
}

fn read_quads(name: &str, bytes: &[u8]) -> Vec<Quad> {
    match name {
        "trig" => oxttl::TriGParser::new().for_slice(bytes).map(Result::unwrap).collect(),
        _ => oxttl::NQuadsParser::new().for_slice(bytes).map(Result::unwrap).collect(),
    }
}

/// A triple as XML can hold it.
fn in_xml(mut triple: Triple) -> Triple {
    triple.object = match triple.object {
        RdfTerm::Literal(literal) => {
            let text = literal.value().replace(is_unwritable, "\u{fffd}");
            match literal.language() {
                Some(language) => Literal::new_language_tagged_literal(text, language).unwrap().into(),
                None => Literal::new_typed_literal(text, literal.datatype()).into(),
            }
        }
        RdfTerm::Triple(inner) => in_xml(*inner).into(),
        object => object,
    };
    triple
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_syntax_holds_the_same_triples(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
        bases in vec(0..4usize, 4),
    ) {
        let graph = make(&nodes, &claims, &text, &bases);
        for (model, rdf) in [
            (Model::Both, RdfVersion::V1_1),
            (Model::Both, RdfVersion::V1_2),
            (Model::Edges, RdfVersion::V1_2),
            (Model::Claims, RdfVersion::V1_2),
        ] {
            let options = ExportOptions::default().with_model(model).with_rdf(rdf);
            let lowering = Lowering::new(&graph, &options);
            let triples: Vec<Triple> = lowering.triples().collect();
            let expected: BTreeSet<String> = triples.iter().map(Triple::to_string).collect();
            // Dossiers of one base are one thing, which each of them describes.
            let apart = bases.iter().collect::<BTreeSet<_>>().len() == bases.len();
            prop_assert!(!apart || triples.len() == expected.len(), "a triple is there twice");
            for name in ["turtle", "ntriples", "trig", "nquads"] {
                prop_assert_eq!(&read(name, &written(name, &graph, &options)), &expected, "{}", name);
            }
            let expected: BTreeSet<String> = triples.iter().cloned().map(|triple| in_xml(triple).to_string()).collect();
            prop_assert_eq!(&read("rdfxml", &written("rdfxml", &graph, &options)), &expected, "rdfxml");
            let plain = |triple: &&Triple| !matches!(triple.object, RdfTerm::Triple(_));
            let expected: BTreeSet<String> = triples.iter().filter(plain).map(Triple::to_string).collect();
            prop_assert_eq!(&read("jsonld", &written("jsonld", &graph, &options)), &expected, "jsonld");
        }
    }

    #[test]
    fn named_graphs_are_read_back_and_each_claim_and_each_evidence_is_in_one(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
        bases in vec(0..4usize, 4),
    ) {
        let graph = make(&nodes, &claims, &text, &bases);
        let options = ExportOptions::default().with_rdf(RdfVersion::V1_2);
        let quads: Vec<Quad> = Lowering::new(&graph, &options).quads().collect();
        let expected: BTreeSet<String> = quads.iter().map(Quad::to_string).collect();
        for name in ["trig", "nquads"] {
            let found = read_quads(name, &written(name, &graph, &options));
            prop_assert_eq!(found.iter().map(Quad::to_string).collect::<BTreeSet<_>>(), expected.clone());
        }
        let blank = |quad: &&Quad| matches!(quad.subject, NamedOrBlankNode::BlankNode(_)) || quad.graph_name.is_default_graph();
        prop_assert_eq!(quads.iter().find(blank), None);
        for claim in graph.claims() {
            let (subject, base) = (format!("<{}>", claim.iri()), claim.dossier().base());
            let graphs: BTreeSet<String> = quads
                .iter()
                .filter(|quad| quad.subject.to_string() == subject && quad.predicate == vocabulary::STATUS)
                .map(|quad| quad.graph_name.to_string())
                .collect();
            let works: BTreeSet<String> = claim
                .evidence()
                .map(|evidence| {
                    let (work, owner) = (evidence.work().iri().as_str(), evidence.work().dossier());
                    let id = &work[owner.base().len()..];
                    let own = owner.key() == claim.dossier().key();
                    let id = if own { id.to_owned() } else { format!("{}:{id}", owner.name()) };
                    format!("<{base}graph/source/{id}>")
                })
                .collect();
            let none = BTreeSet::from([format!("<{base}graph/dossier>")]);
            prop_assert_eq!(&graphs, if works.len() == 1 { &works } else { &none });
            let of_evidence: BTreeSet<String> = quads
                .iter()
                .filter(|quad| quad.subject.to_string() == subject && quad.predicate == vocabulary::EVIDENCE)
                .map(|quad| quad.graph_name.to_string())
                .collect();
            prop_assert_eq!(&of_evidence, &works);
        }
    }

    #[test]
    fn no_triple_is_in_two_graphs(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
        bases in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
        rdf in proptest::sample::select(vec![RdfVersion::V1_1, RdfVersion::V1_2]),
    ) {
        let graph = make(&nodes, &claims, &text, &bases);
        for model in Model::ALL.iter().copied() {
            let options = ExportOptions::default().with_model(model).with_rdf(rdf);
            let mut graphs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for quad in read_quads("nquads", &written("nquads", &graph, &options)) {
                let name = quad.graph_name.to_string();
                let triple = Triple::from(quad).to_string();
                prop_assert!(graphs.entry(triple.clone()).or_default().insert(name), "twice in a graph: {}", triple);
            }
            prop_assert_eq!(graphs.iter().find(|(_, graphs)| graphs.len() > 1), None);
        }
    }

    #[test]
    fn each_piece_of_evidence_has_its_own_passage_and_cue(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
    ) {
        let graph = make(&nodes, &claims, &text, &[0, 1, 2, 3]);
        let options = ExportOptions::default();
        let triples: BTreeSet<String> = Lowering::new(&graph, &options).triples().map(|triple| triple.to_string()).collect();
        let ids: Vec<String> = graph.claims().flat_map(|claim| claim.evidence().map(|it| it.id())).collect();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "two pieces of evidence are one");
        for evidence in graph.claims().flat_map(|claim| claim.evidence()) {
            let (iri, record) = (evidence.iri(), evidence.record());
            let passage = if record.passage == record.quote { iri.to_string() } else { format!("{iri}.passage") };
            let cue = record.cue.as_ref().map(|cue| (vocabulary::WITH_CUE, format!("{iri}.cue"), cue));
            for (property, place, anchor) in [(vocabulary::IN_PASSAGE, passage, &record.passage)].into_iter().chain(cue) {
                let words = Literal::new_simple_literal(&anchor.words);
                let mut expected = vec![
                    format!("<{iri}> {property} <{place}>"),
                    format!("<{place}> {} <{}>", vocabulary::HAS_SOURCE, evidence.work().iri()),
                    format!("<{place}.quote> {} {words}", vocabulary::EXACT),
                ];
                for (name, at) in evidence.chars_of(anchor).into_iter().flat_map(|at| [("start", at.start), ("end", at.end)]) {
                    let number = format!("\"{at}\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>");
                    expected.push(format!("<{place}.position> <http://www.w3.org/ns/oa#{name}> {number}"));
                }
                for triple in expected {
                    prop_assert!(triples.contains(&triple), "{}", triple);
                }
            }
            let of_evidence = |property: oxrdf::NamedNodeRef<'_>| {
                let begin = format!("<{iri}> {property} ");
                triples.iter().filter(|triple| triple.starts_with(&begin)).count()
            };
            prop_assert_eq!(of_evidence(vocabulary::IN_PASSAGE), 1);
            prop_assert_eq!(of_evidence(vocabulary::WITH_CUE), usize::from(record.cue.is_some()));
        }
    }

    #[test]
    fn the_numbers_of_a_dossier_are_true(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        bases in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
        rdf in proptest::sample::select(vec![RdfVersion::V1_1, RdfVersion::V1_2]),
    ) {
        let (graph, options) = (make(&nodes, &claims, "text", &bases), ExportOptions::default().with_rdf(rdf));
        let quads: Vec<Quad> = Lowering::new(&graph, &options).quads().collect();
        for dossier in graph.dossiers() {
            let description = format!("<{}graph/description>", dossier.base());
            let (about, held): (Vec<&Quad>, Vec<&Quad>) = quads
                .iter()
                .filter(|quad| quad.graph_name.to_string().starts_with(&format!("<{}graph/", dossier.base())))
                .partition(|quad| quad.graph_name.to_string() == description);
            let plain = held.iter().filter(|quad| !matches!(quad.object, RdfTerm::Triple(_)));
            let triples: BTreeSet<String> = plain.map(|quad| Triple::from((*quad).clone()).to_string()).collect();
            let reported = |predicate: oxrdf::NamedNodeRef<'_>| {
                let of = |quad: &&&Quad| quad.predicate == predicate && quad.subject.to_string() == format!("<{}>", dossier.iri());
                about.iter().find(of).map(|quad| quad.object.to_string())
            };
            let number = |count: usize| Some(format!("\"{count}\"^^<http://www.w3.org/2001/XMLSchema#integer>"));
            prop_assert_eq!(reported(vocabulary::VOID_TRIPLES), number(triples.len()));
            let own = graph.nodes().filter(|node| node.dossier().key() == dossier.key()).count()
                + graph.claims().filter(|claim| claim.dossier().key() == dossier.key()).count();
            prop_assert_eq!(reported(vocabulary::VOID_ENTITIES), number(own));
        }
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_counted(nodes in vec(node(), 2..4), text in any::<String>()) {
        let graph = make(&nodes, &[], &text, &[0, 1, 2, 3]);
        let options = ExportOptions::default();
        let xml = exporter("rdfxml").unwrap();
        let replaced = Lowering::new(&graph, &options).triples().any(|triple| in_xml(triple.clone()) != triple);
        let reported = losses(xml, &graph, &options);
        prop_assert_eq!(reported.iter().any(|loss| loss.feature == Feature::ControlCharacters), replaced);
        prop_assert!(matches!(xml.holds(Feature::ControlCharacters, &options), Capability::Partly(_)));
    }
}
