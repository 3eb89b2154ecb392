//! Formats that are known, but not read: what they are called, and how to get what they hold into one that is read.

use memchr::memmem;

use super::json::Scanner;
use super::json_sketch::Sketch;
use super::jsonl::{begins_with_record, has_keys, object_has_keys};
use super::nodelink::has_ends;
use super::xml_stream::Root;
use crate::diagnostic::{Finding, rules};

/// A format that is not read.
#[derive(Debug)]
pub struct Unread {
    /// Its name, as people search for it.
    pub(super) name: &'static str,
    /// What to do instead.
    way_out: &'static str,
    /// Whether a file is in it, by its first bytes.
    is: fn(&[u8]) -> bool,
}

impl Unread {
    /// The finding about a file in this format, with its first bytes.
    pub(in crate::read) fn finding(&self, file: &str, head: &[u8]) -> Finding {
        let Unread { name, way_out, .. } = self;
        let root = Root::of(head).filter(|_| *name == XML).map_or(String::new(), |root| {
            let root: String = String::from_utf8_lossy(root.name).chars().take(100).collect();
            format!(" with the root element `<{root}>`")
        });
        let message = format!("the file `{file}` looks like {name}{root}, which is not read");
        Finding::new(&rules::FILE_UNREADABLE, message).in_file(file).help(*way_out)
    }
}

/// The format that a file is in, if it is one that is not read.
pub(super) fn format_of(head: &[u8]) -> Option<&'static Unread> {
    UNREAD.iter().find(|unread| (unread.is)(head))
}

/// What a file is refused as that no reader knows, by content or name.
pub(super) fn unknown_json(head: &[u8]) -> Option<&'static Unread> {
    Some(&UNKNOWN_JSON).filter(|unread| (unread.is)(head))
}

const TO_CSV: &str = "save each table as CSV";
const TO_GRAPHML: &str = "open it in NetworkX, igraph or Gephi, and save it as GraphML";
const TO_TURTLE: &str =
    "convert it to Turtle or RDF/XML, for example with ROBOT, Protégé or Apache Jena’s `riot`";
const TO_DATABASE: &str = "run it in its database, and export the graph from there as JSON or CSV";
const XML: &str = "XML";
const TO_RECORDS: &str = "write its entities and relations as JSON Lines: nodes with an `id`, edges with a `source` and a `target`";

/// JSON in which nothing is known, for files whose name says nothing either.
static UNKNOWN_JSON: Unread =
    Unread { name: "JSON with an unknown layout", way_out: TO_RECORDS, is: is_unknown_json };

