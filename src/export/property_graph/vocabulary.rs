//! Which labels and properties of a database may come from dossier: a database also holds data of others.

use std::collections::BTreeSet;

use super::OWN_LABELS;
use super::names::{OTHERS, OWN_PROPERTIES, OWN_WORDS, SUFFIXES};
use crate::export::elements::{camel_case, pascal_case};
use crate::graph::KnowledgeGraph;

/// The names that the lowering may give under an ontology, in this version of a graph or another.
pub(crate) struct Vocabulary {
    labels: BTreeSet<String>,
    attributes: BTreeSet<String>,
}

impl Vocabulary {
    /// The names of a graph's ontology.
    pub(crate) fn of(graph: &KnowledgeGraph) -> Vocabulary {
        let ontology = graph.ontology();
        let own = OWN_LABELS.into_iter().map(str::to_owned);
        let attributes = ontology.attributes().map(|(_, attribute)| camel_case(&attribute.name));
        Vocabulary {
            labels: ontology.types().map(|(_, node_type)| pascal_case(&node_type.name)).chain(own).collect(),
            attributes: attributes.chain(["value".to_owned()]).collect(),
        }
    }

    /// Whether a label is one that the lowering gives.
    pub(crate) fn has_label(&self, label: &str) -> bool {
        self.labels.contains(label)
    }

    /// Whether a property is one that the lowering gives, to whatever.
    pub(crate) fn has_property(&self, name: &str) -> bool {
        if OWN_PROPERTIES.contains(&name) || OTHERS.iter().any(|(other, _)| *other == name) {
            return true;
        }
        let ends = (1..=name.len()).filter(|end| name.is_char_boundary(*end));
        ends.map(|end| name.split_at(end)).any(|(stem, rest)| {
            let with_suffix = self.attributes.contains(stem) && SUFFIXES.contains(&rest);
            let with_language = self.attributes.contains(stem) || OWN_WORDS.contains(&stem);
            with_suffix || (with_language && is_language(rest))
        })
    }
}

/// Whether the end of a name can be a language: `En`, `ZhHant`, with or without the suffix `All`.
fn is_language(rest: &str) -> bool {
    let rest = rest.strip_suffix("All").unwrap_or(rest);
    let first = rest.find(|c: char| c.is_ascii_uppercase()) == Some(0);
    let length =
        rest.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase()).map_or(rest.len(), |(at, _)| at);
    first && (2..=3).contains(&length) && rest.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{DossierInput, GraphBuilder};
    use crate::ontology::Ontology;

    #[test]
    fn names_of_ours_are_told_from_those_of_others() {
        let mut builder = GraphBuilder::new(Ontology::built_in().clone());
        builder.add_dossier(DossierInput::new(crate::text::Id::new("x").unwrap())).unwrap();
        let vocabulary = Vocabulary::of(&builder.finish().0);
        for name in
            ["iri", "quote", "nameZhHant", "akaEn", "age", "ratePercent", "ageAll", "valueFrom", "claimCount"]
        {
            assert!(vocabulary.has_property(name), "{name}");
        }
        for name in ["pagerank", "nameShort", "ageless", "weight", "Iri", "name_de", ""] {
            assert!(!vocabulary.has_property(name), "{name}");
        }
        assert!(vocabulary.has_label("Person") && vocabulary.has_label("Entity"));
        assert!(!vocabulary.has_label("Important"));
    }
}
