//! The head of a dossier: name, title, base, language, ontology.

use std::path::Path;

use super::fields::{Context, Fields, shown};
use super::keys::{DOSSIER, EXTEND};
use crate::diagnostic::{Finding, rules};
use crate::graph::{DossierInput, LangText};
use crate::ontology::{BUILT_IN, Ontology, nearest};
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{FileKey, Id, Iri, Language, Place, SourceFile, Span, slug};

/// What the head of a dossier says.
pub(super) struct Header {
    pub(super) name: Id,
    pub(super) name_span: Span,
    pub(super) title: Option<String>,
    pub(super) base: Option<Iri>,
    pub(super) language: Language,
    pub(super) ontology: Option<(Ontology, Span)>,
}

impl Header {
    /// The head as the builder takes it.
    pub(super) fn input(&self, file: FileKey) -> DossierInput {
        DossierInput {
            name: self.name.clone(),
            title: self.title.clone().map(|title| LangText::new(title, self.language.clone())),
            base: self.base.clone(),
            language: self.language.clone(),
            place: Some(Place { file, span: self.name_span }),
            is_rows: false,
        }
    }
}

/// Reads the head. `None` when the file holds no mapping at all.
pub(super) fn read(context: &mut Context<'_, '_>, root: &Yaml) -> Option<Header> {
    let fields = context.fields(root, "a dossier", DOSSIER)?;
    let source = context.session.sources.get(context.file).clone();
    let (name, name_span) = name(context, &fields, &source)?;
    let title = context.optional_text(&fields, "title", "a title").map(|scalar| scalar.text.clone());
    let base = context.optional_text(&fields, "base", "an IRI").and_then(|scalar| base(context, scalar));
    let language = context
        .optional_text(&fields, "language", "a language")
        .and_then(|scalar| language(context, scalar))
        .unwrap_or_default();
    let ontology = fields.get("ontology").and_then(|yaml| ontology(context, yaml));
    Some(Header { name, name_span, title, base, language, ontology })
}

/// The name; for a dossier without a good one, a name made from the file's, so that reading can continue.
fn name(context: &mut Context<'_, '_>, fields: &Fields<'_>, source: &SourceFile) -> Option<(Id, Span)> {
    let scalar = context.optional_text(fields, "dossier", "the name of the dossier");
    if let Some(scalar) = scalar {
        match Id::new(&scalar.text) {
            Ok(id) => return Some((id, scalar.span)),
            Err(error) => bad_id(context, scalar.span, &scalar.text, &error.to_string()),
        }
    }
    let stem = Path::new(source.name()).file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    let stand_in = slug(stem).unwrap_or_else(|| "unnamed".to_owned());
    let span = scalar.map_or(Span::new(0, 0), |scalar| scalar.span);
    Id::new(&stand_in).ok().map(|id| (id, span))
}

/// Reports a malformed id, and how it could be written.
pub(super) fn bad_id(context: &mut Context<'_, '_>, span: Span, text: &str, why: &str) {
    let message = format!("invalid id `{}`: {why}", shown(text));
    let finding = Finding::new(&rules::MALFORMED_ID, message).at(context.place(span), "invalid id");
    let place = context.place(span);
    context.push(match slug(text) {
        Some(slug) => finding.offer(place, slug.clone(), format!("use `{slug}`")),
        None => finding.help("use lowercase letters, digits and hyphens, such as `liu-he`"),
    });
}

/// An IRI that an id can follow, or a finding.
pub(super) fn base(context: &mut Context<'_, '_>, scalar: &Scalar) -> Option<Iri> {
    let iri = iri(context, scalar)?;
    if !iri.as_str().ends_with(['/', '#', ':']) {
        context.malformed(scalar, "base", "it must end in `/`, `#` or `:`, because ids are appended to it");
        return None;
    }
    Some(iri)
}

/// An IRI, or a finding.
pub(super) fn iri(context: &mut Context<'_, '_>, scalar: &Scalar) -> Option<Iri> {
    Iri::new(&scalar.text).map_err(|error| context.malformed(scalar, "IRI", &error.to_string())).ok()
}

