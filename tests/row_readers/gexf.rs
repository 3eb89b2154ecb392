//! GEXF: what Gephi, NetworkX and others write, and what is broken.

use super::one_file;

/// A file of a version with what is in its graph.
fn gexf(version: &str, attributes: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://www.gexf.net/{version}\" \
         xmlns:viz=\"http://www.gexf.net/{version}/viz\" version=\"{version}\">\n<graph {attributes}>\n{inside}\n</graph>\n</gexf>\n"
    )
}

#[test]
fn labels_attributes_and_weights_are_read() {
    let text = gexf(
        "1.2draft",
        "defaultedgetype=\"directed\"",
        "<attributes class=\"node\"><attribute id=\"0\" title=\"url\" type=\"anyURI\"/>\
         <attribute id=\"1\" title=\"degree\" type=\"float\"/><attribute id=\"2\" title=\"frog\" type=\"boolean\"><default>true</default>\
         <options>true|false</options></attribute><attribute id=\"t\" title=\"type\" type=\"string\"/>\
         <attribute id=\"3\" title=\"count\" type=\"integer\"/></attributes>\
         <attributes class=\"edge\"><attribute id=\"0\" title=\"since\" type=\"long\"/><attribute id=\"1\" title=\"id\" type=\"string\"/></attributes>\
         <nodes count=\"2\"><node id=\"a\" label=\"A &amp; B\"><attvalues><attvalue for=\"0\" value=\"http://e.org/\"/>\
         <attvalue for=\"1\" value=\"1\"/><attvalue for=\"t\" value=\"Page\"/><attvalue for=\"3\" value=\"7\"/></attvalues></node>\
         <node id=\"b\"><attvalues><attvalue for=\"2\" value=\"false\"/><attvalue for=\"9\" value=\"not declared\"/></attvalues></node></nodes>\
         <edges><edge id=\"0\" source=\"a\" target=\"b\" weight=\"2.5\" label=\"links\"><attvalues><attvalue for=\"0\" value=\"1999\"/><attvalue for=\"1\" value=\"mine\"/></attvalues></edge>\
         <edge id=\"1\" source=\"b\" target=\"a\" type=\"undirected\" kind=\"friend\" label=\"of old\"/></edges>",
    );
    let read = one_file("gexf", "a.gexf", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node a :Page count=7 degree=1.0 frog=true name=\"A & B\" url=\"http://e.org/\"^^http://www.w3.org/2001/XMLSchema#anyURI",
            "node b 9=\"not declared\" frog=false",
            "edge a -> b :links id=\"0\" id_2=\"mine\" since=1999 weight=2.5",
            "edge b -- a :friend id=\"1\" label=\"of old\"",
        ]
    );
    assert_eq!(read.findings, "");
    assert_eq!(read.understood, "GEXF 1.2draft: name=label, type=type, relation=label; 8 attributes");
}

#[test]
fn lists_are_read_however_they_are_written() {
    let types = ["liststring", "listinteger", "listboolean", "listdouble"];
    let declared: String = types
        .iter()
        .enumerate()
        .map(|(id, kind)| format!("<attribute id=\"{id}\" title=\"l{id}\" type=\"{kind}\"/>"))
        .collect();
    let values = [
        ["[&quot;a, b&quot;, &quot;c\\&quot;d\\\\&quot;]", "[1, 2]", "[true, false]", "[1.5, 2]"],
        ["a|b, c", "1|2", "true|false", "1.5|2.0"],
        ["a, b;c", "1,2", "true", "0.5"],
        ["[]", "[]", "[]", "[]"],
        ["['x', y]", "7", "false;true", "[ 3 ]"],
    ];
    let nodes: String = values
        .iter()
        .enumerate()
        .map(|(node, values)| {
            let values: String = values
                .iter()
                .enumerate()
                .map(|(id, value)| format!("<attvalue for=\"{id}\" value=\"{value}\"/>"))
                .collect();
            format!("<node id=\"n{node}\"><attvalues>{values}</attvalues></node>")
        })
        .collect();
    let text = gexf(
        "1.3",
        "",
        &format!("<attributes class=\"node\">{declared}</attributes><nodes>{nodes}</nodes><edges/>"),
    );
    let read = one_file("gexf", "a.gexf", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node n0 l0=[\"a, b\" \"c\\\"d\\\\\"] l1=[1 2] l2=[true false] l3=[1.5 2.0]",
            "node n1 l0=[\"a\" \"b, c\"] l1=[1 2] l2=[true false] l3=[1.5 2.0]",
            "node n2 l0=[\"a\" \"b\" \"c\"] l1=[1 2] l2=[true] l3=[0.5]",
            "node n3 l0=[] l1=[] l2=[] l3=[]",
            "node n4 l0=[\"x\" \"y\"] l1=[7] l2=[false true] l3=[3.0]",
        ]
    );
    assert_eq!(read.findings, "");
}

