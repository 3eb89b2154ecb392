//! A folder for `neo4j-admin database import`: nodes and relationships as CSV with typed headers (Neo4j Operations
//! Manual, "CSV file header format"), the command, and the constraint.

use super::census::{Census, Kinds, Shape};
use super::losses::RowLosses;
use super::lpg::{CLAIMED, GraphNames, Property, RELATION, RELATIONS, labels_of, put_relations};
use super::ntriples::put;
use super::ordered::each_block;
use super::value::{Controls, Escapes, plain};
use super::{BlockWriter, Part, RowExportOptions, RowExporter, types_of, write_parts};
use crate::export::output::write_file;
use crate::export::property_graph::ENTITY;
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cell, Cells, IdText, Items, NameKey, RowGraph};
use crate::ontology::Status;

/// The format.
pub(super) struct Neo4j;

/// Separators of lists, in the order of preference: the control characters that ASCII has for it.
const SEPARATORS: [u8; 4] = [0x1F, 0x1E, 0x1D, 0x1C];

impl RowExporter for Neo4j {
    fn name(&self) -> &'static str {
        "neo4j"
    }

    fn ending(&self) -> &'static str {
        "neo4j"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn export(
        &self,
        graph: &RowGraph,
        options: &RowExportOptions<'_>,
        out: &mut dyn Output,
    ) -> Result<RowLosses, ExportError> {
        let census = Census::new(graph, options);
        let names = GraphNames::new(graph, &census, [&["id"], &[]])?;
        let separator = separator(graph, options, &census)?;
        for property in names.nodes.iter().chain(&names.edges) {
            if property.name.contains('{') {
                return Err(ExportError::Unfit(format!(
                    "the header of a file for Neo4j cannot name the property `{}`, because of its brace; rename it, or \
                     export another format",
                    property.name
                )));
            }
        }
        write_file(out, "constraints.cypher", |out| {
            writeln!(out, "// Run it after the import: cypher-shell --file constraints.cypher")?;
            out.write_all(CONSTRAINT.as_bytes())
        })?;
        write_file(out, "import.sh", |out| out.write_all(script(separator).as_bytes()))?;
        let writer = Writer::new(graph, options, &names, separator, Part::Nodes);
        write_parts(graph, options, &writer, &[Part::Nodes], out.begin("nodes.csv")?)?;
        let writer =
            Writer { losses: writer.losses, ..Writer::new(graph, options, &names, separator, Part::Edges) };
        write_parts(graph, options, &writer, &[Part::Edges], out.begin("relationships.csv")?)?;
        Ok(writer.losses)
    }
}

/// The constraint that keeps ids apart, and makes them quick to find.
pub(super) const CONSTRAINT: &str =
    "CREATE CONSTRAINT dossier_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n";

fn script(separator: u8) -> String {
    format!(
        "#!/bin/sh\n\
         # Imports this folder into a new database of Neo4j that is not running:\n\
         #   sh import.sh [DATABASE] [OPTION...], for example: sh import.sh neo4j --overwrite-destination\n\
         # NEO4J_ADMIN names the program where it is not on the path. Run constraints.cypher afterwards.\n\
         set -eu\n\
         cd \"$(dirname \"$0\")\"\n\
         database=neo4j\n\
         if [ $# -gt 0 ]; then database=$1; shift; fi\n\
         \"${{NEO4J_ADMIN:-neo4j-admin}}\" database import full \"$database\" \\\n  \
         --nodes=nodes.csv \\\n  \
         --relationships=relationships.csv \\\n  \
         --id-type=string --multiline-fields=true --array-delimiter=U+{separator:04X} --bad-tolerance=0 \\\n  \
         \"$@\"\n"
    )
}

/// A character that stands in no value of a column of lists, and in no label or type.
fn separator(graph: &RowGraph, options: &RowExportOptions<'_>, census: &Census) -> Result<u8, ExportError> {
    let mut controls = graph.names().iter().fold(0, |bits, (_, name)| bits | controls_of(name.as_bytes()));
    let has_lists = |kinds: &[Kinds]| kinds.iter().any(|kinds| kinds.has(Kinds::LIST));
    if has_lists(&census.nodes) || has_lists(&census.edges) {
        let see = |bits: &mut u32, kinds: &[Kinds], cells: Cells<'_>| {
            for (name, cell) in cells {
                if kinds.get(name.index()).is_some_and(|kinds| kinds.has(Kinds::LIST)) {
                    *bits |= controls_of_cell(&cell);
                }
            }
        };
        let parts = each_block(
            options.threads,
            graph.blocks(),
            || 0,
            |bits, block| {
                graph.each_node(block, |row| see(bits, &census.nodes, row.cells));
                graph.edge_cells(block).for_each(|(_, cells)| see(bits, &census.edges, cells));
            },
        );
        controls = parts.into_iter().fold(controls, |all, bits| all | bits);
    }
    SEPARATORS.into_iter().find(|byte| controls >> byte & 1 == 0).ok_or_else(|| {
        ExportError::Unfit(
            "the lists of texts contain all four separators of ASCII (U+001C to U+001F), so that none is left to \
             separate the texts; export another format"
                .to_owned(),
        )
    })
}

