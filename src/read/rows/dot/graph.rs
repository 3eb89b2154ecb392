//! A graph of DOT while it is read, by the rules of Graphviz’s library `cgraph` (`grammar.y`, `edge.c`, `attr.c`): defaults
//! count for what is created after them, in the subgraph where it is named first.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::tokens::{Atom, TextId};
use crate::read::limits::{DEEPEST_DOT, FREE_EXPANSION_DOT, MOST_EXPANDED_DOT};

/// The place of a node in the order of creation.
pub(super) type NodeId = u32;
/// The place of a subgraph; 0 is the graph itself.
pub(super) type ScopeId = u32;

/// Attributes in the order of the file; the last of a name counts.
pub(super) type Attributes = Vec<(TextId, Atom)>;

/// The values that what is created from here on has.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    all: Attributes,
    places: HashMap<TextId, usize, FixedState>,
}

impl Defaults {
    /// Sets a value.
    pub(super) fn set(&mut self, name: TextId, value: Atom) {
        let place = *self.places.entry(name).or_insert(self.all.len());
        match self.all.get_mut(place) {
            Some(found) => found.1 = value,
            None => self.all.push((name, value)),
        }
    }

    /// The value of a name.
    pub(super) fn get(&self, name: TextId) -> Option<Atom> {
        self.places.get(&name).and_then(|place| self.all.get(*place)).map(|(_, value)| *value)
    }
}

/// What attributes are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Graph,
    Node,
    Edge,
}

/// A graph or subgraph.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) parent: Option<ScopeId>,
    pub(super) name: Option<TextId>,
    depth: usize,
    pub(super) attributes: Defaults,
    node: Defaults,
    edge: Defaults,
    pub(super) members: Vec<NodeId>,
    inner: Vec<ScopeId>,
}

/// A node.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) name: TextId,
    pub(super) line: u64,
    pub(super) attributes: Attributes,
    /// The subgraph that named it last.
    named_in: ScopeId,
}

/// An edge.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) line: u64,
    pub(super) ends: [NodeId; 2],
    pub(super) key: Option<TextId>,
    pub(super) attributes: Attributes,
}

/// One end of an edge.
#[derive(Debug)]
pub(super) enum End {
    /// Nodes, with their ports.
    Nodes(Vec<(NodeId, Option<Atom>)>),
    /// The nodes of a subgraph.
    Scope(ScopeId),
}

/// More was made of a file than is allowed.
#[derive(Debug)]
pub(super) struct TooMuch;

/// A graph.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) is_directed: bool,
    pub(super) is_strict: bool,
    pub(super) name: Option<TextId>,
    pub(super) nodes: Vec<Node>,
    pub(super) scopes: Vec<Scope>,
    /// Edges that may still get attributes: those of a strict graph, and those with a key.
    pub(super) held: Vec<Edge>,
    held_places: HashMap<([NodeId; 2], Option<TextId>), usize, FixedState>,
    subgraphs: HashMap<(ScopeId, TextId), ScopeId, FixedState>,
    node_of_text: HashMap<TextId, NodeId, FixedState>,
    /// The names `tailport` and `headport`.
    ports: [TextId; 2],
    /// Bytes that were made of defaults and of edges between subgraphs.
    expanded: u64,
}

/// What an edge, an attribute and a look at a node count for, in bytes, where one place of the file makes many.
const BYTES_OF_EDGE: u64 = 32;
const BYTES_OF_ATTRIBUTE: u64 = 16;
const BYTES_OF_LOOK: u64 = 8;

impl Graph {
    /// An empty graph with a name, of a file of which so much was expanded before. `ports` are the names `tailport` and
    /// `headport`.
    pub(super) fn new(
        [is_strict, is_directed]: [bool; 2],
        name: Option<TextId>,
        ports: [TextId; 2],
        expanded: u64,
    ) -> Graph {
        Graph {
            is_directed,
            is_strict,
            name,
            ports,
            nodes: Vec::new(),
            scopes: vec![Scope::default()],
            held: Vec::new(),
            held_places: HashMap::default(),
            subgraphs: HashMap::default(),
            node_of_text: HashMap::default(),
            expanded,
        }
    }

