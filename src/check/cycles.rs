//! D0601: relations that must not lead back to where they began.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, KnowledgeGraph, Statement, Term};
use crate::ontology::{RelationKey, Role};

/// The check.
pub(super) struct Cycles;

impl Check for Cycles {
    fn name(&self) -> &'static str {
        "cycles"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for relation in graph.ontology().relations_with(Role::Acyclic) {
            let mut graph_of: petgraph::graphmap::DiGraphMap<Term, ()> =
                petgraph::graphmap::DiGraphMap::new();
            let mut claims: BTreeMap<(Term, Term), Claim<'_>> = BTreeMap::new();
            for claim in graph.claims() {
                if let Some(object) = object_of(claim, relation) {
                    graph_of.add_edge(claim.subject(), object, ());
                    claims.entry((claim.subject(), object)).or_insert(claim);
                }
            }
            // Tarjan's strongly connected components: each with an edge inside holds a circle.
            for component in petgraph::algo::tarjan_scc(&graph_of) {
                let members: BTreeSet<Term> = component.into_iter().collect();
                let inside: Vec<Claim<'_>> = claims
                    .iter()
                    .filter(|((from, to), _)| members.contains(from) && members.contains(to))
                    .map(|(_, claim)| *claim)
                    .collect();
                findings.extend(finding(graph, relation, &inside));
            }
        }
    }
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
