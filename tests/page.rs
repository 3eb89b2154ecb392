//! The page in a real browser: every arrow lights its words and no others, the texts are the sources, and everybody
//! can use it.
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use dossier::check::Checked;
use dossier::draw::{DrawOptions, Drawing, Engine, Picture, draw, page};
use dossier::export::Theme;
use dossier::graph::KnowledgeGraph;
use dossier::graph::rows::RowSelection;
use dossier::read::rows::{RowOptions, RowTexts, read_rows};
use dossier::read::{Disk, Memory, read};
use dossier::view::rows::RowView;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn checked(path: &str) -> Checked {
    Checked::new(read(&Disk::new(), &[root().join(path)]).graph).unwrap()
}

fn drawing(checked: &Checked, picture: Picture, engine: Engine) -> Drawing {
    let options = DrawOptions::default()
        .with_picture(picture)
        .with_theme(Theme::Light)
        .with_engine(engine)
        .with_time_limit(Duration::from_secs(600));
    draw(checked, &options).unwrap()
}

/// What the browser must find: the texts, and the words of each claim in UTF-16 code units.
fn expected(graph: &KnowledgeGraph) -> serde_json::Value {
    let units = |text: &str, byte: u32| text[..byte as usize].encode_utf16().count();
    let texts: Vec<Option<&str>> =
        graph.sources().iter().map(|source| source.text.as_ref().map(|(_, file)| file.text())).collect();
    let claims: Vec<_> = graph
        .claims()
        .map(|claim| {
            let spans: Vec<_> = claim
                .evidence()
                .filter_map(|evidence| {
                    let at =
                        graph.sources().iter().position(|source| source.work == evidence.work().key())?;
                    let (text, span) = (texts[at]?, evidence.record().quote.span?);
                    Some((at, units(text, span.start), units(text, span.end)))
                })
                .collect();
            let quotes: Vec<&str> = claim.evidence().map(|evidence| evidence.quote()).collect();
            serde_json::json!({ "id": claim.id(), "spans": spans, "quotes": quotes })
        })
        .collect();
    serde_json::json!({ "texts": texts, "claims": claims })
}

fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let mut found = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let mac = PathBuf::from("/Applications/Chromium.app/Contents/MacOS/Chromium");
    found.find(|file| file.is_file()).unwrap_or(mac)
}

/// Uses the page in the browser, and returns how many parts of the picture were clicked.
fn drive(checked: &Checked, drawing: &Drawing, note: Option<&str>) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("page.html"), folder.path().join("expected.json"));
    std::fs::write(&file, page(checked, drawing, note)).unwrap();
    std::fs::write(&data, expected(checked.graph()).to_string()).unwrap();
    let output = Command::new("node")
        .current_dir(root().join("target/tools/node"))
        .env("CHROMIUM", chromium())
        .arg(root().join("tests/page/drive.mjs"))
        .args([&file, &data])
        .output()
        .expect("this test needs Node.js and Chromium; tests/setup installs them");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    said["clicked"].as_u64().unwrap()
}

#[test]
fn the_bundled_dossier_as_a_briefing() {
    let checked = checked("data/us-china-trade-talks");
    let drawing = drawing(&checked, Picture::Briefing, Engine::Auto);
    assert!(drive(&checked, &drawing, None) >= 21);
    assert!(page(&checked, &drawing, None).len() < 300_000);
}

#[test]
fn the_whole_graph_by_graphviz_and_by_the_program() {
    let checked = checked("data/us-china-trade-talks");
    let with_object = checked.graph().claims().filter(|claim| claim.object().is_some()).count() as u64;
    for engine in [Engine::Graphviz("dot".into()), Engine::Own] {
        assert!(drive(&checked, &drawing(&checked, Picture::Plain, engine), None) >= with_object);
    }
}

#[test]
fn a_part_of_rows_with_its_texts() {
    let folder = tempfile::tempdir().unwrap();
    let (rows, texts) = (folder.path().join("rows.jsonl"), folder.path().join("texts.jsonl"));
    let quoted = |from: &str, to: &str, relation: &str, quote: &str| {
        let evidence = serde_json::json!([{ "document": "w x", "quote": quote }]);
        serde_json::json!({ "source": from, "target": to, "type": relation, "evidence": evidence, "since": 2011 })
    };
    let lines = [
        serde_json::json!({ "id": "HGNC:1100", "type": "Gene", "name": "BRCA1 </script>" }),
        serde_json::json!({ "id": "a b", "type": "Person", "name": "王小明" }),
        quoted("a b", "HGNC:1100", "studies", "He studies it"),
        quoted("a b", "HGNC:1100", "studies", "and likes <b>it</b>"),
    ];
    std::fs::write(&rows, lines.map(|line| line.to_string()).join("\n")).unwrap();
    std::fs::write(&texts, "{\"id\":\"w x\",\"text\":\"They say: He studies it, and likes <b>it</b>.\"}\n")
        .unwrap();
    let texts = RowTexts::read(&Disk::new(), &texts).unwrap();
    let graph = read_rows(&[rows], &RowOptions::default()).unwrap().graph;
    let text_of = |id: &str| texts.get(id);
    let view = RowView::new("rows").with_texts(Some(&text_of));
    let checked = Checked::new(view.graph(&graph, &graph.part(&RowSelection::default())).unwrap()).unwrap();
    for engine in [Engine::Own, Engine::Graphviz("dot".into())] {
        assert!(drive(&checked, &drawing(&checked, Picture::Plain, engine), Some("around 王小明")) >= 2);
    }
}

