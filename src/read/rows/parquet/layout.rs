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
use crate::read::rows::described::{CLAIMS, Described};
use crate::read::rows::fields::Dialect;
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

/// What is known of a file before its rows are read.
pub(super) struct Layout {
    /// Its columns that are read, as those of a table.
    pub(super) table: Table,
    /// How the values of each of them are meant.
    pub(super) meant: Vec<Meant>,
    /// The columns that are read, for the parser.
    pub(super) projection: Type,
    /// How many groups of rows there are.
    pub(super) groups: usize,
    /// What is known from elsewhere, where dossier wrote the file.
    pub(super) described: Option<Described>,
    /// What is ignored, in words.
    pub(super) ignored: Vec<String>,
}

impl Layout {
    /// # Errors
    /// A table whose columns do not say what its rows are.
    pub(super) fn new(metadata: &ParquetMetaData, described: Option<&Described>) -> io::Result<Layout> {
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
        let is_own = about.created_by() == Some("dossier");
        let own = if is_own { own_columns(&names) } else { None };
        if own.is_some() && described.is_none() {
            ignored.push(
                "the types of its rows were ignored: they are in `manifest.json`; name the folder that dossier wrote, not its files"
                    .to_owned(),
            );
        }
        if own.is_some() && ["asserted", "predicate"].iter().all(|own| names.iter().any(|name| name == own)) {
            ignored.push(CLAIMS.to_owned());
        }
        let described = described.filter(|_| own.is_some()).cloned();
        let columns = own.unwrap_or_else(|| plain_columns(&names));
        let table = Table {
            dialect: Dialect::bare(b','),
            columns,
            written: names,
            head_lines: 0,
            may_be_short: false,
            keeps_empty: true,
            node_type: None,
            joined_labels: None,
            no_end: None,
        };
        if !table.has_rows() {
            let what = format!(
                "no column of this table says what its rows are; its columns are: {}",
                table.written.join(", ")
            );
            let help = "a table of nodes needs a column `id`, a table of edges the columns `source` and `target`; rename the columns that hold them";
            return Err(Refusal::unread(&what, help));
        }
        let projection = Type::group_type_builder(about.schema().name()).with_fields(kept).build();
        let projection = projection.map_err(damaged)?;
        Ok(Layout { table, meant, projection, groups: metadata.num_row_groups(), described, ignored })
    }
}

/// The columns of a table that dossier wrote; see [`crate::export`].
fn own_columns(names: &[String]) -> Option<Vec<Column>> {
    let role = |name: &str| match name {
        "id" => Some(Role::Id(Box::default())),
        "iri" => Some(Role::Ignored),
        "source" => Some(Role::Source(Box::default())),
        "target" => Some(Role::Target(Box::default())),
        "labels" => Some(Role::Type),
        _ => None,
    };
    let own: &[&str] = match names {
        [iri, id, ..] if iri == "iri" && id == "id" => &["id", "iri", "labels"],
        [source, target, iri, ..] if source == "source" && target == "target" && iri == "iri" => {
            &["id", "iri", "source", "target"]
        }
        _ => return None,
    };
    let column = |name: &String| match role(name).filter(|_| own.contains(&name.as_str())) {
        Some(role) => Column::new("", role),
        None => Column::new(name, Role::Property),
    };
    Some(names.iter().map(column).collect())
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
