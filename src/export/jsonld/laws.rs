//! Laws over any graph: every profile is the RDF of the lowering, without blank nodes and relative IRIs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxrdf::vocab::{rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term as RdfTerm, Triple};
use proptest::collection::vec;
use proptest::prelude::*;

use super::tests::document;
use super::*;
use crate::export::ClaimDetail;
use crate::graph::{
    Anchor, ClaimHandle, ClaimInput, DateValue, DossierInput, DossierKey, EvidenceInput, GraphBuilder,
    LangText, NodeHandle, NodeInput, SourceInput, StatementInput, TermInput, Value,
};
use crate::ontology::{AttributeKey, Ontology, RelationKey, TypeKey};
use crate::text::{Decimal, Duration, Edtf, Id, Iri, Language, Quantity, SourceFile, SourceMap, Span};

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
    let lowered = by_text(Lowering::new(graph, options).descriptions().flat_map(Description::triples));
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

const LANGUAGES: [&str; 4] = ["en", "zh-Hant", "ar", "de-CH-1901"];
const BASES: [Option<&str>; 4] =
    [None, Some("https://example.org/a/"), Some("https://example.org/a"), Some("tag:example.org,2026:中国/")];
const NAMES: [&str; 4] = ["dock-strike", "neg", "urn", "label"];
const SAME: [&str; 4] = [
    "http://www.wikidata.org/entity/Q1",
    "geo:1,2",
    "urn:dossier:dock-strike:n-1",
    "https://example.org/a/n-0",
];

#[derive(Clone, Debug)]
struct NodeSpec {
    dossier: usize,
    node_type: usize,
    texts: Vec<(usize, String)>,
    aka: Vec<(usize, String)>,
    kind: Option<String>,
    same: Option<usize>,
}

#[derive(Clone, Debug)]
struct ClaimSpec {
    dossier: usize,
    subject: usize,
    predicate: usize,
    object: usize,
    value: (usize, String),
    by: Option<usize>,
    inferred: bool,
    quotes: Vec<(usize, usize, usize)>,
    named: bool,
}

fn node() -> impl Strategy<Value = NodeSpec> {
    let texts = || vec((0..4usize, any::<String>()), 0..3);
    let same = proptest::option::weighted(0.2, 0..4usize);
    (0..4usize, any::<usize>(), texts(), texts(), any::<Option<String>>(), same).prop_map(
        |(dossier, node_type, texts, aka, kind, same)| NodeSpec {
            dossier,
            node_type,
            texts,
            aka,
            kind,
            same,
        },
    )
}

fn claim() -> impl Strategy<Value = ClaimSpec> {
    let at = || any::<usize>();
    let quotes = vec((at(), at(), at()), 0..3);
    let by = proptest::option::of(at());
    (0..4usize, at(), at(), at(), (at(), any::<String>()), by, any::<bool>(), quotes, any::<bool>()).prop_map(
        |(dossier, subject, predicate, object, value, by, inferred, quotes, named)| ClaimSpec {
            dossier,
            subject,
            predicate,
            object,
            value,
            by,
            inferred,
            quotes,
            named,
        },
    )
}

fn value(kind: usize, text: &str) -> Value {
    let words = LangText::new(text, Language::new(LANGUAGES[kind % 4]).unwrap());
    match kind % 9 {
        0 => Value::Number(Decimal::new("1.50").unwrap()),
        1 => Value::Quantity(Quantity::new("USD 2e9").unwrap()),
        2 => Value::Quantity(Quantity::new("5 % / “öre”").unwrap()),
        3 => Value::Date(DateValue::Edtf(Edtf::new("2018-36~").unwrap())),
        4 => Value::Date(DateValue::Words(words)),
        5 => Value::Duration(Duration::new("P2W").unwrap()),
        6 => Value::Token(text.to_owned()),
        7 => Value::Text(words),
        _ => Value::Iri(Iri::new("geo:3,4").unwrap()),
    }
}

/// The builder's end of a graph that is being made up.
struct Made {
    builder: GraphBuilder,
    dossiers: Vec<DossierKey>,
    nodes: Vec<NodeHandle>,
    works: Vec<(NodeHandle, Option<String>)>,
    claims: Vec<ClaimHandle>,
}

impl Made {
    fn term(&self, at: usize) -> TermInput {
        let at = at % (self.nodes.len() + self.claims.len());
        match self.nodes.get(at) {
            Some(node) => (*node).into(),
            None => self.claims[at - self.nodes.len()].into(),
        }
    }

