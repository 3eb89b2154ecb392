//! GraphML as yEd, Gephi, Cytoscape, NetworkX and Neo4j's APOC write it.

use super::one_file;

fn yed(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:y=\"http://www.yworks.com/xml/graphml\">\n<key attr.name=\"Description\" attr.type=\"string\" for=\"graph\" id=\"d0\"/>\
         <key for=\"port\" id=\"d1\" yfiles.type=\"portgraphics\"/><key attr.name=\"url\" attr.type=\"string\" for=\"node\" id=\"d4\"/>\
         <key attr.name=\"description\" attr.type=\"string\" for=\"node\" id=\"d5\"/><key for=\"node\" id=\"d6\" yfiles.type=\"nodegraphics\"/>\
         <key for=\"graphml\" id=\"d7\" yfiles.type=\"resources\"/><key attr.name=\"description\" attr.type=\"string\" for=\"edge\" id=\"d9\"/>\
         <key for=\"edge\" id=\"d10\" yfiles.type=\"edgegraphics\"/>\n<graph edgedefault=\"directed\" id=\"G\"><data key=\"d0\"/>\n{inside}\n</graph>\n\
         <data key=\"d7\"><y:Resources/></data>\n</graphml>\n"
    )
}

#[test]
fn labels_of_yed_are_names_and_relations() {
    let text = yed(
        "<node id=\"n0\"><data key=\"d4\" xml:space=\"preserve\"><![CDATA[http://e.org/]]></data><data key=\"d5\"/><data key=\"d6\"><y:ShapeNode>\
         <y:Geometry height=\"30.0\" width=\"30.0\" x=\"1.0\" y=\"2.0\"/><y:Fill color=\"#FFCC00\" transparent=\"false\"/>\
         <y:NodeLabel alignment=\"center\" fontSize=\"12\">Harbour\noffice<y:LabelModel><y:SmartNodeLabelModel distance=\"4.0\"/></y:LabelModel></y:NodeLabel>\
         <y:NodeLabel>second</y:NodeLabel><y:NodeLabel hasText=\"false\"/><y:Shape type=\"rectangle\"/></y:ShapeNode></data></node>\n\
         <node id=\"n1\"><data key=\"d6\"><y:GenericNode configuration=\"x\"><y:NodeLabel>&lt;html&gt;&lt;b&gt;Crane&lt;/b&gt; crews&lt;br&gt;of A&amp;amp;B&lt;/html&gt;</y:NodeLabel></y:GenericNode></data></node>\n\
         <node id=\"n2\"><data key=\"d6\"><y:UMLClassNode><y:NodeLabel>Ship</y:NodeLabel><y:UML clipContent=\"true\" constraint=\"\" stereotype=\"entity\">\
         <y:AttributeLabel type=\"text\">name: String\n\ntons: int</y:AttributeLabel><y:MethodLabel>sail()</y:MethodLabel></y:UML></y:UMLClassNode></data></node>\n\
         <node id=\"n3\"><data key=\"d6\"><y:ShapeNode><y:NodeLabel/></y:ShapeNode></data></node>\n\
         <edge id=\"e0\" source=\"n0\" target=\"n1\"><data key=\"d9\"/><data key=\"d10\"><y:PolyLineEdge><y:Path sx=\"0.0\"/><y:EdgeLabel>pays</y:EdgeLabel><y:EdgeLabel>0..n</y:EdgeLabel></y:PolyLineEdge></data></edge>\n\
         <edge id=\"e1\" source=\"n1\" target=\"n2\"><data key=\"d10\"><y:PolyLineEdge/></data></edge>",
    );
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node n0 label=\"second\" name=\"Harbour\\noffice\" url=\"http://e.org/\"",
            "node n1 name=\"Crane crews\\nof A&B\"",
            "node n2 attributes=[\"name: String\" \"tons: int\"] methods=\"sail()\" name=\"Ship\" stereotype=\"entity\"",
            "node n3",
            "edge n0 -> n1 :pays id=\"e0\" label=\"0..n\"",
            "edge n1 -> n2 :related id=\"e1\"",
        ]
    );
    for (told, times) in [
        ("`ShapeNode`", 1),
        ("`GenericNode`", 1),
        ("`UMLClassNode`", 1),
        ("`PolyLineEdge`", 1),
        ("HTML", 1),
        ("D0804", 5),
    ] {
        assert_eq!(read.findings.matches(told).count(), times, "{told}: {}", read.findings);
    }
    assert_eq!(read.understood, "GraphML: relation=y:EdgeLabel, name=y:NodeLabel");
}

