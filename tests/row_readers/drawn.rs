//! GML, GDF, Pajek, SIF and TGF: small files of each kind of writer, what NetworkX and igraph write, and hostile files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use dossier::export::{ExportOptions, exporter};
use dossier::read::rows::{ROW_READERS, row_format_of_head};
use serde_json::{Value as Json, json};

use super::dump::{findings, read, rows};

/// The rows, the findings and how a text was understood as a file with an ending.
fn read_text(ending: &str, text: &[u8]) -> (Vec<String>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("graph.{ending}"));
    fs::write(&path, text).unwrap();
    let reading = read(&[path], "", 1);
    let understood = reading.understood.first().map_or("", |(_, understood)| understood).to_owned();
    (rows(&reading.graph), findings(&reading), understood)
}

/// The rows of a file without findings.
fn clean(ending: &str, text: &str) -> Vec<String> {
    let (rows, found, _) = read_text(ending, text.as_bytes());
    assert_eq!(found, "", "{text}");
    rows
}

/// Asserts that a file has a finding with some words at a place.
fn refused(ending: &str, text: &str, words: &str, place: &str) {
    let (_, found, _) = read_text(ending, text.as_bytes());
    assert!(found.contains(words) && found.contains(&format!("graph.{ending}:{place}\n")), "{text}: {found}");
}

fn format(text: &str) -> &'static str {
    row_format_of_head("x", text.as_bytes()).map_or("", |format| format.name())
}

#[test]
fn gml_is_read() {
    let text = "# made by hand\nCreator \"x\"\nVersion 1\ngraph [\n directed 1 comment \"c\"\n node [ id 1 label \"A &amp; &#228;\" ]\n\
                node [ id 2 label \"B\" name \"Bem\" age 7 size 1.50 code \"007\" n NAN i -INF\n\
                tags \"x\" tags 2 one \"_networkx_list_start\" one 5 none \"[]\" deep [ a 1 b [ c \"d\" ] a 2 ] ]\n\
                edge [ source 1 target 2 label \"knows\" weight 2 id 9 ] edge [ source 2 target 1 type \"t\" label \"l\" ] ]";
    let double = "http://www.w3.org/2001/XMLSchema#double";
    assert_eq!(
        clean("txt", text),
        [
            "node 1 name=\"A & ä\"",
            &format!(
                "node 2 age=7 code=\"007\" deep=json({{\"a\":[1,2],\"b\":{{\"c\":\"d\"}}}}) i=\"-INF\"^^{double} label=\"B\" \
                 n=\"NaN\"^^{double} name=\"Bem\" none=[] one=[5] size=1.50 tags=[\"x\" 2]"
            ),
            "edge 1 -> 2 :knows id=\"9\" weight=2",
            "edge 2 -> 1 :t label=\"l\"",
        ]
    );
}

#[test]
fn gml_of_yed_and_gephi_is_read() {
    let text = "Creator \"yFiles\"\nVersion \"2.17\"\ngraph\n[\n\thierarchic\t1\n\tlabel\t\"\"\n\tdirected\t1\n\tnode\n\t[\n\t\tid\t0\n\
                \t\tgraphics\n\t\t[\n\t\t\tx\t1.0\n\t\t\ttype\t\"rectangle\"\n\t\t]\n\t\tLabelGraphics\n\t\t[\n\t\t\ttext\t\"Ada\"\n\t\t]\n\
                \t\tgid\t3\n\t]\n\tnode [ id 3 label \"Group\" isGroup 1 ]\n\tedge [ source 0 target 3 ]\n]\n";
    let (rows, found, understood) = read_text("gml", text.as_bytes());
    assert_eq!(
        rows,
        ["node 0 gid=3 name=\"Ada\"", "node 3 isGroup=1 name=\"Group\"", "edge 0 -> 3 :related"]
    );
    assert!(found.contains("`label` of the graph itself"), "{found}");
    assert_eq!(understood, "GML: id=id, name=label; left out of the drawing: LabelGraphics, graphics");
    let gephi = "graph\n[\n  Creator \"Gephi\"\n  directed 0\n  node\n  [\n    id 0\n    label \"A\"\n    graphics\n    [\n      x 1.0\n      fill \"#000000\"\n    ]\n    visible true\n  ]\n  edge\n  [\n    id 0\n    source 0\n    target 0\n    value 1.0\n  ]\n]\n";
    assert_eq!(
        clean("gml", gephi),
        ["node 0 name=\"A\" visible=true", "edge 0 -- 0 :related id=\"0\" value=1.0"]
    );
}

