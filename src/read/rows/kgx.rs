//! KGX, the format of Biolink knowledge graphs: tables of nodes and edges with bars in lists, JSON Lines, or one document
//! of JSON with `nodes` and `edges`.

use super::csv::{header, tells_empty};
use super::fields::{Dialect, SaidDialect};
use super::json_sketch::Sketch;
use super::jsonl::{JsonLines, begins_with_edge, has_keys};
use super::key_roles::{Role as JsonRole, Vocabulary};
use super::mapping::Mapped;
use super::nodelink;
use super::pump::pump;
use super::table::{Column, Lists, Role, Table};
use super::values::Value;
use super::worker::DIRECTED;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Kgx;

/// The keys of JSON Lines. The category of a node is its types; that of an edge is a property.
const KEYS: Vocabulary<'static> = &[
    (b"id", JsonRole::Id),
    (b"category", JsonRole::Category),
    (b"subject", JsonRole::Source),
    (b"predicate", JsonRole::Kind(0)),
    (b"edge_label", JsonRole::Kind(1)),
    (b"object", JsonRole::Target),
    (DIRECTED.as_bytes(), JsonRole::Direction),
];

/// The keys of nodes in a document. Those of edges are as in any other, where the predicate precedes other relations.
const OF_NODES: Vocabulary<'static> = &[(b"category", JsonRole::Kind(0)), (b"type", JsonRole::Property)];

static JSON_LINES: JsonLines = JsonLines(KEYS);

/// Properties that hold several values, parted by bars ("KGX Format", "KGX format as TSV"; slots of the Biolink Model
/// that are multivalued).
const LISTS: &[&str] = &[
    "aggregator_knowledge_source",
    "broad_synonym",
    "category",
    "equivalent_identifiers",
    "exact_synonym",
    "has_evidence",
    "has_supporting_studies",
    "in_taxon",
    "knowledge_source",
    "narrow_synonym",
    "provided_by",
    "publications",
    "qualifiers",
    "related_synonym",
    "same_as",
    "subsets",
    "supporting_data_set",
    "supporting_data_source",
    "synonym",
    "type",
    "xref",
    "xrefs",
];

impl crate::read::rows::reader::Sealed for Kgx {}

impl RowReader for Kgx {
    fn name(&self) -> &'static str {
        "kgx"
    }

    fn title(&self) -> &'static str {
        "KGX"
    }

    fn about(&self) -> &'static str {
        "KGX, as TSV, CSV, JSON Lines or JSON: nodes have a `category`, edges a `subject`, a `predicate` and an `object`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(
            is_document(head)
                || has_keys(head, &["id", "category"])
                || has_keys(head, &["subject", "predicate", "object"])
                || has_keys(head, &["subject", "edge_label", "object"])
                || is_kgx(head),
        )
    }

    fn vocabulary(&self) -> Vocabulary<'static> {
        KEYS
    }

    fn mapped(&self) -> Mapped {
        Mapped::Tables
    }

    fn table(&self, _: &str, head: &[u8], said: SaidDialect) -> Option<Table> {
        layout(head).filter(|table| said.fits(table.dialect))
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        begins_with_edge(head, KEYS) || layout(head).is_some_and(|table| table.has_edges())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        if is_document(file.0.head()) {
            return nodelink::read(file, "KGX JSON", OF_NODES, rows, run);
        }
        if file.0.head().trim_ascii_start().starts_with(b"{") {
            return JSON_LINES.read_as("KGX in JSON Lines", file, rows, run);
        }
        match layout(file.0.head()) {
            Some(table) => pump(file.0, table.understood(self.title()), table.split(), &table, rows, run),
            None => {
                let help = "a header of nodes needs the columns `id` and `category`, a header of edges `subject`, `predicate` and `object`";
                run.without_header(&file.0, "this is not a KGX header", help);
                Ok(())
            }
        }
    }
}

/// Whether a file is a document with nodes that have a category, or edges that have a predicate.
fn is_document(head: &[u8]) -> bool {
    if !head.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    let document = Sketch::of(head);
    let first = |key: &str| document.get(key).and_then(Sketch::first);
    let has = |key: &str, wanted: &[&str]| {
        first(key).is_some_and(|first| wanted.iter().all(|wanted| first.has(wanted)))
    };
    has("nodes", &["id", "category"])
        || ["predicate", "edge_label"].iter().any(|kind| has("edges", &["subject", kind, "object"]))
}

/// What the columns of a table are. In tables with tabs KGX writes no quotes: a double quote is part of its text.
fn layout(head: &[u8]) -> Option<Table> {
    let table = |dialect: Dialect| {
        let mut table = header(head, dialect, columns)?;
        if !table.has_edges() {
            for column in table.columns.iter_mut().filter(|column| &*column.name == "category") {
                column.role = Role::Type;
            }
        }
        table.may_be_short = true;
        table.has_rows().then_some(table)
    };
    table(Dialect::bare(b'\t')).or_else(|| {
        let mut table = table(Dialect::quoted(b','))?;
        table.keeps_empty = tells_empty(head, &table);
        Some(table)
    })
}

/// Whether a table is one of KGX, and no other with an `id` and a `category`.
fn is_kgx(head: &[u8]) -> bool {
    let Some(table) = layout(head) else { return false };
    let has = |wanted: &dyn Fn(&Column) -> bool| table.columns.iter().any(wanted);
    if table.has_edges() {
        return has(&|column| column.role == Role::Type);
    }
    let is_biolink = || memchr::memmem::find(head, b"biolink:").is_some();
    let is_of_kgx = |column: &Column| SLOTS_OF_NODES.contains(&&*column.name);
    has(&|column| column.role == Role::Type)
        && (table.dialect.delimiter == b'\t' || is_biolink() || has(&is_of_kgx))
}

/// Properties that hold one text, which may have bars; those of any other are separated, as KGX itself does.
const TEXTS: &[&str] = &["description", "full_name", "id", "iri", "name", "object", "predicate", "subject"];

/// Slots of nodes that only tables of KGX have.
const SLOTS_OF_NODES: &[&str] = &["equivalent_identifiers", "in_taxon", "provided_by", "same_as", "xref"];

fn columns(names: &[String]) -> Vec<Column> {
    // Before 2021 the predicate was called so, and `relation` was a property as it is now.
    let has_label = !names.iter().any(|name| name == "predicate");
    let is_label = |name: &String| has_label && name == "edge_label";
    names.iter().map(|name| column(if is_label(name) { "predicate" } else { name })).collect()
}

fn column(name: &str) -> Column {
    let separator = (!TEXTS.contains(&name)).then_some(b'|');
    let lists = Lists { only_where_separated: !LISTS.contains(&name), ..Lists::default() };
    let value = if name == "negated" { Value::Boolean } else { Value::Text };
    let role = match name {
        "id" => return Column::new("", Role::Id(Box::default())),
        "subject" => Role::Source(Box::default()),
        "object" => Role::Target(Box::default()),
        "predicate" => Role::Type,
        _ => Role::Property,
    };
    Column { separator, value, lists, ..Column::new(name, role) }
}