/// The control characters of a text, as bits.
fn controls_of(text: &[u8]) -> u32 {
    text.iter().filter(|byte| **byte < 0x20).fold(0, |bits, byte| bits | 1 << byte)
}

fn controls_of_cell(cell: &Cell<'_>) -> u32 {
    match *cell {
        Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } | Cell::Json(text) => {
            controls_of(text)
        }
        Cell::List(items) => items.fold(0, |bits, item| bits | controls_of_cell(&item)),
        _ => 0,
    }
}

/// A column: the shape of its values, or of the items of its lists.
#[derive(Clone, Copy)]
struct Column {
    shape: Shape,
    is_list: bool,
}

impl Column {
    fn of(kinds: Kinds) -> Column {
        Column { shape: Shape::of(kinds), is_list: kinds.has(Kinds::LIST) }
    }

    fn kind(self) -> &'static str {
        match (self.shape, self.is_list) {
            (Shape::Text, false) => "string",
            (Shape::Text, true) => "string[]",
            (Shape::Long, false) => "long",
            (Shape::Long, true) => "long[]",
            (Shape::Double, false) => "double",
            (Shape::Double, true) => "double[]",
            (Shape::Boolean, false) => "boolean",
            (Shape::Boolean, true) => "boolean[]",
        }
    }
}

struct Writer<'g> {
    graph: &'g RowGraph,
    options: &'g RowExportOptions<'g>,
    names: &'g GraphNames,
    separator: u8,
    head: Vec<u8>,
    columns: Vec<Column>,
    /// The column of a name.
    places: Vec<Option<usize>>,
    /// The columns of what the program says itself.
    relation: Option<usize>,
    relations: Option<usize>,
    losses: RowLosses,
}

impl<'g> Writer<'g> {
    fn new(
        graph: &'g RowGraph,
        options: &'g RowExportOptions<'g>,
        names: &'g GraphNames,
        separator: u8,
        part: Part,
    ) -> Writer<'g> {
        let properties: &[Property] = if part == Part::Nodes { &names.nodes } else { &names.edges };
        let mut head = Vec::new();
        match part {
            Part::Nodes => put(&mut head, &[b"id:ID(", ENTITY.as_bytes(), b")"]),
            Part::Edges => {
                let space = ENTITY.as_bytes();
                put(&mut head, &[b":START_ID(", space, b"),:END_ID(", space, b"),:TYPE"]);
            }
        }
        let (mut columns, mut places) = (Vec::new(), vec![None; graph.names().len()]);
        for property in properties {
            let column = Column::of(property.kinds);
            head.push(b',');
            let field = format!("{}:{}", property.name, column.kind());
            let is_plain = !field.bytes().any(|byte| b",\"\r\n".contains(&byte));
            if is_plain {
                head.extend_from_slice(field.as_bytes())
            } else {
                put_quoted(&mut head, field.as_bytes())
            }
            if let Some(place) = property.key.and_then(|key| places.get_mut(key.index())) {
                *place = Some(columns.len());
            }
            columns.push(column);
        }
        head.extend_from_slice(if part == Part::Nodes { b",:LABEL\n" } else { b"\n" });
        let own = |name: &str| {
            properties.iter().position(|property| property.key.is_none() && property.name == name)
        };
        let (relation, relations) = (own(RELATION), own(RELATIONS));
        Writer {
            graph,
            options,
            names,
            separator,
            head,
            columns,
            places,
            relation,
            relations,
            losses: RowLosses::default(),
        }
    }

    /// Puts the cells of a row into their columns.
    fn fill<'c>(&self, cells: impl Iterator<Item = (NameKey, Cell<'c>)>, row: &mut [Option<Cell<'c>>]) {
        row.fill(None);
        for (name, cell) in cells {
            if let Some(Some(place)) = self.places.get(name.index())
                && let Some(slot) = row.get_mut(*place)
            {
                *slot = Some(cell);
            }
        }
    }

    /// Writes the fields of the columns, each behind a comma.
    fn fields(&self, out: &mut Vec<u8>, row: &[Option<Cell<'_>>], buffer: &mut Vec<u8>) {
        for (column, cell) in self.columns.iter().zip(row) {
            out.push(b',');
            match cell {
                None => {}
                Some(Cell::List(items)) => self.list(out, *column, *items, buffer),
                Some(cell) if column.is_list && is_empty(cell) => RowLosses::count(&self.losses.empty_lists),
                Some(cell) => self.value(out, column.shape, cell, buffer),
            }
        }
    }

    fn value(&self, out: &mut Vec<u8>, shape: Shape, cell: &Cell<'_>, buffer: &mut Vec<u8>) {
        self.losses.count_in(shape, cell);
        let (text, is_clean) = plain(cell, self.graph.names(), buffer);
        match (shape, is_clean) {
            (Shape::Text, false) => put_quoted(out, text),
            (Shape::Text, true) => put(out, &[b"\"", text, b"\""]),
            _ => out.extend_from_slice(text),
        }
    }

    fn list(&self, out: &mut Vec<u8>, column: Column, items: Items<'_>, buffer: &mut Vec<u8>) {
        let mut ahead = items;
        let is_nothing = match ahead.next() {
            None => true,
            Some(first) => is_empty(&first) && ahead.next().is_none(),
        };
        if is_nothing {
            return RowLosses::count(&self.losses.empty_lists);
        }
        out.push(b'"');
        for (at, item) in items.enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            self.losses.count_in(column.shape, &item);
            CSV.put(out, plain(&item, self.graph.names(), buffer).0);
        }
        out.push(b'"');
    }
}

