//! Tables: what many programs write is read as they mean it, and what dossier writes is read back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use dossier::export::{ExportOptions, Losses, NameStyle, exporter};
use dossier::graph::rows::{Cell, Cells, NameKey, RowGraph};
use dossier::read::rows::{RowReading, row_format_of_head};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};

use super::dump::{findings, read, rows, value};
use crate::files::Files;

/// What is read of files, as they are named.
fn of_files(files: &[(&str, &str)]) -> RowReading {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, text)| {
            fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name)
        })
        .collect();
    read(&paths, "", 1)
}

/// The rows of one table without findings.
fn rows_of(name: &str, text: &str) -> Vec<String> {
    let reading = of_files(&[(name, text)]);
    assert_eq!(findings(&reading), "", "{name}: {text}");
    rows(&reading.graph)
}

/// The codes of the findings, each once.
fn codes(reading: &RowReading) -> Vec<&'static str> {
    let mut codes: Vec<&str> = reading.findings.iter().map(|finding| finding.rule.code).collect();
    codes.dedup();
    codes
}

#[test]
fn edges_may_have_ids_of_their_own() {
    for (header, row) in [
        ("id,src,dst,type", "e,a,b,knows"),
        ("id,from,to,type", "e,a,b,knows"),
        ("edge_id,source,target,relation", "e,a,b,knows"),
        ("ID,SOURCE,TARGET,TYPE", "e,a,b,knows"),
        ("From,To,Relationship,Id", "a,b,knows,e"),
        ("rel_id,start_id,end_id,rel_type", "e,a,b,knows"),
        ("id,subject,predicate,object", "e,a,knows,b"),
        ("id,Source Node,Target Node,label", "e,a,b,knows"),
        ("id,head,relation,tail", "e,a,knows,b"),
        ("edgeId,sourceId,targetId,type", "e,a,b,knows"),
        ("\u{feff}id , source,target ,  type", "e,a,b,knows"),
        ("id;source;target;type", "e;a;b;knows"),
        ("sep=;\nid;source;target;type", "e;a;b;knows"),
        ("_key,_from,_to,type,id", ",a,b,knows,e"),
    ] {
        let found = rows_of("edges.csv", &format!("{header}\n{row}\n"));
        assert_eq!(found.last().unwrap(), "edge a -> b :knows id=\"e\"", "{header}");
    }
}

#[test]
fn names_that_may_be_something_else_are_properties() {
    assert_eq!(
        rows_of("a.csv", "source,target,type,from,to\na,b,knows,2019,2020\n").last().unwrap(),
        "edge a -> b :knows from=\"2019\" to=\"2020\""
    );
    assert_eq!(
        rows_of("a.csv", "id,name,source\na,Ada,archive\n"),
        ["node a name=\"Ada\" source=\"archive\""]
    );
    assert_eq!(
        rows_of("a.csv", "source,target,relation,predicate\na,b,RO:1,knows\n").last().unwrap(),
        "edge a -> b :knows relation=\"RO:1\""
    );
    assert_eq!(rows_of("a.csv", "id,u,v\na,0.5,0.25\n"), ["node a u=\"0.5\" v=\"0.25\""]);
}

