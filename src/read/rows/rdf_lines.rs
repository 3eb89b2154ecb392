//! Documents of RDF/XML, one to a line, as GeoNames dumps what it knows: a line with the IRI of a feature, then a line with
//! its document. Lines are parsed on several threads.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use oxrdf::{BlankNodeRef, GraphName, Quad};
use oxrdfxml::RdfXmlParser;
use sha2::{Digest, Sha256};

use super::input::Split;
use super::pump::pump;
use super::rdf::{base_of, long_names};
use super::rdf_xml::{Broken, Triples};
use super::triples::{Blanks, put_quad};
use super::worker::{Line, Piece, RecordParser, Worker};
use super::xml_stream::Root;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;
use crate::read::limits::{FREE_EXPANSION_XML, MOST_EXPANDED_XML};
use crate::text::is_absolute_iri;

/// The format.
pub(super) struct GeoNames;

impl crate::read::rows::reader::Sealed for GeoNames {}

impl RowReader for GeoNames {
    fn name(&self) -> &'static str {
        "geonames-rdf"
    }

    fn title(&self) -> &'static str {
        "the RDF dump of GeoNames"
    }

    fn about(&self) -> &'static str {
        "the RDF dump of GeoNames: documents of RDF/XML, one to a line"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let mut lines =
            head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or(&[]);
        let is_dump = match is_document(first) {
            true => first.ends_with(b">") && lines.any(is_document),
            false => is_absolute_iri(first) && lines.next().is_some_and(is_document),
        };
        Recognition::certain_if(is_dump)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let base = base_of(&file.0.name);
        let parser = RdfXmlParser::new();
        let parser = parser.clone().with_base_iri(base).unwrap_or(parser);
        let parser = Documents { parser, blanks: Blanks::of_next_file(run) };
        pump(
            file.0,
            format!("{}: RDF/XML, a document to a line", self.title()),
            Split::Lines,
            &parser,
            rows,
            run,
        )
    }
}

/// Whether a line begins a document of RDF/XML.
fn is_document(line: &[u8]) -> bool {
    Root::of(line).is_some_and(|root| root.local() == b"RDF")
}

struct Documents {
    parser: RdfXmlParser,
    blanks: Blanks,
}

impl RecordParser for Documents {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        for line in piece.lines() {
            let document = line.bytes.trim_ascii();
            if document.starts_with(b"<") {
                self.document(&line, document, worker);
            } else if !document.is_empty() && !is_absolute_iri(document) {
                worker.malformed(&line, 0, "neither an IRI nor a document of RDF/XML");
            }
        }
    }
}

impl Documents {
    /// Reads a document. One that is broken is left out as a whole.
    fn document(&self, line: &Line<'_>, document: &[u8], worker: &mut Worker<'_>) {
        let most = FREE_EXPANSION_XML + MOST_EXPANDED_XML * document.len() as u64;
        let (mut quads, mut long) = (Vec::<Quad>::new(), 0);
        for next in Triples::new(self.parser.clone(), document) {
            let (what, at) = match next {
                Ok(triple) => {
                    let quad = triple.in_graph(GraphName::DefaultGraph);
                    long += long_names(&quad);
                    quads.push(quad);
                    if long <= most {
                        continue;
                    }
                    ("long namespaces expand to too many times the size of the document".to_owned(), 0)
                }
                Err(Broken::Syntax { message, offset }) => (message, offset),
                Err(Broken::Io(error)) => (error.to_string(), 0),
            };
            let skipped = line.bytes.len() - line.bytes.trim_ascii_start().len();
            let at = skipped + usize::try_from(at).unwrap_or(0);
            return worker.malformed(line, at.min(line.bytes.len().saturating_sub(1)), &what);
        }
        worker.statements.line = line.number;
        let mut blanks = OfDocument { document, name: None, numbers: HashMap::default() };
        for quad in &quads {
            put_quad(worker, quad.as_ref(), |out, node| self.blanks.put(out, blanks.label(node).as_bytes()));
        }
    }
}

/// The blank nodes of a document, which are others than those of any other one.
struct OfDocument<'d> {
    document: &'d [u8],
    /// The beginning of its checksum.
    name: Option<String>,
    /// Those that have no name in the file: parsers name them by chance.
    numbers: HashMap<u128, usize, FixedState>,
}

impl OfDocument<'_> {
    fn label(&mut self, node: BlankNodeRef<'_>) -> String {
        let checksum =
            || Sha256::digest(self.document).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = self.name.get_or_insert_with(checksum);
        match node.unique_id() {
            None => format!("{name}-{}", node.as_str()),
            Some(id) => {
                let next = self.numbers.len() + 1;
                format!("{name}.{}", self.numbers.entry(id).or_insert(next))
            }
        }
    }
}