#[test]
fn gml_that_is_wrong_is_refused() {
    refused("gml", "graph [ node [\n label \"x\" ] ]", "this node has no `id`", "1:1");
    refused("gml", "graph [\n node [ id 1 ]\n edge [ source 1 ] ]", "this edge has no `target`", "3:2");
    refused("gml", "graph [\n node [ id x ] ]", "this is not a value", "2:12");
    refused("gml", "graph [\n node [ id \"x ] ]", "this quote is never closed", "2:12");
    refused("gml", "graph [ node [ id 1 ] ", "this graph is never closed: the file is truncated", "1:1");
    refused("gml", "graph [ node [ id 1 ", "this bracket is never closed: the file is truncated", "1:15");
    refused("gml", "graph [ 5 ]", "a key should be here", "1:9");
    refused("gml", "Version 1", "the file has no `graph [`", "1:10");
    let deep = format!("graph [ node [ id 1 {}", "a [ ".repeat(1 << 18));
    assert!(read_text("gml", deep.as_bytes()).1.contains("nested more than 64 deep"));
    let (_, found, _) =
        read_text("gml", b"<gml:FeatureCollection xmlns:gml=\"http://www.opengis.net/gml\"/>");
    assert!(found.contains("Geography Markup Language"), "{found}");
    assert_eq!(
        [format("graph [ node"), format("Creator \"x\" graph\n["), format("graph {"), format("a [ b 1 ]")],
        ["gml", "gml", "dot", ""]
    );
}

#[test]
fn gdf_is_read() {
    let text = "nodedef>name VARCHAR,label VARCHAR(50), age INTEGER,size DOUBLE,ok BOOLEAN,x DOUBLE,y DOUBLE,zone VARCHAR default 'k'\n\
                a,\"Ada, B.\",7,1.5,true,0.1,0.2,\nb,'it''s \\' \"q\"',,2,false,,,other\nc,O'Brien\n\
                edgedef>node1 VARCHAR,node2 VARCHAR,label VARCHAR,weight DOUBLE,directed BOOLEAN\na,b,knows,1,true\nb,c,,2.0,false\n";
    let (rows, found, understood) = read_text("txt", text.as_bytes());
    assert_eq!(found, "");
    assert_eq!(
        rows,
        [
            "node a age=7 name=\"Ada, B.\" ok=true size=1.5 zone=\"k\"",
            "node b name=\"it's ' \\\"q\\\"\" ok=false size=2.0 zone=\"other\"",
            "node c name=\"O'Brien\" zone=\"k\"",
            "edge a -> b :knows weight=1.0",
            "edge b -- c :related weight=2.0",
        ]
    );
    assert_eq!(
        understood,
        "GDF: direction=directed, id=name, name=label, relation=label, source=node1, target=node2; left out of the drawing: x, y"
    );
    assert_eq!(clean("gdf", "edgedef>node1,node2\na,b\n"), ["node a", "node b", "edge a -- b :related"]);
}

#[test]
fn gdf_that_is_wrong_is_refused() {
    refused("gdf", "nodedef>name VARCHAR\na,b\n", "expected 1 fields, found 2", "2:1");
    refused("gdf", "nodedef>name VARCHAR,n INT\na,'b\n", "a ' that is never closed", "2:1");
    refused("gdf", "nodedef>name VARCHAR,n INT\na,x\n", "`x` is not an integer", "2:1");
    refused("gdf", "nodedef>label VARCHAR\na\nb\n", "needs the column `name`", "1:1");
    refused(
        "gdf",
        "edgedef>node1,node2,directed BOOLEAN\na,b,maybe\n",
        "`maybe` is neither `true` nor `false`",
        "2:1",
    );
    refused("gdf", "edgedef>node1,node2\na\n", "this edge has no `node2`", "2:1");
    refused("gdf", "a,b\n", "a table begins with `nodedef>`", "1:1");
    refused("gdf", "nodedef>name VARCHAR\na\nedgedef>node1,node2\na,z\n", "unknown node `z`", "4:3");
}

