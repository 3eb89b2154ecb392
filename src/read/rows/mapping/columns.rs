//! Tables under a mapping.

use super::model::{FileMapping, LABEL, Part, RowKind};
use crate::read::rows::table::{Column, Role, Table};

impl FileMapping {
    /// Changes what the columns of a table are to what is said of them.
    ///
    /// # Errors
    /// A column that the table does not have.
    pub(in crate::read::rows) fn apply(&self, table: &mut Table) -> Result<(), String> {
        let Table { columns, written, node_type, .. } = table;
        // What is said counts more than what the name of the file says.
        if self.has_part(Part::Type) || self.constants().iter().any(|(name, _)| name == Part::Type.name()) {
            *node_type = None;
        }
        let place = |name: &str| {
            let exact = written.iter().position(|known| known == name);
            exact.or_else(|| written.iter().position(|known| known.eq_ignore_ascii_case(name)))
        };
        let find = |name: &str| {
            place(name).ok_or_else(|| {
                format!(
                    "this table has no column `{name}`, which the mapping names; it has {}",
                    written.join(", ")
                )
            })
        };
        let said: Vec<Kinds> = self.roles.keys().map(|part| Kinds::of(&role_of(*part))).collect();
        for (column, written) in columns.iter_mut().zip(written.iter()) {
            let kind = Kinds::of(&column.role);
            let is_kept = self.part(written).is_some_and(|part| Kinds::of(&role_of(part)) == kind);
            let is_taken = kind != Kinds::Other && said.contains(&kind) && !is_kept;
            let is_end = matches!(kind, Kinds::Source | Kinds::Target);
            if is_taken || is_end && self.rows == Some(RowKind::Nodes) {
                *column = Column::new(written, Role::Property);
            }
        }
        for (part, names) in &self.roles {
            for name in names {
                let at = find(name)?;
                let Some(column) = columns.get_mut(at) else { continue };
                let kind = Kinds::of(&column.role);
                if kind != Kinds::Other && kind == Kinds::of(&role_of(*part)) {
                    continue;
                }
                let own = if *part == Part::Label { LABEL } else { "" };
                *column = Column::new(own, role_of(*part));
            }
        }
        for (name, said) in &self.properties {
            let at = find(name)?;
            let (Some(column), Some(written)) = (columns.get_mut(at), written.get(at)) else { continue };
            let is_property = column.role == Role::Property;
            let role = if said.is_ignored { Role::Ignored } else { Role::Property };
            let own = if is_property { column.name.to_string() } else { written.clone() };
            column.name = said.name.clone().unwrap_or(own).into();
            column.role = role;
            column.value = said.value.unwrap_or(column.value);
            column.separator = said.separator.or(column.separator);
        }
        let has_ends = columns.iter().any(|column| matches!(column.role, Role::Source(_)))
            && columns.iter().any(|column| matches!(column.role, Role::Target(_)));
        if self.rows == Some(RowKind::Edges) && !has_ends {
            return Err("its rows are said to be edges, and no two columns are their `source` and `target`; name them in the mapping".to_owned());
        }
        let Some(delimiter) = self.array_delimiter else { return Ok(()) };
        let has_edges = columns.iter().any(|column| matches!(column.role, Role::Source(_)));
        let mut has_lists = false;
        for (column, written) in columns.iter_mut().zip(written.iter()) {
            let own = self.properties.get(written).and_then(|said| said.separator);
            let is_list = column.separator.is_some() || column.role == Role::Type && !has_edges;
            column.separator = own.or(is_list.then_some(delimiter));
            has_lists |= column.separator == Some(delimiter);
        }
        if has_lists {
            return Ok(());
        }
        Err("an array delimiter is given, and no column holds lists; name one in the header as `tags:string[]`, or in a mapping with `list`".to_owned())
    }
}

/// The role of a part in a table.
fn role_of(part: Part) -> Role {
    match part {
        Part::Id => Role::Id(Box::default()),
        Part::Type | Part::Relation => Role::Type,
        Part::Label => Role::Property,
        Part::Source => Role::Source(Box::default()),
        Part::Target => Role::Target(Box::default()),
    }
}

/// The kinds of roles that at most one of `id`, `source` and so on has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinds {
    Id,
    Source,
    Target,
    Type,
    Other,
}

impl Kinds {
    fn of(role: &Role) -> Kinds {
        match role {
            Role::Id(_) => Kinds::Id,
            Role::Source(_) => Kinds::Source,
            Role::Target(_) => Kinds::Target,
            Role::Type => Kinds::Type,
            _ => Kinds::Other,
        }
    }
}