#[test]
fn several_sources_and_scripts() {
    let checked = checked("tests/suites/good/ceasefire");
    drive(&checked, &drawing(&checked, Picture::Briefing, Engine::Auto), Some("around نور & <b>others</b>"));
}

#[test]
fn everything_has_a_name_where_letters_join() {
    let text = "أعلنت حركة النور وحكومة الجبل وقفا لإطلاق النار يوم 3 مايو 2026. وقال الحداد: «لم نطلق رصاصة واحدة».\n";
    let dossier = "dossier: truce\nlanguage: ar\nsource: {t: t.md}\nnodes:\n  Organization: {nur: حركة النور, gov: حكومة الجبل}\n  \
                   Person: {haddad: سالم الحداد}\n  Negotiation: {talks: محادثات}\n  Agreement: {truce: {label: وقف إطلاق النار, kind: هدنة}}\n  \
                   Work: {t: الخبر}\nclaims:\n  - quote: أعلنت حركة النور وحكومة الجبل وقفا لإطلاق النار\n    say: [nur partyTo talks, \
                   gov partyTo talks, nur agreesTo truce, gov agreesTo truce, truce state announced]\n  - quote: لم نطلق رصاصة واحدة\n    \
                   by: haddad\n    cue: وقال الحداد\n    say: [truce statement لم نطلق رصاصة واحدة]\n";
    let reading = read(&Memory::new().with("d.yaml", dossier).with("t.md", text), &["d.yaml".into()]);
    let checked = Checked::new(reading.graph).unwrap();
    for (picture, engine) in [
        (Picture::Briefing, Engine::Own),
        (Picture::Plain, Engine::Own),
        (Picture::Plain, Engine::Graphviz("dot".into())),
    ] {
        drive(&checked, &drawing(&checked, picture, engine), None);
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let words = "</script><script>alert(1)</script> ]]> <b>bold</b> \\N \u{202e}abc\u{202c} 😀";
    let text = format!(
        "\n\nFirst\r\nline {words}\r\nAnna wants “{words}” now.\nBert says no \u{1}to it. {}\n",
        "x".repeat(10_000)
    );
    let yaml = |text: &str| serde_json::to_string(text).unwrap();
    let dossier = format!(
        "dossier: hostile\ntitle: {title}\nsource: {{t: t.md}}\nnodes:\n  Person:\n    a: {{label: {label}}}\n    b: {{label: {long}}}\n  \
         Position:\n    p: {{label: {title}}}\n  Issue:\n    i: {{label: {title}}}\n  Work:\n    t: {title}\nclaims:\n  - quote: {quote}\n    say:\n      \
         - a demands p\n      - p onIssue i\n  - quote: Bert says no\n    say: [b refuses p]\n",
        title = yaml(words),
        label = yaml("<img src=x onerror=alert(1)>"),
        long = yaml(&"Bert </title> ".repeat(700)),
        quote = yaml(&format!("Anna wants “{words}” now")),
    );
    let reading = read(&Memory::new().with("d.yaml", dossier).with("t.md", text), &["d.yaml".into()]);
    let checked = Checked::new(reading.graph).unwrap();
    assert_eq!(checked.graph().claims().len(), 3);
    for picture in [Picture::Briefing, Picture::Plain] {
        drive(&checked, &drawing(&checked, picture, Engine::Own), Some(words));
    }
}

#[test]
fn a_text_that_is_not_there_leaves_quotes_that_are_not_verified() {
    let dossier = "dossier: absent\nsource: {a: {text: null, url: 'https://example.org/a'}}\nnodes:\n  Person: {anna: Anna}\n  \
                   Position: {rise: A rise}\n  Issue: {pay: Pay}\n  Work: {a: The article}\nclaims:\n  - quote: Anna wants a rise\n    \
                   say: [anna demands rise, rise onIssue pay]\n";
    let reading = read(&Memory::new().with("d.yaml", dossier), &["d.yaml".into()]);
    let checked = Checked::new(reading.graph).unwrap();
    let drawing = drawing(&checked, Picture::Briefing, Engine::Auto);
    assert!(page(&checked, &drawing, None).contains("not verified: the text is missing"));
    drive(&checked, &drawing, None);
}
