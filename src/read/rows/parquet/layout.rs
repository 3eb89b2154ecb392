//! What the columns of a file are for, and what their values are.

use std::io;
use std::sync::Arc;

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use ::parquet::file::metadata::ParquetMetaData;
use ::parquet::schema::types::{ColumnDescriptor, Type};

use super::damaged::damaged;
use super::moments::Unit;
use crate::read::limits::Refusal;
use crate::read::rows::csv::plain_columns;
use crate::read::rows::described::{Described, OwnParquet, OwnRows};
use crate::read::rows::fields::Dialect;
use crate::read::rows::own_names::CLAIM;
use crate::read::rows::table::{Column, Role, Table};

/// How values are meant whose type alone does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// As their type says.
    Plainly,
    /// Moments, in UTC or of some place.
    Moment { unit: Unit, is_utc: bool },
    /// Times of day.
    Time(Unit),
    /// Identifiers of 16 bytes (RFC 9562).
    Uuid,
}

/// The columns of a file that are read.
pub(super) enum Columns {
    /// Those of a table; of one that dossier wrote of a dossier also the types of its rows that have none.
    Of(Table, Option<Vec<String>>),
    /// Those of a table that dossier wrote of rows, with their names.
    Own(OwnParquet, Vec<(Box<str>, Use)>),
}

/// What a column has that dossier wrote of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The ids of vertices.
    Id,
    /// The labels of vertices.
    Labels,
    /// The IRIs of where edges begin and end.
    Source,
    Target,
    /// Their ids, where the IRIs do not say these.
    SourceId,
    TargetId,
    /// Values.
    Values,
}

/// What is known of a file before its rows are read.
pub(super) struct Layout {
    /// Its columns that are read.
    pub(super) columns: Columns,
    /// How the values of each of them are meant.
    pub(super) meant: Vec<Meant>,
    /// The columns that are read, for the parser.
    pub(super) projection: Type,
    /// How many groups of rows there are.
    pub(super) groups: usize,
    /// What is ignored, in words.
    pub(super) ignored: Vec<String>,
}

impl Layout {
    /// # Errors
    /// A table whose columns do not say what its rows are.
    pub(super) fn new(metadata: &ParquetMetaData, described: &Described) -> io::Result<Layout> {
        let about = metadata.file_metadata();
        let schema = about.schema_descr();
        let fields = about.schema().get_fields();
        let mut leaves_of = vec![Vec::new(); fields.len()];
        for (at, leaf) in schema.columns().iter().enumerate() {
            if let Some(leaves) = leaves_of.get_mut(schema.get_column_root_idx(at)) {
                leaves.push(leaf);
            }
        }
        let (mut names, mut meant, mut kept, mut ignored) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (field, leaves) in fields.iter().zip(leaves_of) {
            if leaves.iter().any(|leaf| !is_read(leaf)) {
                ignored.push(format!("the column `{}` was ignored: its type is not read", field.name()));
                continue;
            }
            let lone = if let [leaf] = leaves.as_slice() { Some(leaf) } else { None };
            meant.push(lone.map_or(Meant::Plainly, |leaf| meaning(leaf)));
            names.push(field.name().to_owned());
            kept.push(Arc::clone(field));
        }
        let is_of_folder = about.created_by() == Some("dossier") && is_own(&names);
        let columns = match described {
            Described::Parquet(own) => {
                let used = names.iter().map(|name| (Box::from(name.as_str()), use_of(name, own)));
                Columns::Own(own.clone(), used.collect())
            }
            Described::Keyed(types) if is_of_folder => {
                if types.iter().any(|name| name == CLAIM) {
                    ignored.push(CLAIMS.to_owned());
                }
                Columns::Of(table_of(names.clone(), keyed_columns(&names)), Some(types.clone()))
            }
            _ => {
                if is_of_folder {
                    ignored.push(IN_FOLDER.to_owned());
                }
                Columns::Of(table_of(names.clone(), plain_columns(&names)), None)
            }
        };
        columns.refuse()?;
        let projection = Type::group_type_builder(about.schema().name()).with_fields(kept).build();
        let projection = projection.map_err(damaged)?;
        Ok(Layout { columns, meant, projection, groups: metadata.num_row_groups(), ignored })
    }
}

/// What is said of a table that dossier wrote and that was not read as a part of its folder.
const IN_FOLDER: &str = "the types of its rows, and how rows call its columns, were ignored: they are in `manifest.json`; name the folder that dossier wrote, not its files";
/// What is said of the claims of dossiers.
const CLAIMS: &str = "claims were read as nodes of type `Claim` with edges to their ends, as dossier writes them for property graphs, and not as edges with a status";

impl Columns {
    /// How they are understood, in one line.
    pub(super) fn understood(&self) -> String {
        match self {
            Columns::Of(table, _) => table.understood("Parquet"),
            Columns::Own(..) => "Parquet of dossier".to_owned(),
        }
    }

