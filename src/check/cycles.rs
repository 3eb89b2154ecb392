//! D0601: relations that must not lead back to where they began.

use std::collections::{BTreeMap, BTreeSet};

use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, KnowledgeGraph, Speaker, Statement, Term};
use crate::ontology::{RelationKey, Role, Status};

/// The check.
pub(super) struct Cycles;

impl crate::check::each::Sealed for Cycles {}

impl Check for Cycles {
    fn name(&self) -> &'static str {
        "cycles"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for relation in graph.ontology().relations_with(Role::Acyclic) {
            let claims: Vec<Edge<'_>> = graph
                .claims()
                .filter(|claim| claim.status() != Status::Disputed)
                .filter_map(|claim| Some((claim, claim.subject(), object_of(claim, relation)?)))
                .collect();
            // People may contradict each other; a circle is wrong where one voice and what is not disputed close it.
            // Each such circle lies in one of all voices together.
            let (mut told, mut effort) = (BTreeSet::new(), EFFORT);
            for circle in circles(&claims) {
                let (attributed, common): (Vec<Edge<'_>>, Vec<Edge<'_>>) =
                    circle.into_iter().partition(|(claim, ..)| claim.status() == Status::Attributed);
                let mut of_voices: BTreeMap<Option<Speaker>, Vec<Edge<'_>>> =
                    BTreeMap::from([(None, Vec::new())]);
                for edge in attributed {
                    for speaker in edge.0.speakers() {
                        of_voices.entry(Some(*speaker)).or_default().push(edge);
                    }
                }
                for (_, own) in of_voices {
                    let Some(left) = effort.checked_sub(common.len() + own.len()) else {
                        findings.extend(too_many_voices(graph, relation, &own));
                        break;
                    };
                    effort = left;
                    for circle in circles(&[common.as_slice(), &own].concat()) {
                        let circle = one_for_two_ends(circle);
                        if told.insert(circle.iter().map(|(claim, ..)| claim.key()).collect::<Vec<_>>()) {
                            findings.extend(finding(graph, relation, &circle));
                        }
                    }
                }
            }
        }
    }
}

/// A claim with its subject and object.
type Edge<'g> = (Claim<'g>, Term, Term);

/// So many claims of one relation are looked at for the circles of single speakers; who speaks of the first nodes comes
/// first.
const EFFORT: usize = 5_000_000;
/// Most things of a circle that a finding names.
const MAX_SHOWN: usize = 24;

/// The claims of each circle.
fn circles<'g>(claims: &[Edge<'g>]) -> Vec<Vec<Edge<'g>>> {
    let mut graph_of: petgraph::graphmap::DiGraphMap<Term, ()> = petgraph::graphmap::DiGraphMap::new();
    for (_, from, to) in claims {
        graph_of.add_edge(*from, *to, ());
    }
    // Strongly connected components (Kosaraju and Sharir 1981), without recursion: each with an edge inside holds a circle.
    let mut component_of: BTreeMap<Term, usize> = BTreeMap::new();
    for (number, component) in petgraph::algo::kosaraju_scc(&graph_of).into_iter().enumerate() {
        component_of.extend(component.into_iter().map(|member| (member, number)));
    }
    let mut circles: BTreeMap<usize, Vec<Edge<'g>>> = BTreeMap::new();
    for edge in claims {
        let (_, from, to) = edge;
        if let (Some(one), Some(other)) = (component_of.get(from), component_of.get(to))
            && one == other
        {
            circles.entry(*one).or_default().push(*edge);
        }
    }
    circles.into_values().collect()
}

/// The first of the claims that have the same ends, in the order of the ends.
fn one_for_two_ends(circle: Vec<Edge<'_>>) -> Vec<Edge<'_>> {
    let mut by_ends: BTreeMap<(Term, Term), Edge<'_>> = BTreeMap::new();
    for edge in circle {
        by_ends.entry((edge.1, edge.2)).or_insert(edge);
    }
    by_ends.into_values().collect()
}

fn object_of(claim: Claim<'_>, relation: RelationKey) -> Option<Term> {
    match claim.statement() {
        Statement::Relation(found, object) if *found == relation => Some(*object),
        _ => None,
    }
}

/// Some circles were not looked at: what was not checked is no graph without errors.
fn too_many_voices(graph: &KnowledgeGraph, relation: RelationKey, own: &[Edge<'_>]) -> Option<Finding> {
    let (first, ..) = own.first()?;
    let name = &graph.ontology().relation(relation).name;
    let message = format!("`{name}` leads in a circle that too many speakers share to check each of them");
    Some(
        at_part(Finding::new(&rules::CIRCULAR_PART, message), *first, Part::Whole, "part of the circle")
            .help("split the dossier, or remove the circle"),
    )
}

fn finding(graph: &KnowledgeGraph, relation: RelationKey, inside: &[Edge<'_>]) -> Option<Finding> {
    let ((first, ..), rest) = inside.split_first()?;
    let name = &graph.ontology().relation(relation).name;
    let shown = inside.iter().take(MAX_SHOWN);
    let ids: Vec<&str> = shown.map(|(_, subject, _)| graph.term_id(*subject)).collect();
    let mut message = format!("`{name}` leads in a circle through {}", ids.join(", "));
    if inside.len() > MAX_SHOWN {
        message.push_str(&format!(" and {} more", inside.len() - MAX_SHOWN));
    }
    let mut finding =
        at_part(Finding::new(&rules::CIRCULAR_PART, message), *first, Part::Whole, "part of the circle");
    for (claim, ..) in rest.iter().take(MAX_SHOWN) {
        if let Some(written) = claim.written().first() {
            finding = finding.also(written.claim, "part of the circle");
        }
    }
    Some(finding.help("take one of these claims away, or turn it round"))
}
