//! Which key of a record plays which role.

use super::worker::DIRECTED;

/// What a key of a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The id.
    Id,
    /// The id, and a property.
    IdAndProperty,
    /// Types of a node, the relation of an edge.
    Type,
    /// As `Type`, where no other such key of the record has a lower number; otherwise a property.
    Kind(u8),
    /// Where an edge begins.
    Source,
    /// Where an edge ends.
    Target,
    /// Where an edge begins, if no pair of keys with a lower number says where it begins and ends; otherwise a property.
    MaybeSource(u8),
    /// Where an edge ends, if no pair of keys with a lower number says where it begins and ends; otherwise a property.
    MaybeTarget(u8),
    /// An object that holds properties.
    Properties,
    /// An object whose keys have roles, too.
    Inside(Vocabulary<'static>),
    /// The status of an edge.
    Status,
    /// Whether an edge has a direction.
    Direction,
    /// Whether an edge has no direction.
    NoDirection,
    /// The types of a node; of an edge, a property.
    Category,
    /// What people see: of a node, the property `name`, or `label` where the record has a `name`; of an edge, the relation,
    /// or the property `label` where the record has another relation.
    Label,
    /// How something is drawn, or a number that a program gave: nothing.
    Layout,
    /// As `Layout`, if it is an object.
    Style,
    /// In a record that is a node or an edge, no list of nodes or edges.
    Graph,
    /// Anything else.
    Property,
}

/// Which key plays which role.
pub(super) type Vocabulary<'v> = &'v [(&'v [u8], Role)];

/// Pairs of keys up to this number are ends also where one of them is missing, which is an error then.
pub(super) const SURE: u8 = 2;
/// This pair of keys are ends only if their values are objects; they may also be dates.
pub(super) const OBJECTS_ONLY: u8 = 3;

/// The keys of ordinary JSON Lines, as D3, Cytoscape, KGX and most people write them.
pub(super) const PLAIN: Vocabulary<'static> = &[
    (b"id", Role::Id),
    (b"type", Role::Type),
    (b"types", Role::Type),
    (b"labels", Role::Type),
    (b"relation", Role::Type),
    (b"predicate", Role::Type),
    (b"source", Role::Source),
    (b"target", Role::Target),
    (b"from", Role::MaybeSource(1)),
    (b"to", Role::MaybeTarget(1)),
    (b"subject", Role::MaybeSource(2)),
    (b"object", Role::MaybeTarget(2)),
    (b"start", Role::MaybeSource(OBJECTS_ONLY)),
    (b"end", Role::MaybeTarget(OBJECTS_ONLY)),
    (b"startNode", Role::MaybeSource(4)),
    (b"endNode", Role::MaybeTarget(4)),
    (b"fromId", Role::MaybeSource(5)),
    (b"toId", Role::MaybeTarget(5)),
    (b"src", Role::MaybeSource(6)),
    (b"dst", Role::MaybeTarget(6)),
    (b"props", Role::Properties),
    (b"properties", Role::Properties),
    (b"status", Role::Status),
    (DIRECTED.as_bytes(), Role::Direction),
    (b"nodes", Role::Graph),
    (b"vertices", Role::Graph),
    (b"edges", Role::Graph),
    (b"links", Role::Graph),
    (b"relationships", Role::Graph),
    (b"elements", Role::Graph),
];
