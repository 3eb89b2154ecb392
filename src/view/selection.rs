//! Selections: which part of a graph is shown or written.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Statement, Term};
use crate::ontology::{Role, Status, TypeKey};

/// What a user wants to see of a graph. Every wish narrows what the others leave; none leaves everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// A thing or claim, and what is within so many claims of it.
    pub focus: Option<(Term, usize)>,
    /// What lies on the shortest ways between two things.
    pub between: Option<(NodeKey, NodeKey)>,
    /// An issue with all that is said on it.
    pub issue: Option<NodeKey>,
    /// Only nodes of these types; empty for all.
    pub only: BTreeSet<TypeKey>,
    /// No nodes of these types.
    pub hide: BTreeSet<TypeKey>,
    /// Only claims of these statuses; empty for all.
    pub statuses: BTreeSet<Status>,
    /// Only claims that one of these says; empty for all.
    pub speakers: BTreeSet<NodeKey>,
    /// Whether offices, groups and parties come with the nodes that are left, so that a briefing knows their sides.
    pub with_sides: bool,
}

/// What a selection leaves of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// The nodes.
    pub nodes: BTreeSet<NodeKey>,
    /// The claims.
    pub claims: BTreeSet<ClaimKey>,
}

impl Selection {
    /// Whether it leaves everything.
    pub fn is_everything(&self) -> bool {
        self.focus.is_none()
            && self.between.is_none()
            && self.issue.is_none()
            && self.only.is_empty()
            && self.hide.is_empty()
            && self.statuses.is_empty()
            && self.speakers.is_empty()
    }

    /// What it leaves of a graph.
    pub fn apply(&self, graph: &KnowledgeGraph) -> Selected {
        let ways = [
            self.focus.map(|(term, depth)| around(graph, term, depth)),
            self.between.map(|(from, to)| between(graph, from, to)),
            self.issue.map(|issue| on_issue(graph, issue)),
        ];
        let whole = || Selected {
            nodes: graph.nodes().map(|node| node.key()).collect(),
            claims: graph.claims().map(Claim::key).collect(),
        };
        let mut left = ways.into_iter().flatten().reduce(Selected::and).unwrap_or_else(whole);
        left.nodes.retain(|key| self.wants_type(graph, *key));
        left.claims.retain(|key| {
            let claim = graph.claim(*key);
            let ends = [Some(claim.subject()), claim.object()].into_iter().flatten();
            let types = ends.into_iter().all(|term| match term {
                Term::Node(key) => self.wants_type(graph, key),
                Term::Claim(_) => true,
            });
            types && self.wants_status(claim) && self.wants_speaker(claim)
        });
        if !self.statuses.is_empty() || !self.speakers.is_empty() {
            // Of nodes, claims that are left decide.
            left.nodes = left.claims.iter().flat_map(|key| ends(graph.claim(*key))).collect();
        }
        if self.with_sides && !left.claims.is_empty() {
            add_sides(graph, &mut left.claims);
            left.nodes.extend(left.claims.iter().flat_map(|key| ends(graph.claim(*key))));
        }
        left
    }

    fn wants_type(&self, graph: &KnowledgeGraph, key: NodeKey) -> bool {
        let node_type = graph.node(key).type_key();
        (self.only.is_empty() || self.only.contains(&node_type)) && !self.hide.contains(&node_type)
    }

    fn wants_status(&self, claim: Claim<'_>) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&claim.status())
    }

    fn wants_speaker(&self, claim: Claim<'_>) -> bool {
        let wanted = |speaker: &Speaker| matches!(speaker, Speaker::Node(key) if self.speakers.contains(key));
        self.speakers.is_empty() || claim.speakers().iter().any(wanted)
    }