#[test]
fn hierarchies_times_and_mutual_edges_are_read() {
    let text = gexf(
        "1.1draft",
        "mode=\"dynamic\" timeformat=\"date\"",
        "<nodes><node id=\"a\" label=\"A\" start=\"2010-01-01\" end=\"soon\"><viz:color r=\"1\" g=\"2\" b=\"3\"/><viz:size value=\"2\"/>\
         <nodes><node id=\"b\"><viz:size value=\"1\"/><nodes><node id=\"c\"/></nodes></node></nodes><edges><edge source=\"b\" target=\"c\"/></edges></node>\
         <node id=\"d\" pid=\"a\"><parents><parent for=\"b\"/><parent for=\"c\"/></parents>\
         <spells><spell start=\"2001-02-03\"/><spell startopen=\"2002-01-01T00:00:00Z\" end=\"2003-01-01\"/></spells></node></nodes>\
         <edges><edge id=\"e\" source=\"a\" target=\"d\" type=\"mutual\" label=\"likes\" cardinal=\"2\">\
         <spells><spell start=\"2001-02-03T10:00:00Z\" end=\"2001-02-04\"/></spells></edge>\
         <edge source=\"a\" target=\"b\" timestamp=\"2001-02-03\"><attvalues><attvalue for=\"w\" value=\"1\" start=\"2010-01-01\"/><attvalue for=\"w\" value=\"2\" start=\"2011-01-01\"/></attvalues></edge></edges>",
    );
    let read = one_file("gexf", "a.gexf", text.as_bytes());
    let date = "^^http://www.w3.org/2001/XMLSchema#date";
    assert_eq!(
        read.rows,
        [
            format!("node a end=\"soon\" name=\"A\" start=\"2010-01-01\"{date}"),
            "node b".to_owned(),
            "node c".to_owned(),
            "node d spells=[\"2001-02-03/..\" \"2002-01-01T00:00:00Z/2003-01-01\"]".to_owned(),
            "edge a -> b :contains".to_owned(),
            "edge b -> c :contains".to_owned(),
            "edge b -- c :related".to_owned(),
            "edge a -> d :contains".to_owned(),
            "edge d -> b :parent".to_owned(),
            "edge d -> c :parent".to_owned(),
            format!(
                "edge a -> d :likes cardinal=2 end=\"2001-02-04\"{date} id=\"e\" start=\"2001-02-03T10:00:00Z\"{date}Time"
            ),
            format!(
                "edge d -> a :likes cardinal=2 end=\"2001-02-04\"{date} start=\"2001-02-03T10:00:00Z\"{date}Time"
            ),
            format!("edge a -- b :related timestamp=\"2001-02-03\"{date} w=[\"1\" \"2\"]"),
        ]
    );
    for told in ["`viz:color` is layout", "`viz:size` is layout", "since when values of attributes hold"] {
        assert_eq!(read.findings.matches(told).count(), 1, "{}", read.findings);
    }
    assert_eq!(read.findings.matches("D0804").count(), 3, "{}", read.findings);
}

#[test]
fn what_networkx_writes_is_read() {
    let text = super::of_networkx("write_gexf");
    let read = one_file("gexf", "a.gexf", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node a :Person age=3 name=\"Ada\" ok=true share=0.5",
            "node \"b <&>\" name=\"b <&>\"",
            "edge a -> \"b <&>\" :knows id=\"0\" networkx_key=0 weight=2.5",
            "edge a -> \"b <&>\" :likes id=\"1\" networkx_key=7",
            "edge \"b <&>\" -> a :related id=\"2\" networkx_key=0",
        ]
    );
    assert_eq!(read.findings, "");
}

#[test]
fn broken_files_are_told() {
    let whole = gexf(
        "1.3",
        "defaultedgetype=\"directed\"",
        "<attributes class=\"node\"><attribute id=\"0\" title=\"n\" type=\"integer\"/></attributes>\
        <nodes><node id=\"a\"/><node label=\"no id\"/><node id=\"b\"><attvalues><attvalue for=\"0\" value=\"seven\"/></attvalues></node></nodes>\
        <edges><edge source=\"a\"/><edge source=\"a\" target=\"a\"/></edges><other/>",
    );
    let read = one_file("gexf", "a.gexf", whole.as_bytes());
    assert_eq!(read.rows, ["node a", "edge a -> a :related"]);
    for told in [
        "this node has no `id`",
        "`seven` is not an integer",
        "this edge has no `target`",
        "`<other>` is not supported",
    ] {
        assert!(read.findings.contains(told), "{told}: {}", read.findings);
    }
    let cut = &whole.as_bytes()[..whole.len() - 8];
    assert!(one_file("gexf", "a.gexf", cut).findings.contains("the file ends before `</gexf>`"));
    let wrong = one_file("gexf", "a.graphml", b"<?xml version=\"1.0\"?><graphml><graph/></graphml>");
    assert!(wrong.findings.contains("the root element is `<graphml>`, not `<gexf>`"), "{}", wrong.findings);
    let mut foreign = whole.into_bytes();
    let at = foreign.windows(5).position(|part| part == b"no id").unwrap();
    foreign[at] = 0xFF;
    assert!(one_file("gexf", "a.gexf", &foreign).findings.contains("it is not UTF-8 (byte 0xff)"));
}

#[test]
fn defaults_do_not_make_a_file_endless() {
    let default = "x".repeat(100_000);
    let nodes: String = (0..2_000).map(|node| format!("<node id=\"{node}\"/>")).collect();
    let text = gexf(
        "1.3",
        "",
        &format!(
            "<attributes class=\"node\"><attribute id=\"0\" title=\"t\" type=\"string\"><default>{default}</default></attribute></attributes><nodes>{nodes}</nodes>"
        ),
    );
    let read = one_file("gexf", "a.gexf", text.as_bytes());
    assert!(read.findings.contains("default values of its keys expand"), "{}", read.findings);
}
