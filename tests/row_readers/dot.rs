//! DOT: the graph that Graphviz reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use dossier::export::{ExportOptions, exporter};
use dossier::graph::rows::RowGraph;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::dump::{findings, read, rows};

/// Reads a text as a file with an ending.
fn read_text(ending: &str, text: &[u8]) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("graph.{ending}"));
    fs::write(&path, text).unwrap();
    let reading = read(&[path], "", 1);
    (rows(&reading.graph), findings(&reading))
}

/// The rows of DOT that has no findings.
fn dot(text: &str) -> Vec<String> {
    let (rows, found) = read_text("txt", text.as_bytes());
    assert_eq!(found, "", "{text}");
    rows
}

#[test]
fn nodes_have_names_types_and_properties() {
    assert_eq!(
        dot(r#"digraph G {
            ada [label="Ada\nOkoro &amp; \N", type=Person, born=1971, zip=00123, comment="1", URL="http://e.org/\N"]
            b [label="\N" name=Bem]; c [name=Cid label=C] d [label=<<b>D</b> &lt;x&gt;<br/>two>]
            e [shape=record label="{<p> head|a\|b|}"]; f [label=""];
        }"#),
        [
            "node ada :Person URL=\"http://e.org/ada\" born=1971 comment=\"1\" name=\"Ada\\nOkoro & ada\" zip=\"00123\"",
            "node b name=\"Bem\"",
            "node c label=\"C\" name=\"Cid\"",
            "node d label=\"<b>D</b> &lt;x&gt;<br/>two\" name=\"D <x>\\ntwo\"",
            "node e label=\"{<p> head|a\\\\|b|}\" name=\"head | a|b\" shape=\"record\"",
            "node f",
        ]
    );
}

#[test]
fn edges_have_relations_directions_and_ids() {
    assert_eq!(
        dot(r#"digraph { a:p:ne -> b:q [label="knows\l" weight=.5]; a -> b [type=likes label=much id=e1]
            a -> b [xlabel="x\ny"]; a -> b [dir=none]; a -> b [dir=back status=disputed]; a -> b [label=<<i>says</i>>]
            a -> b [key=k1 w=1]; a -> b [key=k1 w=2] }"#),
        [
            "node a",
            "node b",
            "edge a -> b :knows headport=\"q\" tailport=\"p:ne\" weight=0.5",
            "edge a -> b :likes id=\"e1\" label=\"much\"",
            "edge a -> b :\"x y\"".replace('"', "").as_str(),
            "edge a -- b :related",
            "edge a -> b :related status=disputed dir=\"back\"",
            "edge a -> b :says label=\"<i>says</i>\"",
            "edge a -> b :related key=\"k1\" w=2",
        ]
    );
    assert_eq!(
        dot("strict graph { a -- b [x=1]; b -- a [y=2]; a -- a; c -- d [dir=forward] }"),
        [
            "node a",
            "node b",
            "node c",
            "node d",
            "edge a -- b :related x=1 y=2",
            "edge a -- a :related",
            "edge c -> d :related",
        ]
    );
}