const UNREAD: &[Unread] = &[
    Unread {
        name: "an old Excel workbook",
        way_out: TO_CSV,
        is: |head| head.starts_with(b"\xD0\xCF\x11\xE0"),
    },
    Unread {
        name: "an archive of 7-Zip",
        way_out: "extract its files with `7z x FILE`, and name the files to read",
        is: |head| head.starts_with(b"7z\xBC\xAF\x27\x1C"),
    },
    Unread {
        name: "an archive of RAR",
        way_out: "extract its files with `unrar x FILE`, and name the files to read",
        is: |head| head.starts_with(b"Rar!\x1A\x07"),
    },
    Unread {
        name: "a file compressed with LZ4",
        way_out: "decompress it first: lz4 -d FILE",
        is: |head| head.starts_with(b"\x04\x22\x4D\x18"),
    },
    Unread {
        name: "a file compressed with lzip",
        way_out: "decompress it first: lzip -d FILE",
        is: |head| head.starts_with(b"LZIP\x01"),
    },
    Unread {
        name: "a file compressed with LZMA, the predecessor of xz",
        way_out: "decompress it first: xz -d FILE",
        is: |head| matches!(head, [0x5D, 0, 0, _, _, 0xFF, 0xFF, 0xFF, 0xFF, ..]),
    },
    Unread {
        name: "a file compressed with `compress`",
        way_out: "decompress it first: gzip -d FILE",
        is: |head| head.starts_with(b"\x1F\x9D"),
    },
    Unread {
        name: "a file compressed with Snappy",
        way_out: "decompress it first, or compress it with gzip or Zstandard",
        is: |head| head.starts_with(b"\xFF\x06\x00\x00sNaPpY"),
    },
    Unread {
        name: "a database of SQLite",
        way_out: "export each table as CSV: sqlite3 -csv -header FILE 'SELECT * FROM TABLE'",
        is: |head| head.starts_with(b"SQLite format 3\0"),
    },
    #[cfg(not(feature = "parquet"))]
    Unread {
        name: "Parquet",
        way_out: "build dossier with the feature `parquet`, or write the table as CSV",
        is: |head| head.starts_with(b"PAR1"),
    },
    Unread {
        name: "encrypted Parquet",
        way_out: "decrypt it with the program that wrote it",
        is: |head| head.starts_with(b"PARE"),
    },
    Unread {
        name: "Arrow or Feather",
        way_out: "write the table as Parquet or CSV",
        is: |head| head.starts_with(b"ARROW1"),
    },
    Unread {
        name: "Avro",
        way_out: "write the table as Parquet or CSV",
        is: |head| head.starts_with(b"Obj\x01"),
    },
    Unread {
        name: "HDF5",
        way_out: "write the table as Parquet or CSV",
        is: |head| head.starts_with(b"\x89HDF"),
    },
    Unread {
        name: "a PDF",
        way_out: "copy its text into a file, and quote that in a dossier",
        is: |head| head.starts_with(b"%PDF-"),
    },
    Unread {
        name: "a picture",
        way_out: "a picture holds no graph; look for the file it was drawn from",
        is: |head| {
            head.starts_with(b"\x89PNG")
                || head.starts_with(b"\xFF\xD8\xFF")
                || begins_with_element(head, b"svg")
        },
    },
    Unread {
        name: "a web page",
        way_out: "save what it links to, or copy its text into a file and quote that in a dossier",
        is: |head| {
            let start = head.trim_ascii_start();
            start.get(..14).is_some_and(|start| start.eq_ignore_ascii_case(b"<!doctype html"))
                || begins_with_element(head, b"html")
        },
    },
    Unread {
        name: "HDT",
        way_out: "write it as N-Triples with `hdt2rdf`",
        is: |head| head.starts_with(b"$HDT"),
    },
    Unread {
        name: "XGMML",
        way_out: "open it in Cytoscape, and export the network as GraphML",
        is: |head| begins_with_element(head, b"graph") && (has(head, b"XGMML") || has(head, b"xgmml")),
    },
    Unread {
        name: "DGML",
        way_out: "write its nodes and links as two tables, or convert it to GraphML or GEXF",
        is: |head| begins_with_element(head, b"DirectedGraph"),
    },
    Unread {
        name: "GXL",
        way_out: "convert it to DOT with Graphviz’s `gxl2gv`, or to GraphML",
        is: |head| begins_with_element(head, b"gxl"),
    },
    Unread { name: "TriX", way_out: TO_TURTLE, is: |head| begins_with_element(head, b"TriX") },
    Unread {
        name: "Geography Markup Language",
        way_out: "convert it to CSV with GDAL: ogr2ogr -f CSV FILE.csv FILE.gml",
        is: |head| head.trim_ascii_start().starts_with(b"<") && has(head, b"http://www.opengis.net/gml"),
    },
    Unread { name: "OWL/XML", way_out: TO_TURTLE, is: |head| begins_with_element(head, b"Ontology") },
    Unread {
        name: "OWL in functional syntax",
        way_out: TO_TURTLE,
        is: |head| begins_line(head, &[b"Prefix(", b"Ontology("]),
    },
    Unread {
        name: "OWL in Manchester syntax",
        way_out: TO_TURTLE,
        is: |head| begins_line(head, &[b"Prefix: ", b"Ontology: "]),
    },
    Unread {
        name: "OBO",
        way_out: "convert it to OBO Graphs with ROBOT: robot convert --input FILE --output graph.json",
        is: |head| begins_line(head, &[b"format-version:"]) || first_line(head) == b"[Term]",
    },
    Unread {
        name: "results of a SPARQL query",
        way_out: "ask with CONSTRUCT instead of SELECT, and save the answer as Turtle",
        is: |head| begins_with_element(head, b"sparql") || has_keys(head, &["head", "results"]),
    },
    Unread {
        name: "a script of SQL",
        way_out: TO_DATABASE,
        is: |head| {
            begins_line(
                head,
                &[
                    b"CREATE TABLE",
                    b"INSERT INTO",
                    b"-- MySQL dump",
                    b"-- PostgreSQL database dump",
                    b"PRAGMA ",
                    b"BEGIN TRANSACTION",
                ],
            )
        },
    },
    Unread {
        name: "a script of Cypher",
        way_out: TO_DATABASE,
        is: |head| {
            begins_line(
                without_notes(head),
                &[
                    b":begin",
                    b":BEGIN",
                    b"CREATE (",
                    b"MERGE (",
                    b"MATCH (",
                    b"UNWIND [",
                    b"CREATE CONSTRAINT",
                    b"CREATE INDEX",
                ],
            )
        },
    },
    Unread {
        name: "a pointer of Git LFS",
        way_out: "fetch the file that it stands for: git lfs pull",
        is: |head| begins_line(head, &[b"version https://git-lfs.github.com/spec/"]),
    },
    Unread {
        name: "a script of GQL",
        way_out: TO_DATABASE,
        is: |head| begins_line(without_notes(head), &[b"INSERT (", b"CREATE GRAPH ", b"SESSION SET "]),
    },
    Unread {
        name: "the RDF of Dgraph",
        way_out: "its names are no IRIs: load it into Dgraph; if dossier wrote it, export the same graph as N-Quads or JSON Lines",
        is: |head| {
            let line = first_line(head);
            line.starts_with(b"<0x")
                || line.starts_with(b"<") && (has(line, b"> <xid> \"") || has(line, b"> <dgraph."))
        },
    },
    Unread {
        name: "Notation3 (N3)",
        way_out: "only its part that is Turtle is read: leave out rules, formulas and `=`, or let a reasoner such as `eye --pass` write what follows from it as Turtle",
        is: is_n3,
    },
    Unread {
        name: "Mermaid",
        way_out: "write its arrows as a table with the columns source, relation and target",
        is: |head| {
            begins_line(
                head,
                &[b"flowchart ", b"graph TD", b"graph LR", b"graph TB", b"graph BT", b"graph RL"],
            )
        },
    },
    Unread {
        name: "PlantUML",
        way_out: "write its arrows as a table with the columns source, relation and target",
        is: |head| begins_line(head, &[b"@startuml"]),
    },
    Unread { name: "LEDA", way_out: TO_GRAPHML, is: |head| begins_line(head, &[b"LEDA.GRAPH"]) },
    Unread { name: "Tulip", way_out: TO_GRAPHML, is: |head| begins_line(head, &[b"(tlp "]) },
    Unread {
        name: "graph6",
        way_out: TO_GRAPHML,
        is: |head| begins_line(head, &[b">>graph6<<", b">>sparse6<<", b">>digraph6<<"]),
    },
    Unread {
        name: "UCINET DL",
        way_out: TO_GRAPHML,
        is: |head| begins_line(head, &[b"dl ", b"DL "]) && has(head, b"data"),
    },
    Unread {
        name: "NetDraw VNA",
        way_out: TO_GRAPHML,
        is: |head| begins_line(head, &[b"*node data", b"*Node data", b"*tie data", b"*Tie data"]),
    },
    Unread { name: "Matrix Market", way_out: TO_GRAPHML, is: |head| begins_line(head, &[b"%%MatrixMarket"]) },
    Unread {
        name: "a pickle of Python",
        way_out: "a pickle can run any program; save the graph as GraphML or JSON",
        is: |head| matches!(head, [0x80, 2..=5, ..]),
    },
    Unread { name: "annotations of brat", way_out: TO_RECORDS, is: is_brat },
    Unread {
        name: "annotations of doccano",
        way_out: TO_RECORDS,
        is: |head| {
            has_keys(head, &["text", "entities"])
                || has_keys(head, &["text", "label"]) && has(head, b"\"label\":[[")
                || has_keys(head, &["text", "labels"]) && has(head, b"\"labels\":[[")
        },
    },
    Unread {
        name: "annotations of Label Studio",
        way_out: TO_RECORDS,
        is: |head| is_json(head) && has(head, b"\"from_name\"") && has(head, b"\"to_name\""),
    },
    Unread {
        name: "annotations of Hypothesis",
        way_out: TO_RECORDS,
        is: |head| is_json(head) && has(head, b"\"TextQuoteSelector\"") && !has(head, b"\"@context\""),
    },
    Unread {
        name: "Web Annotations",
        way_out: TO_RECORDS,
        is: |head| is_json(head) && has(head, b"http://www.w3.org/ns/anno.jsonld"),
    },
    Unread {
        name: "annotations of UIMA",
        way_out: TO_RECORDS,
        is: |head| has(head, b"http:///uima/cas.ecore") || is_json(head) && has(head, b"\"%TYPES\""),
    },
    Unread {
        name: "statements of FollowTheMoney",
        way_out: "roll them up into entities: ftm aggregate-statements -i FILE -o entities.ftm.json",
        is: |head| {
            let line = first_line(head);
            ["canonical_id", "entity_id", "prop", "schema", "value"]
                .iter()
                .all(|column| has(line, column.as_bytes()))
        },
    },
    Unread {
        name: "a list of FollowTheMoney entities",
        way_out: "write one entity to a line: jq -c '.[]' FILE > entities.ftm.json",
        is: |head| {
            let inner = head.trim_ascii_start().strip_prefix(b"[");
            inner.is_some_and(|inner| object_has_keys(Scanner::new(inner), &["id", "schema", "properties"]))
        },
    },
    Unread {
        name: "results of an OpenSanctions or Aleph search",
        way_out: "write one entity to a line: jq -c '.results[]' FILE > entities.ftm.json",
        is: |head| {
            object_has_keys(Scanner::new(head), &["results", "total"])
                && has(head, b"\"schema\"")
                && has(head, b"\"properties\"")
        },
    },
    Unread {
        name: "the JSON of Wikidata",
        way_out: "download the same entities as Turtle or N-Triples",
        is: |head| is_json(head) && has(head, b"\"claims\"") && has(head, b"\"sitelinks\""),
    },
    Unread {
        name: "the alternate names of GeoNames",
        way_out: "read the places of `allCountries.txt`, which have their alternate names, too",
        is: is_alternate_name,
    },
    Unread {
        name: "GeoJSON",
        way_out: "write its features as a table with an `id`",
        is: |head| is_json(head) && has(head, b"\"FeatureCollection\""),
    },
    Unread {
        name: XML,
        way_out: "of XML, GraphML, GEXF and RDF/XML are read; convert it to one of them, or write its nodes and edges as tables",
        is: is_other_xml,
    },
];