#[test]
fn rows_that_seem_to_be_something_else_are_told() {
    for (name, text) in [
        ("parents.csv", "id,parent,child\n1,a,b\n"),
        ("starts.csv", "id,start,end\n1,a,b\n"),
        ("letters.csv", "id,a,b\n1,x,y\n"),
        ("numbers.csv", "id,gene_1,gene_2\n1,BRCA1,TP53\n"),
        ("cities.csv", "id,from_city,to_city\n1,Rome,Oslo\n"),
        ("camel.csv", "id,sourceX,targetX\n1,a,b\n"),
        ("unsure.csv", "id,u,v\n1,a,b\n"),
        ("kinds.csv", "source,target,kind\na,b,knows\n"),
        ("types.csv", "id,category\na,Ship\n"),
        ("two.csv", "id,type\na,TRUE\nb,FALSE\n"),
        ("lines.jsonl", "{\"id\":\"1\",\"parent\":\"a\",\"child\":\"b\"}\n"),
        ("untyped.csv", ":START_ID,:END_ID\na,b\n"),
        ("kinds.jsonl", "{\"source\":\"a\",\"target\":\"b\",\"kind\":\"knows\"}\n"),
    ] {
        assert_eq!(codes(&of_files(&[(name, text)])), ["D0806"], "{name}");
    }
    for (name, text) in [
        ("periods.csv", "id,start,end\n1,2019-01-01,2020-12-31\n"),
        ("scores.csv", "id,score_1,score_2\n1,0.5,0.7\n"),
        ("places.csv", "id,address_1,address_2\n1,\"1 Main Street\",\"at the back\"\n"),
        ("weights.csv", "source,target,weight\na,b,0.5\n"),
        ("plain.csv", "source,target\na,b\n"),
        ("names.csv", "id,name\na,Ada\n"),
        ("some.csv", "source,target,type,kind\na,b,knows,x\na,b,,y\n"),
    ] {
        assert_eq!(codes(&of_files(&[(name, text)])), [""; 0], "{name}");
    }
}

#[test]
fn nothing_in_quotes_is_an_empty_text_unless_everything_is_in_quotes() {
    assert_eq!(rows_of("a.csv", "id,x,y\na,\"\",\nb,,\"\"\n"), ["node a x=\"\"", "node b y=\"\""]);
    assert_eq!(rows_of("a.csv", "\"id\",\"x\"\n\"a\",\"\"\n\"b\",\"c\"\n"), ["node a", "node b x=\"c\""]);
    assert_eq!(rows_of("a.csv", "id,n:int,t:string[]\na,\"\",\"\"\n"), ["node a"]);
}

#[test]
fn a_comma_may_stand_in_decimals_between_semicolons() {
    assert_eq!(
        rows_of("a.csv", "source;target;type;weight\na;b;knows;1,5\n").last().unwrap(),
        "edge a -> b :knows weight=\"1,5\""
    );
}

#[test]
fn tables_of_gephi_are_read() {
    let nodes = "Id,Label,timeset,modularity_class\n1,Ada,\"<[1971.0,2019.0]>\",0\n2,Bem,,1\n";
    let edges = "Source,Target,Type,Kind,Id,Label,timeset,Weight\n1,2,Undirected,works with,0,,,1.5\n";
    let reading = of_files(&[("nodes.csv", nodes), ("edges.csv", edges)]);
    assert_eq!(
        rows(&reading.graph),
        [
            "node 1 label=\"Ada\" modularity_class=\"0\" timeset=\"<[1971.0,2019.0]>\"",
            "node 2 label=\"Bem\" modularity_class=\"1\"",
            "edge 1 -- 2 :related Kind=\"works with\" Weight=\"1.5\" id=\"0\""
        ]
    );
    assert_eq!(codes(&reading), ["D0806"]);
}