#[test]
fn defaults_count_for_what_comes_after_them() {
    assert_eq!(
        dot("digraph { a; node [x=1]; b; subgraph cluster_q { label=\"Q\\n\"; node [x=2]; c; a; subgraph s { d } }
             subgraph cluster_q { e }; f; node [x=\"\"] g; edge [y=1]; {a b} -> {c} -> d [y=2]; d -> a }"),
        [
            "node a cluster=\"Q\"",
            "node b x=1",
            "node c cluster=\"Q\" x=2",
            "node d cluster=\"Q\" subgraph=\"s\" x=2",
            "node e cluster=\"Q\" x=2",
            "node f x=1",
            "node g",
            "edge a -> c :related y=2",
            "edge b -> c :related y=2",
            "edge c -> d :related y=2",
            "edge d -> a :related y=1",
        ]
    );
    assert_eq!(
        dot(
            "graph { subgraph cluster_a { label=A; subgraph cluster_b { x } { y } } subgraph c { cluster=true; x } }"
        ),
        ["node x cluster=[\"A\" \"cluster_b\" \"c\"]", "node y cluster=\"A\""]
    );
}

#[test]
fn a_layout_is_left_out_and_said() {
    let text = "digraph { graph [bb=\"0,0,9,9\", rankdir=LR]; a [pos=\"27,18\" width=\"0.75\", height=0.5 _draw_=\"c 9\"]; \
                b [pos=NN height=180]; a -> b [style=\"bold,invis\"]; a -> b [pos=\"e,27,36 27,72 27,64\", lp=\"1,2\"] }";
    assert_eq!(
        dot(text),
        ["node a", "node b height=180 pos=\"NN\"", "edge a -> b :related"],
        "a part of speech is no place"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.gv");
    fs::write(&path, text).unwrap();
    let understood = read(&[path], "", 1).understood.remove(0).1;
    assert_eq!(
        understood,
        "DOT: id=node; left out of the drawing: _draw_, bb, height, lp, pos, rankdir, width, 1 invisible edge"
    );
}

#[test]
fn what_rows_cannot_hold_is_reported() {
    let (rows, found) = read_text(
        "dot",
        b"digraph { label=Title; graph [mine=1] {a b} [x=1]; subgraph cluster_a { tooltip=t; c } \"\" -> a }\ngraph { a }\n",
    );
    assert_eq!(rows, ["node a", "node b", "node c cluster=\"cluster_a\""]);
    for words in [
        "the attribute `label` of the graph itself",
        "the attribute `mine` of the graph itself",
        "the attribute `tooltip` of the subgraph itself",
        "attributes behind a subgraph mean nothing",
        "this node has no name",
        "an end of this edge has no name",
        "the file has several graphs",
        "graph.dot:2:1",
    ] {
        assert!(found.contains(words), "{words}: {found}");
    }
}

#[test]
fn latin_1_is_read_where_it_is_declared() {
    let (rows, found) = read_text("dot", b"graph { charset=latin1; a [label=\"Bj\xF6rn\"] }");
    assert_eq!((rows.as_slice(), found.as_str()), (&["node a name=\"Björn\"".to_owned()][..], ""));
    let (_, found) = read_text("dot", b"graph { a;\n b [label=\"Bj\xF6rn\"] }");
    assert!(found.contains("this is not UTF-8") && found.contains("graph.dot:2:11"), "{found}");
    let (_, found) = read_text("dot", b"graph { charset=\"big-5\" }");
    assert!(found.contains("the charset `big-5` is not supported"), "{found}");
}

#[test]
fn errors_have_their_places() {
    for (text, words, place) in [
        ("digraph {\n a -- b }", "an edge of a `digraph` is written `->`", "2:4"),
        ("graph {\n a -> b }", "an edge of a `graph` is written `--`", "2:4"),
        ("digraph { a [bold] }", "expected `=` and a value", "1:18"),
        ("digraph {\n a -> \"b }", "this quote is never closed", "2:7"),
        ("digraph {\n a [label=<<b>] }", "this `<` is never closed", "2:11"),
        ("digraph { a /* b }", "this comment is never closed", "1:13"),
        ("digraph { a; ", "the file ends here", "1:14"),
        ("digraph { a } }", "`}` is not expected here", "1:15"),
        ("digraph { node }", "expected `[`", "1:16"),
        ("digraph { a-b }", "`-` is neither an edge nor a number", "1:12"),
        ("digraph { a + b }", "this character is not expected here", "1:13"),
    ] {
        let (_, found) = read_text("dot", text.as_bytes());
        assert!(found.contains(words) && found.contains(&format!("graph.dot:{place}\n")), "{text}: {found}");
    }
}

#[test]
fn it_is_recognised_by_its_content() {
    let name = |text: &str| {
        dossier::read::rows::row_format_of_head("x", text.as_bytes()).map_or("", |format| format.name())
    };
    for text in [
        "digraph{}",
        "strict Graph \"a b\" {",
        "# made by x\n/* a */ // b\nDIGRAPH a-b {",
        "\n\ngraph -12 { a -- b }",
    ] {
        let wanted = if text.contains("a-b") { "" } else { "dot" };
        assert_eq!(name(text), wanted, "{text}");
    }
    assert_ne!(name("GRAPH <http://e.org/g> { <http://e.org/a> <http://e.org/b> <http://e.org/c> }"), "dot");
    assert_eq!(name("graph TD\n A-->B"), "Mermaid");
}

#[test]
fn hostile_files_come_to_an_end() {
    let long = "x".repeat(1 << 20);
    let many = |count: usize| (0..count).map(|at| format!("n{at} ")).collect::<String>();
    for (text, words) in [
        (format!("digraph {{ {}", "{".repeat(1 << 20)), "nested more than 200 deep"),
        (format!("digraph {{ {}", "subgraph a {".repeat(1 << 18)), "nested more than 200 deep"),
        (format!("digraph {{ a [label={} }}", "<".repeat(1 << 20)), "never closed"),
        (
            format!("digraph {{ {{ {} }} -> {{ {} }} }}", many(40_000), many(40_000)),
            "expand to more than 100 bytes",
        ),
        (
            format!(
                "digraph {{ node [{}]; {} }}",
                (0..5_000).map(|at| format!("a{at}={at},")).collect::<String>(),
                many(60_000)
            ),
            "expand to more than 100 bytes",
        ),
        (format!("digraph {{ node [x=\"{long}\"]; {} }}", many(2_000)), "expand to more than 100 bytes"),
        (
            format!(
                "digraph {{ subgraph s {{ {} }} {} }}",
                many(100_000),
                "subgraph s {} -> {};".repeat(100_000)
            ),
            "expand to more",
        ),
    ] {
        let (_, found) = read_text("dot", text.as_bytes());
        assert!(found.contains(words), "{words}: {}", found.get(..600).unwrap_or(&found));
    }
    let (rows, found) =
        read_text("dot", format!("digraph {{ {long} -> \"{long}\"; a:{long} [{long}={long}] }}").as_bytes());
    assert_eq!((rows.len(), found.as_str()), (3, ""));
}

#[test]
fn a_file_may_break_off_anywhere() {
    let text = "strict digraph \"G\" { node [a=\"x\\\"\" + \"y\"]; /* c */ a:p:n -> {b <c>} [label=<<b>x</b>>, w=-.5]; # c\n}";
    for end in 0..text.len() {
        let (_, found) = read_text("dot", &text.as_bytes()[..end]);
        assert!(found.contains("D0801") == (end < text.len()), "{end}: {found}");
    }
}

/// Makes valid DOT of decisions.
struct Maker<'d> {
    decisions: std::slice::Iter<'d, u8>,
    is_directed: bool,
    has_keys: bool,
    text: String,
}

impl Maker<'_> {
    fn pick(&mut self, most: usize) -> usize {
        self.decisions.next().map_or(0, |byte| usize::from(*byte) % most)
    }

    fn word(&mut self, all: &[&str]) {
        let at = self.pick(all.len());
        self.text.push_str(all[at]);
    }

    fn blank(&mut self) {
        self.word(&[" ", "\n", " /* } */ ", " // \" \n", "\t", " # {\n"]);
    }

    fn id(&mut self) {
        self.word(&[
            "a",
            "b",
            "c",
            "d",
            "\"q \\\"x\"",
            "\"a\\b\"",
            "\"a\\\\b\"",
            "12",
            "-.5",
            "2.",
            "\"x\" + \"y\"",
            "<h<i>>",
            "Bém",
            "\"two\\\nparts\"",
            "\"node\"",
            "_1",
            "\"a:b;c|{}\"",
            "\"&amp;\"",
        ]);
    }

    fn attributes(&mut self, may_have_key: bool) {
        for _ in 0..self.pick(3) {
            self.text.push_str(" [");
            for _ in 0..self.pick(4) {
                self.word(&["x", "y", "\"k v\"", "w", "X"]);
                self.text.push('=');
                self.word(&["1", "\"t\"", "\"\"", "\"a\\\\\\\"b\"", "<b<i/>>", "\"é & \\N\\n\"", "-7"]);
                self.word(&[" ", ",", ";", ", "]);
            }
            if may_have_key && self.has_keys && self.pick(4) == 1 {
                self.word(&["key=k1", "key=\"k 2\""]);
            }
            self.text.push(']');
        }
    }

    fn end(&mut self, depth: usize) {
        if depth < 4 && self.pick(4) == 1 {
            return self.subgraph(depth);
        }
        self.id();
        match self.pick(8) {
            1 => self.text.push_str(":p"),
            2 => self.text.push_str(" : \"p q\" : ne"),
            3 => {
                self.text.push(',');
                self.id();
            }
            _ => {}
        }
    }

    fn subgraph(&mut self, depth: usize) {
        self.word(&["", "subgraph s", "subgraph \"t u\" ", "subgraph cluster_v", "SUBGRAPH"]);
        self.text.push('{');
        self.statements(depth + 1);
        self.text.push('}');
    }

    fn statements(&mut self, depth: usize) {
        for _ in 0..self.pick(5) {
            self.blank();
            match self.pick(6) {
                0 => {
                    self.id();
                    self.attributes(false);
                }
                1 | 2 => {
                    self.end(depth);
                    for _ in 0..=self.pick(2) {
                        self.text.push_str(if self.is_directed { " -> " } else { " -- " });
                        self.end(depth);
                    }
                    self.attributes(true);
                }
                3 => {
                    self.word(&["node", "edge", "Node", "graph"]);
                    self.text.push_str(" []");
                    self.attributes(false);
                }
                4 => self.text.push_str("x=y"),
                _ if depth < 4 => self.subgraph(depth),
                _ => self.id(),
            }
            self.word(&[";", "\n", " ; "]);
        }
    }
}

