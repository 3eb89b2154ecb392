//! What XML is recognised as, and documents of RDF/XML that are one to a line.

use super::dump;
use super::one_file;
use dossier::read::rows::{RowFormat, row_format_of_head};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

#[test]
fn xml_is_recognised_by_its_root() {
    for (name, head, format) in [
        (
            "a.xml",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE graphml [<!ENTITY a \"<gexf>\">]>\n<graphml>",
            "graphml",
        ),
        ("a.txt", "<x:graphml xmlns:x=\"http://graphml.graphdrawing.org/xmlns\">", "graphml"),
        ("a.graphml", "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">", "gexf"),
        ("a.rdf", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"></rdf:RDF>", "rdfxml"),
        (
            "a.xml",
            "<e:A xmlns:e=\"http://e.org/\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>",
            "rdfxml",
        ),
        (
            "a.xgmml",
            "<?xml version=\"1.0\"?><graph label=\"a\" xmlns=\"http://www.cs.rpi.edu/XGMML\">",
            "XGMML",
        ),
        ("a.dgml", "<DirectedGraph xmlns=\"http://schemas.microsoft.com/vs/2009/dgml\">", "DGML"),
        ("a.gxl", "<!DOCTYPE gxl SYSTEM \"gxl.dtd\"><gxl><graph/></gxl>", "GXL"),
        ("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">", "a picture"),
        ("a.graphml", "<?xml version=\"1.0\"?><items><item/></items>", "XML"),
        ("a.yaml", "<items><item>graphml</item>", "XML"),
        ("a.nt", "<urn:a:b> <urn:a:c> <urn:a:d> .\n", "ntriples"),
        ("a.ttl", "<a> <b> <c> .\n", "turtle"),
    ] {
        let found = row_format_of_head(name, head.as_bytes()).map(|format| format.name());
        assert_eq!(found, Some(format), "{name}: {head}");
    }
}

#[test]
fn other_xml_is_refused_by_the_name_of_its_root() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xml");
    std::fs::write(&path, "<?xml version=\"1.0\"?>\n<p:items xmlns:p=\"urn:p\"><p:item/></p:items>").unwrap();
    assert!(matches!(dossier::read::rows::row_format(&path, None).unwrap(), Some(RowFormat::Unread(_))));
    let found = dump::findings(&dump::read(&[path], "", 1));
    assert!(found.contains("looks like XML with the root element `<p:items>`, which is not read"), "{found}");
}

/// A line of a dump: the IRI of a feature, and its document.
fn feature(number: usize, inside: &str) -> String {
    format!(
        "https://sws.geonames.org/{number}/\n<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><rdf:RDF xmlns:gn=\"http://www.geonames.org/ontology#\" \
         xmlns:rdf=\"{RDF}\"><gn:Feature rdf:about=\"https://sws.geonames.org/{number}/\"><gn:name>N{number}</gn:name>{inside}</gn:Feature></rdf:RDF>\n"
    )
}

#[test]
fn the_dump_of_geonames_is_read() {
    let (g, o) = ("https://sws.geonames.org", "http://www.geonames.org/ontology#");
    let parent = "<gn:parentCountry rdf:resource=\"https://sws.geonames.org/2/\"/>";
    let text = feature(1, parent)
        + &feature(2, "<gn:about><rdf:Description><gn:note>x</gn:note></rdf:Description></gn:about>");
    let read = one_file("geonames-rdf", "all-geonames-rdf.txt", text.as_bytes());
    assert_eq!(read.rows.len(), 5, "{:?}", read.rows);
    assert_eq!(
        read.rows[..2],
        [
            format!("node {g}/1/ :{o}Feature {o}name=\"N1\""),
            format!("node {g}/2/ :{o}Feature {o}name=\"N2\"")
        ]
    );
    assert!(
        read.rows[2].starts_with("node _:") && read.rows[2].ends_with(&format!(" {o}note=\"x\"")),
        "{:?}",
        read.rows
    );
    assert_eq!(read.rows[3], format!("edge {g}/1/ -> {g}/2/ :{o}parentCountry"));
    assert_eq!(read.findings, "");
    assert_eq!(read.understood, "the RDF dump of GeoNames: RDF/XML, a document to a line");
}

#[test]
fn a_dump_is_the_same_on_many_threads_and_broken_documents_are_told() {
    let mut text = String::new();
    for number in 1..3_000 {
        text += &feature(number, "<gn:about><rdf:Description gn:note=\"x\"/></gn:about>");
    }
    text += "https://sws.geonames.org/3000/\n<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"urn:x\"><broken\nneither this nor that\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dump.txt");
    std::fs::write(&path, &text).unwrap();
    let one = dump::read(std::slice::from_ref(&path), "", 1);
    let found = dump::findings(&one);
    for line in [6_000, 6_001] {
        assert!(found.contains(&format!("dump.txt:{line}:")), "{found}");
    }
    assert_eq!(found.matches("error[").count(), 2, "{found}");
    assert_eq!(one.graph.node_count(), 2 * 2_999);
    assert_eq!(dump::rows(&one.graph), dump::rows(&dump::read(&[path], "", 3).graph));
}

#[test]
fn entities_in_a_dump_do_not_make_it_endless() {
    let entities = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let text = feature(1, "")
        + "https://e.org/2\n<?xml version=\"1.0\"?>"
        + entities
        + "<rdf:RDF>"
        + &"&b;".repeat(200_000)
        + "</rdf:RDF>\n";
    let read = one_file("geonames-rdf", "dump.txt", text.as_bytes());
    assert_eq!(read.rows.len(), 1);
    assert!(read.findings.contains("D0801"), "{}", read.findings);
}
