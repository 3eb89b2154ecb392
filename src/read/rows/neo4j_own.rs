//! The tables for Neo4j that dossier itself writes; see `crate::export`.

use memchr::memmem;

use super::described::ROOT;
use super::table::{Column, Role, Table};

/// Whether the columns of a table are those that dossier writes: all ids in one space, and a column of IRIs.
pub(super) fn is_own(names: &[String]) -> bool {
    let begins =
        |own: &[&str]| names.len() >= own.len() && names.iter().zip(own).all(|(name, own)| name == own);
    begins(&["id:ID(Entity)", "iri:string"])
        || begins(&[":START_ID(Entity)", ":END_ID(Entity)", ":TYPE", "iri:string"])
}

/// Whether a table of dossier holds claims, which are edges with a status.
pub(super) fn has_claims(names: &[String]) -> bool {
    is_own(names)
        && ["asserted:boolean", "predicate:string"].iter().all(|own| names.iter().any(|name| name == own))
}

/// Takes away from a table of dossier what only Neo4j needs: the space of ids, the IRIs, the label of all nodes; `head` shows the
/// separator of lists.
pub(super) fn adapt(table: &mut Table, head: &[u8]) {
    // The exporter takes the first of these that is in no list; it is before the last label of every node that has several.
    let separators = [0x1F, 0x1E, 0x1D, 0x1C];
    let labels =
        |separator: &&u8| memmem::find(head, &[&[**separator], ROOT.as_bytes(), b"\"\n"].concat()).is_some();
    let is_there = |separator: &&u8| head.contains(separator);
    let found = separators.iter().find(labels).or_else(|| separators.iter().find(is_there));
    let separator = found.copied().unwrap_or(0x1F);
    for column in &mut table.columns {
        column.separator = column.separator.map(|_| separator);
        match &column.role {
            Role::Id(_) => *column = Column::new("", Role::Id(Box::default())),
            Role::Source(_) => *column = Column::new("", Role::Source(Box::default())),
            Role::Target(_) => *column = Column::new("", Role::Target(Box::default())),
            // The name of a column of types is a type that is none.
            Role::Type if column.separator.is_some() => column.name = ROOT.into(),
            Role::Property if &*column.name == "iri" => column.role = Role::Ignored,
            Role::Property if &*column.name == "id" && table_has_own_id(&table.written) => {
                *column = Column::new("", Role::Id(Box::default()));
            }
            _ => {}
        }
    }
}

/// Whether the column `id` of edges is their id.
fn table_has_own_id(names: &[String]) -> bool {
    names.first().is_some_and(|name| name.starts_with(":START_ID"))
}