    /// The selection in words, such as "around Liu He, 2 steps"; empty for everything.
    pub fn words(&self, graph: &KnowledgeGraph) -> String {
        let label = |key: NodeKey| graph.node(key).label().to_owned();
        let labels =
            |keys: &BTreeSet<NodeKey>| keys.iter().map(|key| label(*key)).collect::<Vec<_>>().join(" and ");
        let types = |keys: &BTreeSet<TypeKey>| {
            let names = keys.iter().map(|key| graph.ontology().node_type(*key).label.clone());
            names.collect::<Vec<_>>().join(", ")
        };
        let mut words = Vec::new();
        if let Some((term, depth)) = self.focus {
            let steps = if depth == 1 { "step" } else { "steps" };
            words.push(format!("around {}, {depth} {steps}", graph.term_label(term)));
        }
        if let Some((from, to)) = self.between {
            words.push(format!("between {} and {}", label(from), label(to)));
        }
        if let Some(issue) = self.issue {
            words.push(format!("on “{}”", label(issue)));
        }
        if !self.only.is_empty() {
            words.push(format!("only: {}", types(&self.only)));
        }
        if !self.hide.is_empty() {
            words.push(format!("without: {}", types(&self.hide)));
        }
        if !self.statuses.is_empty() {
            let names: Vec<&str> = self.statuses.iter().map(|status| status.name()).collect();
            words.push(format!("claims that are {}", names.join(" or ")));
        }
        if !self.speakers.is_empty() {
            words.push(format!("said by {}", labels(&self.speakers)));
        }
        if self.with_sides && !(self.statuses.is_empty() && self.speakers.is_empty()) {
            words.push("with offices and sides".to_owned());
        }
        words.join("; ")
    }
}

impl Selected {
    fn and(self, other: Selected) -> Selected {
        Selected {
            nodes: self.nodes.intersection(&other.nodes).copied().collect(),
            claims: self.claims.intersection(&other.claims).copied().collect(),
        }
    }

    /// Some claims and the nodes that they are about, with what is said of these nodes in values.
    fn of_claims(graph: &KnowledgeGraph, claims: BTreeSet<ClaimKey>) -> Selected {
        let nodes: BTreeSet<NodeKey> = claims.iter().flat_map(|key| ends(graph.claim(*key))).collect();
        Selected { nodes, claims }.with_values(graph)
    }

    fn with_values(mut self, graph: &KnowledgeGraph) -> Selected {
        for node in &self.nodes {
            let values = graph.node(*node).claims().filter(|claim| claim.object().is_none());
            self.claims.extend(values.map(Claim::key));
        }
        self
    }
}

/// The nodes that a claim is about; of a claim within it, those that this one is about.
fn ends(claim: Claim<'_>) -> Vec<NodeKey> {
    let (graph, mut nodes) = (claim.graph(), Vec::new());
    let mut open: Vec<Term> = [Some(claim.subject()), claim.object()].into_iter().flatten().collect();
    let mut seen: BTreeSet<Term> = open.iter().copied().collect();
    while let Some(term) = open.pop() {
        match term {
            Term::Node(key) => nodes.push(key),
            Term::Claim(key) => {
                let claim = graph.claim(key);
                let more = [Some(claim.subject()), claim.object()].into_iter().flatten();
                open.extend(more.filter(|term| seen.insert(*term)));
            }
        }
    }
    nodes
}

/// A thing or claim, the claims within so many steps, and what they are about.
fn around(graph: &KnowledgeGraph, focus: Term, depth: usize) -> Selected {
    let near = graph.neighbourhood(focus, depth, &|_| true);
    let inside = |term: Term| near.get(&term).is_some_and(|steps| *steps < depth);
    let walked = graph.edges().filter(|edge| inside(edge.subject()) || inside(edge.object()));
    let mut claims: BTreeSet<ClaimKey> = walked.flat_map(|edge| edge.claims().map(Claim::key)).collect();
    claims.extend(near.keys().filter_map(|term| match term {
        Term::Claim(key) => Some(*key),
        Term::Node(_) => None,
    }));
    let mut selected = Selected::of_claims(graph, claims);
    match focus {
        Term::Node(key) => {
            selected.nodes.insert(key);
        }
        Term::Claim(key) => {
            selected.claims.insert(key);
            selected.nodes.extend(ends(graph.claim(key)));
        }
    }
    selected.with_values(graph)
}