#[test]
fn kgx_is_read_with_commas_and_with_tabs() {
    let nodes = "id,name,category,xref\nHGNC:1,\"A, B\",biolink:Gene|biolink:NamedThing,X:1|X:2\n";
    let edges =
        "subject,relation,predicate,object,publications\nHGNC:1,RO:1,biolink:affects,HGNC:1,PMID:1|PMID:2\n";
    let wanted = [
        "node HGNC:1 :biolink:Gene :biolink:NamedThing name=\"A, B\" xref=[\"X:1\" \"X:2\"]",
        "edge HGNC:1 -> HGNC:1 :biolink:affects publications=[\"PMID:1\" \"PMID:2\"] relation=\"RO:1\"",
    ];
    let tabs = |text: &str| text.replace("\"A, B\"", "A; B").replace(',', "\t").replace("A; B", "A, B");
    for files in [
        [("n.csv", nodes.to_owned()), ("e.csv", edges.to_owned())],
        [("n.tsv", tabs(nodes)), ("e.tsv", tabs(edges))],
    ] {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let reading = of_files(&files);
        assert_eq!(rows(&reading.graph), wanted);
        assert!(reading.understood.iter().all(|(_, how)| how.contains("(KGX)")), "{:?}", reading.understood);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.csv");
    fs::write(&path, "id,category\na,Ship|Thing\n").unwrap();
    assert_eq!(rows(&read(&[path], "kgx", 1).graph), ["node a :Ship :Thing"]);
}

#[test]
fn tables_for_neo4j_may_be_written_in_many_ways() {
    let wanted = ["node 1 :A :B name=\"a,b;c\" tags=[\"x\" \"y\"]"];
    for text in [
        ":ID,name,tags:string[],:LABEL\n1,\"a,b;c\",x;y,A;B\n",
        ":ID;name;tags:string[];:LABEL\n1;\"a,b;c\";x|y;A|B\n",
        ":ID\tname\ttags:string[]\t:LABEL\n1\ta,b;c\tx|y\tA|B\n",
        ":ID|name|tags:string[]|:LABEL\n1|a,b;c|x\u{1f}y|A\u{1f}B\n",
        ":ID^name^tags:string[]^:LABEL\n1^'a,b;c'^'x;y'^'A;B'\n",
        "':ID','name','tags:string[]',':LABEL'\n'1','a,b;c','x|y','A|B'\n",
        ":ID\u{1}name\u{1}tags:string[]\u{1}:LABEL\n1\u{1}a,b;c\u{1}x\u{2}y\u{1}A\u{2}B\n",
    ] {
        assert_eq!(rows_of("nodes.csv", text), wanted, "{text:?}");
    }
    let header = (":ID,name,tags:string[],:LABEL", "1,'a,b;c',x|y,A|B\n2,'O''Neil',,A\n");
    let reading = of_files(&[("header.csv", header.0), ("rows.csv", header.1)]);
    assert_eq!(rows(&reading.graph), [wanted[0], "node 2 :A name=\"O'Neil\""]);
}

#[test]
fn offshore_leaks_have_the_types_of_their_files() {
    let head = "\"node_id\",\"name\",\"sourceID\",\"valid_until\"\n\"1\",\"A\",\"P\",\"2015\"\n";
    for (name, node_type) in [
        ("nodes-officers.csv", "Officer"),
        ("nodes-entities.csv", "Entity"),
        ("nodes-addresses.csv", "Address"),
        ("nodes-intermediaries.csv", "Intermediary"),
        ("nodes-others.csv", "Other"),
        ("Officers.csv", "Officer"),
        ("panama_papers.nodes.entity.csv", "Entity"),
    ] {
        let reading = of_files(&[(name, head)]);
        let wanted = format!("node 1 :{node_type} name=\"A\" sourceID=\"P\" valid_until=\"2015\"");
        assert_eq!((rows(&reading.graph), codes(&reading)), (vec![wanted], vec![]), "{name}");
        assert!(reading.understood[0].1.contains(node_type), "{:?}", reading.understood);
    }
    assert_eq!(codes(&of_files(&[("n.csv", head)])), ["D0806"]);
}

#[test]
fn tables_are_read_as_their_programs_read_them() {
    for (name, text, wanted) in [
        ("old-mac.csv", "id,name\r1,Ann\r2,Bob\r", vec!["node 1 name=\"Ann\"", "node 2 name=\"Bob\""]),
        (
            "old-mac.sif",
            "a pp b\rb pp c\r",
            vec!["node a", "node b", "node c", "edge a -> b :pp", "edge b -> c :pp"],
        ),
        (
            "direction.csv",
            "source,target,type\na,b,Undirected\n",
            vec!["node a", "node b", "edge a -- b :related"],
        ),
        ("kinds.csv", "source,target,TYPE\na,b,knows\n", vec!["node a", "node b", "edge a -> b :knows"]),
        (
            "items.csv",
            ":ID,tags:string[]\n1,a;;b\n2,;\n",
            vec!["node 1 tags=[\"a\" \"\" \"b\"]", "node 2 tags=[\"\" \"\"]"],
        ),
        ("groups.csv", "id:ID(A),name\n1,x\n", vec!["node A:1 id=\"1\" name=\"x\""]),
        (
            "zones.csv",
            ":ID,at:time{timezone:+02:00}[]\n1,15:30;16:30\n",
            vec![
                "node 1 at=[\"15:30:00+02:00\"^^http://www.w3.org/2001/XMLSchema#time \"16:30:00+02:00\"^^http://www.w3.org/2001/XMLSchema#time]",
            ],
        ),
        (
            "labels.csv",
            "_id,_labels,name,_start,_end,_type\n1,:biolink:Gene:biolink:NamedThing,\"\",,,\n2,:biolink:Gene,,,,\n",
            vec!["node 1 :biolink:Gene :biolink:NamedThing name=\"\"", "node 2 :biolink:Gene"],
        ),
        (
            "absent.csv",
            "\"_id\",\"_labels\",\"a\",\"b\",\"_start\",\"_end\",\"_type\"\n\"1\",\":T\",\"x\",\"\",,,\n\"2\",\":T\",\"\",\"y\",,,\n",
            vec!["node 1 :T a=\"x\"", "node 2 :T b=\"y\""],
        ),
        (
            "bars_nodes.tsv",
            "id\tcategory\tname\tmine\tother\nX:1\tbiolink:Gene\ta|b\tp|q\tr\n",
            vec!["node X:1 :biolink:Gene mine=[\"p\" \"q\"] name=\"a|b\" other=\"r\""],
        ),
        (
            "old_edges.tsv",
            "subject\tedge_label\tobject\trelation\nX:1\tbiolink:affects\tX:2\tRO:1\n",
            vec!["node X:1", "node X:2", "edge X:1 -> X:2 :biolink:affects relation=\"RO:1\""],
        ),
        (
            "escapes.sssom.tsv",
            "subject_id\tpredicate_id\tobject_id\tauthor_label\nA:1\tskos:exactMatch\tB:1\tAlice\\|Bob|C\\\\D\n",
            vec![
                "node A:1",
                "node B:1",
                "edge A:1 -> B:1 :skos:exactMatch author_label=[\"Alice|Bob\" \"C\\\\D\"]",
            ],
        ),
        (
            "nodes-others.csv",
            "node_id,name,type,sourceID,valid_until\n3,O,LIMITED,P,2020\n",
            vec!["node 3 :Other name=\"O\" sourceID=\"P\" type=\"LIMITED\" valid_until=\"2020\""],
        ),
        (
            "days.csv",
            ":ID,born:date,at:datetime\n1,20190115,2019-01-15T10:00+01:00[Europe/Berlin]\n",
            vec![
                "node 1 at=\"2019-01-15T10:00:00+01:00\"^^http://www.w3.org/2001/XMLSchema#dateTime born=\"2019-01-15\"^^http://www.w3.org/2001/XMLSchema#date",
            ],
        ),
    ] {
        assert_eq!(rows_of(name, text), wanted, "{name}");
    }
}

#[test]
fn values_that_are_none_of_their_kind_are_refused() {
    for (header, value) in [
        ("d:date", "2019-02-29"),
        ("d:date", "1.1.2019"),
        ("d:datetime", "2019-01-15T25:00Z"),
        ("d:time", "noon"),
    ] {
        let reading = of_files(&[("a.csv", &format!(":ID,{header}\n1,{value}\n"))]);
        assert_eq!(codes(&reading), ["D0801"], "{value}");
    }
}

#[test]
fn mappings_that_match_nothing_are_no_edges() {
    let text = "subject_id\tpredicate_id\tobject_id\nA:1\tskos:exactMatch\tsssom:NoTermFound\n";
    let reading = of_files(&[("a.sssom.tsv", text)]);
    assert_eq!(codes(&reading), ["D0804"]);
    assert!(rows(&reading.graph).is_empty());
}

#[test]
fn what_is_no_graph_in_a_table_is_refused() {
    for (name, text) in [
        ("people.csv", "name,age\nAda,36\n"),
        ("three.tsv", "a\tb\tc\nx\ty\tz\n"),
        ("ids.csv", ":ID(A),:ID(B),name\n1,2,x\n"),
        ("names.txt", "1284819\t2994701\t\tRoc Mélé\t\t\t\t\t\t\n"),
    ] {
        let reading = of_files(&[(name, text)]);
        assert_eq!(reading.graph.node_count(), 0, "{name}");
        assert!(!reading.findings.is_empty(), "{name}");
    }
    let head = "1284819\t2994701\tlink\thttps://example.org/\t\t\t\t\t\t\n";
    let format = row_format_of_head("alternateNamesV2.txt", head.as_bytes()).unwrap();
    assert_eq!(format.name(), "the alternate names of GeoNames");
}

#[test]
fn broken_tables_of_all_kinds_are_told() {
    for (name, text) in [
        ("kgtk.tsv", "id\tnode1\tlabel\tnode2\ne\ta\n"),
        ("kgtk.tsv", "node1\tlabel\tnode2\na\tknows\t\n"),
        ("neptune.csv", "~id,~from,~to,~label\ne,a\n"),
        ("apoc.csv", "_id,_labels,_start,_end,_type\n,,1,,KNOWS\n"),
        ("sssom.tsv", "subject_id\tpredicate_id\tobject_id\na\tb\n"),
        ("point.csv", ":ID,p:point\na,somewhere\n"),
        ("quote.csv", "id,name\na,\"open\n"),
    ] {
        assert!(codes(&of_files(&[(name, text)])).contains(&"D0801"), "{name}: {text:?}");
    }
}

/// Texts with all characters that mean something in tables.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}",
        "[a-zé;:|,\"'\\\\\n\t <&>{}\\[\\]=~^@#-]{0,8}",
        select(&["\"", "''", "\\;", ";", "\\", "a\\", ":", "", " ", "[\"a\"]", "007", "true", "_:b"][..])
            .prop_map(str::to_owned),
    ]
}

