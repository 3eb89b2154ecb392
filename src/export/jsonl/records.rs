//! The records of dossiers, nodes and sources.

use serde_json::{Map, Value};

use super::record::{Record, put, put_allowed, put_list, put_some, words};
use crate::check::Checked;
use crate::graph::{Dossier, KnowledgeGraph, Node, Source};
use crate::ontology::Ontology;

/// The record of a dossier; with an ontology unless that is the built-in one.
pub(super) fn dossier(
    dossier: Dossier<'_>,
    ontology: Option<&Ontology>,
    part: Option<&str>,
    checked: &Checked,
) -> Record {
    let mut inner = Map::new();
    put(&mut inner, "name", dossier.name().as_str());
    put_some(&mut inner, "title", dossier.title().map(|title| title.text.as_str()));
    put_some(&mut inner, "base", dossier.declared_base().map(|base| base.as_str()));
    put(&mut inner, "language", dossier.language().as_str());
    put_some(&mut inner, "part", part);
    let ontology = ontology.filter(|ontology| *ontology != Ontology::built_in());
    put_some(&mut inner, "ontology", ontology.map(Ontology::to_embedded));
    put_allowed(&mut inner, checked, dossier.place());
    let mut record = Map::new();
    put(&mut record, "dossier", inner);
    record
}

/// The record of a node.
pub(super) fn node(node: Node<'_>, is_alone: bool, checked: &Checked) -> Record {
    let (mut record, home) = (Map::new(), node.dossier());
    put(&mut record, "node", node.id());
    put(&mut record, "type", node.node_type().name.as_str());
    if !is_alone {
        put(&mut record, "dossier", home.name().as_str());
        let all: Vec<&str> = node.dossiers().map(|dossier| dossier.name().as_str()).collect();
        put_list(&mut record, "dossiers", all.into_iter().filter(|_| node.dossiers().count() > 1));
    }
    match node.labels() {
        [] => {}
        [only] if only.language == *home.language() => put(&mut record, "label", only.text.as_str()),
        labels => {
            let labels = labels.iter().map(|label| (label.language.to_string(), label.text.as_str().into()));
            put(&mut record, "label", labels.collect::<Map<String, Value>>());
        }
    }
    put_some(&mut record, "kind", node.kind());
    put_list(&mut record, "aka", node.aka().iter().map(|name| words(name, home.language())));
    put_list(&mut record, "same", node.same().iter().map(|iri| iri.as_str()));
    put_list(&mut record, "notes", node.notes().iter().map(|note| words(note, home.language())));
    put_some(&mut record, "aside", node.is_aside().then_some(true));
    put_allowed(&mut record, checked, node.places().first().copied());
    record
}

/// The record of a source, with its text if it is available.
pub(super) fn source(graph: &KnowledgeGraph, source: &Source, checked: &Checked) -> Record {
    let mut record = Map::new();
    put(&mut record, "source", graph.node(source.work).id());
    put_some(&mut record, "url", source.url.as_ref().map(|iri| iri.as_str()));
    put_some(&mut record, "published", source.published.as_ref().map(|date| date.to_string()));
    put_some(&mut record, "retrieved", source.retrieved.as_ref().map(|date| date.to_string()));
    put_some(&mut record, "sha256", source.sha256.as_deref());
    put_some(&mut record, "licence", source.licence.as_deref());
    put_some(&mut record, "text", source.text.as_ref().map(|(_, file)| file.text()));
    put_allowed(&mut record, checked, source.place);
    record
}