/// A language, or a finding.
pub(super) fn language(context: &mut Context<'_, '_>, scalar: &Scalar) -> Option<Language> {
    Language::new(&scalar.text)
        .map_err(|error| context.malformed(scalar, "language tag", &error.to_string()))
        .ok()
}

/// The ontology: a built-in one by its name, a file, a list of both, or `{extend: FILE}`.
fn ontology(context: &mut Context<'_, '_>, yaml: &Yaml) -> Option<(Ontology, Span)> {
    let scalar = match &yaml.kind {
        Kind::List(items) if !items.is_empty() => {
            let mut all: Option<Ontology> = None;
            for item in items {
                let scalar = context.text(item, "the name of an ontology")?;
                let next = one_ontology(context, scalar)?;
                all = Some(match all {
                    None => next,
                    Some(known) => known
                        .merge(&next)
                        .map_err(|conflicts| {
                            for conflict in conflicts {
                                let finding = Finding::new(&rules::CONFLICTING_ONTOLOGIES, conflict.message)
                                    .at(
                                        context.place(scalar.span),
                                        "this ontology conflicts with one before it",
                                    )
                                    .help(
                                        "ontologies that are combined must agree on the meaning of each name",
                                    );
                                context.push(finding);
                            }
                        })
                        .ok()?,
                });
            }
            return all.map(|ontology| (ontology, yaml.span));
        }
        Kind::Map(entries) => {
            let entry =
                entries.iter().find(|(key, _)| matches!(&key.kind, Kind::Scalar(key) if key.text == EXTEND));
            match entry {
                Some((_, value)) if entries.len() == 1 => {
                    let scalar = context.text(value, "the name of a file")?;
                    return file_of(context, scalar, true).map(|ontology| (ontology, scalar.span));
                }
                _ => {
                    let help = "use `ontology: NAME` or `[NAME, NAME]` for built-in ones, `ontology: FILE` for one of your own, `ontology: {extend: FILE}` to add to negotiation";
                    context.wrong_shape(yaml, "the name of a file", help);
                    return None;
                }
            }
        }
        _ => context.text(yaml, "the name of an ontology")?,
    };
    one_ontology(context, scalar).map(|ontology| (ontology, scalar.span))
}

/// The built-in ontology of a name, or that of a file.
fn one_ontology(context: &mut Context<'_, '_>, scalar: &Scalar) -> Option<Ontology> {
    if let Some(known) = Ontology::named(&scalar.text) {
        return Some(known.clone());
    }
    let names = BUILT_IN.iter().map(|known| known.name);
    let is_name = !scalar.text.contains(['.', '/']);
    if is_name && !context.session.can_open(&scalar.text, context.file) {
        let message = format!("no ontology `{}`", shown(&scalar.text));
        let near = nearest(&scalar.text, names.clone());
        let mut finding = Finding::new(&rules::ONTOLOGY_MALFORMED, message)
            .at(context.place(scalar.span), "neither a built-in ontology nor a file");
        finding = match near.first() {
            Some(near) => {
                finding.offer(context.place(scalar.span), (*near).to_owned(), format!("use `{near}`"))
            }
            None => finding.help(format!("the built-in ones are {}", names.collect::<Vec<_>>().join(", "))),
        };
        context.push(finding);
        return None;
    }
    file_of(context, scalar, false)
}

/// The ontology of a file; one that `extends` adds to the default.
fn file_of(context: &mut Context<'_, '_>, scalar: &Scalar, extends: bool) -> Option<Ontology> {
    let place = context.place(scalar.span);
    let file = context.session.open_named(&scalar.text, place)?;
    let source = context.session.sources.get(file).clone();
    let read = if extends { Ontology::read_extension(source.text()) } else { Ontology::read(source.text()) };
    match read {
        Ok(ontology) => Some(ontology),
        Err(problems) => {
            for problem in problems {
                let mut finding = Finding::new(&rules::ONTOLOGY_MALFORMED, problem.message)
                    .at(Place { file, span: problem.span }, "in this ontology")
                    .also(place, "the ontology is named here");
                if let Some(help) = problem.help {
                    finding = finding.help(help);
                }
                context.push(finding);
            }
            None
        }
    }
}