/// A value of a property, each of one kind.
fn value_of(kind: usize) -> BoxedStrategy<Json> {
    let xsd = |name: &str, text: &str| json!({"@value": text, "@type": format!("http://www.w3.org/2001/XMLSchema#{name}")});
    match kind {
        0 => text().prop_map(Json::from).boxed(),
        1 => any::<i32>().prop_map(Json::from).boxed(),
        2 => any::<bool>().prop_map(Json::from).boxed(),
        3 => vec(text().prop_filter("no empty item", |text| !text.is_empty()), 2..4)
            .prop_map(Json::from)
            .boxed(),
        4 => select(&["2019-05-10", "2020-02-29"][..]).prop_map(move |text| xsd("date", text)).boxed(),
        5 => Just(xsd("dateTime", "2019-05-10T10:00:00Z")).boxed(),
        6 => select(&["POINT(13.4 52.5)", "POINT Z(1 2.5 3)", "<urn:neo4j:crs:cartesian> POINT(1 2)"][..])
            .prop_map(
                |text| json!({"@value": text, "@type": "http://www.opengis.net/ont/geosparql#wktLiteral"}),
            )
            .boxed(),
        _ => Just(xsd("duration", "P1DT2H")).boxed(),
    }
}

/// The kinds of values, each with a property of its own.
const PROPERTIES: [&str; 8] = ["words", "whole", "yes", "tags", "day", "at", "place", "takes"];

