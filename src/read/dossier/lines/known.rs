//! What the records of a file can point at: dossiers, nodes, works and claims, by id.

use std::collections::BTreeMap;

use super::head::Head;
use crate::diagnostic::{Finding, rules};
use crate::graph::{ClaimHandle, DossierKey, NodeHandle, TermInput};
use crate::read::dossier::fields::{Context, Fields, nearest, shown};
use crate::read::dossier::texts::Work;
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{Id, Place};

/// Near ids are looked for among all, which takes long where nothing is known.
const MOST_SUGGESTED: usize = 20;

/// What the records of a file can point at.
#[derive(Default)]
pub(super) struct Known {
    pub(super) dossiers: Vec<(Head, DossierKey)>,
    pub(super) nodes: BTreeMap<String, NodeHandle>,
    pub(super) works: BTreeMap<String, (Work, Place)>,
    pub(super) claims: BTreeMap<String, (ClaimHandle, Place)>,
    pub(super) names: BTreeMap<(DossierKey, Id), Place>,
    suggested: usize,
}

impl Known {
    /// The dossier that a record names; the only one where it names none.
    pub(super) fn dossier(
        &self,
        context: &mut Context<'_, '_>,
        fields: &Fields<'_>,
    ) -> Option<&(Head, DossierKey)> {
        match (context.optional_text(fields, "dossier", "the name of a dossier"), self.dossiers.as_slice()) {
            (Some(name), _) => self.dossier_named(context, name),
            (None, [only]) => Some(only),
            (None, _) => {
                let message = "with several dossiers each record names its own";
                let finding = Finding::new(&rules::MISSING_KEY, message)
                    .at(context.place(fields.span), "`dossier` is missing here")
                    .help("add `\"dossier\"` with the name of one of them");
                context.push(finding);
                None
            }
        }
    }

    /// The dossier of a name.
    pub(super) fn dossier_named(
        &self,
        context: &mut Context<'_, '_>,
        name: &Scalar,
    ) -> Option<&(Head, DossierKey)> {
        let found = self.dossiers.iter().find(|(head, _)| head.header.name.as_str() == name.text);
        if found.is_none() {
            let names = self.dossiers.iter().map(|(head, _)| head.header.name.as_str());
            let message = format!("there is no dossier `{}` in this file", shown(&name.text));
            self.unknown(context, name, message, names, "the file begins with a record for each dossier");
        }
        found
    }

    /// The node of an id.
    pub(super) fn node(&mut self, context: &mut Context<'_, '_>, id: &Scalar) -> Option<NodeHandle> {
        let found = self.nodes.get(&id.text).copied();
        if found.is_none() {
            let message = format!("there is no node `{}`", shown(&id.text));
            let most = self.worth_suggesting();
            let nodes = self.nodes.keys().map(String::as_str).take(most);
            self.unknown(context, id, message, nodes, "add a record for it, with its type");
        }
        found
    }

    /// The nodes whose ids stand in a list.
    pub(super) fn nodes(&mut self, context: &mut Context<'_, '_>, yaml: Option<&Yaml>) -> Vec<NodeHandle> {
        let ids = yaml.map(|yaml| context.texts(yaml, "the id of a node")).unwrap_or_default();
        ids.into_iter().filter_map(|id| self.node(context, id)).collect()
    }

    /// The node of an id, or the claim of an object `{"claim": ID}`.
    pub(super) fn term(&mut self, context: &mut Context<'_, '_>, yaml: &Yaml) -> Option<TermInput> {
        if let Kind::Scalar(id) = &yaml.kind {
            return self.node(context, id).map(TermInput::Node);
        }
        let id = self.tagged(context, yaml, "claim")?;
        let found = self.claims.get(&id.text).map(|(handle, _)| TermInput::Claim(*handle));
        if found.is_none() {
            let message = format!("there is no claim `{}`", shown(&id.text));
            let most = self.worth_suggesting();
            let claims = self.claims.keys().map(String::as_str).take(most);
            self.unknown(context, id, message, claims, "it is the `claim` of another record");
        }
        found
    }

    /// The text of an object with one key.
    pub(super) fn tagged<'y>(
        &self,
        context: &mut Context<'_, '_>,
        yaml: &'y Yaml,
        key: &str,
    ) -> Option<&'y Scalar> {
        match (yaml.map(), yaml.get(key)) {
            (Some([_]), Some(value)) => context.text(value, "an id"),
            _ => {
                let help = format!("write the id of a node, or {{\"{key}\": ID}}");
                context.wrong_shape(yaml, "an id", &help);
                None
            }
        }
    }

    /// The work of an id.
    pub(super) fn work(&self, context: &mut Context<'_, '_>, id: &Scalar) -> Option<&Work> {
        let found = self.works.get(&id.text).map(|(work, _)| work);
        if found.is_none() && !context.cut {
            let place = context.place(id.span);
            let message = format!("`{}` is no source of this file", shown(&id.text));
            let finding = Finding::new(&rules::WORK_MISSING, message).at(place, "no source");
            context.push(match nearest(&id.text, self.works.keys().map(String::as_str)) {
                Some(name) => finding.fix(place, name, format!("did you mean `{name}`?")),
                None => finding.help("add a record `source` for it"),
            });
        }
        found
    }

    /// How many ids to look at for near ones.
    fn worth_suggesting(&mut self) -> usize {
        self.suggested += 1;
        if self.suggested > MOST_SUGGESTED { 0 } else { usize::MAX }
    }

    /// Tells of an id that stands for nothing, unless what it stands for may be on a line that could not be read.
    fn unknown<'n>(
        &self,
        context: &mut Context<'_, '_>,
        id: &Scalar,
        message: String,
        known: impl Iterator<Item = &'n str>,
        help: &str,
    ) {
        if context.cut {
            return;
        }
        let place = context.place(id.span);
        let finding = Finding::new(&rules::UNKNOWN_ID, message).at(place, "unknown id");
        context.push(match nearest(&id.text, known) {
            Some(near) => finding.fix(place, near, format!("did you mean `{near}`?")),
            None => finding.help(help),
        });
    }
}
