//! The nodes of a dossier, grouped by type.

use std::collections::BTreeSet;

use super::fields::{Context, Fields, Names, listed};
use super::header::{Header, bad_id, iri, language};
use super::keys::NODE;
use crate::diagnostic::{Finding, rules};
use crate::graph::{BuildError, DossierKey, GraphBuilder, LangText, NodeHandle, NodeInput};
use crate::ontology::{TypeKey, TypeRole};
use crate::text::Id;
use crate::text::yaml::{Kind, Scalar, Yaml};

/// Reads all nodes into the builder.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    header: &Header,
    dossier: DossierKey,
    fields: &Fields<'_>,
    builder: &mut GraphBuilder,
) {
    let Some(yaml) = fields.get("nodes").filter(|yaml| yaml.kind != Kind::Null) else { return };
    let Some(types) = context.mapping(yaml, "the nodes") else { return };
    for (type_name, group) in types {
        let Some(node_type) = node_type(context, builder, type_name) else { continue };
        if group.kind == Kind::Null {
            continue;
        }
        let Some(nodes) = context.mapping(group, &format!("the nodes of the type {}", type_name.text)) else {
            continue;
        };
        for (id, content) in nodes {
            let input = node(context, header, dossier, node_type, id, content);
            if let Some(input) = input {
                add(context, builder, id, input);
            }
        }
    }
}

/// The type; for an unknown one some other, so that its nodes are known and no second error comes of each use.
pub(super) fn node_type(
    context: &mut Context<'_, '_>,
    builder: &GraphBuilder,
    scalar: &Scalar,
) -> Option<TypeKey> {
    let ontology = builder.ontology();
    let of_nodes = || ontology.types().filter(|(_, node_type)| !node_type.roles.contains(&TypeRole::Claim));
    let is_of_nodes = |key: &TypeKey| !ontology.node_type(*key).roles.contains(&TypeRole::Claim);
    if let Some(key) = ontology.type_named(&scalar.text).filter(is_of_nodes) {
        return Some(key);
    }
    let place = context.place(scalar.span);
    let names = || of_nodes().map(|(_, node_type)| node_type.name.as_str());
    let finding = Finding::new(&rules::UNKNOWN_TYPE, format!("the ontology has no type `{}`", scalar.text))
        .at(place, "unknown type");
    let meant = context.meant(&scalar.text, Names::Types, names);
    context.push(meant.add_to(finding, place, || format!("expected one of {}", listed(names()))));
    of_nodes().map(|(key, _)| key).next()
}

fn node(
    context: &mut Context<'_, '_>,
    header: &Header,
    dossier: DossierKey,
    node_type: TypeKey,
    id: &Scalar,
    content: &Yaml,
) -> Option<NodeInput> {
    let name = match Id::new(&id.text) {
        Ok(name) => name,
        Err(error) => {
            bad_id(context, id.span, &id.text, &error.to_string());
            return None;
        }
    };
    let mut input = NodeInput::new(dossier, name, node_type);
    input.place = Some(context.place(id.span));
    match &content.kind {
        Kind::Null => {}
        Kind::Map(_) => {
            let fields = context.fields(content, "a node", NODE)?;
            if let Some(yaml) = fields.get("label") {
                input.labels = labels(context, header, yaml);
            }
            input.kind = context.optional_text(&fields, "kind", "a kind").map(|scalar| scalar.text.clone());
            let own = |scalar: &Scalar| LangText::new(scalar.text.clone(), header.language.clone());
            if let Some(yaml) = fields.get("aka") {
                input.aka = context.texts(yaml, "a name").into_iter().map(own).collect();
            }
            if let Some(yaml) = fields.get("same") {
                let texts = context.texts(yaml, "an IRI");
                input.same = texts.into_iter().filter_map(|scalar| iri(context, scalar)).collect();
            }
            input.notes = context.optional_text(&fields, "note", "a note").map(own).into_iter().collect();
        }
        _ => input.labels = labels(context, header, content),
    }
    Some(input)
}

/// One label in the dossier's language, or one for each language.
pub(super) fn labels(context: &mut Context<'_, '_>, header: &Header, yaml: &Yaml) -> Vec<LangText> {
    match &yaml.kind {
        Kind::Map(_) => {
            let entries = context.mapping(yaml, "labels, one for each language").unwrap_or_default();
            let (mut labels, mut languages) = (Vec::new(), BTreeSet::new());
            for (tag, label) in entries {
                let (tag_read, text) = (language(context, tag), context.text(label, "a label"));
                if let (Some(language), Some(text)) = (tag_read, text) {
                    if !languages.insert(language.clone()) {
                        context.malformed(tag, "language tag", "there is already a label in this language");
                    } else {
                        labels.push(LangText::new(text.text.clone(), language));
                    }
                }
            }
            labels
        }
        _ => context
            .text(yaml, "a label")
            .map(|scalar| LangText::new(scalar.text.clone(), header.language.clone()))
            .into_iter()
            .collect(),
    }
}

/// Adds a node; one whose id is taken is a finding.
pub(super) fn add(
    context: &mut Context<'_, '_>,
    builder: &mut GraphBuilder,
    id: &Scalar,
    input: NodeInput,
) -> Option<NodeHandle> {
    match builder.add_node(input) {
        Ok(handle) => Some(handle),
        Err(error) => {
            let mut finding = Finding::new(&rules::DUPLICATE_ID, error.to_string())
                .at(context.place(id.span), "declared again here")
                .help("rename one of them");
            if let BuildError::DuplicateNode { first: Some(first), .. } = error {
                finding = finding.also(first, "first declared here");
            }
            context.push(finding);
            None
        }
    }
}
