//! A large graph on one page: its types with how many nodes they have, what relates them how often, and who is in the middle.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::rows::{Called, undetermined};
use crate::graph::rows::{EdgeKind, NameKey, RowGraph, RowNode, RowPart};
use crate::graph::{
    ClaimInput, DossierInput, GraphBuilder, KnowledgeGraph, LangText, NodeInput, Row, Statement,
    StatementInput, Term, Value,
};
use crate::ontology::{Datatype, Ontology, Status};
use crate::text::{Decimal, Id, PrefixMap, ShortIris, counted, grouped_digits, slug};

/// More types or relations than this are not read on one page.
const MOST_TYPES: usize = 24;
const MOST_LINKS: usize = 48;
/// The most hubs of a type that are named.
const MOST_HUBS: usize = 3;

/// A hub has this many times the edges that a node has in the mean, and at least [`LEAST_EDGES`].
const HUB: u64 = 3;
const LEAST_EDGES: u32 = 3;

/// The property of an arrow of an overview that counts its edges.
pub const EDGES: &str = "edges";

/// A node of many edges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hub {
    /// What it is called, and its id where that is something else.
    pub label: String,
    /// How many edges it has.
    pub edges: u32,
}

/// A type, and its nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfType {
    /// The name.
    pub name: String,
    /// How many nodes have it; a node with several types counts for its first.
    pub nodes: u64,
    /// How many of them have no edge.
    pub alone: u64,
    /// Those with the most edges, where these are many.
    pub hubs: Vec<Hub>,
}

/// All edges of one relation and status from nodes of one type to nodes of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeLink {
    /// The place of the type where they begin.
    pub from: usize,
    /// The place of the type where they end.
    pub to: usize,
    /// The name of the relation.
    pub relation: String,
    /// The status; `None` where the file vouches for them without one.
    pub status: Option<Status>,
    /// Whether they have no direction.
    pub is_undirected: bool,
    /// How many there are.
    pub edges: u64,
}

/// What a graph is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overview {
    /// What the graph is called.
    pub title: String,
    /// The types with the most nodes first. The last one stands for all others where they are many.
    pub types: Vec<OfType>,
    /// What relates them, the most edges first.
    pub links: Vec<TypeLink>,
    /// How many nodes there are.
    pub nodes: u64,
    /// How many edges there are.
    pub edges: u64,
    /// How many of them are claims that their source does not vouch for.
    pub claimed: u64,
    /// How many types and kinds of edges are not shown by themselves, and how many edges these have.
    pub left_out: (usize, usize, u64),
    is_dossier: bool,
    /// The prefixes of the graph.
    prefixes: PrefixMap,
}

/// The nodes of a type of rows.
#[derive(Clone, Debug, Default)]
struct TypeCount {
    nodes: u64,
    alone: u64,
    /// The nodes with the most edges, and how many these are.
    hubs: Vec<(u32, RowNode)>,
}

/// Counts of nodes by type, and of edges by types, relation and status.
#[derive(Debug, Default)]
struct Census {
    types: BTreeMap<String, OfType>,
    links: BTreeMap<(String, String, String, Option<Status>, bool), u64>,
}

/// The name of what has no type.
const UNTYPED: &str = "untyped";