#[test]
fn defaults_of_gdf_have_a_limit() {
    let columns: String = (0..10_000).map(|at| format!(",c{at} VARCHAR default 'x'")).collect();
    let rows: String = (0..10_000).map(|at| format!("n{at}\n")).collect();
    let (_, found, _) = read_text("gdf", format!("nodedef>name{columns}\n{rows}").as_bytes());
    assert!(found.contains("default values of its columns expand"), "{found}");
    let columns: String = (0..100_000).map(|at| format!(",c{at}")).collect();
    let rows: String = (0..20_000).map(|at| format!("n{at}\n")).collect();
    assert_eq!(read_text("gdf", format!("nodedef>name{columns}\n{rows}").as_bytes()).0.len(), 20_000);
}

#[test]
fn pajek_is_read() {
    let text = "% a comment\n*Network test\n*Vertices 4\n1 \"Ada \\\"A\\\"\" 0.1 0.2 0.5 box ic Red x_fact 2 [1-3,7]\n2 Bem\n4 \"D\" ellipse url \"http://e.org\"\n\
                *Arcs :1 \"likes\"\n1 2 2.5 l \"adores\" c Blue\n2 4\n*Edges\n1 4 1\n1: 2 1 3\n*Arcslist\n1 2 3\n*Edgeslist :2\n3 4\n*Matrix\n0 1 0 0\n0 0 0 0\n0 0 0 .5\n0 0 0 0\n";
    let (rows, found, understood) = read_text("net", text.replace('\n', "\r\n").as_bytes());
    assert_eq!(found, "");
    assert_eq!(
        rows,
        [
            "node 1 ic=\"Red\" interval=\"[1-3,7]\" name=\"Ada \\\"A\\\"\" shape=\"box\" x_fact=2",
            "node 2 name=\"Bem\"",
            "node 4 name=\"D\" shape=\"ellipse\" url=\"http://e.org\"",
            "node 3",
            "edge 1 -> 2 :adores c=\"Blue\" weight=2.5",
            "edge 2 -> 4 :likes",
            "edge 1 -- 4 :related weight=1",
            "edge 2 -- 1 :likes weight=3",
            "edge 1 -> 2 :related",
            "edge 1 -> 3 :related",
            "edge 3 -- 4 :2",
            "edge 1 -> 2 :related weight=1",
            "edge 3 -> 4 :related weight=0.5",
        ]
    );
    assert!(understood.ends_with("; left out of the drawing: x, y, z"), "{understood}");
    assert_eq!(
        clean("net", "*Vertices 3 2\n1 a\n2 b\n3 c\n*Matrix\n1\n0\n"),
        [
            "node 1 mode=1 name=\"a\"",
            "node 2 mode=1 name=\"b\"",
            "node 3 mode=2 name=\"c\"",
            "edge 1 -> 3 :related weight=1"
        ]
    );
    let (rows, found, _) = read_text(
        "paj",
        b"*Network a\n*Vertices 1\n1 a\n*Partition p\n*Vertices 1\n5\n*Vector v\n*Vertices 1\n0.5\n",
    );
    assert_eq!(rows, ["node 1 name=\"a\""]);
    assert!(
        found.contains("`*Partition` is not supported") && found.contains("`*Vector` is not supported"),
        "{found}"
    );
}

