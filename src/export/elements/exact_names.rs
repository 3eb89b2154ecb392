//! How what a format shows of rows is called in them, as JSON for the file: dossier reads it back with the same names
//! (`read/rows/own_names.rs`).

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::Elements;
use super::graph::Vertex;
use super::kinds::Kinds;
use super::schema::{Column, NOWHERE};
use crate::export::blocks::types_of;
use crate::graph::rows::NameKey;

/// The names, by what the file calls them.
#[derive(Serialize)]
struct ExactNames<'e> {
    dossier: &'static str,
    base: &'e str,
    has_claims: bool,
    has_facts: bool,
    types: BTreeMap<&'e str, &'e str>,
    relations: BTreeMap<&'e str, &'e str>,
    nodes: BTreeMap<String, Property<'e>>,
    claims: BTreeMap<String, Property<'e>>,
    edges: BTreeMap<String, Property<'e>>,
}

/// A property: its name, the language of its texts where it has one of its own, and the datatype of all of them.
#[derive(Serialize)]
struct Property<'e> {
    name: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    datatype: Option<&'static str>,
}

impl Elements<'_> {
    /// The names of rows as JSON; `None` of a dossier. The keys of values are those of the columns by their places.
    pub(in crate::export) fn exact_names(
        &self,
        vertex_key: impl Fn(usize) -> String,
        edge_key: impl Fn(usize) -> String,
    ) -> Option<String> {
        if self.is_dossier() {
            return None;
        }
        let names = self.graph().names();
        let all = || names.iter().chain(self.languages.names());
        let property = |key: NameKey, name, column: &Column| {
            let (name, language) = match self.languages.of(key) {
                Some((of, tag)) => (names.get(of), Some(tag)),
                None => (name, None),
            };
            let datatype = match column.kinds {
                _ if column.is_json() => Some("@json"),
                Kinds::DATE => Some("http://www.w3.org/2001/XMLSchema#date"),
                _ => None,
            };
            Property { name, language, datatype }
        };
        let schema = &self.schema;
        let properties = |places: &[u32], columns: &'_ [Column], key_of: &dyn Fn(usize) -> String| {
            let mut properties = BTreeMap::new();
            for (key, name) in all() {
                let place = places.get(key.index()).copied().filter(|place| *place != NOWHERE);
                let Some(place) = place.map(|place| place as usize) else { continue };
                if let Some(column) = columns.get(place) {
                    properties.insert(key_of(place), property(key, name, column));
                }
            }
            properties
        };
        let types = names.iter().map(|(key, name)| (schema.label(key), name));
        let relations = names.iter().map(|(key, name)| (schema.kind(key), name));
        let exact = ExactNames {
            dossier: "rows",
            base: &self.options.base,
            has_claims: self.has_claims(),
            has_facts: self.options.model.has_edges(),
            types: types.filter(|(label, _)| !label.is_empty()).collect(),
            relations: relations.filter(|(kind, name)| !kind.is_empty() && kind != name).collect(),
            nodes: properties(schema.vertex_places(), &schema.vertex_columns, &vertex_key),
            claims: properties(schema.claim_places(), &schema.vertex_columns, &vertex_key),
            edges: properties(schema.edge_places(), &schema.edge_columns, &edge_key),
        };
        serde_json::to_string(&exact).ok()
    }

    /// Whether the labels of a vertex, each after a colon, do not say which types it has.
    pub(in crate::export) fn needs_types(&self) -> bool {
        if self.is_dossier() {
            return false;
        }
        let roots = || self.roots().iter().map(|root| root.label());
        let mut labels: HashSet<&str> = self.schema.labels().collect();
        // A type may be called like the label of all vertices.
        if roots().any(|root| labels.contains(root)) {
            return true;
        }
        labels.extend(roots());
        labels.iter().any(|label| {
            label
                .match_indices(':')
                .any(|(at, _)| label.get(..at).is_some_and(|start| labels.contains(start)))
        })
    }

    /// The types of a vertex, which claims do not have.
    pub(in crate::export) fn types<'e>(&'e self, vertex: &Vertex<'e>) -> impl Iterator<Item = &'e str> {
        let names = self.graph().names();
        let types = [vertex.first].into_iter().chain(types_of(vertex.more));
        types.filter(|key| *key != NameKey::NONE).map(move |key| names.get(key))
    }
}