impl Overview {
    /// The overview of rows or a part of them: one pass over the nodes and one over the edges, with 4 bytes of memory for each
    /// node.
    pub fn of_rows(rows: &RowGraph, part: Option<&RowPart>, title: &str) -> Overview {
        let mut degrees = vec![0_u32; rows.node_count()];
        let mut kinds: HashMap<(NameKey, NameKey, EdgeKind), u64, FixedState> = HashMap::default();
        let mut count = |source: RowNode, target: RowNode, kind: EdgeKind| {
            *kinds.entry((rows.type_of(source), rows.type_of(target), kind)).or_default() += 1;
            for end in [source, target] {
                if let Some(degree) = degrees.get_mut(end.index()) {
                    *degree = degree.saturating_add(1);
                }
            }
        };
        match part {
            Some(part) => rows.each_end(&part.edges, |_, source, target, kind| count(source, target, kind)),
            None => {
                let edges = rows.blocks().iter().flat_map(|block| rows.ends(block));
                edges.for_each(|(source, target, kind)| count(source, target, kind));
            }
        }
        let name = |key: NameKey| match rows.names().get(key) {
            "" => UNTYPED.to_owned(),
            name => name.to_owned(),
        };
        let (nodes, edges) = match part {
            Some(part) => (part.nodes.len() as u64, part.edges.len() as u64),
            None => (rows.node_count() as u64, rows.edge_count()),
        };
        let least = least_edges(edges, nodes);
        let mut types: Vec<TypeCount> = vec![TypeCount::default(); rows.names().len()];
        let mut add = |node: RowNode| {
            let degree = degrees.get(node.index()).unwrap_or(&0);
            let Some(count) = types.get_mut(rows.type_of(node).index()) else { return };
            count.nodes += 1;
            count.alone += u64::from(*degree == 0);
            if *degree >= least {
                let at = count.hubs.partition_point(|(known, _)| known >= degree);
                if at < MOST_HUBS {
                    count.hubs.insert(at, (*degree, node));
                    count.hubs.truncate(MOST_HUBS);
                }
            }
        };
        match part {
            Some(part) => part.nodes.iter().for_each(|node| add(*node)),
            None => rows.ids().iter().for_each(|(node, _)| add(node)),
        }
        let mut census = Census::default();
        let called = Called::new(rows);
        for (at, TypeCount { nodes, alone, hubs }) in types.into_iter().enumerate() {
            if nodes == 0 {
                continue;
            }
            let name = name(NameKey::at(at));
            let label = |node| rows.node_row(node).map_or(String::new(), |row| called.with_short_id_of(row));
            let hubs = hubs.into_iter().map(|(edges, node)| Hub { label: label(node), edges });
            let of_type = census.types.entry(name.clone()).or_default();
            of_type.name = name;
            of_type.nodes += nodes;
            of_type.alone += alone;
            of_type.hubs.extend(hubs);
        }
        // Sums are the same in any order.
        kinds.into_iter().for_each(|((from, to, kind), count)| {
            let link = (name(from), name(to), name(kind.relation()), kind.status(), kind.is_undirected());
            *census.links.entry(link).or_default() += count;
        });
        let overview = Overview { title: title.to_owned(), ..census.overview() };
        Overview { nodes, edges, prefixes: rows.prefixes().clone(), ..overview }
    }

    /// The overview of a graph of claims: its relations between nodes, each claim an edge.
    pub fn of_graph(graph: &KnowledgeGraph) -> Overview {
        let mut census = Census::default();
        let mut degrees = vec![0_u32; graph.nodes().len()];
        let type_of = |key| graph.node(key).node_type().name.clone();
        let mut edges = 0;
        for claim in graph.claims() {
            let (Term::Node(subject), Statement::Relation(_, Term::Node(object))) =
                (claim.subject(), claim.statement())
            else {
                continue;
            };
            edges += 1;
            for end in [subject, *object] {
                if let Some(degree) = degrees.get_mut(end.index()) {
                    *degree = degree.saturating_add(1);
                }
            }
            let status = claim.row().map_or(Some(claim.status()), |row| row.status);
            let link = (
                type_of(subject),
                type_of(*object),
                claim.predicate_name().to_owned(),
                status,
                claim.is_undirected(),
            );
            *census.links.entry(link).or_default() += 1;
        }
        let least = least_edges(edges, graph.nodes().len() as u64);
        for node in graph.nodes() {
            let degree = degrees.get(node.key().index()).copied().unwrap_or(0);
            let name = &node.node_type().name;
            let of_type = census.types.entry(name.clone()).or_default();
            of_type.name.clone_from(name);
            of_type.nodes += 1;
            of_type.alone += u64::from(degree == 0);
            if degree >= least {
                let at = of_type.hubs.partition_point(|hub| hub.edges >= degree);
                of_type.hubs.insert(at, Hub { label: node.label().to_owned(), edges: degree });
                of_type.hubs.truncate(MOST_HUBS);
            }
        }
        let mut titles = graph.dossiers().map(|dossier| {
            dossier.title().map_or_else(|| dossier.name().to_string(), |title| title.text.clone())
        });
        let title = titles.next().unwrap_or_default();
        let more = titles.count();
        let title = if more > 0 { format!("{title} and {more} more") } else { title };
        let is_dossier = graph.dossiers().all(|dossier| !dossier.is_rows());
        Overview { title, nodes: graph.nodes().len() as u64, edges, is_dossier, ..census.overview() }
    }

