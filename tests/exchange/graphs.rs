//! The graphs that are exchanged: the bundled dossier, and one whose every text is hostile.

use std::sync::Arc;

use dossier::check::Checked;
use dossier::graph::rows::RowGraph;
use dossier::graph::{
    Anchor, ClaimInput, DossierInput, EvidenceInput, GraphBuilder, LangText, NodeInput, Said, SourceInput,
    StatementInput, TermInput, Value,
};
use dossier::ontology::Ontology;
use dossier::read::rows::{RowOptions, read_rows};
use dossier::text::{Decimal, Id, Iri, Language, SourceFile, SourceMap, Span};
use serde_json::json;

/// The dossier of the trade talks.
pub fn bundled() -> Checked {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks");
    dossier::open(path).unwrap().check().unwrap()
}

/// Texts that writers and readers get wrong.
pub fn hard_texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "</script><script>alert(1)</script>",
        "]]> <![CDATA[ <!-- -- > &amp; &#0; &lt;",
        "\"quoted\" 'single' `back` \\ \\\" \\n $${x}",
        "line\nfeed\r\nreturn\rtab\tend",
        "line separator \u{2028} paragraph \u{2029} next line \u{85}",
        "nul \0 bell \u{7} escape \u{1b}[31m unit \u{1f} delete \u{7f} \u{fffe}",
        "中美经贸磋商 日本語 한국어",
        "👩‍👩‍👧 🇨🇳 e\u{301} é \u{10ffff}",
        "שלום \u{200f}\u{202e}abc\u{202c}",
        "a;b,c|d, [e] {f} (g) <h> #i %j; end subgraph click A call",
        "=HYPERLINK(\"x\") ' OR 1=1 -- ; DROP TABLE nodes;",
        "null",
        " leading and trailing ",
        "*bold* _it_ **b** [link](javascript:alert(1)) <b>x</b> #quot; #35;",
    ]
    .map(str::to_owned)
    .into();
    texts.push("long ".repeat(2_000));
    texts
}