#[test]
fn labels_of_yed_live_are_read() {
    let text = "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:y=\"http://www.yworks.com/xml/yfiles-common/3.0\" xmlns:x=\"http://www.yworks.com/xml/yfiles-common/markup/3.0\">\
        <key id=\"d0\" for=\"node\" attr.name=\"NodeLabels\" y:attr.uri=\"http://www.yworks.com/xml/yfiles-common/2.0/NodeLabels\"/>\
        <key id=\"d1\" for=\"node\" attr.name=\"NodeGeometry\" y:attr.uri=\"http://www.yworks.com/xml/yfiles-common/2.0/NodeGeometry\"/>\
        <graph edgedefault=\"directed\"><node id=\"n0\"><data key=\"d0\"><x:List><y:Label Style=\"s\"><y:Label.Text><![CDATA[Office]]></y:Label.Text></y:Label><y:Label Text=\"two\"/></x:List></data>\
        <data key=\"d1\"><y:RectD X=\"1\"/></data></node><node id=\"n1\"><data key=\"d0\"><x:List/></data><data key=\"d1\"><y:RectD X=\"2\"/></data></node></graph></graphml>";
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(read.rows, ["node n0 label=\"two\" name=\"Office\"", "node n1"]);
    assert_eq!(read.findings.matches("D0804").count(), 1, "{}", read.findings);
}

#[test]
fn groups_of_yed_contain_their_members() {
    let text = yed(
        "<node id=\"n0\" yfiles.foldertype=\"group\"><data key=\"d6\"><y:ProxyAutoBoundsNode><y:Realizers active=\"1\">\
         <y:GroupNode><y:NodeLabel>open</y:NodeLabel></y:GroupNode><y:GroupNode><y:NodeLabel>Port</y:NodeLabel></y:GroupNode></y:Realizers></y:ProxyAutoBoundsNode></data>\n\
         <graph edgedefault=\"undirected\" id=\"n0:\"><node id=\"n0::n0\"><data key=\"d6\"><y:TableNode><y:NodeLabel>Table</y:NodeLabel><y:NodeLabel>Row<y:LabelModel/></y:NodeLabel></y:TableNode></data></node>\
         <node id=\"n0::n1\"><graph edgedefault=\"directed\"><node id=\"n0::n1::n0\"/></graph><data key=\"d5\">late</data></node>\
         <edge source=\"n0::n0\" target=\"n0::n1\"/></graph></node>\n<node id=\"n1\"/><edge source=\"n1\" target=\"n0::n0\"/>",
    );
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node n0 name=\"Port\"",
            "node n0::n0 label=\"Row\" name=\"Table\"",
            "node n0::n1",
            "node n0::n1::n0",
            "node n1",
            "edge n0 -> n0::n0 :contains",
            "edge n0 -> n0::n1 :contains",
            "edge n0::n1 -> n0::n1::n0 :contains",
            "edge n0::n0 -- n0::n1 :related",
            "edge n1 -> n0::n0 :related",
        ]
    );
    assert!(read.findings.contains("the data `description` behind the graph in a node"), "{}", read.findings);
}

#[test]
fn lists_and_labels_of_apoc_are_read() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
        <key id=\"tags\" for=\"node\" attr.name=\"tags\" attr.type=\"string\" attr.list=\"string\"/>\n\
        <key id=\"years\" for=\"node\" attr.name=\"years\" attr.type=\"long\" attr.list=\"long\"/>\n\
        <key id=\"labels\" for=\"node\" attr.name=\"labels\" attr.type=\"string\"/>\n<key id=\"label\" for=\"edge\" attr.name=\"label\" attr.type=\"string\"/>\n\
        <key id=\"id\" for=\"edge\" attr.name=\"id\" attr.type=\"string\"/>\n<graph id=\"G\" edgedefault=\"directed\">\n\
        <node id=\"n0\" labels=\":ex:Ship\"><data key=\"labels\">:ex:Ship</data><data key=\"tags\">[\"a\",\"b, c\"]</data><data key=\"years\">[1999,2001]</data></node>\n\
        <node id=\"n1\" labels=\":ex:Ship:ex:Thing:http://e.org/T\"><data key=\"labels\">:ex:Ship:ex:Thing:http://e.org/T</data></node>\n\
        <node id=\"n2\" labels=\":Person:Actor\"><data key=\"labels\">:Person:Actor</data></node>\n\
        <edge id=\"e1\" source=\"n0\" target=\"n1\" label=\"KNOWS\"><data key=\"label\">KNOWS</data><data key=\"id\">mine</data></edge>\n\
        <edge id=\"e2\" source=\"n0\" target=\"n1\" label=\"KNOWS\"><data key=\"id\">e2</data></edge>\n\
        <edge source=\"n0\" target=\"n1\" label=\"KNOWS\"><data key=\"id\">e3</data></edge>\n</graph></graphml>";
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node n0 :ex:Ship tags=[\"a\" \"b, c\"] years=[1999 2001]",
            "node n1 :ex:Ship :ex:Thing :http://e.org/T",
            "node n2 :Person :Actor",
            "edge n0 -> n1 :KNOWS id=\"e1\" id_2=\"mine\"",
            "edge n0 -> n1 :KNOWS id=\"e2\"",
            "edge n0 -> n1 :KNOWS id=\"e3\"",
        ]
    );
    assert_eq!(read.findings, "");
    assert_eq!(read.understood, "GraphML: type=labels, relation=label");
}