fn made(decisions: &[u8]) -> String {
    let mut maker =
        Maker { decisions: decisions.iter(), is_directed: true, has_keys: true, text: String::new() };
    if maker.pick(3) == 1 {
        maker.text.push_str("strict ");
        maker.has_keys = false;
    }
    maker.is_directed = maker.pick(2) == 0;
    maker.text.push_str(if maker.is_directed { "digraph" } else { "graph" });
    maker.word(&["", " G", " \"a b\"", " 7"]);
    maker.text.push('{');
    while maker.decisions.len() > 0 {
        maker.statements(0);
    }
    maker.text.push('}');
    maker.text
}

/// The names of the attributes that are made, and those of ports.
const PROPERTIES: [&str; 7] = ["x", "y", "k v", "w", "X", "tailport", "headport"];

fn properties(of: &Json) -> String {
    let texts: BTreeMap<&str, String> = PROPERTIES
        .iter()
        .filter_map(|name| {
            let value = of.get(*name)?;
            Some((*name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        })
        .filter(|(_, text)| !text.is_empty())
        .collect();
    format!("{texts:?}")
}

/// The nodes and edges that Graphviz finds.
fn graphviz(text: &str) -> Vec<String> {
    let mut child = Command::new("dot")
        .args(["-Kpatchwork", "-Gsplines=false", "-Tdot_json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Graphviz is installed");
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && !told.contains("syntax"), "{told}{text}");
    let json: Json = serde_json::from_slice(&out.stdout).unwrap();
    let objects = json["objects"].as_array().cloned().unwrap_or_default();
    let subgraphs = json["_subgraph_cnt"].as_u64().unwrap() as usize;
    let name = |at: &Json| objects[at.as_u64().unwrap() as usize]["name"].as_str().unwrap().to_owned();
    let nodes = objects.iter().skip(subgraphs);
    let mut all: Vec<String> =
        nodes.map(|node| format!("node {:?} {}", node["name"].as_str().unwrap(), properties(node))).collect();
    for edge in json["edges"].as_array().into_iter().flatten() {
        all.push(format!("edge {:?} {:?} {}", name(&edge["tail"]), name(&edge["head"]), properties(edge)));
    }
    all.sort();
    all
}

/// A graph as JSON Lines.
fn lines(graph: &RowGraph) -> Vec<Json> {
    let mut out = Vec::new();
    exporter("jsonl").unwrap().export(graph.into(), &ExportOptions::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The nodes and edges that are read.
fn ours(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph");
    fs::write(&path, text).unwrap();
    let reading = read(&[path], "", 1);
    assert!(!findings(&reading).contains("error"), "{}{text}", findings(&reading));
    let mut all = Vec::new();
    for line in lines(&reading.graph) {
        let properties = properties(line.get("props").unwrap_or(&Json::Null));
        match (line["source"].as_str(), line["target"].as_str()) {
            (Some(source), Some(target)) => all.push(format!("edge {source:?} {target:?} {properties}")),
            _ => all.push(format!("node {:?} {properties}", line["id"].as_str().unwrap())),
        }
    }
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_graph_is_that_of_graphviz(decisions in prop::collection::vec(any::<u8>(), 0..160)) {
        let text = made(&decisions);
        prop_assert_eq!(ours(&text), graphviz(&text), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(strict |)(di|)graph( G|) \\{[-a-c0-1{}\\[\\]<>\"=;,:+/*#\\\\\n é.]{0,60}\\}?") {
        read_text("dot", text.as_bytes());
    }
}

/// Rows whose texts mean something in DOT, as JSON Lines: nodes with one type, edges of every direction and status.
fn own_rows() -> impl Strategy<Value = Vec<Json>> {
    let text = || "[a-c:;|\"'<>(){}\\[\\]#%=\\-é關😀]{1,6}";
    let node = (text(), prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    let edge = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        text(),
        prop::option::of(text()),
        0..4_u8,
    );
    (prop::collection::vec(node, 1..6), prop::collection::vec(edge, 0..6)).prop_map(|(nodes, edges)| {
        let ids: Vec<String> = nodes.iter().enumerate().map(|(at, (id, ..))| format!("{id}{at}")).collect();
        let mut rows = Vec::new();
        for (id, (_, of, name, note)) in ids.iter().zip(nodes) {
            let mut row = serde_json::json!({ "id": id });
            for (key, value) in [("type", of), ("name", name), ("a note", note)] {
                if let Some(value) = value {
                    row[key] = value.into();
                }
            }
            rows.push(row);
        }
        for (at, (source, target, relation, note, kind)) in edges.into_iter().enumerate() {
            let (source, target) = (&ids[source.index(ids.len())], &ids[target.index(ids.len())]);
            let mut row = serde_json::json!({"source": source, "target": target, "type": relation});
            if let Some(note) = note {
                row["note"] = note.into();
            }
            match kind {
                0 => row["id"] = format!("e{at}").into(),
                1 => row["directed"] = false.into(),
                2 => row["status"] = "disputed".into(),
                _ => row["status"] = "reported".into(),
            }
            rows.push(row);
        }
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_dossier_writes_is_read_back(all in own_rows()) {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("rows.jsonl"), folder.path().join("rows.dot"));
        fs::write(&first, all.iter().map(|row| format!("{row}\n")).collect::<String>()).unwrap();
        let reading = read(&[first], "", 1);
        let mut out = Vec::new();
        let losses = exporter("dot").unwrap().export((&reading.graph).into(), &ExportOptions::default(), &mut out);
        prop_assert_eq!(losses.unwrap().summary(), []);
        fs::write(&second, &out).unwrap();
        let again = read(&[second], "", 1);
        prop_assert_eq!(findings(&again), "");
        prop_assert_eq!(rows(&again.graph), rows(&reading.graph), "{}", String::from_utf8_lossy(&out));
    }
}

#[test]
fn an_id_behind_a_name_that_several_nodes_have_is_no_label() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.jsonl");
    for ids in [["a", "b"], ["http://example.org/x#a", "http://example.org/x#b"], ["a (1)", "é\""]] {
        let node = |id: &str| format!("{}\n", serde_json::json!({ "id": id, "name": "x \"y\"" }));
        fs::write(&path, ids.map(node).concat()).unwrap();
        let graph = read(std::slice::from_ref(&path), "", 1).graph;
        let mut out = Vec::new();
        exporter("dot").unwrap().export((&graph).into(), &ExportOptions::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("label="), "{text}");
        let written = folder.path().join("rows.dot");
        fs::write(&written, &text).unwrap();
        assert_eq!(rows(&read(&[written], "", 1).graph), rows(&graph), "{text}");
    }
    let (found, _) = read_text("dot", b"digraph { a [name=x, label=\"x (b)\"]; c [name=x, label=\"xc)\"] }");
    assert_eq!(found, ["node a label=\"x (b)\" name=\"x\"", "node c label=\"xc)\" name=\"x\""]);
}

#[test]
fn what_dossier_cannot_write_verbatim_is_a_loss() {
    let folder = tempfile::tempdir().unwrap();
    for (row, lost) in [
        ("{\"id\":\"a&b\"}", "backslashes"),
        ("{\"id\":\"a\",\"note\":\"x\\ny\"}", "backslashes"),
        ("{\"id\":\"a\",\"type\":\"x\\\\y\"}", "backslashes"),
        ("{\"id\":\"a\",\"type\":[\"x\",\"y\"]}", "several types"),
        ("{\"id\":\"a\",\"label\":\"R&D\\nx\"}", ""),
    ] {
        let path = folder.path().join("rows.jsonl");
        fs::write(&path, row).unwrap();
        let graph = read(&[path], "", 1).graph;
        let losses =
            exporter("dot").unwrap().export((&graph).into(), &ExportOptions::default(), &mut Vec::new());
        let summary = losses.unwrap().summary();
        assert_eq!(summary.len(), usize::from(!lost.is_empty()), "{row}");
        assert!(summary.iter().all(|(name, ..)| name.starts_with(lost)), "{row}: {summary:?}");
    }
}

/// The picture of a dossier can be read, too.
#[test]
fn the_dossier_that_is_bundled_is_read() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("exports/us-china-trade-talks.dot");
    let reading = read(&[path], "", 1);
    assert!(!findings(&reading).contains("error"), "{}", findings(&reading));
    let found = rows(&reading.graph);
    let edge = found
        .iter()
        .find(|row| {
            row.starts_with("edge xi -> reneged ")
                || row.starts_with("edge ") && row.contains("class=\"claim disputed")
        })
        .unwrap();
    assert!(edge.contains("status=disputed"), "{edge}");
    assert!(reading.understood[0].1.contains("invisible edges"), "{:?}", reading.understood);
}

/// Labels are what Graphviz draws: the texts of its own layout.
#[test]
fn labels_are_what_graphviz_draws() {
    let labels = [
        "\\N \\G",
        "one\\ntwo\\lthree\\r",
        "C:\\\\x \\q",
        "&amp; &lt;b&gt; &#228; &nbsp;x &unknown;",
        "\\\\N",
        "a &amp;amp; b",
    ];
    let mut text = "digraph G {\n".to_owned();
    for (at, label) in labels.iter().enumerate() {
        writeln!(text, "n{at} [label=\"{label}\"]").unwrap();
    }
    text.push('}');
    let mut child =
        Command::new("dot").arg("-Tjson").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let json: Json = serde_json::from_slice(&out.stdout).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.dot");
    fs::write(&path, &text).unwrap();
    let paths: Vec<PathBuf> = vec![path];
    for line in lines(&read(&paths, "", 1).graph) {
        let node =
            json["objects"].as_array().unwrap().iter().find(|node| node["name"] == line["id"]).unwrap();
        let drawn: Vec<&str> =
            node["_ldraw_"].as_array().unwrap().iter().filter_map(|drawn| drawn["text"].as_str()).collect();
        assert_eq!(line["props"]["name"].as_str().unwrap_or(""), drawn.join("\n"), "{line}");
    }
}
