//! Graphviz accepts every DOT that the program writes, without a word, and shows the texts as they are.
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use dossier::check::Checked;
use dossier::export::{ExportOptions, Model, exporter};
use dossier::graph::{
    Anchor, ClaimInput, DossierInput, EvidenceInput, GraphBuilder, LangText, NodeInput, Said, SourceInput,
    StatementInput, TermInput, Value,
};
use dossier::ontology::Ontology;
use dossier::read::{Disk, read};
use dossier::text::{Id, Iri, Language};
use proptest::prelude::*;

/// Texts that mean something in DOT, in HTML-like labels, in XML or on the screen.
const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "]]>",
    r"\N \G \E \L \T \H \l \r \n",
    "<b>bold</b> <br/> <!-- x -->",
    r#"say "hi""#,
    r"ends in \",
    r#"\""#,
    "&amp; &#123; &#x41; &lt; &nbsp; &copy; AT&T; &",
    "\0 \u{1} \u{8} \u{b} \u{c} \u{1b} \u{7f} \u{85} \u{9f} \u{feff} \u{fffe} \u{ffff}",
    "a\r\nb\nc\td\re",
    "😀👩‍👩‍👧🇳🇴 e\u{301} \u{202e}abc\u{202c}",
    "שלום עולם، مرحبا",
    "中美贸易谈判在华盛顿举行了两天的会谈",
    "",
    "   ",
    "node",
    "strict digraph { a -> b; } // /* */ # x",
    "-67.50",
    "a:b:c:n",
    "  two   spaces\u{a0}\u{a0}",
    "\u{2028}\u{2029}\u{3000}",
];