/// The claims on all shortest ways between two nodes.
fn between(graph: &KnowledgeGraph, from: NodeKey, to: NodeKey) -> Selected {
    let (from, to) = (Term::Node(from), Term::Node(to));
    let far = usize::MAX;
    let (there, back): (BTreeMap<Term, usize>, BTreeMap<Term, usize>) =
        (graph.neighbourhood(from, far, &|_| true), graph.neighbourhood(to, far, &|_| true));
    let Some(length) = there.get(&to) else { return Selected::default() };
    let on_way = |first: Term, second: Term| match (there.get(&first), back.get(&second)) {
        (Some(before), Some(after)) => before + 1 + after == *length,
        _ => false,
    };
    let edges = graph
        .edges()
        .filter(|edge| on_way(edge.subject(), edge.object()) || on_way(edge.object(), edge.subject()));
    Selected::of_claims(graph, edges.flat_map(|edge| edge.claims().map(Claim::key)).collect())
}

/// An issue, the smaller ones in it, the positions on them, what is said of these, and where those belong who say it.
fn on_issue(graph: &KnowledgeGraph, issue: NodeKey) -> Selected {
    let mut things = BTreeSet::from([issue]);
    let mut open = vec![issue];
    while let Some(thing) = open.pop() {
        for claim in graph.node(thing).claims_about() {
            let Term::Node(subject) = claim.subject() else { continue };
            let same_type = graph.node(subject).type_key() == graph.node(thing).type_key();
            if (has_role(claim, Role::Answers) || (has_role(claim, Role::Membership) && same_type))
                && things.insert(subject)
            {
                open.push(subject);
            }
        }
    }
    let of_things = things.iter().flat_map(|thing| {
        let node = graph.node(*thing);
        node.claims().chain(node.claims_about())
    });
    let mut claims: BTreeSet<ClaimKey> = of_things.map(Claim::key).collect();
    // Reasons and denials.
    let mut open: Vec<ClaimKey> = claims.iter().copied().collect();
    while let Some(key) = open.pop() {
        let term = Term::Claim(key);
        let about = graph.claims_on(term).chain(graph.claims_of(term)).map(Claim::key);
        open.extend(about.filter(|key| claims.insert(*key)).collect::<Vec<_>>());
    }
    add_sides(graph, &mut claims);
    Selected::of_claims(graph, claims)
}

/// Adds the offices and groups of those who speak or act, and what they are party to.
fn add_sides(graph: &KnowledgeGraph, claims: &mut BTreeSet<ClaimKey>) {
    let speakers =
        claims.iter().flat_map(|key| graph.claim(*key).speakers()).filter_map(|speaker| match speaker {
            Speaker::Node(key) => Some(*key),
            Speaker::Dossier(_) => None,
        });
    let ends_of_claims = claims.iter().flat_map(|key| ends(graph.claim(*key)));
    let mut seen: BTreeSet<NodeKey> = speakers.chain(ends_of_claims).collect();
    let mut open: Vec<NodeKey> = seen.iter().copied().collect();
    while let Some(node) = open.pop() {
        for claim in graph.node(node).claims() {
            if has_role(claim, Role::Membership) {
                claims.insert(claim.key());
                open.extend(ends(claim).into_iter().filter(|key| seen.insert(*key)));
            } else if has_role(claim, Role::Party) {
                claims.insert(claim.key());
            }
        }
    }
}

fn has_role(claim: Claim<'_>, role: Role) -> bool {
    match claim.statement() {
        Statement::Relation(relation, _) => claim.graph().ontology().relation(*relation).has(role),
        Statement::Attribute(..) => false,
    }
}