    /// How much was expanded.
    pub(super) fn expanded(&self) -> u64 {
        self.expanded
    }

    /// Counts what was made, of a file of which that many bytes were read.
    pub(super) fn expand(&mut self, bytes: u64, read: u64) -> Result<(), TooMuch> {
        self.expanded = self.expanded.saturating_add(bytes);
        let most = read.saturating_mul(MOST_EXPANDED_DOT).max(FREE_EXPANSION_DOT);
        if self.expanded > most { Err(TooMuch) } else { Ok(()) }
    }

    pub(super) fn scope(&mut self, scope: ScopeId) -> Option<&mut Scope> {
        self.scopes.get_mut(scope as usize)
    }

    /// Opens a subgraph; one with a name that was used in the same subgraph is opened again. `None` where it is too deep.
    pub(super) fn open(&mut self, parent: ScopeId, name: Option<TextId>) -> Option<ScopeId> {
        if let Some(scope) = name.and_then(|name| self.subgraphs.get(&(parent, name))) {
            return Some(*scope);
        }
        let id = self.scopes.len() as ScopeId;
        let outer = self.scope(parent)?;
        let depth = outer.depth + 1;
        if depth > DEEPEST_DOT {
            return None;
        }
        outer.inner.push(id);
        self.scopes.push(Scope { parent: Some(parent), name, depth, ..Scope::default() });
        if let Some(name) = name {
            self.subgraphs.insert((parent, name), id);
        }
        Some(id)
    }

    /// Sets a default in a subgraph, or an attribute of it.
    pub(super) fn set_default(&mut self, scope: ScopeId, of: Of, name: TextId, value: Atom) {
        if let Some(scope) = self.scope(scope) {
            let defaults = match of {
                Of::Graph => &mut scope.attributes,
                Of::Node => &mut scope.node,
                Of::Edge => &mut scope.edge,
            };
            defaults.set(name, value);
        }
    }

    /// The attributes of what is created in a subgraph, inner ones last.
    fn inherited(&mut self, scope: ScopeId, of: Of, read: u64) -> Result<Attributes, TooMuch> {
        let (mut found, mut next) = (Vec::new(), Some(scope));
        while let Some(scope) = next.and_then(|scope| self.scopes.get(scope as usize)) {
            let defaults = if of == Of::Node { &scope.node } else { &scope.edge };
            if !defaults.all.is_empty() {
                found.push(&defaults.all);
            }
            next = scope.parent;
        }
        let all: Attributes = found.into_iter().rev().flatten().copied().collect();
        self.expand(all.len() as u64 * BYTES_OF_ATTRIBUTE, read)?;
        Ok(all)
    }

    /// The node of a name, which is created where it is named first.
    pub(super) fn node(
        &mut self,
        scope: ScopeId,
        name: TextId,
        line: u64,
        read: u64,
    ) -> Result<NodeId, TooMuch> {
        let id = match self.node_of_text.get(&name) {
            Some(id) => *id,
            None => {
                let attributes = self.inherited(scope, Of::Node, read)?;
                let id = self.nodes.len() as NodeId;
                self.nodes.push(Node { name, line, attributes, named_in: 0 });
                self.node_of_text.insert(name, id);
                id
            }
        };
        if scope != 0
            && let Some(node) = self.nodes.get_mut(id as usize).filter(|node| node.named_in != scope)
        {
            node.named_in = scope;
            if let Some(scope) = self.scope(scope) {
                scope.members.push(id);
            }
        }
        Ok(id)
    }

    /// Sets attributes of nodes.
    pub(super) fn set(
        &mut self,
        nodes: &[(NodeId, Option<Atom>)],
        attributes: &Attributes,
        read: u64,
    ) -> Result<(), TooMuch> {
        if nodes.len() > 1 {
            self.expand(BYTES_OF_ATTRIBUTE * (nodes.len() * attributes.len()) as u64, read)?;
        }
        for (id, _) in nodes {
            if let Some(node) = self.nodes.get_mut(*id as usize) {
                node.attributes.extend_from_slice(attributes);
            }
        }
        Ok(())
    }