fn properties() -> impl Strategy<Value = serde_json::Map<String, Json>> {
    let one = (0..PROPERTIES.len()).prop_flat_map(|kind| (Just(PROPERTIES[kind].to_owned()), value_of(kind)));
    vec(one, 0..5).prop_map(|all| all.into_iter().collect())
}

/// A graph in JSON Lines: nodes with hostile ids, and edges between them.
fn graph() -> impl Strategy<Value = String> {
    let id = "[a-zé;:|,\"'\\\\<&>{}#-]{1,6}".prop_map(|id| format!("n{id}"));
    let types = btree_set(select(&["Person", "Work of art", "bio:Gene", "a|b", "Ü"][..]), 1..3);
    let relation = select(&["knows", "WORKS_FOR", "a b", "bio:affects", "x|y,\"z\""][..]);
    let ends = any::<(prop::sample::Index, prop::sample::Index)>();
    let nodes = btree_map(id, (types, properties()), 1..6);
    (nodes, vec((ends, relation, properties()), 0..8)).prop_map(|(nodes, edges)| {
        let ids: Vec<&String> = nodes.keys().collect();
        let mut lines: Vec<String> = nodes
            .iter()
            .map(|(id, (types, props))| json!({"id": id, "type": types, "props": props}).to_string())
            .collect();
        for (at, ((source, target), relation, props)) in edges.iter().enumerate() {
            let (source, target) = (ids[source.index(ids.len())], ids[target.index(ids.len())]);
            lines.push(
                json!({"id": format!("e{at}"), "source": source, "target": target, "type": relation, "props": props})
                    .to_string(),
            );
        }
        lines.join("\n")
    })
}

