//! The dossier: YAML that an analyst writes. The format is described in `CONTRIBUTING.md` and by [`json_schema`].

mod claim_line;
mod fields;
mod header;
mod keys;
mod lines;
mod new;
mod nodes;
mod passages;
mod quotes;
mod schema;
mod texts;
mod values;

pub(super) use lines::{LinesReader, begins_with_dossier};
pub use new::{name_of_new, new_dossier};
pub use schema::json_schema;

use super::{Opened, Reader, Session};
use crate::diagnostic::{Finding, SourceComment, rules};
use crate::graph::{BuildError, DossierKey, GraphBuilder};
use crate::ontology::Ontology;
use crate::text::yaml::{self, Kind, Yaml, YamlProblem, YamlProblemKind};
use crate::text::{FileKey, Place, Span};
use fields::{Context, Fields, Form};
use header::Header;

/// Reads dossiers.
pub(super) struct DossierReader;

impl crate::read::reader::Sealed for DossierReader {}

impl Reader for DossierReader {
    fn name(&self) -> &'static str {
        "dossier"
    }

    fn about(&self) -> &'static str {
        "YAML written by hand: nodes, passages, claims"
    }

    fn recognises(&self, name: &str, text: &str) -> bool {
        name.ends_with(".yaml") || name.ends_with(".yml") || has_key_of_dossier(text)
    }

    fn open(&self, session: &mut Session<'_>, file: FileKey) -> Option<Box<dyn Opened>> {
        let source = session.sources.get(file).clone();
        let (tree, problems) = yaml::parse(source.text());
        let too_large = problems.iter().any(|problem| problem.kind == YamlProblemKind::TooLarge);
        let cut = problems.iter().any(|problem| problem.kind == YamlProblemKind::Syntax);
        for problem in problems {
            session.findings.push(yaml_finding(file, problem));
        }
        session.comments.extend(tree.comments.into_iter().map(|(span, text)| SourceComment {
            file,
            span,
            text,
        }));
        // What was read of such a file ends anywhere, so each finding about its content would mislead.
        if too_large {
            return None;
        }
        let mut context = Context::new(session, file, Form::Yaml, cut);
        let root = tree.root.unwrap_or(Yaml { span: Span::new(0, 0), kind: Kind::Map(Vec::new()) });
        let header = header::read(&mut context, &root)?;
        Some(Box::new(OpenedDossier { file, cut, root, header }))
    }
}

/// Whether a line begins with one of the keys by which a dossier is known.
fn has_key_of_dossier(text: &str) -> bool {
    let is_key = |line: &str| {
        let line = line.trim_start_matches('\u{feff}');
        ["dossier", "ontology", "nodes", "claims"].iter().any(|key| {
            let bare = line.strip_prefix(['"', '\'']).unwrap_or(line);
            let rest = bare.strip_prefix(key).map(|rest| rest.trim_start_matches(['"', '\'']));
            rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
    };
    text.lines().any(is_key)
}

/// A dossier whose head was read.
struct OpenedDossier {
    file: FileKey,
    cut: bool,
    root: Yaml,
    header: Header,
}

impl Opened for OpenedDossier {
    fn ontology(&self) -> Option<(&Ontology, Place)> {
        let (ontology, span) = self.header.ontology.as_ref()?;
        Some((ontology, Place { file: self.file, span: *span }))
    }

    fn push(self: Box<Self>, session: &mut Session<'_>, builder: &mut GraphBuilder) {
        let mut context = Context::new(session, self.file, Form::Yaml, self.cut);
        let Kind::Map(_) = self.root.kind else { return };
        let fields = Fields::unchecked(&self.root, keys::DOSSIER);
        let Some(dossier) = add(&mut context, &self.header, builder) else { return };
        nodes::read(&mut context, &self.header, dossier, &fields, builder);
        let works = texts::read(&mut context, dossier, &fields, builder);
        passages::read(&mut context, &self.header, dossier, &works, &fields, builder);
    }
}

/// Adds a dossier to the builder; one whose name is taken is a finding.
fn add(context: &mut Context<'_, '_>, header: &Header, builder: &mut GraphBuilder) -> Option<DossierKey> {
    match builder.add_dossier(header.input(context.file)) {
        Ok(dossier) => Some(dossier),
        Err(error) => {
            let mut finding = Finding::new(&rules::DUPLICATE_DOSSIER, error.to_string())
                .at(context.place(header.name_span), "this name is taken")
                .help("rename one of them");
            if let BuildError::DuplicateDossier { first: Some(first), .. } = error {
                finding = finding.also(first, "by this dossier");
            }
            context.push(finding);
            None
        }
    }
}

/// The finding of an error in the YAML.
fn yaml_finding(file: FileKey, problem: YamlProblem) -> Finding {
    let place = Place { file, span: problem.span };
    let (rule, label) = match &problem.kind {
        YamlProblemKind::Syntax => (&rules::YAML_SYNTAX, "here"),
        YamlProblemKind::TooLarge => (&rules::YAML_TOO_LARGE, "here"),
        YamlProblemKind::DuplicateKey => (&rules::DUPLICATE_KEY, "duplicate key"),
        YamlProblemKind::UnknownAlias | YamlProblemKind::UnknownTag | YamlProblemKind::BadMerge => {
            (&rules::YAML_SYNTAX, "here")
        }
        YamlProblemKind::SeveralDocuments => (&rules::NO_DOSSIER, "another document begins here"),
        YamlProblemKind::ForbiddenCharacter => (&rules::FORBIDDEN_CHARACTER, "this character"),
    };
    let mut finding = Finding::new(rule, problem.message).at(place, label);
    if let Some(other) = problem.other {
        finding = finding.also(Place { file, span: other }, "first used here");
    }
    match problem.help {
        Some(help) => finding.help(help),
        None => finding,
    }
}
