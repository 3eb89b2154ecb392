//! SSSOM, the standard for mappings between terms: tables with `subject_id`, `predicate_id` and `object_id`
//! (`https://mapping-commons.github.io/sssom/`).
//!
//! A mapping is an edge. One that `predicate_modifier` negates is never a fact: it has the status `disputed`.

use super::csv::{header, tells_empty};
use super::fields::Dialect;
use super::pump::pump;
use super::table::{Column, Escapes, Lists, Role, Table};
use super::values::Value;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct Sssom;

/// Slots that hold several values, parted by bars (SSSOM 1.0, "Slots").
const LISTS: &[&str] = &[
    "author_id",
    "author_label",
    "creator_id",
    "creator_label",
    "curation_rule",
    "curation_rule_text",
    "match_string",
    "object_match_field",
    "object_preprocessing",
    "reviewer_id",
    "reviewer_label",
    "see_also",
    "subject_match_field",
    "subject_preprocessing",
];

impl crate::read::rows::reader::Sealed for Sssom {}

impl RowReader for Sssom {
    fn name(&self) -> &'static str {
        "sssom"
    }

    fn title(&self) -> &'static str {
        "SSSOM"
    }

    fn about(&self) -> &'static str {
        "SSSOM, as TSV or CSV: mappings with a `subject_id`, a `predicate_id` and an `object_id`"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(layout(head).is_some())
    }

    fn is_of_tables(&self) -> bool {
        true
    }

    fn begins_with_edge(&self, _: &[u8]) -> bool {
        true
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let Some(table) = layout(file.0.head()) else {
            let help = "a header needs the columns `subject_id`, `predicate_id` and `object_id`";
            run.without_header(&file.0, "this is not a header of SSSOM", help);
            return Ok(());
        };
        if file.0.head().starts_with(b"#") {
            run.about_header(
                &rules::ROW_DATA_IGNORED,
                &file.0,
                "what the comments say of the set of mappings was ignored, its prefixes (`curie_map`) included",
                "ids stay as they are written; `--prefixes FILE` makes IRIs of them in RDF",
            );
        }
        pump(file.0, table.understood(self.title()), table.split(), &table, rows, run)
    }
}

fn layout(head: &[u8]) -> Option<Table> {
    memchr::memmem::find(head, b"subject_id")?;
    let columns = |names: &[String]| names.iter().map(|name| column(name)).collect();
    b"\t,".iter().find_map(|delimiter| {
        let mut table = header(head, Dialect::quoted(*delimiter), columns)?;
        table.may_be_short = true;
        table.no_end = Some("sssom:NoTermFound");
        table.keeps_empty = tells_empty(head, &table);
        let has_predicate = table.columns.iter().any(|column| column.role == Role::Type);
        (has_predicate && table.has_rows()).then_some(table)
    })
}

fn column(name: &str) -> Column {
    let separator = LISTS.contains(&name).then_some(b'|');
    let value = if matches!(name, "confidence" | "similarity_score") { Value::Number } else { Value::Text };
    let role = match name {
        "subject_id" => Role::Source(Box::default()),
        "object_id" => Role::Target(Box::default()),
        "predicate_id" => Role::Type,
        "predicate_modifier" => Role::Negation,
        _ => Role::Property,
    };
    let lists = Lists { escapes: Escapes::Backslashes, ..Lists::default() };
    Column { separator, value, lists, ..Column::new(name, role) }
}
