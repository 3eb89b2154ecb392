//! Which key of a record plays which role.

use super::worker::DIRECTED;

/// What a key of a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The id.
    Id,
    /// Types of a node, the relation of an edge.
    Type,
    /// Where an edge begins.
    Source,
    /// Where an edge ends.
    Target,
    /// An object that holds properties.
    Properties,
    /// The status of an edge.
    Status,
    /// Whether an edge has a direction.
    Direction,
    /// The types of a node; of an edge, a property.
    Category,
    /// Anything else.
    Property,
}

/// Which key plays which role.
pub(super) type Vocabulary<'v> = &'v [(&'v [u8], Role)];

/// The keys of ordinary JSON Lines, as D3, Cytoscape, KGX and most people write them.
pub(super) const PLAIN: Vocabulary<'static> = &[
    (b"id", Role::Id),
    (b"type", Role::Type),
    (b"types", Role::Type),
    (b"labels", Role::Type),
    (b"relation", Role::Type),
    (b"predicate", Role::Type),
    (b"source", Role::Source),
    (b"from", Role::Source),
    (b"subject", Role::Source),
    (b"target", Role::Target),
    (b"to", Role::Target),
    (b"object", Role::Target),
    (b"props", Role::Properties),
    (b"properties", Role::Properties),
    (b"status", Role::Status),
    (DIRECTED.as_bytes(), Role::Direction),
];
