//! D0601: relations that must not lead back to where they began.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, KnowledgeGraph, Speaker, Statement, Term};
use crate::ontology::{RelationKey, Role, Status};

/// The check.
pub(super) struct Cycles;

impl Check for Cycles {
    fn name(&self) -> &'static str {
        "cycles"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for relation in graph.ontology().relations_with(Role::Acyclic) {
            // People may contradict each other; a circle is wrong where one voice and what is not disputed close it.
            let mut voices = BTreeSet::from([None]);
            for claim in graph.claims().filter(|claim| claim.status() == Status::Attributed) {
                if object_of(claim, relation).is_some() {
                    voices.extend(claim.speakers().iter().copied().map(Some));
                }
            }
            let mut told = BTreeSet::new();
            for voice in voices {
                for circle in circles(graph, relation, voice) {
                    if told.insert(circle.iter().map(|claim| claim.key()).collect::<Vec<_>>()) {
                        findings.extend(finding(graph, relation, &circle));
                    }
                }
            }
        }
    }
}

/// The claims of each circle among those that nobody is named for, and those of one speaker.
fn circles(graph: &KnowledgeGraph, relation: RelationKey, voice: Option<Speaker>) -> Vec<Vec<Claim<'_>>> {
    let mut graph_of: petgraph::graphmap::DiGraphMap<Term, ()> = petgraph::graphmap::DiGraphMap::new();
    let mut claims: BTreeMap<(Term, Term), Claim<'_>> = BTreeMap::new();
    for claim in graph.claims() {
        let counts = match claim.status() {
            Status::Disputed => false,
            Status::Attributed => voice.is_some_and(|voice| claim.speakers().contains(&voice)),
            Status::Reported | Status::Demanded | Status::Inferred => true,
        };
        if let Some(object) = object_of(claim, relation).filter(|_| counts) {
            graph_of.add_edge(claim.subject(), object, ());
            claims.entry((claim.subject(), object)).or_insert(claim);
        }
    }
    // Tarjan's strongly connected components: each with an edge inside holds a circle.
    let components = petgraph::algo::tarjan_scc(&graph_of).into_iter();
    components
        .map(|component| {
            let members: BTreeSet<Term> = component.into_iter().collect();
            let inside = |(from, to): &(Term, Term)| members.contains(from) && members.contains(to);
            claims.iter().filter(|(ends, _)| inside(ends)).map(|(_, claim)| *claim).collect::<Vec<_>>()
        })
        .filter(|circle| !circle.is_empty())
        .collect()
}

fn object_of(claim: Claim<'_>, relation: RelationKey) -> Option<Term> {
    match claim.statement() {
        Statement::Relation(found, object) if *found == relation => Some(*object),
        _ => None,
    }
}

fn finding(graph: &KnowledgeGraph, relation: RelationKey, inside: &[Claim<'_>]) -> Option<Finding> {
    let (first, rest) = inside.split_first()?;
    let name = &graph.ontology().relation(relation).name;
    let ids: Vec<&str> = inside.iter().map(|claim| graph.term_id(claim.subject())).collect();
    let message = format!("`{name}` leads in a circle through {}", ids.join(", "));
    let mut finding =
        at_part(Finding::new(&rules::CIRCULAR_PART, message), *first, Part::Whole, "part of the circle");
    for claim in rest {
        if let Some(written) = claim.written().first() {
            finding = finding.also(written.claim, "part of the circle");
        }
    }
    Some(finding.help("take one of these claims away, or turn it round"))
}
