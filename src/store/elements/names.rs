//! The names of labels, types of edges and properties, as a database can have them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::keeps::{DOSSIERS, Keeps, ROOTS};
use crate::export::Graph;
use crate::export::elements::{Column, Elements, Fitting, ID, KEY, Rule, TakenNames};
use crate::export::property_graph::Vocabulary as OfOntology;

/// Any name that openCypher can write, so that every database and shell reads it alike.
pub(in crate::store) const ANY_NAME: Rule =
    Rule { allows: |character| !matches!(character, '\\' | '`' | '\0'), longest: 1 << 16 };

/// The names of a graph in a database.
pub(super) struct Names {
    /// Those of labels and types of edges that are others than in the schema.
    labels: BTreeMap<String, Arc<str>>,
    kinds: BTreeMap<String, Arc<str>>,
    /// Those of the columns.
    pub(super) of_vertices: Vec<Arc<str>>,
    pub(super) of_edges: Vec<Arc<str>>,
    /// What the user should know.
    pub(super) notice: Option<String>,
}

impl Names {
    /// The names of a graph.
    pub(super) fn new(elements: &Elements<'_>, keeps: &Keeps) -> Names {
        let schema = &elements.schema;
        let of_columns =
            |columns: &[Column]| columns.iter().map(|column| Arc::from(column.name.as_str())).collect();
        if elements.is_dossier() {
            // These names suit every database.
            return Names {
                labels: BTreeMap::new(),
                kinds: BTreeMap::new(),
                of_vertices: of_columns(&schema.vertex_columns),
                of_edges: of_columns(&schema.edge_columns),
                notice: None,
            };
        }
        let mut fitting = Fitting::new(schema, keeps.names);
        let (labels, kinds): (Vec<&str>, Vec<&str>) = (schema.labels().collect(), schema.kinds().collect());
        let mut taken: TakenNames =
            ROOTS.into_iter().chain(keeps.shared.unwrap_or_default().iter().copied()).collect();
        let new_labels = fitting.fit(labels.iter().copied(), &mut taken);
        if keeps.shared.is_none() {
            taken = TakenNames::default();
        }
        let new_kinds = fitting.fit(kinds.iter().copied(), &mut taken);
        let mut columns = |columns: &[Column]| -> Vec<Arc<str>> {
            let mut taken: TakenNames = [KEY, ID, DOSSIERS].into_iter().collect();
            let names = fitting.fit(columns.iter().map(|column| column.name.as_str()), &mut taken);
            names.into_iter().map(Arc::from).collect()
        };
        let (of_vertices, of_edges) = (columns(&schema.vertex_columns), columns(&schema.edge_columns));
        let changed = |old: Vec<&str>, new: Vec<String>| {
            let pairs = old.into_iter().zip(new);
            pairs.map(|(old, new)| (old.to_owned(), Arc::from(new))).collect()
        };
        Names {
            labels: changed(labels, new_labels),
            kinds: changed(kinds, new_kinds),
            of_vertices,
            of_edges,
            notice: fitting.notice(),
        }
    }

    /// A label.
    pub(super) fn label(&self, label: &str) -> Arc<str> {
        self.labels.get(label).map_or_else(|| Arc::from(label), Arc::clone)
    }

    /// A type of edges.
    pub(super) fn kind(&self, kind: &str) -> Arc<str> {
        self.kinds.get(kind).map_or_else(|| Arc::from(kind), Arc::clone)
    }
}

/// Which labels and properties of a database may come from a load: a database also holds data of others.
pub(super) enum Vocabulary {
    /// All that may come from an ontology.
    Dossier(OfOntology),
    /// Those of these rows.
    Rows { labels: BTreeSet<Arc<str>>, properties: BTreeSet<Arc<str>> },
}

impl Vocabulary {
    /// The labels and properties of a graph.
    pub(super) fn of(graph: Graph<'_>, names: &Names) -> Vocabulary {
        match graph {
            Graph::Dossier(checked) => Vocabulary::Dossier(OfOntology::of(checked.graph())),
            Graph::Rows(_) => {
                let properties = names.of_vertices.iter().chain(&names.of_edges).map(Arc::clone);
                Vocabulary::Rows {
                    labels: names.labels.values().map(Arc::clone).chain(ROOTS.map(Arc::from)).collect(),
                    properties: properties.chain([KEY, ID, DOSSIERS].map(Arc::from)).collect(),
                }
            }
        }
    }

    /// Whether a label is one that a load gives.
    pub(super) fn has_label(&self, label: &str) -> bool {
        match self {
            Vocabulary::Dossier(ontology) => ontology.has_label(label),
            Vocabulary::Rows { labels, .. } => labels.contains(label),
        }
    }

    /// Whether a property is one that a load gives, to whatever.
    pub(super) fn has_property(&self, name: &str) -> bool {
        match self {
            Vocabulary::Dossier(ontology) => ontology.has_property(name),
            Vocabulary::Rows { properties, .. } => properties.contains(name),
        }
    }
}
