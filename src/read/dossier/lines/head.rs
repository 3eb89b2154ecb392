//! The record of a dossier: name, title, base, language, ontology.

use std::path::Path;

use super::allow;
use super::keys::{DOSSIER, RECORD};
use crate::diagnostic::{Finding, rules};
use crate::ontology::Ontology;
use crate::read::dossier::fields::{Context, Fields};
use crate::read::dossier::header::{Header, bad_id, base, language};
use crate::text::yaml::Yaml;
use crate::text::{Id, Place, Span, slug};

/// A dossier of the file.
pub(super) struct Head {
    pub(super) header: Header,
    /// Whether the file holds only a part of the dossier's graph.
    pub(super) is_part: bool,
    pub(super) ontology: Option<(Ontology, Span)>,
}

/// Reads the record. `None` when it holds nothing of a dossier.
pub(super) fn read(context: &mut Context<'_, '_>, record: &Yaml) -> Option<Head> {
    let outer = context.fields(record, "the record of a dossier", RECORD)?;
    let fields = context.fields(outer.get("dossier")?, "a dossier", DOSSIER)?;
    let (name, name_span) = name(context, &fields)?;
    let title = context.optional_text(&fields, "title", "a title").map(|scalar| scalar.text.clone());
    let base = context.optional_text(&fields, "base", "an IRI").and_then(|scalar| base(context, scalar));
    let language = context
        .optional_text(&fields, "language", "a language")
        .and_then(|scalar| language(context, scalar))
        .unwrap_or_default();
    let is_part = context.optional_text(&fields, "part", "what it is a part of").is_some();
    let ontology = fields.get("ontology").and_then(|yaml| ontology(context, yaml));
    allow::read(context, &fields, std::iter::empty());
    let header = Header { name, name_span, title, base, language, ontology: None };
    Some(Head { header, is_part, ontology })
}

/// The name; for a dossier without a good one, a name made from the file's, so that reading can continue.
fn name(context: &mut Context<'_, '_>, fields: &Fields<'_>) -> Option<(Id, Span)> {
    let scalar = context.optional_text(fields, "name", "the name of the dossier");
    if let Some(scalar) = scalar {
        match Id::new(&scalar.text) {
            Ok(id) => return Some((id, scalar.span)),
            Err(error) => bad_id(context, scalar.span, &scalar.text, &error.to_string()),
        }
    }
    let file = context.session.sources.get(context.file).name().to_owned();
    let stem = Path::new(&file).file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    let stand_in = slug(stem).unwrap_or_else(|| "unnamed".to_owned());
    let span = scalar.map_or(fields.span, |scalar| scalar.span);
    Id::new(&stand_in).ok().map(|id| (id, span))
}

fn ontology(context: &mut Context<'_, '_>, yaml: &Yaml) -> Option<(Ontology, Span)> {
    match Ontology::read_embedded(yaml) {
        Ok(ontology) => Some((ontology, yaml.span)),
        Err(problems) => {
            for problem in problems {
                let place = Place { file: context.file, span: problem.span };
                let mut finding =
                    Finding::new(&rules::ONTOLOGY_MALFORMED, problem.message).at(place, "in this ontology");
                if let Some(help) = problem.help {
                    finding = finding.help(help);
                }
                context.push(finding);
            }
            None
        }
    }
}
