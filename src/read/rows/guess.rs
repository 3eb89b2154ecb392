//! The mapping that readers would guess, to begin from.

use super::fields::SaidDialect;
use super::jsonl::keys_of_records;
use super::key_roles::{Role as JsonRole, Vocabulary};
use super::mapping::{FileMapping, Mapped, Part, PropertyMapping, RowKind};
use super::reader::RowReader;
use super::table::{Role, Table};
use super::values::Value;

/// The mapping that says of a file what its reader understands without one.
pub(super) fn of_file(name: &str, reader: &dyn RowReader, head: &[u8]) -> FileMapping {
    let pattern = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let own = FileMapping { pattern, format: Some(reader.name().to_owned()), ..FileMapping::default() };
    match reader.mapped() {
        Mapped::Tables if !head.trim_ascii_start().starts_with(b"{") => {
            match reader.table(name, head, SaidDialect::default()) {
                Some(table) => of_table(own, &table),
                None => own,
            }
        }
        Mapped::Tables | Mapped::Keys => of_records(own, reader.vocabulary(), head),
        Mapped::Constants | Mapped::Nothing => own,
    }
}

fn of_table(own: FileMapping, table: &Table) -> FileMapping {
    let has_edges = table.has_edges();
    let mut file = FileMapping {
        rows: table.has_rows().then_some(if has_edges { RowKind::Edges } else { RowKind::Nodes }),
        delimiter: Some(table.dialect.delimiter),
        constants: table.node_type.map(|name| ("type".to_owned(), name.to_owned())).into_iter().collect(),
        ..own
    };
    for (column, written) in table.columns.iter().zip(&table.written) {
        let part = match column.role {
            Role::Id(_) => Some(Part::Id),
            Role::Source(_) => Some(Part::Source),
            Role::Target(_) => Some(Part::Target),
            Role::Type if has_edges => Some(Part::Relation),
            Role::Type => Some(Part::Type),
            _ => None,
        };
        if let Some(part) = part {
            file.roles.entry(part).or_default().push(written.clone());
            continue;
        }
        let property = PropertyMapping {
            name: (column.role == Role::Property && *column.name != **written)
                .then(|| column.name.to_string()),
            value: Some(column.value).filter(|value| !matches!(value, Value::Text | Value::Any)),
            separator: column.separator,
            is_ignored: column.role == Role::Ignored,
        };
        if property == PropertyMapping::default() {
            file.others.push(written.clone());
        } else {
            file.properties.insert(written.clone(), property);
        }
    }
    file
}

fn of_records(own: FileMapping, vocabulary: Vocabulary<'_>, head: &[u8]) -> FileMapping {
    let mut file = own;
    let keys = keys_of_records(head);
    let role = |key: &str| vocabulary.iter().find(|(name, _)| *name == key.as_bytes()).map(|(_, role)| *role);
    let has_edges = keys.iter().any(|key| role(key) == Some(JsonRole::Source));
    for key in keys {
        let part = match role(&key) {
            Some(JsonRole::Id) => Part::Id,
            Some(JsonRole::Source) => Part::Source,
            Some(JsonRole::Target) => Part::Target,
            Some(JsonRole::Type | JsonRole::Kind(_))
                if has_edges && matches!(key.as_str(), "relation" | "predicate" | "edge_label") =>
            {
                Part::Relation
            }
            Some(JsonRole::Type | JsonRole::Category) => Part::Type,
            _ => continue,
        };
        file.roles.entry(part).or_default().push(key);
    }
    file
}