/// Whether a file is JSON, but neither lines of records, nor a list of them, nor JSON-LD, nor a dossier.
fn is_unknown_json(head: &[u8]) -> bool {
    if !is_json(head) || [&b"\"@context\""[..], b"\"@graph\"", b"\"@id\""].iter().any(|key| has(head, key)) {
        return false;
    }
    match Sketch::of(head) {
        document @ Sketch::Object(_) => {
            document.first().is_some() && !document.has("dossier") && !begins_with_record(head)
        }
        // Turtle may begin with a bracket, too.
        Sketch::List(Some(first)) => {
            *first != Sketch::Nothing && !first.get("id").is_some_and(Sketch::is_id) && !has_ends(&first)
        }
        _ => false,
    }
}

fn has(head: &[u8], words: &[u8]) -> bool {
    memmem::find(head, words).is_some()
}

fn is_json(head: &[u8]) -> bool {
    matches!(head.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// The first line that is not blank.
fn first_line(head: &[u8]) -> &[u8] {
    head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or(&[]).trim_ascii_end()
}

/// Whether the first line that is not blank begins with one of these.
fn begins_line(head: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| first_line(head).starts_with(word))
}

/// What follows the comments at the beginning of a script.
fn without_notes(head: &[u8]) -> &[u8] {
    let mut rest = head.trim_ascii_start();
    while rest.starts_with(b"//") {
        rest = rest.iter().position(|byte| *byte == b'\n').and_then(|end| rest.get(end..)).unwrap_or(&[]);
        rest = rest.trim_ascii_start();
    }
    rest
}

/// Whether a file is Turtle with what only Notation3 has: `=>`, `<=`, `=`, or its keywords.
fn is_n3(head: &[u8]) -> bool {
    let is_note = |line: &&[u8]| line.trim_ascii().is_empty() || line.starts_with(b"#");
    let first = head.split(|byte| *byte == b'\n').find(|line| !is_note(line)).unwrap_or(&[]);
    let words: [&[u8]; 7] =
        [b"@prefix ", b"@base ", b"PREFIX ", b"@forAll ", b"@forSome ", b"@keywords ", b"{"];
    if !words.iter().any(|word| first.starts_with(word)) {
        return false;
    }
    let mut rest = head;
    while let Some((byte, behind)) = rest.split_first() {
        let end = |close: &[u8]| memmem::find(behind, close).map_or(behind.len(), |end| end + close.len());
        let skipped = match byte {
            b'#' => end(b"\n"),
            b'"' | b'\'' => {
                let quote = [*byte; 3];
                match behind.strip_prefix(&quote[..2]) {
                    Some(_) => {
                        2 + memmem::find(behind.get(2..).unwrap_or(&[]), &quote)
                            .map_or(behind.len(), |at| at + 3)
                    }
                    None => {
                        let mut at = 0;
                        while let Some(inner) = behind.get(at).filter(|inner| *inner != byte) {
                            at += if *inner == b'\\' { 2 } else { 1 };
                        }
                        at + 1
                    }
                }
            }
            b'<' if behind.starts_with(b"=") && behind.get(1).is_some_and(u8::is_ascii_whitespace) => {
                return true;
            }
            b'<' => end(b">"),
            b'\\' => 1,
            b'=' => return true,
            b'@' if [&b"forAll "[..], b"forSome ", b"keywords "]
                .iter()
                .any(|word| behind.starts_with(word)) =>
            {
                return true;
            }
            _ => 0,
        };
        rest = behind.get(skipped..).unwrap_or(&[]);
    }
    false
}

/// Whether the first element of XML has this name, with any prefix.
fn begins_with_element(head: &[u8], name: &[u8]) -> bool {
    Root::of(head).is_some_and(|root| root.local() == name)
}

/// Whether a file is XML that no reader takes.
fn is_other_xml(head: &[u8]) -> bool {
    Root::of(head).is_some() && !has(head, b"http://www.w3.org/1999/02/22-rdf-syntax-ns#")
}

/// Whether the first line is one of brat's standoff format: `T1`, a tab, a type with two places, a tab, the text.
fn is_brat(head: &[u8]) -> bool {
    let mut fields = first_line(head).split(|byte| *byte == b'\t');
    let is_id =
        |id: &[u8]| id.first() == Some(&b'T') && id.len() > 1 && id.iter().skip(1).all(u8::is_ascii_digit);
    let is_place = |place: &[u8]| {
        let words: Vec<&[u8]> = place.split(|byte| *byte == b' ').collect();
        words.len() >= 3
            && words.iter().skip(1).all(|word| word.iter().all(|byte| byte.is_ascii_digit() || *byte == b';'))
    };
    fields.next().is_some_and(is_id) && fields.next().is_some_and(is_place)
}

/// Whether the first line is one of GeoNames' `alternateNamesV2.txt`: two ids, a language, a name, four flags.
fn is_alternate_name(head: &[u8]) -> bool {
    let fields: Vec<&[u8]> = first_line(head).split(|byte| *byte == b'\t').collect();
    let is_id = |id: &&[u8]| !id.is_empty() && id.iter().all(u8::is_ascii_digit);
    let is_flag = |flag: &&[u8]| flag.is_empty() || **flag == *b"1";
    // The end of the line has no blanks: empty fields at the end are gone.
    (4..=10).contains(&fields.len())
        && fields.iter().take(2).all(is_id)
        && fields
            .get(2)
            .is_some_and(|language| language.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-'))
        && fields.get(3).is_some_and(|name| !name.is_empty() && !is_id(name))
        && fields.iter().skip(4).take(4).all(is_flag)
        && head
            .split(|byte| *byte == b'\n')
            .next()
            .is_some_and(|line| line.iter().filter(|byte| **byte == b'\t').count() >= 7)
}
