//! The keys of a mapping, each with its shape and its meaning: the reader checks against this table, and the JSON Schema
//! is made of it.

use crate::read::rows::values::Value;

/// What values can be said to be.
pub(super) const DATATYPES: &[(&str, Value)] = &[
    ("text", Value::Text),
    ("integer", Value::Integer),
    ("number", Value::Number),
    ("boolean", Value::Boolean),
    ("date", Value::Xsd("date")),
    ("dateTime", Value::Xsd("dateTime")),
    ("time", Value::Xsd("time")),
    ("duration", Value::Xsd("duration")),
    ("gYear", Value::Xsd("gYear")),
    ("gYearMonth", Value::Xsd("gYearMonth")),
    ("anyURI", Value::Xsd("anyURI")),
];

/// The values that a key may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name of a format of rows.
    Format,
    /// `nodes` or `edges`.
    Rows,
    /// One character.
    Character,
    /// One column or key, or a list of them.
    Columns,
    /// A mapping of names to texts.
    Texts,
    /// A mapping of columns or keys to properties.
    Properties,
    /// A text.
    Text,
    /// One of the datatypes.
    Datatype,
    /// `true` or `false`.
    Truth,
    /// A mapping of names of files to what is said of them.
    Files,
    /// Looks of types and relations.
    Drawing,
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) about: &'static str,
}

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, about }
}

/// The keys of the whole.
pub(super) const MAPPING: &[Key] = &[
    key(
        "files",
        Shape::Files,
        "What is said about each file, by its name without folders; `*` is any text, `?` any character. The first name that fits counts.",
    ),
    key(
        "prefixes",
        Shape::Texts,
        "What the prefixes of compact IRIs stand for, as in `HGNC: http://identifiers.org/hgnc/`.",
    ),
    key(
        "drawing",
        Shape::Drawing,
        "How pictures show types and relations, as in the drawing section of an ontology.",
    ),
];

/// The keys of a file.
pub(super) const FILE: &[Key] = &[
    key("format", Shape::Format, "The format, as for `--from`. Default: detected."),
    key(
        "rows",
        Shape::Rows,
        "Whether its rows are `nodes` or `edges`. Default: edges where a column is the source.",
    ),
    key("encoding", Shape::Text, "The encoding, if it is not UTF-8, as for `--encoding`."),
    key("delimiter", Shape::Character, "The character between the fields of a table; `tab` for a tab."),
    key("array-delimiter", Shape::Character, "The character between the values of a list in a table."),
    key(
        "quote",
        Shape::Character,
        "The character around fields that contain a delimiter. Default: the double quote.",
    ),
    key("id", Shape::Columns, "The column or key that is the id of a node, or an edge's own."),
    key("type", Shape::Columns, "The columns or keys with the types of a node."),
    key(
        "label",
        Shape::Columns,
        "The column or key with the name of a node that people see; it becomes the property `name`.",
    ),
    key("source", Shape::Columns, "The column or key with the id of the node where an edge begins."),
    key("target", Shape::Columns, "The column or key with the id of the node where an edge ends."),
    key("relation", Shape::Columns, "The column or key with the relation of an edge."),
    key(
        "constants",
        Shape::Texts,
        "What rows have that say nothing themselves: `type` of nodes, `relation` of edges, and properties.",
    ),
    key("properties", Shape::Properties, "How columns or keys become properties: a new name, or a mapping."),
];

/// The keys of a property.
pub(super) const PROPERTY: &[Key] = &[
    key("name", Shape::Text, "Its new name."),
    key("datatype", Shape::Datatype, "What its values are. Default: as the reader takes them."),
    key("list", Shape::Character, "The character between the values of a list."),
    key("ignore", Shape::Truth, "`true` leaves it out."),
];