/// What a folder of tables gives that dossier has written of a graph.
fn read_again(format: &str, lines: &str) -> (RowReading, RowReading, Losses) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.jsonl");
    fs::write(&path, lines).unwrap();
    let first = read(&[path], "", 1);
    let mut files = Files::default();
    let options = ExportOptions::default().with_names(NameStyle::Source);
    let losses = exporter(format).unwrap().export((&first.graph).into(), &options, &mut files).unwrap();
    let mut paths = Vec::new();
    if format == "neo4j" {
        // Its tables are read by the names in their folder.
        let tables = folder.path().join(format);
        fs::create_dir(&tables).unwrap();
        for (name, bytes) in &files.0 {
            fs::write(tables.join(name), bytes).unwrap();
        }
        paths.push(tables);
        files.0.clear();
    }
    for (name, bytes) in files.0.iter().filter(|(name, _)| name.ends_with(".csv") && *name != "names.csv") {
        let path = folder.path().join(name.replace('/', "-"));
        fs::write(&path, bytes).unwrap();
        paths.push(path);
    }
    let second = read(&paths, "", 2);
    assert_eq!(findings(&second), "", "{lines}");
    (first, second, losses)
}

/// A row: what it is between, its types and its properties.
type Row = (Vec<String>, BTreeSet<String>, BTreeSet<String>);

