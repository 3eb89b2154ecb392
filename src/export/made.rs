//! Made-up graphs for the laws of formats: any texts, several dossiers and bases, claims about claims.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::graph::{
    Anchor, ClaimHandle, ClaimInput, DateValue, DossierInput, DossierKey, EvidenceInput, GraphBuilder,
    KnowledgeGraph, LangText, NodeHandle, NodeInput, SourceInput, StatementInput, TermInput, Value,
};
use crate::ontology::{Attribute, AttributeKey, Datatype, Ontology, RelationKey, TypeKey, TypeRole};
use crate::text::{
    Decimal, Duration, Edtf, Id, Iri, Language, Quantity, SourceFile, SourceMap, Span, find_quote,
};

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

/// What a node is to have.
#[derive(Clone, Debug)]
pub(crate) struct NodeSpec {
    dossier: usize,
    node_type: usize,
    texts: Vec<(usize, String)>,
    aka: Vec<(usize, String)>,
    kind: Option<String>,
    same: Option<usize>,
}

/// What a claim is to say.
#[derive(Clone, Debug)]
pub(crate) struct ClaimSpec {
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

/// Any node.
pub(crate) fn node() -> impl Strategy<Value = NodeSpec> {
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

/// Any claim.
pub(crate) fn claim() -> impl Strategy<Value = ClaimSpec> {
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

/// A value of an attribute's own datatype: what files can say.
fn fitting(attribute: &Attribute, subject: Option<TypeKey>, kind: usize, text: &str) -> Value {
    let kind = match attribute.datatype {
        Datatype::Number => 0,
        Datatype::Quantity => 1 + kind % 2,
        Datatype::Date => 3 + kind % 2,
        Datatype::Duration => 5,
        Datatype::Text => 7,
        Datatype::Iri => 8,
        Datatype::Token => {
            let own = subject.map(|key| attribute.tokens_of(key)).filter(|tokens| !tokens.is_empty());
            let any: Vec<&String> = attribute.tokens.values().flatten().collect();
            let token = own.map_or_else(|| any[kind % any.len()], |tokens| &tokens[kind % tokens.len()]);
            return Value::Token(token.clone());
        }
    };
    // The language follows from the kind.
    value(kind, text)
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

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether all words can be found again at their positions: they are not blank, and split no character and no number.
fn stands(file: &SourceFile, evidence: &EvidenceInput) -> bool {
    let stands = |Anchor { words, span }: &Anchor| {
        span.is_none() || find_quote(file, words, *span, None).is_ok_and(|(found, _)| Some(found) == *span)
    };
    stands(&evidence.quote) && stands(&evidence.passage) && evidence.cue.iter().all(stands)
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
        let Some(text) = text else {
            let words = |words: String| Anchor { words, span: None };
            let (quote, cue) =
                (format!("words {}", from % 2), (to % 3 > 0).then(|| words(format!("cue {}", to % 3))));
            let passage = if to % 2 == 0 { quote.clone() } else { format!("passage with {quote}") };
            return EvidenceInput {
                work: *work,
                quote: words(quote),
                passage: words(passage),
                cue,
                place: None,
                passage_place: None,
                cue_place: None,
            };
        };
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let anchor = |one: usize, other: usize| {
            let span = Span::new(one.min(other), one.max(other));
            Anchor { words: text[span.range()].to_owned(), span: Some(span) }
        };
        let (one, other) = (bounds[from % bounds.len()], bounds[to % bounds.len()]);
        let quote = anchor(one, other);
        let passage = if from % 2 == 0 { quote.clone() } else { anchor(0, text.len()) };
        let cue = match from % 3 {
            0 => Some(quote.clone()),
            1 => Some(anchor(0, other)),
            _ => None,
        };
        EvidenceInput { work: *work, quote, passage, cue, place: None, passage_place: None, cue_place: None }
    }
}

/// A graph as files can hold it: values of their attributes' datatypes, quotes that can be found again.
pub(crate) fn make_readable(
    nodes: &[NodeSpec],
    claims: &[ClaimSpec],
    text: &str,
    bases: &[usize],
) -> KnowledgeGraph {
    make_with(nodes, claims, text, bases, true)
}

/// The graph of these nodes and claims: four dossiers with bases from `bases`, and two works, one with the text.
pub(crate) fn make(nodes: &[NodeSpec], claims: &[ClaimSpec], text: &str, bases: &[usize]) -> KnowledgeGraph {
    make_with(nodes, claims, text, bases, false)
}

fn make_with(
    nodes: &[NodeSpec],
    claims: &[ClaimSpec],
    text: &str,
    bases: &[usize],
    readable: bool,
) -> KnowledgeGraph {
    let ontology = Ontology::built_in();
    let of_claims = |key| ontology.node_type(key).roles.contains(&TypeRole::Claim);
    let types: Vec<TypeKey> =
        ontology.types().map(|(key, _)| key).filter(|key| !(readable && of_claims(*key))).collect();
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
        input.notes = input.aka.first().cloned().into_iter().collect();
        input.kind.clone_from(&spec.kind);
        // Two works that are one would have one text, with the quotes of both.
        let same = spec.same.filter(|_| !(readable && at < 2));
        input.same = same.map(|at| Iri::new(SAME[at]).unwrap()).into_iter().collect();
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
            sha256: (readable && at_hand).then(|| sha256(text)),
            licence: Some(text.to_owned()),
            place: None,
        });
        made.works.push((work, at_hand.then(|| text.to_owned())));
    }
    for (at, spec) in claims.iter().enumerate() {
        let statement = if spec.predicate % 2 == 0 {
            StatementInput::Relation(relations[spec.predicate / 2 % relations.len()], made.term(spec.object))
        } else {
            let attribute = attributes[spec.predicate / 2 % attributes.len()];
            let subject = match made.term(spec.subject) {
                TermInput::Node(node) => Some(made.builder.node_input(node).node_type),
                TermInput::Claim(_) => None,
            };
            let value = if readable {
                fitting(ontology.attribute(attribute), subject, spec.value.0, &spec.value.1)
            } else {
                value(spec.value.0, &spec.value.1)
            };
            StatementInput::Attribute(attribute, value)
        };
        let mut input = ClaimInput::new(made.dossiers[spec.dossier], made.term(spec.subject), statement);
        input.said.by = spec.by.map(|at| made.nodes[at % made.nodes.len()]).into_iter().collect();
        input.said.via = spec.by.map(|at| made.nodes[at / 2 % made.nodes.len()]).into_iter().collect();
        input.said.inferred = spec.inferred;
        input.evidence = spec.quotes.iter().map(|quote| made.evidence(*quote)).collect();
        input.evidence.retain(|evidence| !readable || stands(sources.get(key), evidence));
        let name = spec.named.then(|| Id::new(&format!("c-{at}")).unwrap());
        let handle = made.builder.announce_claim(name);
        made.builder.fill_claim(handle, input);
        made.claims.push(handle);
    }
    made.builder.finish().0
}