#[test]
fn pajek_that_is_wrong_is_refused() {
    refused("net", "*Vertices 2\n3 \"x\"\n", "not the number of one of 2 vertices", "2:1");
    refused("net", "*Vertices 2\n1 \"x\n", "a quote that is never closed", "2:1");
    refused("net", "*Vertices 2\n*Arcs\n1 b\n", "the numbers of two vertices", "3:1");
    refused("net", "*Vertices 2\n*Arcs\n1 9\n", "unknown node `9`", "3:3");
    refused("net", "*Vertices 2\n*Matrix\n1 0\n", "has 2 numbers, expected 2 × 2", "3:1");
    refused("net", "*Vertices 2\n*Arcs\n1 2 1 c\n", "the parameter `c` has no value", "3:1");
    refused("net", "*Vertices x\n", "the number of vertices is no number", "1:1");
    refused("net", "*Vertices 1\n*Arcs\n*Vertices 1\n", "a second network begins here", "3:1");
    refused("net", "1 2\n", "a section should be here", "1:1");
    let (_, found, _) = read_text("net", b"*Vertices 999999999999\n");
    assert!(found.contains("more than 10000000 vertices are counted"), "{found}");
}

#[test]
fn sif_is_read() {
    assert_eq!(
        clean("sif", "n1 pp n2\nn1 pd n3 n4\nn1 pp n2\n"),
        [
            "node n1",
            "node n2",
            "node n3",
            "node n4",
            "edge n1 -> n2 :pp",
            "edge n1 -> n3 :pd",
            "edge n1 -> n4 :pd"
        ]
    );
    assert_eq!(
        clean("sif", "Node A\tis a\tNode B\tC\nLonely one\n"),
        [
            "node \"Node A\"",
            "node \"Node B\"",
            "node C",
            "node \"Lonely one\"",
            "edge \"Node A\" -> \"Node B\" :is a",
            "edge \"Node A\" -> C :is a"
        ]
    );
    // Nothing but the name says that it is SIF.
    assert_eq!(format("n1 pp n2\n"), "");
    // A table may say more of the nodes.
    let folder = tempfile::tempdir().unwrap();
    let paths = [("a.sif", "a pp b\n"), ("n.csv", "id,zone\na,x\nb,y\n")].map(|(name, text)| {
        fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    });
    let reading = read(&paths, "", 1);
    assert_eq!((rows(&reading.graph).len(), findings(&reading)), (3, String::new()));
}

#[test]
fn sif_that_is_wrong_is_refused() {
    refused("sif", "a pp\n", "a line has one node, or a source, a relation and at least one target", "1:1");
    refused("sif", "source interaction target\na pp b\n", "this line is a header", "1:1");
    refused("sif", "a,pp,b\n", "read the file with `--from csv`", "1:1");
    refused("sif", "a\tpp\tb\nc pp d\n", "this line has no tab", "2:1");
    refused("sif", "#!/usr/bin/env run-singularity\n", "an image of Singularity", "1:1");
    let late = format!("{}x\tpp\ty\n", "a pp b\n".repeat(10_000));
    assert!(read_text("sif", late.as_bytes()).1.contains("this line has a tab"));
}

#[test]
fn tgf_is_read_or_refused() {
    let text = "1 January first\n2\n#\n1 2 comes before\n2 1\n";
    let wanted =
        ["node 1 name=\"January first\"", "node 2", "edge 1 -> 2 :comes before", "edge 2 -> 1 :related"];
    assert_eq!(clean("tgf", text), wanted);
    assert_eq!(clean("txt", text), wanted);
    assert_eq!(format("a,b\n#\nc,d\n"), "");
    refused("tgf", "1 a\n#\n1\n", "an edge has a source and a target", "3:1");
    refused("tgf", "1 a\n2 b\n", "the file has no line `#`", "2:1");
}

/// What NetworkX and igraph write is read as they have it.
#[test]
fn networkx_and_igraph_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(root.join("target/tools/venv/bin/python"))
        .arg(root.join("tests/row_readers/judge.py"))
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut files = 0;
    for entry in folder.path().read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            continue;
        }
        let wanted: Json =
            serde_json::from_slice(&fs::read(format!("{}.json", path.display())).unwrap()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let reading = read(&[path], "", 1);
        assert_eq!(findings(&reading), "", "{text}");
        let mut out = Vec::new();
        exporter("jsonl")
            .unwrap()
            .export((&reading.graph).into(), &ExportOptions::default(), &mut out)
            .unwrap();
        let lines = String::from_utf8(out).unwrap();
        let found = lines.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
        let found = sorted(found.map(|mut row| {
            row.as_object_mut().unwrap().entry("props").or_insert_with(|| json!({}));
            turned(row)
        }));
        let row = |row: &Json| -> Json {
            let mut props = row[row.as_array().unwrap().len() - 1].clone();
            if row.as_array().unwrap().len() == 3 {
                if row[1] != "" {
                    props["name"] = row[1].clone();
                }
                return json!({"id": row[0], "props": props});
            }
            let mut edge = json!({"source": row[0], "target": row[1], "type": row[3], "props": props});
            if row[2] == false {
                edge["directed"] = json!(false);
            }
            turned(edge)
        };
        let all = wanted["nodes"].as_array().unwrap().iter().chain(wanted["edges"].as_array().unwrap());
        assert_eq!(found, sorted(all.map(row)), "{text}");
        files += 1;
    }
    assert_eq!(files, 5 * 24);
}