#[test]
fn graphviz_draws_the_bundled_dossier() {
    let reading =
        read(&Disk::new(), &[Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")]);
    let checked = Checked::new(reading.graph).unwrap();
    for model in Model::ALL.iter().copied() {
        let options = ExportOptions::default().with_model(model);
        let svg = drawn(&written(&checked, &options));
        assert_svg_holds(&svg, &checked, &options);
    }
}

#[test]
fn a_claim_that_is_not_asserted_is_no_edge_without_claims() {
    let reading =
        read(&Disk::new(), &[Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")]);
    let checked = Checked::new(reading.graph).unwrap();
    let options = ExportOptions::default().with_model(Model::Edges);
    let svg = Svg::new(&drawn(&written(&checked, &options)));
    // Denied by Liu He: the denial is reported, what it denies is there in words, not as an edge.
    assert_eq!(svg.class("denial"), "edge claim reported denies");
    assert_eq!(svg.class("reneged"), "node claim disputed breaks");
    assert!(!svg.elements.contains_key("reneged.subject") && !svg.elements.contains_key("reneged.object"));
}

#[test]
fn a_claim_that_others_are_about_is_a_circle_in_its_edge() {
    let reading =
        read(&Disk::new(), &[Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")]);
    let checked = Checked::new(reading.graph).unwrap();
    let dot = written(&checked, &ExportOptions::default());
    for line in [
        r#"  "china" -> "reneged" [id="reneged.subject", arrowhead=none"#,
        r#"  "reneged" -> "commitments" [id="reneged.object", arrowhead=tee"#,
        r#"  "liu-he" -> "denial" [id="denial.subject", arrowhead=none"#,
        r#"  "denial" -> "reneged" [id="denial.object", arrowhead=tee"#,
        r#"  "liu-he" -> "liu-he.age.value" [id="liu-he.age", arrowhead=normal, label="age""#,
    ] {
        assert!(dot.lines().any(|written| written.starts_with(line)), "{line}");
    }
}

#[test]
fn hostile_texts_come_out_as_they_are() {
    let long = ["x".repeat(10_000), "many words ".repeat(900), "&<\"\\".repeat(5_000), "长".repeat(10_000)];
    let texts: Vec<String> = HOSTILE.iter().map(|text| (*text).to_owned()).chain(long).collect();
    for texts in texts.chunks(6) {
        check(texts, texts);
    }
}

#[test]
fn very_long_quotes_are_accepted() {
    let long = "&<\"\\ \n".repeat(20_000);
    check(&["one".into(), "two".into()], &["short".into(), long]);
}

#[test]
fn large_graphs_are_laid_out_too() {
    let texts: Vec<String> = (0..300).map(|number| format!("Number {number} of many")).collect();
    check(&texts, &texts);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_come_out_as_they_are(texts in proptest::collection::vec(text(), 2..7)) {
        check(&texts, &texts);
    }
}

/// Any Unicode, and much of what is special.
fn text() -> impl Strategy<Value = String> {
    let special = proptest::sample::select(vec![
        "\\", "\"", "&", "<", ">", ";", "&amp;", "&#", "\\N", "]]>", "\n", " ", "{", "|", "}", "-", "#",
        "\0", "é", "中",
    ]);
    let part = prop_oneof![
        3 => special.prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => "[a-z]{1,9}",
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// Makes a graph of as many names as words, has it drawn, and looks for them in the picture.
fn check(names: &[String], words: &[String]) {
    let checked = graph_of(names, words);
    for model in Model::ALL.iter().copied() {
        let options = ExportOptions::default().with_model(model);
        let svg = drawn(&written(&checked, &options));
        assert_svg_holds(&svg, &checked, &options);
    }
}

/// A graph with each name as label, other name, kind and note, and each of the words as value and quote.
fn graph_of(names: &[String], quotes: &[String]) -> Checked {
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let mut input = DossierInput::new(Id::new("hostile").unwrap());
    input.title = names.first().map(|text| LangText::new(text, Language::default()));
    let dossier = builder.add_dossier(input).unwrap();
    let ontology = Ontology::built_in();
    let words = |text: &str| LangText::new(text, Language::default());
    let work = builder.node(dossier, "work", "Work", "The work").unwrap();
    let url = Iri::new("https://example.org/?a=1&lt;=2&copy;=3&b=%22").ok();
    builder.add_source(SourceInput {
        work,
        text: None,
        url,
        published: None,
        retrieved: None,
        sha256: None,
        licence: None,
        place: None,
    });
    let mut nodes = Vec::new();
    for (number, text) in names.iter().enumerate() {
        let node_type = ontology.type_named(if number % 2 == 0 { "Topic" } else { "Organization" }).unwrap();
        let mut node = NodeInput::new(dossier, Id::new(&format!("n{number}")).unwrap(), node_type);
        node.labels.push(words(text));
        node.kind = Some(text.clone());
        node.aka.push(words(text));
        node.notes = vec![words(text)];
        node.same.extend(Iri::new(&format!("https://example.org/{number}?x=1&amp;y=2&lt=3")).ok());
        nodes.push(builder.add_node(node).unwrap());
    }
    let mut last: Option<TermInput> = None;
    for (number, text) in quotes.iter().enumerate() {
        let (about, statement) =
            (ontology.relation_named("about").unwrap(), ontology.attribute_named("statement").unwrap());
        let quote = Anchor { words: text.clone(), span: None };
        let evidence = EvidenceInput {
            work,
            passage: quote.clone(),
            quote,
            cue: None,
            place: None,
            passage_place: None,
            cue_place: None,
        };
        let said = Said::by(nodes.get(number).copied());
        let value = StatementInput::Attribute(statement, Value::Text(words(text)));
        let mut claims = vec![ClaimInput::new(dossier, nodes[number], value)];
        let object = nodes[(number + 1) % nodes.len()];
        claims.push(ClaimInput::new(dossier, nodes[number], StatementInput::Relation(about, object.into())));
        if let Some(last) = last {
            claims.push(ClaimInput::new(dossier, nodes[number], StatementInput::Relation(about, last)));
        }
        for mut claim in claims {
            claim.evidence.push(evidence.clone());
            claim.said = said.clone();
            let handle = builder.add_claim(claim);
            last = (number % 3 == 0).then_some(handle.into());
        }
    }
    Checked::new(builder.finish().0).unwrap()
}

fn written(checked: &Checked, options: &ExportOptions) -> String {
    let mut bytes = Vec::new();
    exporter("dot").unwrap().export(checked.into(), options, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// What `dot` makes of a text; it must say nothing on standard error.
pub fn drawn(dot: &str) -> String {
    let mut child = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("these tests need Graphviz: install the package `graphviz`");
    let (mut stdin, text) = (child.stdin.take().unwrap(), dot.to_owned());
    let writer = thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "dot: {} {said}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// An SVG by the ids of its elements.
struct Svg {
    /// Class, text and tooltip of each element that has an id.
    elements: BTreeMap<String, (String, String, String)>,
}

impl Svg {
    fn new(svg: &str) -> Svg {
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let document = roxmltree::Document::parse_with_options(svg, options).unwrap();
        let mut elements = BTreeMap::new();
        for element in document.descendants() {
            let Some(id) = element.attribute("id") else { continue };
            let texts = element.descendants().filter(|inner| inner.has_tag_name("text"));
            let text: String = texts.filter_map(|text| text.text()).collect();
            let link = element.descendants().find(|inner| inner.has_tag_name("a"));
            let tooltip = link.and_then(|link| link.attribute(("http://www.w3.org/1999/xlink", "title")));
            let class = element.attribute("class").unwrap_or_default().to_owned();
            let known =
                elements.insert(id.to_owned(), (class, dense(&text), tooltip.unwrap_or_default().to_owned()));
            assert!(known.is_none(), "two elements have the id {id}");
        }
        Svg { elements }
    }

    fn class(&self, id: &str) -> &str {
        self.elements.get(id).map_or("", |(class, ..)| class)
    }
}

/// Every node and claim is an element; labels, values and quotes are there, character by character.
fn assert_svg_holds(svg: &str, checked: &Checked, options: &ExportOptions) {
    let svg = Svg::new(svg);
    let graph = checked.graph();
    for node in graph.nodes() {
        let (class, text, tooltip) = &svg.elements[node.id()];
        assert!(class.starts_with(&format!("node node {}", node.node_type().name)), "{class}");
        assert_eq!(
            *text,
            dense(&node.node_type().label.to_uppercase()) + &dense(node.label()),
            "{}",
            node.id()
        );
        for name in node.aka() {
            assert!(dense(tooltip).contains(&dense(&name.text)), "{tooltip}");
        }
    }
    let shown = |id: &str| svg.elements.contains_key(id);
    for claim in graph.claims() {
        let is_shown = options.model.has_claims() || options.policy.asserts(claim);
        assert!(!is_shown || shown(claim.id()), "{}", claim.id());
        if !is_shown {
            assert!(!svg.class(claim.id()).starts_with("edge"), "{}", claim.id());
            continue;
        }
        let (class, _, tooltip) = &svg.elements[claim.id()];
        assert!(class.ends_with(&format!("claim {} {}", claim.status(), claim.predicate_name())), "{class}");
        for evidence in claim.evidence() {
            assert!(dense(tooltip).contains(&dense(evidence.quote())), "{tooltip}");
        }
        if let dossier::graph::Statement::Attribute(..) = claim.statement() {
            let (_, text, _) = &svg.elements[&format!("{}.value", claim.id())];
            assert_eq!(*text, dense(&dossier::view::words::object(claim)), "{}", claim.id());
        }
    }
}

/// A text without white space, which lines and Graphviz change, and with pictures for what XML cannot hold.
fn dense(text: &str) -> String {
    let visible = |char: char| match char {
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap(),
        _ => char,
    };
    text.chars().filter(|char| !char.is_whitespace()).map(visible).collect()
}