    /// How much it counts, in words.
    pub fn counts(&self) -> String {
        let edges = if self.is_dossier {
            counted(self.edges as usize, "claim between them", "claims between them")
        } else {
            counted(self.edges as usize, "edge", "edges")
        };
        let alone: u64 = self.types.iter().map(|of_type| of_type.alone).sum();
        let mut counts = format!("{}, {edges}", counted(self.nodes as usize, "node", "nodes"));
        if self.claimed > 0 {
            let are = if self.claimed == 1 { "is" } else { "are" };
            counts +=
                &format!(", {} of which {are} not vouched for", grouped_digits(&self.claimed.to_string()));
        }
        if alone > 0 {
            counts += &format!("; {}", counted(alone as usize, "node without edges", "nodes without edges"));
        }
        counts
    }

    /// What it does not show, in words; `None` where it shows everything.
    pub fn omissions(&self) -> Option<String> {
        let (types, links, edges) = self.left_out;
        let mut words = Vec::new();
        if types > 0 {
            words.push(format!("{} in one box", counted(types, "further type is", "further types are")));
        }
        if links > 0 {
            let kinds = counted(links, "further kind of edges", "further kinds of edges");
            words.push(format!("{kinds} ({}) not drawn", counted(edges as usize, "edge", "edges")));
        }
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// The overview as a graph, to be drawn like any other: types are its nodes, what relates them its claims.
    pub fn graph(&self, base: &Ontology) -> KnowledgeGraph {
        let mut ontology = base.clone();
        let short = ShortIris::new(self.prefixes.iter());
        let mut apart = short.clone();
        let mut taken = BTreeSet::new();
        let mut shown = |name: &str| {
            let label = short.shown(name).into_owned();
            let label = if taken.contains(&label) { apart.shorten(name) } else { label };
            taken.insert(label.clone());
            label
        };
        let mut nodes = Vec::new();
        for of_type in &self.types {
            let label = match base.type_named(&of_type.name) {
                Some(key) => base.node_type(key).label.clone(),
                None => shown(&of_type.name),
            };
            nodes.push((
                ontology.add_type(&of_type.name, &label, &of_type.name, base.type_named(&of_type.name)),
                label,
            ));
        }
        let count = ontology.add_attribute("nodes", "nodes", Datatype::Number);
        let hub = ontology.add_attribute("hub", "hub", Datatype::Text);
        let alone = ontology.add_attribute("alone", "alone", Datatype::Number);
        let mut relations = Vec::new();
        let mut shown_relations: BTreeMap<&str, String> = BTreeMap::new();
        for link in &self.links {
            let label = match base.relation_named(&link.relation) {
                Some(key) => base.relation(key).label.clone(),
                None => {
                    shown_relations.entry(&link.relation).or_insert_with(|| shown(&link.relation)).clone()
                }
            };
            let label = format!("{label} · {}", grouped_digits(&link.edges.to_string()));
            relations.push(ontology.add_relation(&link.relation, &label));
        }
        let mut builder = GraphBuilder::new(ontology);
        let dossier = DossierInput {
            title: Some(LangText::new(self.title.as_str(), undetermined())),
            language: undetermined(),
            is_rows: true,
            ..DossierInput::new(
                slug(&self.title).and_then(|name| Id::new(&name).ok()).unwrap_or(Id::of_row("overview")),
            )
        };
        let Ok(dossier) = builder.add_dossier(dossier) else { return builder.finish().0 };
        let mut handles = Vec::new();
        for (of_type, (key, label)) in self.types.iter().zip(nodes) {
            let handle = key.and_then(|key| {
                let mut input = NodeInput::new(dossier, Id::of_row(&of_type.name), key);
                input.labels.push(LangText::new(label, undetermined()));
                builder.add_node(input).ok()
            });
            handles.push(handle);
            let Some(handle) = handle else { continue };
            let number = |number: u64| Decimal::new(&number.to_string()).ok().map(Value::Number);
            let hubs = of_type.hubs.iter().map(|of| {
                let words = format!("{}, {}", of.label, counted(of.edges as usize, "edge", "edges"));
                (hub, Some(Value::Text(LangText::new(words, undetermined()))))
            });
            let counts = [(count, number(of_type.nodes))];
            let alone = (of_type.alone > 0).then(|| (alone, number(of_type.alone)));
            for (at, (attribute, value)) in counts.into_iter().chain(alone).chain(hubs).enumerate() {
                let (Some(attribute), Some(value)) = (attribute, value) else { continue };
                let statement = StatementInput::Attribute(attribute, value);
                let mut input = ClaimInput::new(dossier, handle, statement);
                input.row = Some(Row::default());
                // Claims are in the order of their ids.
                input.id = Some(format!("{}/{at}", of_type.name));
                builder.add_claim(input);
            }
        }
        for (at, (link, relation)) in self.links.iter().zip(relations).enumerate() {
            let end = |place: usize| handles.get(place).copied().flatten();
            let (Some(from), Some(to), Some(relation)) = (end(link.from), end(link.to), relation) else {
                continue;
            };
            let mut input = ClaimInput::new(dossier, from, StatementInput::Relation(relation, to.into()));
            let mut row = Row::new(link.status);
            row.is_undirected = link.is_undirected;
            row.details.push((EDGES.to_owned(), link.edges.to_string()));
            input.row = Some(row);
            input.id = Some(format!("edges/{at:03}"));
            builder.add_claim(input);
        }
        builder.finish().0
    }
}

/// How many edges a hub has at least.
fn least_edges(edges: u64, nodes: u64) -> u32 {
    let mean = (2 * edges).checked_div(nodes).unwrap_or(0);
    u32::try_from(HUB * mean).unwrap_or(u32::MAX).max(LEAST_EDGES)
}

impl Census {
    /// The largest types and links.
    fn overview(self) -> Overview {
        let mut types: Vec<OfType> = self.types.into_values().collect();
        types.sort_by(|a, b| b.nodes.cmp(&a.nodes).then_with(|| a.name.cmp(&b.name)));
        let mut place: BTreeMap<String, usize> = BTreeMap::new();
        for (at, of_type) in types.iter().enumerate() {
            place.insert(of_type.name.clone(), at.min(MOST_TYPES));
        }
        let mut left_out = (0, 0, 0);
        if types.len() > MOST_TYPES + 1 {
            let others = types.split_off(MOST_TYPES);
            left_out.0 = others.len();
            types.push(OfType {
                name: format!("{} other types", others.len()),
                nodes: others.iter().map(|of_type| of_type.nodes).sum(),
                alone: others.iter().map(|of_type| of_type.alone).sum(),
                hubs: Vec::new(),
            });
        }
        let is_claimed = |status: Option<Status>| status.is_some_and(|status| !status.is_vouched_for());
        let claimed = self
            .links
            .iter()
            .filter(|((.., status, _), _)| is_claimed(*status))
            .map(|(_, count)| count)
            .sum();
        let mut merged: BTreeMap<(usize, usize, String, Option<Status>, bool), u64> = BTreeMap::new();
        for ((from, to, relation, status, is_undirected), count) in self.links {
            let at = |name: &String| place.get(name).copied().unwrap_or(0);
            *merged.entry((at(&from), at(&to), relation, status, is_undirected)).or_default() += count;
        }
        let links = merged.into_iter().map(|((from, to, relation, status, is_undirected), edges)| TypeLink {
            from,
            to,
            relation,
            status,
            is_undirected,
            edges,
        });
        let mut links: Vec<TypeLink> = links.collect();
        // Stable: of equal counts the order of the types decides.
        links.sort_by_key(|link| std::cmp::Reverse(link.edges));
        if links.len() > MOST_LINKS {
            let others = links.split_off(MOST_LINKS);
            left_out.1 = others.len();
            left_out.2 = others.iter().map(|link| link.edges).sum();
        }
        Overview { types, links, left_out, claimed, ..Overview::default() }
    }
}
