//! The names of a graph of rows in databases of property graphs: labels `PascalCase`, types of edges `UPPER_SNAKE`,
//! properties `camelCase`. Two names never collide.

use std::collections::BTreeMap;

use super::blocks::types_of;
use super::census::{Census, Kinds};
use crate::export::ExportError;
use crate::export::property_graph::{ENTITY, camel_case, pascal_case, upper_snake};
use crate::graph::rows::{Cell, Cells, NameKey, Names, RowGraph, put_item};

/// The type of edges that must not be treated as facts.
pub(super) const CLAIMED: &str = "CLAIM";

/// The constraint that keeps ids apart, and makes them quick to find.
pub(super) const CONSTRAINT: &str =
    "CREATE CONSTRAINT dossier_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;\n";

/// A property of nodes or of edges.
#[derive(Clone, Debug)]
pub(super) struct Property {
    /// Its name in the database.
    pub(super) name: String,
    /// Whose values it has; `None` for what the program says itself.
    pub(super) key: Option<NameKey>,
    /// What they are.
    pub(super) kinds: Kinds,
}

/// Names by handle, and properties in the order of their names.
pub(super) struct GraphNames {
    /// Labels, by type.
    pub(super) labels: Vec<String>,
    /// Types of edges, by relation.
    pub(super) kinds: Vec<String>,
    /// The properties of nodes, `id` not among them.
    pub(super) nodes: Vec<Property>,
    /// The properties of edges: those of the rows, `status`, `relation` and `relations`.
    pub(super) edges: Vec<Property>,
}

/// Keys of edges other than their properties.
pub(super) const STATUS: &str = "status";
/// The relation of an edge that must not be treated as a fact.
pub(super) const RELATION: &str = "relation";
/// The relations of an edge that has several.
pub(super) const RELATIONS: &str = "relations";

impl GraphNames {
    /// The names of a graph.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] if two collide, or one is empty.
    pub(super) fn new(
        graph: &RowGraph,
        census: &Census,
        keys: [&[&'static str]; 2],
    ) -> Result<GraphNames, ExportError> {
        let used = |flags: &[bool], form: fn(&str) -> String, what: &'static str, own: &[&str]| {
            let mut taken = Taken::new(what, own);
            let (mut names, mut sorted) = (vec![String::new(); flags.len()], Vec::new());
            sorted.extend(
                graph.names().iter().zip(flags).filter(|((key, _), used)| **used && *key != NameKey::NONE),
            );
            sorted.sort_unstable_by_key(|((_, name), _)| *name);
            for ((key, name), _) in sorted {
                let formed = form(name);
                taken.take(&formed, name)?;
                if let Some(place) = names.get_mut(key.index()) {
                    *place = formed;
                }
            }
            Ok::<_, ExportError>(names)
        };
        let claimed: &[&str] = if census.has_claims { &[CLAIMED] } else { &[] };
        let labels = used(&census.types, pascal_case, "labels", &[])?;
        let kinds = used(&census.relations, upper_snake, "types of edges", claimed)?;
        let [of_nodes, of_edges] = keys;
        let nodes = properties(graph, &census.nodes, Taken::new("properties of nodes", of_nodes))?;
        let mut own: Vec<&str> = of_edges.to_vec();
        own.extend(census.has_claims.then_some(RELATION));
        own.extend(census.has_more_relations.then_some(RELATIONS));
        own.extend(census.has_two_statuses.then_some(STATUS));
        let mut edges = properties(graph, &census.edges, Taken::new("properties of edges", &own))?;
        let mut add = |name: &str, kinds| {
            edges.push(Property { name: name.to_owned(), key: None, kinds });
        };
        if census.has_claims {
            add(RELATION, Kinds::TEXT);
        }
        if census.has_more_relations {
            add(RELATIONS, Kinds::TEXT.with(Kinds::LIST));
        }
        if census.has_statuses && !edges.iter().any(|property| property.key == Some(NameKey::STATUS)) {
            edges.push(Property { name: STATUS.to_owned(), key: Some(NameKey::STATUS), kinds: Kinds::TEXT });
        } else if census.has_statuses {
            let status = edges.iter_mut().find(|property| property.key == Some(NameKey::STATUS));
            status.into_iter().for_each(|status| status.kinds = status.kinds.with(Kinds::TEXT));
        }
        edges.sort_unstable_by(|one, two| one.name.cmp(&two.name));
        Ok(GraphNames { labels, kinds, nodes, edges })
    }
}

fn properties(graph: &RowGraph, kinds: &[Kinds], mut taken: Taken) -> Result<Vec<Property>, ExportError> {
    let mut properties = Vec::new();
    for (name, key, kinds) in Census::sorted(graph, kinds) {
        let formed = camel_case(name);
        taken.take(&formed, name)?;
        properties.push(Property { name: formed, key: Some(key), kinds });
    }
    properties.sort_unstable_by(|one, two| one.name.cmp(&two.name));
    Ok(properties)
}

/// All labels of a node: those of its types, and `Entity`.
pub(super) fn labels_of(
    names: &GraphNames,
    types: impl Iterator<Item = NameKey>,
) -> impl Iterator<Item = &str> {
    let own = types.filter_map(|name| names.labels.get(name.index())).map(String::as_str);
    own.filter(|label| !label.is_empty() && *label != ENTITY).chain([ENTITY])
}

/// Writes the relations of an edge as items of a list, if it has several.
pub(super) fn put_relations(items: &mut Vec<u8>, first: NameKey, cells: Cells<'_>, names: &Names) {
    let mut more = types_of(cells).peekable();
    if more.peek().is_some() {
        for name in [first].into_iter().chain(more) {
            put_item(items, &Cell::Text(names.get(name).as_bytes()));
        }
    }
}

/// Names that are taken, and what has them.
struct Taken {
    what: &'static str,
    taken: BTreeMap<String, Option<String>>,
}

impl Taken {
    fn new(what: &'static str, own: &[&str]) -> Taken {
        Taken { what, taken: own.iter().map(|name| ((*name).to_owned(), None)).collect() }
    }

    fn take(&mut self, name: &str, by: &str) -> Result<(), ExportError> {
        let what = self.what;
        if name.is_empty() {
            return Err(ExportError::Unrepresentable(format!(
                "one of the {what} has an empty name, which no property-graph database accepts; give it a name"
            )));
        }
        match self.taken.insert(name.to_owned(), Some(by.to_owned())) {
            None => Ok(()),
            Some(None) => Err(ExportError::Unrepresentable(format!(
                "`{by}` would be named `{name}` among the {what}, a name that dossier itself uses; rename it, or export another format"
            ))),
            Some(Some(first)) => Err(ExportError::Unrepresentable(format!(
                "`{first}` and `{by}` would both be named `{name}` among the {what}; rename one of the two, or export another format"
            ))),
        }
    }
}