/// The rows of a graph by the ids that its nodes have as a property, if they have it. `plain` forgets datatypes, and lists
/// that are JSON in a text are lists.
fn rows_by_id(graph: &RowGraph, plain: bool) -> BTreeSet<Row> {
    let names = graph.names();
    let utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
    let shown = |cell: &Cell<'_>| match *cell {
        Cell::Typed { text, .. } if plain => format!("{:?}", utf8(text)),
        Cell::Clean(text) | Cell::Text(text) if plain => match serde_json::from_slice::<Vec<String>>(text) {
            Ok(items) => format!("{items:?}"),
            Err(_) => format!("{:?}", utf8(text)),
        },
        Cell::List(items) if plain => {
            let text = |item: Cell<'_>| match item {
                Cell::Clean(text) | Cell::Text(text) => utf8(text),
                other => panic!("{other:?}"),
            };
            format!("{:?}", items.map(text).collect::<Vec<_>>())
        }
        ref cell => value(cell, names),
    };
    let is_type = |name: NameKey| name == NameKey::ALSO_TYPE;
    let types = |first: NameKey, cells: Cells<'_>| -> BTreeSet<String> {
        let more = cells.filter_map(|(name, cell)| match cell {
            Cell::Typed { datatype, .. } if is_type(name) => Some(datatype),
            _ => None,
        });
        let all = [first].into_iter().chain(more).filter(|name| *name != NameKey::NONE);
        all.map(|name| names.get(name).to_owned()).filter(|name| name != "Entity").collect()
    };
    let props = |cells: Cells<'_>, own: &[&str]| -> BTreeSet<String> {
        let all = cells.filter(|(name, _)| !is_type(*name)).map(|(name, cell)| (names.get(name), cell));
        all.filter(|(name, _)| !own.contains(name))
            .map(|(name, cell)| format!("{name}={}", shown(&cell)))
            .collect()
    };
    let (mut ids, mut all) = (BTreeMap::new(), BTreeSet::new());
    graph.each_node(graph.blocks(), |row| {
        let own = row.cells.into_iter().find(|(name, _)| names.get(*name) == "id");
        let id = match own {
            Some((_, Cell::Clean(text) | Cell::Text(text))) => utf8(text),
            _ => utf8(row.id.text),
        };
        ids.insert(utf8(row.id.text), id.clone());
        all.insert((vec![id], types(row.node_type, row.cells), props(row.cells, &["iri", "id"])));
    });
    graph.each_edge(graph.blocks(), |row| {
        let ends = [row.source.text, row.target.text].map(|end| ids[&utf8(end)].clone()).to_vec();
        all.insert((ends, types(row.kind.relation(), row.cells), props(row.cells, &["iri"])));
    });
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn tables_of_dossier_for_databases_are_read_back(lines in graph()) {
        for (format, plain) in [("neo4j", false), ("gremlin-csv", true), ("opencypher-csv", true)] {
            let (first, second, losses) = read_again(format, &lines);
            prop_assert_eq!(
                rows_by_id(&first.graph, plain),
                rows_by_id(&second.graph, plain),
                "{} of {}", format, lines
            );
            let lost = losses.summary().into_iter().any(|(what, ..)| what == "datatypes");
            let has_others = lines.contains("wktLiteral") || lines.contains("duration");
            prop_assert_eq!(lost, plain && has_others, "{} of {}", format, lines);
        }
    }
}

#[test]
fn types_survive_from_neo4j_to_neo4j() {
    let text = "id:ID,born:date,at:datetime,p:point,d:duration,ok:boolean,n:int,f:float,in:localdatetime,:LABEL\n\
        1,1971-02-03,2019-05-10T10:00:00Z,\"{latitude:1.0,longitude:2.0}\",P2D,true,5,1.50,2019-05-10T10:00:00,A\n";
    let reading = of_files(&[("n.csv", text)]);
    let written = |format: &str| {
        let mut files = Files::default();
        let losses =
            exporter(format).unwrap().export((&reading.graph).into(), &ExportOptions::default(), &mut files);
        assert!(losses.unwrap().summary().is_empty(), "{format}");
        files.0.into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect::<String>()
    };
    let neo4j = written("neo4j");
    for head in ["born:date", "at:datetime", "d:duration", "p:point", "in:localdatetime"] {
        assert!(neo4j.contains(head), "{head}: {neo4j}");
    }
    assert!(neo4j.contains("\"{longitude:2.0, latitude:1.0}\""), "{neo4j}");
    let cypher = written("cypher");
    for value in ["n.born = date(", "n.at = datetime(", "n.d = duration(", "THEN point({longitude: "] {
        assert!(cypher.contains(value), "{value}: {cypher}");
    }
    for format in ["graphml", "sql", "parquet", "gremlin-csv"] {
        let losses = exporter(format).unwrap().export(
            (&reading.graph).into(),
            &ExportOptions::default(),
            &mut Files::default(),
        );
        assert!(losses.unwrap().summary().iter().any(|(what, ..)| *what == "datatypes"), "{format}");
    }
}
