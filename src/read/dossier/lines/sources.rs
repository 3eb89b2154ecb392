//! Records of sources, with the texts themselves.

use super::allow;
use super::keys::SOURCE;
use super::known::Known;
use crate::diagnostic::{Finding, rules};
use crate::graph::{GraphBuilder, SourceInput};
use crate::read::dossier::fields::Context;
use crate::read::dossier::header::iri;
use crate::read::dossier::texts::{Work, absent, date, sum, take};
use crate::text::SourceFile;
use crate::text::yaml::Yaml;

/// Reads a source into the builder.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    record: &Yaml,
    known: &mut Known,
    builder: &mut GraphBuilder,
) {
    let Some(fields) = context.fields(record, "a source", SOURCE) else { return };
    allow::read(context, &fields, std::iter::empty());
    let Some(id) = context.optional_text(&fields, "source", "the id of a work") else { return };
    let Some(work) = known.node(context, id) else { return };
    let place = context.place(id.span);
    if let Some((_, first)) = known.works.get(&id.text) {
        let finding = Finding::new(&rules::DUPLICATE_ID, format!("duplicate source `{}`", id.text))
            .at(place, "defined again here")
            .also(*first, "first defined here")
            .help("remove one of them");
        context.push(finding);
        return;
    }
    let url = context.optional_text(&fields, "url", "an IRI").and_then(|scalar| iri(context, scalar));
    let licence = context.optional_text(&fields, "licence", "a licence");
    let mut input = SourceInput {
        work,
        text: None,
        url,
        published: date(context, &fields, "published"),
        retrieved: date(context, &fields, "retrieved"),
        sha256: None,
        licence: licence.map(|scalar| scalar.text.clone()),
        place: Some(place),
    };
    let declared = context.optional_text(&fields, "sha256", "a SHA-256 checksum");
    let declared = declared.and_then(|scalar| Some((sum(context, scalar)?, scalar.span)));
    match context.optional_text(&fields, "text", "the text of the work") {
        Some(text) => {
            let name = format!("{}#{}", context.session.sources.get(context.file).name(), id.text);
            // A text is never longer than the file that holds it.
            if let Ok(file) = SourceFile::new(name, text.text.clone()) {
                let file = context.session.sources.add(file);
                take(context, file, declared, &mut input);
            }
        }
        None if fields.get("text").is_none() => {
            absent(context, id, declared.is_some() && input.url.is_some());
            input.sha256 = declared.map(|(sum, _)| sum);
        }
        None => {}
    }
    builder.mention(work);
    known.works.insert(id.text.clone(), (Work { handle: work, text: input.text.clone() }, place));
    builder.add_source(input);
}