    fn evidence(&self, (work, from, to): (usize, usize, usize)) -> EvidenceInput {
        let (work, text) = &self.works[work % self.works.len()];
        let anchor = match text {
            Some(text) => {
                let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let (one, other) = (bounds[from % bounds.len()], bounds[to % bounds.len()]);
                let span = Span::new(one.min(other), one.max(other));
                Anchor { words: text[span.range()].to_owned(), span: Some(span) }
            }
            None => Anchor { words: format!("words {}", from % 2), span: None },
        };
        let cue = (from % 3 == 0).then(|| anchor.clone());
        EvidenceInput { work: *work, quote: anchor.clone(), passage: anchor, cue, place: None }
    }
}

fn make(nodes: &[NodeSpec], claims: &[ClaimSpec], text: &str, bases: &[usize]) -> KnowledgeGraph {
    let ontology = Ontology::built_in();
    let types: Vec<TypeKey> = ontology.types().map(|(key, _)| key).collect();
    let relations: Vec<RelationKey> = ontology.relations().map(|(key, _)| key).collect();
    let attributes: Vec<AttributeKey> = ontology.attributes().map(|(key, _)| key).collect();
    let mut builder = GraphBuilder::new(ontology.clone());
    let dossiers = NAMES.iter().zip(bases).map(|(name, base)| {
        let mut input = DossierInput::new(Id::new(name).unwrap());
        input.base = BASES[*base].map(|base| Iri::new(base).unwrap());
        input.language = Language::new(LANGUAGES[*base]).unwrap();
        input.title = Some(LangText::new(text, input.language.clone()));
        builder.add_dossier(input).unwrap()
    });
    let dossiers: Vec<DossierKey> = dossiers.collect();
    let mut made = Made { builder, dossiers, nodes: Vec::new(), works: Vec::new(), claims: Vec::new() };
    let texts = |texts: &[(usize, String)]| -> Vec<LangText> {
        texts.iter().map(|(at, text)| LangText::new(text, Language::new(LANGUAGES[*at]).unwrap())).collect()
    };
    for (at, spec) in nodes.iter().enumerate() {
        let id = Id::new(&format!("n-{at}")).unwrap();
        let mut input = NodeInput::new(made.dossiers[spec.dossier], id, types[spec.node_type % types.len()]);
        for label in texts(&spec.texts) {
            if input.labels.iter().all(|known| known.language != label.language) {
                input.labels.push(label);
            }
        }
        input.aka = texts(&spec.aka);
        input.note = input.aka.first().cloned();
        input.kind.clone_from(&spec.kind);
        input.same = spec.same.map(|at| Iri::new(SAME[at]).unwrap()).into_iter().collect();
        made.nodes.push(made.builder.add_node(input).unwrap());
    }
    let mut sources = SourceMap::new();
    let key = sources.add(SourceFile::new("text", text).unwrap());
    for (work, at_hand) in made.nodes.iter().copied().zip([true, false]) {
        made.builder.add_source(SourceInput {
            work,
            text: at_hand.then(|| (key, Arc::clone(sources.get(key)))),
            url: Some(Iri::new("https://example.org/article?a=b#c").unwrap()),
            published: Some(Edtf::new("2019-05-10").unwrap()),
            retrieved: None,
            sha256: None,
            licence: Some(text.to_owned()),
        });
        made.works.push((work, at_hand.then(|| text.to_owned())));
    }
    for (at, spec) in claims.iter().enumerate() {
        let statement = if spec.predicate % 2 == 0 {
            StatementInput::Relation(relations[spec.predicate / 2 % relations.len()], made.term(spec.object))
        } else {
            let attribute = attributes[spec.predicate / 2 % attributes.len()];
            StatementInput::Attribute(attribute, value(spec.value.0, &spec.value.1))
        };
        let mut input = ClaimInput::new(made.dossiers[spec.dossier], made.term(spec.subject), statement);
        input.said.by = spec.by.map(|at| made.nodes[at % made.nodes.len()]).into_iter().collect();
        input.said.via = spec.by.map(|at| made.nodes[at / 2 % made.nodes.len()]).into_iter().collect();
        input.said.inferred = spec.inferred;
        input.evidence = spec.quotes.iter().map(|quote| made.evidence(*quote)).collect();
        let name = spec.named.then(|| Id::new(&format!("c-{at}")).unwrap());
        let handle = made.builder.announce_claim(name);
        made.builder.fill_claim(handle, input);
        made.claims.push(handle);
    }
    made.builder.finish().0
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
        for claims in [ClaimDetail::Full, ClaimDetail::None] {
            for profile in [Profile::Compact, Profile::Nested, Profile::Flat] {
                let options = ExportOptions { claims, profile, ..ExportOptions::default() };
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
