//! A graph of texts that writers get wrong, and of names that are also ours.

use std::sync::Arc;

use dossier::check::Checked;
use dossier::graph::{
    Anchor, ClaimInput, DossierInput, EvidenceInput, GraphBuilder, LangText, NodeInput, SourceInput,
    StatementInput, Value,
};
use dossier::ontology::Ontology;
use dossier::text::{Id, Iri, Language, Quantity, SourceFile, SourceMap, Span};

/// An ontology whose names are also our terms, our prefixes or schemes of IRIs.
const CLASHES: &str = "\
ontology: clashes
namespace: https://example.org/clash#
prefixes: {ex: 'https://example.org/clash#'}
types:
  Work: {label: work, definition: A text., roles: [work]}
  type: {label: type, definition: A class.}
  Claim: {label: claim, definition: What is said., roles: [claim]}
relations:
  id: {label: id, domain: [Thing], range: [Thing], definition: Not the keyword.}
  geo: {label: geo, domain: [Thing], range: [Thing], definition: A scheme.}
  graph: {label: graph, domain: [Thing], range: [Thing], definition: A word.}
attributes:
  subject: {label: subject, domain: [Thing], value: text, definition: Not the subject.}
  sum: {label: sum, domain: [Thing], value: quantity, definition: How much.}
";

/// Texts that writers get wrong.
const HARD: [&str; 6] = [
    "nul \0, unit separator \u{1f}, delete \u{7f}, next line \u{85}",
    "\"quoted\\\" \r\n\t\u{8}\u{c} @id _:b0",
    "e\u{301} é 👩‍👩‍👧 \u{fffe}\u{10ffff}",
    "שלום \u{200f}\u{202e}abc\u{2028}\u{2029}",
    "",
    " \u{a0}\u{feff}",
];

/// A graph of them.
pub fn hard_graph() -> Checked {
    let mut builder = GraphBuilder::new(Ontology::read(CLASHES).unwrap());
    let mut dossiers = Vec::new();
    for (name, base) in [("geo", None), ("oa", Some("https://example.org/no-delimiter")), ("urn", None)] {
        let mut input = DossierInput::new(Id::new(name).unwrap());
        input.base = base.map(|base| Iri::new(base).unwrap());
        input.title = Some(LangText::new(HARD[1], Language::new("de-CH-1901").unwrap()));
        dossiers.push(builder.add_dossier(input).unwrap());
    }
    let work = builder.node(dossiers[0], "work", "Work", HARD[2]).unwrap();
    let text = HARD.join(" | ");
    let mut sources = SourceMap::new();
    let key = sources.add(SourceFile::new("hard", text.as_str()).unwrap());
    builder.add_source(SourceInput {
        work,
        text: Some((key, Arc::clone(sources.get(key)))),
        url: Some(Iri::new("https://example.org/a?b=c#d").unwrap()),
        published: None,
        retrieved: None,
        sha256: None,
        licence: Some(HARD[0].to_owned()),
        place: None,
    });
    let class = builder.ontology().type_named("type").unwrap();
    let subject = builder.ontology().attribute_named("subject").unwrap();
    let mut last = None;
    for (at, words) in HARD.iter().enumerate() {
        let dossier = dossiers[at % dossiers.len()];
        let mut node = NodeInput::new(dossier, Id::new(&format!("n{at}")).unwrap(), class);
        for language in ["en", "zh-Hant"] {
            node.labels.push(LangText::new(*words, Language::new(language).unwrap()));
            node.aka.push(LangText::new(format!("{at} {words}"), Language::new(language).unwrap()));
        }
        node.same = ["geo:13.4,52.5", "urn:isbn:0", "schema:oops", "https://example.org/中国"]
            .map(|iri| Iri::new(&format!("{iri}{at}")).unwrap())
            .into();
        let node = builder.add_node(node).unwrap();
        builder.relate(dossier, node, ["id", "geo", "graph"][at % 3], work).unwrap();
        let sum = Value::Quantity(Quantity::new(["USD 2e9", "5 %/“öre”"][at % 2]).unwrap());
        builder.describe(dossier, node, "sum", sum).unwrap();
        let said = Value::Text(LangText::new(*words, Language::default()));
        let mut claim = ClaimInput::new(dossier, node, StatementInput::Attribute(subject, said));
        let start = text.find(words).unwrap_or(0);
        let anchor = Anchor { words: (*words).to_owned(), span: Some(Span::new(start, start + words.len())) };
        claim.evidence.push(EvidenceInput {
            work,
            quote: anchor.clone(),
            passage: anchor.clone(),
            cue: Some(anchor),
            place: None,
            passage_place: None,
            cue_place: None,
        });
        let claim = builder.add_claim(claim);
        last = Some(builder.relate(dossier, claim, "id", node).unwrap());
    }
    builder.relate(dossiers[1], last.unwrap(), "geo", work).unwrap();
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}