/// An edge without direction begins at the end whose id is less.
fn turned(mut edge: Json) -> Json {
    if edge["directed"] == false && edge["source"].as_str() > edge["target"].as_str() {
        let source = edge["source"].take();
        edge["source"] = std::mem::replace(&mut edge["target"], source);
    }
    edge
}

/// Rows without their order; numbers are floats, and keys are sorted.
fn sorted(rows: impl Iterator<Item = Json>) -> Vec<String> {
    fn plain(value: Json) -> Json {
        match value {
            Json::Number(number) => json!(number.as_f64()),
            Json::Array(all) => all.into_iter().map(plain).collect(),
            Json::Object(all) => {
                let sorted: BTreeMap<String, Json> =
                    all.into_iter().map(|(key, value)| (key, plain(value))).collect();
                json!(sorted)
            }
            other => other,
        }
    }
    let mut rows: Vec<String> = rows.map(|row| plain(row).to_string()).collect();
    rows.sort();
    rows
}

#[test]
fn a_file_may_break_off_anywhere_and_names_may_be_long() {
    let texts = |long: &str| {
        [
            (
                "gml",
                format!(
                    "graph [ node [ id 1 label \"é\" a [ b 1 ] ] node [ id \"{long}\" ] edge [ source 1 target 1 ] ]"
                ),
            ),
            (
                "gdf",
                format!(
                    "nodedef>name VARCHAR,a INT default 'é'\n'a',1\n{long},2\nedgedef>node1,node2\na,a\n"
                ),
            ),
            (
                "net",
                format!(
                    "*Vertices 2\n1 \"é\" 0.1 [1-2]\n2 \"{long}\"\n*Arcs :1 \"r\"\n1: 1 2 1.5 l \"x\"\n*Matrix\n0 1\n0 0\n"
                ),
            ),
            ("sif", format!("é pp b\na pp {long}\n")),
            ("tgf", format!("1 é\n2 {long}\n#\n1 2 é\n")),
        ]
    };
    for (ending, text) in texts("x") {
        for end in 0..text.len() {
            read_text(ending, &text.as_bytes()[..end]);
        }
    }
    for (ending, text) in texts(&"x".repeat(1_000_000)) {
        assert!(!read_text(ending, text.as_bytes()).1.contains("error"), "{ending}");
    }
}

#[test]
fn lines_that_are_not_utf8_are_reported() {
    for ending in ["gdf", "net", "sif", "tgf"] {
        let (_, found, _) = read_text(ending, b"a\nb\xEFc\n");
        assert!(
            found.contains("byte 2 is 0xef")
                && found.contains("--encoding")
                && found.contains(&format!("graph.{ending}:2:2\n")),
            "{found}"
        );
    }
    let (_, found, _) = read_text("gml", b"graph [\n node [ id 1 label \"\xEF\" ] ]");
    assert!(found.contains("this is not UTF-8") && found.contains("graph.gml:2:20"), "{found}");
}

#[test]
fn no_other_reader_is_sure_of_them() {
    for text in
        ["digraph { a }", "graph [ node [ id 1 ] ]", "nodedef>name VARCHAR\na\n", "*Vertices 1\n1 a\n"]
    {
        let certain = ROW_READERS
            .iter()
            .filter(|reader| reader.recognises(text.as_bytes()) == dossier::read::rows::Recognition::Certain);
        assert_eq!(certain.count(), 1, "{text}");
    }
}