    /// The nodes of an end, in the order of creation.
    fn nodes_of(&mut self, end: &End, read: u64) -> Result<Vec<(NodeId, Option<Atom>)>, TooMuch> {
        let scope = match end {
            End::Nodes(nodes) => return Ok(nodes.clone()),
            End::Scope(scope) => *scope,
        };
        let (mut all, mut open) = (Vec::new(), vec![scope]);
        while let Some(scope) = open.pop() {
            let Some(Scope { members, inner, .. }) = self.scopes.get(scope as usize) else { continue };
            all.extend_from_slice(members);
            open.extend_from_slice(inner);
            let looked_at = (members.len() + inner.len()) as u64;
            self.expand(looked_at * BYTES_OF_LOOK, read)?;
        }
        all.sort_unstable();
        all.dedup();
        Ok(all.into_iter().map(|node| (node, None)).collect())
    }

    /// Makes the edges between ends that follow each other, and gives each that nothing can change any more.
    pub(super) fn connect<E: From<TooMuch>>(
        &mut self,
        (scope, line, read): (ScopeId, u64, u64),
        ends: &[End],
        (key, attributes): (Option<TextId>, &Attributes),
        mut give: impl FnMut(&Graph, Edge) -> Result<(), E>,
    ) -> Result<(), E> {
        for pair in ends.windows(2) {
            let [tails, heads] = pair else { continue };
            let (tails, heads) = (self.nodes_of(tails, read)?, self.nodes_of(heads, read)?);
            for (tail, tail_port) in &tails {
                for (head, head_port) in &heads {
                    if tails.len().max(heads.len()) > 1 {
                        self.expand(BYTES_OF_EDGE + BYTES_OF_ATTRIBUTE * attributes.len() as u64, read)?;
                    }
                    let edge = Edge { line, ends: [*tail, *head], key, attributes: Vec::new() };
                    self.edge(edge, [*tail_port, *head_port], (scope, read), attributes, &mut give)?;
                }
            }
        }
        Ok(())
    }

    fn edge<E: From<TooMuch>>(
        &mut self,
        mut edge: Edge,
        mut ports: [Option<Atom>; 2],
        (scope, read): (ScopeId, u64),
        attributes: &Attributes,
        give: &mut impl FnMut(&Graph, Edge) -> Result<(), E>,
    ) -> Result<(), E> {
        let names = self.ports;
        let add = |edge: &mut Edge, ports: [Option<Atom>; 2]| {
            let ports = names.into_iter().zip(ports).filter_map(|(name, port)| Some((name, port?)));
            edge.attributes.extend(ports);
            edge.attributes.extend_from_slice(attributes);
        };
        let is_held = self.is_strict || edge.key.is_some();
        let place = is_held.then(|| self.place_of(&edge)).flatten();
        if let Some((place, is_turned)) = place {
            // As in `agedge`: a strict graph has no second edge, and a key names no other one.
            let is_it = |found: &&mut Edge| edge.key.is_none() || edge.key == found.key;
            if let Some(found) = self.held.get_mut(place).filter(is_it) {
                if is_turned {
                    ports.reverse();
                }
                add(found, ports);
            }
            return Ok(());
        }
        edge.attributes = self.inherited(scope, Of::Edge, read)?;
        add(&mut edge, ports);
        if !is_held {
            return give(self, edge);
        }
        let key = edge.key.filter(|_| !self.is_strict);
        self.held_places.insert((edge.ends, key), self.held.len());
        self.held.push(edge);
        Ok(())
    }

    /// The place of a held edge that is the same, and whether it is the other way round.
    fn place_of(&self, edge: &Edge) -> Option<(usize, bool)> {
        let key = edge.key.filter(|_| !self.is_strict);
        let [tail, head] = edge.ends;
        let found = |ends| self.held_places.get(&(ends, key)).copied();
        match found([tail, head]) {
            Some(place) => Some((place, false)),
            None if self.is_directed => None,
            None => Some((found([head, tail])?, tail != head)),
        }
    }
}