#[test]
fn a_prefix_that_is_found_late_is_told() {
    let node =
        |id: usize, labels: &str| format!("<node id=\"n{id}\"><data key=\"labels\">{labels}</data></node>\n");
    let many: String = (0..2_000).map(|id| node(id, ":ex:Ship")).collect();
    let text = format!(
        "<graphml><graph edgedefault=\"directed\">\n{many}{}</graph></graphml>",
        node(2_000, ":ex:Ship:ex:Thing")
    );
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(read.rows[0], "node n0 :ex :Ship");
    assert_eq!(read.rows[2_000], "node n2000 :ex:Ship :ex:Thing");
    assert_eq!(read.findings.matches("`ex:` is a prefix").count(), 1, "{}", read.findings);
}

#[test]
fn cytoscape_gephi_and_igraph_are_read() {
    let text = "<?xml version=\"1.0\"?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><key id=\"shared name\" for=\"node\" attr.name=\"shared name\" attr.type=\"string\"/>\
        <graph edgedefault=\"directed\"><node id=\"62\"><data key=\"shared name\">A</data><data key=\"name\">A</data></node>\
        <node id=\"64\"><data key=\"shared name\">B</data><data key=\"name\">other</data></node>\
        <edge source=\"62\" target=\"64\"><data key=\"shared interaction\">pp</data><data key=\"interaction\">pp</data><data key=\"name\">A (pp) B</data></edge></graph></graphml>";
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(
        read.rows,
        [
            "node 62 name=\"A\"",
            "node 64 \"shared name\"=\"B\" name=\"other\"",
            "edge 62 -> 64 :pp name=\"A (pp) B\""
        ]
    );
    let text = "<?xml version=\"1.0\"?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><key attr.name=\"label\" attr.type=\"string\" for=\"node\" id=\"label\"/>\
        <key attr.name=\"Edge Label\" attr.type=\"string\" for=\"edge\" id=\"edgelabel\"/><key attr.name=\"weight\" attr.type=\"double\" for=\"edge\" id=\"weight\"/>\
        <key id=\"e_label\" for=\"edge\" attr.name=\"label\" attr.type=\"double\"/>\
        <graph edgedefault=\"undirected\"><node id=\"1\"><data key=\"label\">One</data></node><edge id=\"0\" source=\"1\" target=\"1\"><data key=\"edgelabel\">likes</data><data key=\"weight\">1.0</data><data key=\"e_label\">256</data></edge></graph></graphml>";
    let read = one_file("graphml", "a.graphml", text.as_bytes());
    assert_eq!(read.rows, ["node 1 label=\"One\"", "edge 1 -- 1 :likes id=\"0\" label=256.0 weight=1.0"]);
    let read = one_file("graphml", "a.graphml", super::of_networkx("write_graphml").as_bytes());
    assert_eq!(
        read.rows,
        [
            "node a :Person age=3 label=\"Ada\" ok=true share=0.5",
            "node \"b <&>\"",
            "edge a -> \"b <&>\" :knows key=0 weight=2.5",
            "edge a -> \"b <&>\" :likes key=7",
            "edge \"b <&>\" -> a :related key=0",
        ]
    );
    assert_eq!(read.understood, "GraphML: type=type, relation=label, key=id of edges");
}

#[test]
fn prefixes_descriptions_and_what_is_not_supported() {
    let text = "<!-- a comment --><g:graphml xmlns:g=\"http://graphml.graphdrawing.org/xmlns\"><g:graph edgedefault=\"directed\"><g:node id=\"a\" class=\"x\"><g:desc>About it</g:desc><g:port name=\"p\"/></g:node>\
        <g:edge source=\"a\" target=\"a\" sourceport=\"p\"/><g:hyperedge><g:endpoint node=\"a\"/></g:hyperedge><g:edge source=\"a\" target=\"a\"><g:graph edgedefault=\"directed\"><g:node id=\"b\"/></g:graph></g:edge></g:graph></g:graphml>";
    let read = one_file("graphml", "a.xml", text.as_bytes());
    assert_eq!(
        read.rows,
        ["node a description=\"About it\"", "node b", "edge a -> a :related", "edge a -> a :related"]
    );
    for told in [
        "`<port>` is not",
        "a port is not",
        "`<hyperedge>` is not",
        "the XML attribute `class`",
        "that an edge contains a graph",
    ] {
        assert_eq!(read.findings.matches(told).count(), 1, "{told}: {}", read.findings);
    }
    let wrong = one_file("graphml", "g.gexf", b"<?xml version=\"1.0\"?><gexf><graph/></gexf>");
    assert!(wrong.findings.contains("the root element is `<gexf>`, not `<graphml>`"), "{}", wrong.findings);
}
