//! What is asserted of two things, as one edge with the claims that say it.

use std::collections::BTreeSet;

use super::{Draft, Lowering};
use crate::graph::{Claim, Edge};
use crate::ontology::Status;

impl Lowering<'_> {
    /// Adds every edge that an asserted claim says.
    pub(super) fn add_facts(&mut self) {
        let graph = self.graph;
        for edge in graph.edges() {
            let asserted: Vec<Claim<'_>> = edge.claims().filter(|claim| self.asserts(*claim)).collect();
            let ends = (self.terms.get(&edge.subject()), self.terms.get(&edge.object()));
            let (Some(from), Some(to)) = ends else { continue };
            let (ends, kind) = ((*from, *to), self.names.kind(edge.relation()));
            if let Some(first) = asserted.first() {
                let (subject, object) = (graph.term_id(edge.subject()), graph.term_id(edge.object()));
                let path = format!("{subject}/{kind}/{object}");
                self.add_edge(first.dossier(), path, &kind, ends, fact(edge, &asserted));
            } else {
                self.only_claimed.push((ends.0, kind, ends.1));
            }
        }
    }
}

/// The properties of an edge: who says it in which words, for those who look at edges only.
fn fact(edge: Edge<'_>, asserted: &[Claim<'_>]) -> Draft {
    let mut draft = Draft::default();
    draft.add_list("claims", asserted.iter().map(|claim| claim.id().to_owned()).collect());
    draft.add("claimCount", asserted.len());
    let statuses: BTreeSet<&str> = asserted.iter().map(|claim| claim.status().name()).collect();
    draft.add_list("statuses", statuses.into_iter().map(str::to_owned).collect());
    draft.add("disputed", edge.claims().any(|claim| claim.status() == Status::Disputed));
    draft.add("verified", asserted.iter().all(|claim| claim.verified()));
    if let Some(evidence) = asserted.iter().flat_map(|claim| claim.evidence()).next() {
        draft.add("quote", evidence.quote());
        draft.add("work", evidence.work().id());
        draft.add_some("line", evidence.line());
    }
    let works: BTreeSet<_> =
        asserted.iter().flat_map(|claim| claim.evidence()).map(|evidence| evidence.work().key()).collect();
    draft.add("workCount", works.len());
    let dossiers: BTreeSet<String> =
        asserted.iter().map(|claim| claim.dossier().name().to_string()).collect();
    draft.add_list("dossiers", dossiers.into_iter().collect());
    draft
}
