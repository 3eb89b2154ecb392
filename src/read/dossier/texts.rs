//! The works that a dossier quotes, and their texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{Context, Fields, Names, shown};
use super::header::iri;
use super::keys::SOURCE;
use crate::diagnostic::{Finding, rules};
use crate::graph::{DossierKey, GraphBuilder, NodeHandle, SourceInput};
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{Edtf, FileKey, Id, Place, SourceFile, Span};

/// A work whose words can be quoted.
pub(super) struct Work {
    pub(super) handle: NodeHandle,
    pub(super) text: Option<(FileKey, Arc<SourceFile>)>,
}

/// Reads the works into the builder and returns them by id.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    dossier: DossierKey,
    fields: &Fields<'_>,
    builder: &mut GraphBuilder,
) -> BTreeMap<Id, Work> {
    let mut works = BTreeMap::new();
    let Some(yaml) = fields.get("source").filter(|yaml| yaml.kind != Kind::Null) else { return works };
    let Some(entries) = context.mapping(yaml, "the sources") else { return works };
    for (id, content) in entries {
        let Some(handle) = work_node(context, dossier, id, builder) else { continue };
        builder.mention(handle);
        let Some(input) = source(context, id, content, handle) else { continue };
        let node = builder.node_input(handle).id.clone();
        works.insert(node, Work { handle, text: input.text.clone() });
        builder.add_source(input);
    }
    works
}

/// The Work node of a source.
fn work_node(
    context: &mut Context<'_, '_>,
    dossier: DossierKey,
    scalar: &Scalar,
    builder: &GraphBuilder,
) -> Option<NodeHandle> {
    if let Some(handle) = Id::new(&scalar.text).ok().and_then(|id| builder.find_node(dossier, &id)) {
        return Some(handle);
    }
    let place = context.place(scalar.span);
    let message = format!("no node `{}` for this source", scalar.text);
    let finding = Finding::new(&rules::UNKNOWN_ID, message).at(place, "unknown id");
    let meant = context.meant(&scalar.text, Names::Nodes, || builder.node_ids(dossier).map(Id::as_str));
    let finding = meant.add_to(finding, place, || {
        format!("declare it under `nodes:`, as in `Work: {{{}: The title of the work}}`", shown(&scalar.text))
    });
    context.push(finding);
    None
}

fn source(
    context: &mut Context<'_, '_>,
    id: &Scalar,
    content: &Yaml,
    work: NodeHandle,
) -> Option<SourceInput> {
    let mut input = SourceInput {
        work,
        text: None,
        url: None,
        published: None,
        retrieved: None,
        sha256: None,
        licence: None,
        place: Some(context.place(id.span)),
    };
    match &content.kind {
        Kind::Map(_) => {
            let fields = context.fields(content, "a source", SOURCE)?;
            input.url =
                context.optional_text(&fields, "url", "an IRI").and_then(|scalar| iri(context, scalar));
            input.published = date(context, &fields, "published");
            input.retrieved = date(context, &fields, "retrieved");
            input.licence =
                context.optional_text(&fields, "licence", "a licence").map(|scalar| scalar.text.clone());
            let declared = context.optional_text(&fields, "sha256", "a SHA-256 checksum");
            let declared = declared.and_then(|scalar| Some((sum(context, scalar)?, scalar.span)));
            match context.optional_text(&fields, "text", "the name of a file") {
                Some(file) => load(context, file, declared, &mut input),
                None if fields.get("text").is_none() => {
                    absent(context, id, declared.is_some() && input.url.is_some());
                    input.sha256 = declared.map(|(sum, _)| sum);
                }
                None => {}
            }
        }
        _ => {
            let file =
                context.text(content, "the name of a file, or a mapping with `text`, `url` and more")?;
            load(context, file, None, &mut input);
        }
    }
    Some(input)
}

/// A date, or a finding.
pub(super) fn date(context: &mut Context<'_, '_>, fields: &Fields<'_>, key: &str) -> Option<Edtf> {
    let scalar = context.optional_text(fields, key, "a date")?;
    match Edtf::new(&scalar.text) {
        Ok(date) => Some(date),
        Err(error) => {
            let finding = Finding::new(&rules::DATE_MALFORMED, error.to_string())
                .at(context.place(scalar.span), "invalid date")
                .help("use an EDTF date, such as 2019-05-10, 2019-05 or 2019-05-10?");
            context.push(finding);
            None
        }
    }
}

/// A SHA-256 sum, or a finding.
pub(super) fn sum(context: &mut Context<'_, '_>, scalar: &Scalar) -> Option<String> {
    if scalar.text.len() == 64 && scalar.text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(scalar.text.to_ascii_lowercase());
    }
    context.malformed(scalar, "SHA-256 checksum", "expected 64 hexadecimal digits");
    None
}

/// Loads the text.
fn load(
    context: &mut Context<'_, '_>,
    named: &Scalar,
    declared: Option<(String, Span)>,
    input: &mut SourceInput,
) {
    let place = context.place(named.span);
    if let Some(file) = context.session.open_text(&named.text, place) {
        take(context, file, declared, input);
    }
}

/// Takes a text, and compares its sum with the declared one.
pub(super) fn take(
    context: &mut Context<'_, '_>,
    file: FileKey,
    declared: Option<(String, Span)>,
    input: &mut SourceInput,
) {
    let text = context.session.sources.get(file).clone();
    let computed = text.sha256().to_owned();
    if let Some((sum, span)) = declared.filter(|(sum, _)| *sum != computed) {
        changed(context, context.place(span), text.name(), &sum, &computed);
    }
    input.sha256 = Some(computed);
    input.text = Some((file, text));
}

fn changed(context: &mut Context<'_, '_>, place: Place, name: &str, sum: &str, computed: &str) {
    let message = format!("the text `{name}` has changed since it was quoted: its SHA-256 differs");
    context.push(
        Finding::new(&rules::TEXT_CHANGED, message)
            .at(place, "checksum of the quoted text")
            .help(format!("the text now has the checksum {computed}"))
            .help("compare the two texts; if the change is harmless, update the checksum")
            .offer(place, computed, format!("instead of {}…", sum.get(..12).unwrap_or(sum))),
    );
}

/// A text that is missing: one warning for the work.
pub(super) fn absent(context: &mut Context<'_, '_>, id: &Scalar, identified: bool) {
    let message = format!("the text of `{}` is missing, so its quotes cannot be checked", id.text);
    let mut finding = Finding::new(&rules::TEXT_MISSING, message)
        .at(context.place(id.span), "quotes of this work are not verified")
        .help("every export marks its claims as not verified");
    if !identified {
        finding =
            finding.help("give at least `url` and `sha256`, so that others can find the text and check it");
    }
    context.push(finding);
}
