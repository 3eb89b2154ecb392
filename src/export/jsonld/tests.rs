//! Layout and names of documents; the laws over any graph are in `laws`.

use serde_json::{Map, Value};

use super::*;
use crate::export::Model;
use crate::graph::{ClaimInput, DossierInput, GraphBuilder, NodeInput, StatementInput, Value as Said};
use crate::ontology::Ontology;
use crate::text::{Id, Iri};

/// An ontology whose names are ours, keywords' or prefixes'.
const CLASHES: &str = "\
ontology: clashes
namespace: https://example.org/clash#
prefixes: {ex: 'https://example.org/clash#'}
types:
  Claim: {label: claim, definition: Not ours.}
  type: {label: type, definition: A class.}
relations:
  id: {label: id, domain: [Claim], range: [type], definition: Not the keyword.}
  label: {label: label, domain: [Claim], range: [type], definition: Not the label.}
  geo: {label: geo, domain: [Claim], range: [type], definition: A scheme.}
  graph: {label: graph, domain: [Claim], range: [type], definition: A word.}
attributes:
  subject: {label: subject, domain: [Claim], value: text, definition: Not the subject.}
  neg: {label: neg, domain: [Claim], value: number, definition: Not the prefix.}
  claims: {label: claims, domain: [Claim], value: token, tokens: {Claim: [a]}, definition: Not the claims.}
";

/// The document of a graph, and its parsed form.
pub(super) fn document(graph: &KnowledgeGraph, options: &ExportOptions) -> (String, Value) {
    let mut out = Vec::new();
    Document::new(graph, options).write(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let value = serde_json::from_str(&text).unwrap();
    (text, value)
}

fn with_profile(profile: Profile) -> ExportOptions {
    ExportOptions::default().with_profile(profile)
}

fn clashing_graph() -> KnowledgeGraph {
    let mut builder = GraphBuilder::new(Ontology::read(CLASHES).unwrap());
    let urn = builder.add_dossier(DossierInput::new(Id::new("urn").unwrap())).unwrap();
    let mut input = DossierInput::new(Id::new("oa").unwrap());
    input.base = Some(Iri::new("https://example.org/no-delimiter").unwrap());
    let based = builder.add_dossier(input).unwrap();
    let claim = builder.ontology().type_named("Claim").unwrap();
    let mut node = NodeInput::new(urn, Id::new("one").unwrap(), claim);
    node.same = ["geo:13.4,52.5", "urn:isbn:0", "schema:oops", "http://a.org/"]
        .map(|iri| Iri::new(iri).unwrap())
        .into();
    let one = builder.add_node(node).unwrap();
    let two = builder.node(based, "two", "type", "Two").unwrap();
    for relation in ["id", "label", "geo", "graph"] {
        builder.relate(urn, one, relation, two).unwrap();
    }
    let text = crate::graph::LangText::new("words", crate::text::Language::default());
    builder.describe(urn, one, "subject", Said::Text(text)).unwrap();
    builder.describe(urn, one, "neg", Said::Number(crate::text::Decimal::new("1").unwrap())).unwrap();
    builder.describe(urn, one, "claims", Said::Token("a".to_owned())).unwrap();
    builder.finish().0
}

#[test]
fn names_that_clash_are_written_with_a_prefix() {
    let graph = clashing_graph();
    for profile in [Profile::Compact, Profile::Nested, Profile::Flat] {
        let options = with_profile(profile);
        let (text, value) = document(&graph, &options);
        let context = value["@context"].as_object().unwrap();
        assert_eq!(context["ex:label"]["@id"], "ex:label");
        assert_eq!(context["graph"]["@id"], "ex:graph");
        // `urn` and `schema` are schemes of IRIs that are written in full.
        assert_eq!(context["urn-2"], "urn:dossier:urn:");
        assert_eq!(context["schema-2"], "https://schema.org/");
        assert_eq!(context["oa-2"]["@prefix"], true);
        assert!(text.contains("\"ex:id\": \"oa-2:two\""), "{text}");
        laws::assert_same_triples(&graph, &options, &text);
    }
}

#[test]
fn the_context_is_sorted_and_every_term_occurs() {
    let graph = clashing_graph();
    for model in Model::ALL.iter().copied() {
        let (text, value) = document(&graph, &ExportOptions::default().with_model(model));
        let context = value["@context"].as_object().unwrap();
        assert!(context.keys().is_sorted(), "{:?}", context.keys());
        for term in context.keys().filter(|term| *term != "@version") {
            let uses = [format!("\"{term}\""), format!("\"{term}:")];
            let count: usize = uses.iter().map(|used| text.matches(used.as_str()).count()).sum();
            assert!(count > 1, "`{term}` is defined and not used");
        }
    }
}

#[test]
fn profiles_differ_in_what_stands_inside_what() {
    fn depth(value: &Value) -> usize {
        match value {
            Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
            Value::Array(values) => values.iter().map(depth).max().unwrap_or(0),
            _ => 0,
        }
    }
    let graph = clashing_graph();
    let nodes = |profile| -> Vec<Map<String, Value>> {
        let (_, value) = document(&graph, &with_profile(profile));
        value["@graph"].as_array().unwrap().iter().map(|node| node.as_object().unwrap().clone()).collect()
    };
    let (compact, nested, flat) = (nodes(Profile::Compact), nodes(Profile::Nested), nodes(Profile::Flat));
    assert_eq!((compact.len(), nested.len()), (2 + 2 + 7, 2 + 2));
    assert_eq!(nested.iter().filter_map(|node| node.get("claims")?.as_array()).flatten().count(), 7);
    assert!(flat.iter().all(|node| depth(&node.clone().into()) <= 2));
}

#[test]
fn claims_about_claims_nest_only_so_deep() {
    let mut builder = GraphBuilder::new(Ontology::read(CLASHES).unwrap());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("deep").unwrap())).unwrap();
    let node = builder.node(dossier, "one", "type", "One").unwrap();
    let mut last = builder.relate(dossier, node, "id", node).unwrap();
    for _ in 0..2 * MAX_NESTING {
        last = builder.relate(dossier, last, "id", node).unwrap();
    }
    let (first, second) = (builder.announce_claim(None), builder.announce_claim(None));
    let id = builder.ontology().relation_named("id").unwrap();
    for (subject, claim) in [(first, second), (second, first)] {
        let statement = StatementInput::Relation(id, node.into());
        builder.fill_claim(claim, ClaimInput::new(dossier, subject, statement));
    }
    let (graph, _) = builder.finish();
    let options = with_profile(Profile::Nested);
    let (text, value) = document(&graph, &options);
    laws::assert_same_triples(&graph, &options, &text);
    assert_eq!(text.matches("\"claims\": [").count(), MAX_NESTING);
    // The dossier, the node, the deeper claims and those about each other.
    assert!(value["@graph"].as_array().unwrap().len() > 2 + MAX_NESTING);
}

#[test]
fn a_failing_writer_is_an_error() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (graph, options) = (clashing_graph(), ExportOptions::default());
    let whole = document(&graph, &options).0.len();
    let write = |room| Document::new(&graph, &options).write(&mut Full(room));
    assert!((0..whole).step_by(97).chain([whole - 1]).all(|room| write(room).is_err()));
    assert!(write(whole).is_ok());
}
