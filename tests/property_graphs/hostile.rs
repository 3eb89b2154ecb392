//! Graphs of words that scripts and tables get wrong.

use std::sync::Arc;

use dossier::check::Checked;
use dossier::graph::{
    Anchor, ClaimInput, DateValue, DossierInput, EvidenceInput, GraphBuilder, LangText, NodeInput, Said,
    SourceInput, StatementInput, Value,
};
use dossier::ontology::Ontology;
use dossier::text::{Decimal, Edtf, Id, Iri, Language, Quantity, SourceFile, SourceMap, Span};

/// Words that end a text, a row or a statement too early, or are taken for something else.
pub const HOSTILE: [&str; 14] = [
    "line\nbreak, comma; semicolon | bar\ttab\r\nboth\rone",
    "\"double\" ''single'' `tick` \"",
    "'); DROP TABLE \"Person\"; --",
    "'}) DETACH DELETE n; //",
    "C:\\users\\new \\u0041 \\' \\\" \\n \\N end",
    "${HOME} $(id) $$ $1 %s {{x}} [a, b] {c: 1}",
    "\u{2028}\u{2029}\u{85}\u{feff}\u{202e}\u{1}\u{1f}\u{7f}\u{c}\u{8} marks",
    "中国 שלום é e\u{301} 👩‍👩‍👧 \u{10ffff}",
    " spaces around ",
    "null",
    "NULL",
    "true",
    "42",
    "2019-05-10",
];

/// A graph with every hostile text as a name, another name, a note, a value and a quote. Without `first`, it is a later
/// version of the graph: some names, values and notes have changed or gone.
pub fn graph(first: bool) -> Checked {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let mut input = DossierInput::new(Id::new("hostile").unwrap());
    input.title = Some(LangText::new(HOSTILE[0], Language::default()));
    let dossier = builder.add_dossier(input).unwrap();
    let work = builder.node(dossier, "work", "Work", HOSTILE[2]).unwrap();
    let long = "x'\"\\y中".repeat(1_700);
    let words: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    let text = words.join("\n|\n");
    let mut sources = SourceMap::new();
    let key = sources.add(SourceFile::new("hostile", text.as_str()).unwrap());
    builder.add_source(SourceInput {
        work,
        text: Some((key, Arc::clone(sources.get(key)))),
        url: Some(Iri::new("https://example.org/a?b='c'&d=(e)").unwrap()),
        published: Some(Edtf::new("2019-05-10").unwrap()),
        retrieved: None,
        sha256: None,
        licence: Some(HOSTILE[1].to_owned()),
        place: None,
    });
    let person = builder.ontology().type_named("Person").unwrap();
    let statement = builder.ontology().attribute_named("statement").unwrap();
    let rise = builder.node(dossier, "rise", "Position", "").unwrap();
    let measure = builder.node(dossier, "tariff", "Measure", "A tariff").unwrap();
    let number = |text: &str| Value::Number(Decimal::new(text).unwrap());
    builder.describe(dossier, measure, "ratePercent", number("0.1")).unwrap();
    let ban = builder.node(dossier, "ban", "Measure", "A ban").unwrap();
    for measure in [ban, measure].into_iter().take(if first { 2 } else { 1 }) {
        builder
            .describe(dossier, measure, "date", Value::Date(DateValue::Edtf(Edtf::new("2019-05").unwrap())))
            .unwrap();
    }
    let sum = Value::Quantity(Quantity::new("USD 12e9").unwrap());
    let deal = builder.node(dossier, "deal", "Agreement", "A deal").unwrap();
    builder.describe(dossier, deal, "amount", sum).unwrap();
    for (at, words) in words.iter().enumerate() {
        let mut node = NodeInput::new(dossier, Id::new(&format!("p{at}")).unwrap(), person);
        let changed = if first { (*words).to_owned() } else { format!("{words} changed") };
        node.labels.push(LangText::new(changed, Language::default()));
        node.labels.push(LangText::new(*words, Language::new("zh-Hant").unwrap()));
        if first {
            node.aka.push(LangText::new(*words, Language::default()));
            node.kind = Some((*words).to_owned());
        }
        node.aka.push(LangText::new(format!("{words} again"), Language::default()));
        node.notes = vec![LangText::new(*words, Language::new("de").unwrap())];
        node.same = vec![Iri::new(&format!("https://example.org/{at}")).unwrap()];
        let node = builder.add_node(node).unwrap();
        builder.relate(dossier, node, "demands", rise).unwrap();
        let said = Value::Text(LangText::new(*words, Language::default()));
        let mut claim = ClaimInput::new(dossier, measure, StatementInput::Attribute(statement, said));
        let start = text.find(words).unwrap_or(0);
        let anchor = Anchor { words: (*words).to_owned(), span: Some(Span::new(start, start + words.len())) };
        let around = Span::new(start, (start + words.len() + 2).min(text.len()));
        let passage = Anchor { words: text[around.range()].to_owned(), span: Some(around) };
        for (passage, cue) in [(passage, Some(anchor.clone())), (anchor.clone(), None)] {
            claim.evidence.push(EvidenceInput {
                work,
                quote: anchor.clone(),
                passage,
                cue,
                place: None,
                passage_place: None,
                cue_place: None,
            });
        }
        claim.said = Said::by([node]);
        let claim = builder.add_claim(claim);
        builder.relate(dossier, node, "denies", claim).unwrap();
    }
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}