/// Whether a value is an empty text, which makes no item of a list.
fn is_empty(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. } | Cell::Typed { text, .. } => {
            text.is_empty()
        }
        _ => false,
    }
}

impl BlockWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
    }

    fn nodes(&self, block: &Block, out: &mut Vec<u8>) {
        let (mut row_of, mut buffer) = (vec![None; self.columns.len()], Vec::new());
        self.graph.each_node(block, |row| {
            put_id(out, row.id);
            self.fill(row.cells, &mut row_of);
            self.fields(out, &row_of, &mut buffer);
            out.extend_from_slice(b",\"");
            let types = [row.node_type].into_iter().chain(types_of(row.cells));
            for (at, label) in labels_of(self.names, types).enumerate() {
                if at > 0 {
                    out.push(self.separator);
                }
                CSV.put(out, label.as_bytes());
            }
            out.extend_from_slice(b"\"\n");
        });
    }

    fn edges(&self, block: &Block, out: &mut Vec<u8>) {
        let mut buffer = Vec::new();
        let mut spare: Vec<Option<Cell<'static>>> = vec![None; self.columns.len()];
        self.graph.each_edge(block, |row| {
            let mut row_of: Vec<Option<Cell<'_>>> = std::mem::take(&mut spare);
            put_id(out, row.source);
            out.push(b',');
            put_id(out, row.target);
            out.push(b',');
            let relation = row.kind.relation();
            let is_asserted = self.options.is_asserted(row.kind);
            let kind = if is_asserted {
                self.names.kinds.get(relation.index()).map_or("", |kind| kind)
            } else {
                CLAIMED
            };
            put_quoted(out, kind.as_bytes());
            self.fill(row.cells, &mut row_of);
            let mut own = |place: Option<usize>, cell| {
                if let Some(slot) = place.and_then(|place| row_of.get_mut(place)) {
                    *slot = Some(cell);
                }
            };
            let status = row.kind.status().map(Status::name);
            if let Some(status) = status {
                own(
                    self.places.get(NameKey::STATUS.index()).copied().flatten(),
                    Cell::Clean(status.as_bytes()),
                );
            }
            let name = self.graph.names().get(relation).as_bytes();
            if !is_asserted {
                own(self.relation, Cell::Text(name));
            }
            let mut items = Vec::new();
            if self.relations.is_some() {
                put_relations(&mut items, row.kind.relation(), row.cells, self.graph.names());
                if !items.is_empty() {
                    own(self.relations, Cell::List(Items(&items)));
                }
            }
            self.fields(out, &row_of, &mut buffer);
            out.push(b'\n');
            // The memory is used again; the cells are of this edge only.
            spare = row_of.into_iter().map(|_| None).collect();
        });
    }
}

fn put_id(out: &mut Vec<u8>, id: IdText<'_>) {
    if id.clean { put(out, &[b"\"", id.text, b"\""]) } else { put_quoted(out, id.text) }
}

/// Writes a field in quotes (RFC 4180), so that nobody trims it or takes it for something else.
fn put_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    CSV.put(out, text);
    out.push(b'"');
}

static CSV: Escapes = Escapes::new(b"\"", &[b"\"\""], Controls::Kept);