/// A graph in which every text is hostile, numbers are large, small and exact, and two say the same of one pair.
pub fn hostile() -> Checked {
    let ontology = Ontology::built_in();
    let mut builder = GraphBuilder::new(ontology.clone());
    let mut input = DossierInput::new(Id::new("hostile").unwrap());
    let texts = hard_texts();
    input.title = Some(LangText::new(texts[0].as_str(), Language::default()));
    let dossier = builder.add_dossier(input).unwrap();
    let work = builder.node(dossier, "article", "Work", &texts[1]).unwrap();
    let whole = texts.join(" | ");
    let mut sources = SourceMap::new();
    let key = sources.add(SourceFile::new("hard", whole.as_str()).unwrap());
    builder.add_source(SourceInput {
        work,
        text: Some((key, Arc::clone(sources.get(key)))),
        url: Some(Iri::new("https://example.org/a?b=c&d=%22#e'f").unwrap()),
        published: None,
        retrieved: None,
        sha256: None,
        licence: Some(texts[2].clone()),
        place: None,
    });
    let organization = ontology.type_named("Organization").unwrap();
    let breaks = ontology.relation_named("breaks").unwrap();
    let deal = builder.node(dossier, "deal", "Agreement", &texts[3]).unwrap();
    let person = builder.node(dossier, "speaker", "Person", &texts[4]).unwrap();
    let rates = ["25", "0.1", "12.5", "9007199254740993"];
    for (at, words) in texts.iter().enumerate() {
        let mut node = NodeInput::new(dossier, Id::new(&format!("n{at}")).unwrap(), organization);
        for language in ["en", "zh-Hant"] {
            node.labels.push(LangText::new(words.as_str(), Language::new(language).unwrap()));
            node.aka.push(LangText::new(format!("{at}; {words}"), Language::new(language).unwrap()));
            node.aka.push(LangText::new(words.as_str(), Language::new(language).unwrap()));
        }
        node.notes = vec![LangText::new(words.as_str(), Language::default())];
        node.same = vec![Iri::new(&format!("https://example.org/中国/{at}?a='b'")).unwrap()];
        let node = builder.add_node(node).unwrap();
        let start = whole.find(words.as_str()).unwrap();
        let span = Some(Span::new(start, start + words.len()));
        let anchor = Anchor { words: words.clone(), span };
        // The same accusation by two, the first denied: two claims on one pair, and no edge.
        let claims = [node, person].map(|speaker| {
            let mut claim =
                ClaimInput::new(dossier, node, StatementInput::Relation(breaks, TermInput::Node(deal)));
            claim.said = Said::by([speaker]);
            claim.evidence.push(EvidenceInput {
                work,
                quote: anchor.clone(),
                passage: anchor.clone(),
                cue: (speaker == node).then(|| anchor.clone()),
                place: None,
                passage_place: None,
                cue_place: None,
            });
            builder.add_claim(claim)
        });
        builder.relate(dossier, person, "denies", claims[0]).unwrap();
        let rise = builder.node(dossier, &format!("rise{at}"), "Position", words).unwrap();
        builder.relate(dossier, node, "demands", rise).unwrap();
        builder.relate(dossier, node, "refuses", rise).unwrap();
        let measure = builder.node(dossier, &format!("measure{at}"), "Measure", words).unwrap();
        let rate = Decimal::new(rates[at % rates.len()]).unwrap();
        builder.describe(dossier, measure, "ratePercent", Value::Number(rate)).unwrap();
    }
    builder.describe(dossier, person, "age", Value::Number(Decimal::new("50").unwrap())).unwrap();
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// A graph of many things of one type, all ends of edges from one thing; only the last begins another edge.
pub fn wide() -> Checked {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("wide").unwrap())).unwrap();
    let union = builder.node(dossier, "union", "Organization", "The union").unwrap();
    let pay = builder.node(dossier, "pay", "Issue", "Pay").unwrap();
    let mut last = None;
    for at in 0..4_200 {
        let rise = builder.node(dossier, &format!("rise{at:04}"), "Position", "A rise").unwrap();
        builder.relate(dossier, union, "demands", rise).unwrap();
        last = Some(rise);
    }
    builder.relate(dossier, last.unwrap(), "onIssue", pay).unwrap();
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// A graph of so many demands.
pub fn demands(count: usize) -> Checked {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("demands").unwrap())).unwrap();
    let union = builder.node(dossier, "union", "Organization", "The union").unwrap();
    for at in 0..count {
        let rise = builder.node(dossier, &format!("rise{at}"), "Position", "A rise").unwrap();
        builder.relate(dossier, union, "demands", rise).unwrap();
    }
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Rows in which every text is hostile, with claims of two statuses, lists, numbers, days, and ids of several kinds.
pub fn hostile_rows() -> RowGraph {
    let texts = hard_texts();
    let ids: Vec<String> = (0..texts.len())
        .map(|at| match at {
            0 => "row/99".to_owned(),
            1 => "https://example.org/one#two".to_owned(),
            2 => "a b/é \"c\"".to_owned(),
            at => format!("n{at}"),
        })
        .collect();
    let mut lines = Vec::new();
    for (at, (id, text)) in ids.iter().zip(&texts).enumerate() {
        let day = json!({"@value": "2019-05-10", "@type": "http://www.w3.org/2001/XMLSchema#date"});
        lines.push(json!({"id": id, "type": if at % 2 == 0 { "Person" } else { "tradeUnion" }, "props": {
            "label": text, "aka": [text, "b"], "size": at, "share": 0.1 * at as f64, "on": at % 3 == 0, "since": day,
        }}));
    }
    for (at, (id, text)) in ids.iter().zip(&texts).enumerate().skip(1) {
        let props = json!({"quote": text, "weight": at, "tags": [text, "x"]});
        lines.push(match at % 4 {
            0 => json!({"source": id, "target": ids[0], "type": "memberOf", "props": props}),
            1 => json!({"source": ids[0], "target": id, "type": "knows", "status": "reported", "by": [ids[2]], "props": props}),
            2 => json!({"source": id, "target": id, "type": "mentions", "status": "disputed", "by": "nobody", "props": props}),
            _ => json!({"source": id, "target": ids[1], "type": "memberOf", "status": "attributed", "by": [ids[0], ids[1]]}),
        });
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    let reading = read_rows(&[path], &RowOptions::default()).unwrap();
    assert_eq!(reading.findings.len(), 0);
    reading.graph
}
