//! Records of nodes.

use super::allow;
use super::keys::NODE;
use super::known::Known;
use crate::graph::{DossierKey, GraphBuilder, LangText, NodeInput};
use crate::read::dossier::fields::{Context, Fields};
use crate::read::dossier::header::{Header, bad_id, iri};
use crate::read::dossier::nodes::{add, labels, node_type};
use crate::text::Id;
use crate::text::yaml::{Kind, Scalar, Yaml};

/// Reads a node into the builder.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    record: &Yaml,
    known: &mut Known,
    builder: &mut GraphBuilder,
) {
    let Some(fields) = context.fields(record, "a node", NODE) else { return };
    allow::read(context, &fields, std::iter::empty());
    let id = context.optional_text(&fields, "node", "the id of the node");
    let Some((head, dossier)) = known.dossier(context, &fields) else { return };
    let Some(id) = id else { return };
    let type_name = context.optional_text(&fields, "type", "the name of a type");
    let Some(node_type) = type_name.and_then(|name| node_type(context, builder, name)) else { return };
    let Some(name) = own_id(context, &head.header, id) else { return };
    let mut input = NodeInput::new(*dossier, name, node_type);
    input.place = Some(context.place(id.span));
    read_details(context, &head.header, &fields, &mut input);
    input.also = also(context, *dossier, &fields, known);
    if let Some(handle) = add(context, builder, id, input) {
        known.nodes.insert(id.text.clone(), handle);
    }
}

/// The id in its dossier: in a graph whose dossiers use one id for two things, each has its dossier's name before it.
fn own_id(context: &mut Context<'_, '_>, header: &Header, id: &Scalar) -> Option<Id> {
    let before = id.text.strip_prefix(header.name.as_str()).and_then(|rest| rest.strip_prefix(':'));
    Id::new(before.unwrap_or(&id.text))
        .map_err(|error| bad_id(context, id.span, &id.text, &error.to_string()))
        .ok()
}

fn read_details(context: &mut Context<'_, '_>, header: &Header, fields: &Fields<'_>, input: &mut NodeInput) {
    if let Some(yaml) = fields.get("label") {
        input.labels = labels(context, header, yaml);
    }
    input.kind = context.optional_text(fields, "kind", "a kind").map(|scalar| scalar.text.clone());
    input.aka = lang_texts(context, header, fields.get("aka"));
    input.notes = lang_texts(context, header, fields.get("notes"));
    if let Some(aside) = context.optional_text(fields, "aside", "`true` or `false`") {
        input.aside = aside.text == "true";
        if !input.aside && aside.text != "false" {
            context.malformed(aside, "answer", "expected `true` or `false`");
        }
    }
    if let Some(yaml) = fields.get("same") {
        let texts = context.texts(yaml, "an IRI");
        input.same = texts.into_iter().filter_map(|scalar| iri(context, scalar)).collect();
    }
}

/// The other dossiers that declare the node.
fn also(
    context: &mut Context<'_, '_>,
    own: DossierKey,
    fields: &Fields<'_>,
    known: &Known,
) -> Vec<DossierKey> {
    let names = fields.get("dossiers").map(|yaml| context.texts(yaml, "the name of a dossier"));
    let named = names.unwrap_or_default().into_iter();
    let keys = named.filter_map(|name| known.dossier_named(context, name).map(|(_, key)| *key));
    keys.filter(|key| *key != own).collect()
}

/// Texts, each in the dossier's language or an object of a language and a text.
pub(super) fn lang_texts(
    context: &mut Context<'_, '_>,
    header: &Header,
    yaml: Option<&Yaml>,
) -> Vec<LangText> {
    match yaml.map(|yaml| (yaml, &yaml.kind)) {
        None => Vec::new(),
        Some((_, Kind::List(items))) => items.iter().flat_map(|item| labels(context, header, item)).collect(),
        Some((yaml, _)) => labels(context, header, yaml),
    }
}
