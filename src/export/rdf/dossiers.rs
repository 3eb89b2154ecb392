//! The dossiers themselves as RDF.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::Literal;

use super::values::{lang_text, named};
use super::vocabulary::{DATASET, DCAT_DATASET, IDENTIFIER, SOURCE, TITLE, VOID_DATASET, VOID_URI_SPACE};
use super::{Description, Lowering};
use crate::graph::{Dossier, DossierKey, NodeKey};

impl Lowering<'_> {
    /// The dossiers by name, with how much is in them.
    pub(crate) fn dossiers(&self) -> Vec<Description> {
        let mut contents = self.contents();
        let with_numbers = |(dossier, mut title): (Dossier<'_>, Description)| {
            let contents = contents.remove(&dossier.key()).unwrap_or_default();
            let numbers = self.statistics(dossier, &title, &contents);
            title.properties.extend(numbers.properties);
            title
        };
        self.graph().dossiers().zip(self.titles()).map(with_numbers).collect()
    }

    /// The dossiers by name: title, where the IRIs of their nodes and claims begin, and the works that they read.
    pub(super) fn titles(&self) -> Vec<Description> {
        let works = self.works();
        let describe = |dossier: Dossier<'_>| {
            let mut description =
                Description::new(named(&dossier.iri()), &[DATASET, DCAT_DATASET, VOID_DATASET]);
            description.add(IDENTIFIER, Literal::new_simple_literal(dossier.name().as_str()));
            if let Some(title) = dossier.title() {
                description.add(TITLE, lang_text(title));
            }
            description.add(VOID_URI_SPACE, Literal::new_simple_literal(dossier.base()));
            for work in works.get(&dossier.key()).into_iter().flatten() {
                description.add(SOURCE, named(self.graph().node(*work).iri()));
            }
            description
        };
        self.graph().dossiers().map(describe).collect()
    }

    /// The works that each dossier declares as its source or quotes.
    fn works(&self) -> BTreeMap<DossierKey, BTreeSet<NodeKey>> {
        let graph = self.graph();
        let mut works: BTreeMap<DossierKey, BTreeSet<NodeKey>> = BTreeMap::new();
        for source in graph.sources() {
            works.entry(graph.node(source.work).dossier().key()).or_default().insert(source.work);
        }
        for claim in graph.claims() {
            let quoted = works.entry(claim.dossier().key()).or_default();
            quoted.extend(claim.evidence().map(|evidence| evidence.record().work));
        }
        works
    }
}
