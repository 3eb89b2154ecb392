//! D0203, D0204, D0503: subjects and objects of the types that the ontology declares.

use std::collections::BTreeSet;

use super::each::{Check, Part, at_part, with_article};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, KnowledgeGraph, Statement, Term};
use crate::ontology::{Role, TypeKey, TypeRole};

/// The check.
pub(super) struct Domain;

impl crate::check::each::Sealed for Domain {}

impl Check for Domain {
    fn name(&self) -> &'static str {
        "domain-and-range"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for claim in graph.claims() {
            let ontology = graph.ontology();
            let domain = match claim.statement() {
                Statement::Relation(relation, _) => &ontology.relation(*relation).domain,
                Statement::Attribute(attribute, _) => &ontology.attribute(*attribute).domain,
            };
            if !fits(graph, claim.subject(), domain) {
                let message = format!(
                    "`{}` does not go with {} as subject",
                    claim.predicate_name(),
                    type_name(graph, claim.subject())
                );
                let label = format!("this is {}", type_name(graph, claim.subject()));
                let finding = Finding::new(&rules::OUTSIDE_DOMAIN, message);
                let help = format!("`{}` is for {}", claim.predicate_name(), names(graph, domain));
                findings.push(at_part(finding, claim, Part::Subject, label).help(help));
            }
            if let Statement::Relation(relation, object) = claim.statement() {
                let relation = ontology.relation(*relation);
                if !fits(graph, *object, &relation.range) {
                    findings.push(wrong_object(claim, *object, relation.has(Role::Denial), &relation.range));
                }
            }
        }
    }
}

fn wrong_object(claim: Claim<'_>, object: Term, denial: bool, range: &BTreeSet<TypeKey>) -> Finding {
    let graph = claim.graph();
    let found = type_name(graph, object);
    if denial {
        let message = format!("only a claim can be denied, and `{}` is {found}", graph.term_id(object));
        let finding = Finding::new(&rules::DENIAL_OF_NO_CLAIM, message);
        return at_part(finding, claim, Part::Object, format!("this is {found}")).help(
            "give the claim that is denied a name, `NAME = SUBJECT RELATION OBJECT`, and deny the name",
        );
    }
    let message = format!("`{}` does not go with {found} as object", claim.predicate_name());
    at_part(Finding::new(&rules::OUTSIDE_RANGE, message), claim, Part::Object, format!("this is {found}"))
        .help(format!("`{}` takes {}", claim.predicate_name(), names(graph, range)))
}

fn fits(graph: &KnowledgeGraph, term: Term, types: &BTreeSet<TypeKey>) -> bool {
    match term {
        Term::Node(key) => types.contains(&graph.node(key).type_key()),
        Term::Claim(_) => graph.ontology().types_with(TypeRole::Claim).any(|key| types.contains(&key)),
    }
}

/// The type with its article: `an Agreement`, `a claim`.
fn type_name(graph: &KnowledgeGraph, term: Term) -> String {
    match term {
        Term::Node(key) => with_article(&graph.node(key).node_type().name),
        Term::Claim(_) => "a claim".to_owned(),
    }
}

fn names(graph: &KnowledgeGraph, types: &BTreeSet<TypeKey>) -> String {
    let names: Vec<&str> = types.iter().map(|key| graph.ontology().node_type(*key).name.as_str()).collect();
    names.join(", ")
}
