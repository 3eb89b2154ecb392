//! What the records of a file can point at: dossiers, nodes, works and claims, by id.

use std::collections::BTreeMap;

use super::head::Head;
use crate::diagnostic::{Finding, rules};
use crate::graph::{ClaimHandle, DossierKey, NodeHandle, TermInput};
use crate::read::dossier::fields::{Context, Fields, Names, shown};
use crate::read::dossier::texts::Work;
use crate::text::yaml::{Kind, Scalar, Yaml};
use crate::text::{Id, Place};

/// What the records of a file can point at.
#[derive(Default)]
pub(super) struct Known {
    dossiers: BTreeMap<String, (Head, DossierKey)>,
    pub(super) nodes: BTreeMap<String, NodeHandle>,
    pub(super) works: BTreeMap<String, (Work, Place)>,
    pub(super) claims: BTreeMap<String, (ClaimHandle, Place)>,
    pub(super) names: BTreeMap<(DossierKey, Id), Place>,
}

impl Known {
    /// Adds a dossier.
    pub(super) fn add_dossier(&mut self, head: Head, key: DossierKey) {
        self.dossiers.insert(head.header.name.as_str().to_owned(), (head, key));
    }

    /// The dossier of a name, or any.
    pub(super) fn dossier_key(&self, name: Option<&str>) -> Option<DossierKey> {
        let found = name.map_or_else(|| self.dossiers.values().next(), |name| self.dossiers.get(name));
        found.map(|(_, key)| *key)
    }

    /// Whether there is no dossier.
    pub(super) fn is_without_dossier(&self) -> bool {
        self.dossiers.is_empty()
    }

    /// The dossier that a record names; the only one where it names none.
    pub(super) fn dossier(
        &self,
        context: &mut Context<'_, '_>,
        fields: &Fields<'_>,
    ) -> Option<&(Head, DossierKey)> {
        let mut dossiers = self.dossiers.values();
        let only = dossiers.next().filter(|_| dossiers.next().is_none());
        match (context.optional_text(fields, "dossier", "the name of a dossier"), only) {
            (Some(name), _) => self.dossier_named(context, name),
            (None, Some(only)) => Some(only),
            (None, None) => {
                let message = "with several dossiers, every record needs a `dossier`";
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
        let found = self.dossiers.get(&name.text);
        if found.is_none() {
            let names = || self.dossiers.keys().map(String::as_str);
            let message = format!("unknown dossier `{}`", shown(&name.text));
            let help = "the file must start with a record for each dossier";
            unknown(context, name, message, (Names::Dossiers, names), help);
        }
        found
    }

    /// The node of an id.
    pub(super) fn node(&mut self, context: &mut Context<'_, '_>, id: &Scalar) -> Option<NodeHandle> {
        let found = self.nodes.get(&id.text).copied();
        if found.is_none() {
            let message = format!("unknown node `{}`", shown(&id.text));
            let nodes = || self.nodes.keys().map(String::as_str);
            unknown(context, id, message, (Names::Nodes, nodes), "add a record for it, with its type");
        }
        found
    }

    /// The nodes whose ids are in a list.
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
            let message = format!("unknown claim `{}`", shown(&id.text));
            let claims = || self.claims.keys().map(String::as_str);
            unknown(context, id, message, (Names::Claims, claims), "use the `claim` of another record");
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
                let help = format!("use the id of a node, or {{\"{key}\": ID}}");
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
            let message = format!("unknown source `{}`", shown(&id.text));
            let finding = Finding::new(&rules::WORK_MISSING, message).at(place, "unknown source");
            let meant = context.meant(&id.text, Names::Works, || self.works.keys().map(String::as_str));
            context.push(meant.add_to(finding, place, || "add a record `source` for it".to_owned()));
        }
        found
    }
}

/// Reports an unknown id, unless its record may be on a line that could not be read.
fn unknown<'n, N: Iterator<Item = &'n str>>(
    context: &mut Context<'_, '_>,
    id: &Scalar,
    message: String,
    (list, known): (Names, impl FnOnce() -> N),
    help: &str,
) {
    if context.cut {
        return;
    }
    let place = context.place(id.span);
    let finding = Finding::new(&rules::UNKNOWN_ID, message).at(place, "unknown id");
    let meant = context.meant(&id.text, list, known);
    context.push(meant.add_to(finding, place, || help.to_owned()));
}