    /// Refuses columns that do not say what their rows are.
    fn refuse(&self) -> io::Result<()> {
        match self {
            Columns::Of(table, _) if !table.has_rows() => {
                let what = format!(
                    "no column of this table says what its rows are; its columns are: {}",
                    table.written.join(", ")
                );
                let help = "a table of nodes needs a column `id`, a table of edges the columns `source` and `target`; rename the columns that hold them";
                Err(Refusal::unread(&what, help))
            }
            Columns::Own(own, columns) => {
                let has = |wanted: Use| columns.iter().any(|(_, used)| *used == wanted);
                let is_whole = match own.rows {
                    OwnRows::Vertices(_) => has(Use::Id),
                    OwnRows::Edges(_) => has(Use::Source) && has(Use::Target),
                };
                if is_whole {
                    return Ok(());
                }
                let what = "it is not the table that `manifest.json` says it is";
                Err(Refusal::unread(what, "export the folder again"))
            }
            Columns::Of(..) => Ok(()),
        }
    }
}

fn table_of(written: Vec<String>, columns: Vec<Column>) -> Table {
    Table { keeps_empty: true, ..Table::new(Dialect::bare(b','), columns, written, 0) }
}

/// Whether the first columns are those that dossier writes.
fn is_own(names: &[String]) -> bool {
    match names {
        [iri, id, ..] if iri == "iri" && id == "id" => true,
        [source, target, iri, ..] => source == "source" && target == "target" && iri == "iri",
        _ => false,
    }
}

/// What a column has of a table that dossier wrote of rows.
fn use_of(name: &str, own: &OwnParquet) -> Use {
    let is_of_edges = matches!(own.rows, OwnRows::Edges(_));
    if own.names.is_property(name, is_of_edges) {
        return Use::Values;
    }
    match (is_of_edges, name) {
        (false, "id") => Use::Id,
        (false, "labels") => Use::Labels,
        (true, "source") => Use::Source,
        (true, "target") => Use::Target,
        (true, "source_id") => Use::SourceId,
        (true, "target_id") => Use::TargetId,
        _ => Use::Values,
    }
}

/// The columns of a table that dossier wrote of a dossier: nodes are known by their IRIs, edges by their ids.
fn keyed_columns(names: &[String]) -> Vec<Column> {
    let is_of_edges = names.first().is_some_and(|name| name == "source");
    let column = |name: &String| match (is_of_edges, name.as_str()) {
        (false, "iri") | (true, "id") => Column::new("", Role::Id(Box::default())),
        (false, "labels") => Column::new("", Role::Type),
        (true, "source") => Column::new("", Role::Source(Box::default())),
        (true, "target") => Column::new("", Role::Target(Box::default())),
        (_, name) => Column::new(name, Role::Property),
    };
    names.iter().map(column).collect()
}

/// Whether the parser can make values of a column.
fn is_read(leaf: &ColumnDescriptor) -> bool {
    use ConvertedType as C;
    match leaf.physical_type() {
        Physical::INT32 => !matches!(
            leaf.converted_type(),
            C::UTF8
                | C::MAP
                | C::MAP_KEY_VALUE
                | C::LIST
                | C::ENUM
                | C::TIME_MICROS
                | C::TIMESTAMP_MILLIS
                | C::TIMESTAMP_MICROS
                | C::UINT_64
                | C::INT_64
                | C::JSON
                | C::BSON
                | C::INTERVAL
        ),
        Physical::INT64 => matches!(
            leaf.converted_type(),
            C::NONE
                | C::INT_64
                | C::UINT_64
                | C::TIME_MICROS
                | C::TIMESTAMP_MILLIS
                | C::TIMESTAMP_MICROS
                | C::DECIMAL
        ),
        Physical::BYTE_ARRAY => {
            matches!(leaf.converted_type(), C::NONE | C::UTF8 | C::ENUM | C::JSON | C::BSON | C::DECIMAL)
        }
        Physical::FIXED_LEN_BYTE_ARRAY => matches!(leaf.converted_type(), C::NONE | C::DECIMAL),
        _ => true,
    }
}

fn unit(unit: &TimeUnit) -> Unit {
    match unit {
        TimeUnit::MILLIS => Unit::Milli,
        TimeUnit::MICROS => Unit::Micro,
        TimeUnit::NANOS => Unit::Nano,
    }
}

fn meaning(leaf: &ColumnDescriptor) -> Meant {
    match leaf.logical_type_ref() {
        Some(LogicalType::Timestamp(timestamp)) => {
            Meant::Moment { unit: unit(&timestamp.unit), is_utc: timestamp.is_adjusted_to_u_t_c }
        }
        Some(LogicalType::Time(time)) => Meant::Time(unit(&time.unit)),
        Some(LogicalType::Uuid) => Meant::Uuid,
        _ => match (leaf.converted_type(), leaf.physical_type()) {
            // Before there were logical types, all moments were in UTC; those of 96 bits never say.
            (ConvertedType::TIMESTAMP_MILLIS, _) => Meant::Moment { unit: Unit::Milli, is_utc: true },
            (ConvertedType::TIMESTAMP_MICROS, _) => Meant::Moment { unit: Unit::Micro, is_utc: true },
            (_, Physical::INT96) => Meant::Moment { unit: Unit::Milli, is_utc: false },
            (ConvertedType::TIME_MILLIS, _) => Meant::Time(Unit::Milli),
            (ConvertedType::TIME_MICROS, _) => Meant::Time(Unit::Micro),
            _ => Meant::Plainly,
        },
    }
}
