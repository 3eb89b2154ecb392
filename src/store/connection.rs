//! What a store is, how one is opened, and what is loaded into it.

use std::collections::BTreeSet;

use oxrdf::Quad;

use super::allowance::Allowance;
use super::credentials::Credentials;
use super::error::StoreError;
use super::plan::Plan;
use super::report::{Count, Server};
use super::target::{Address, Target};
use crate::check::Checked;
use crate::export::{Capability, ExportOptions, Feature, quads};
use crate::graph::KnowledgeGraph;

/// A kind of store. Adding one is a new file with a `static` of this trait and a line in [`STORES`](super::STORES).
///
/// The trait is sealed, as is [`Connection`]: other databases take what an [`Exporter`](crate::export::Exporter) writes.
pub trait Store: Sealed + Sync {
    /// The name in reports.
    fn name(&self) -> &'static str;

    /// One line on what it is.
    fn about(&self) -> &'static str;

    /// What its addresses look like, for help and the documentation.
    fn addresses(&self) -> &'static [&'static str];

    /// The profiles that `--profile` may force; none where there is nothing to choose.
    fn profiles(&self) -> &'static [&'static str];

    /// Whether a target is one of this kind.
    fn takes(&self, target: &Target) -> bool;

    /// What it can hold of a feature of graphs under a user's options.
    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability;

    /// Which addresses to use instead where what goes to this one is not encrypted: `https://`. `None` where it is, or goes
    /// over no network.
    fn tls_instead(&self, address: &Address) -> Option<String>;

    /// Connects, and finds out who answers. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] where nobody answers, credentials are wrong, or it is no store of this kind.
    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError>;
}

/// How a store is opened.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// The profile that the user forces.
    pub profile: Option<&'a str>,
    /// Who asks.
    pub credentials: Option<&'a Credentials>,
    /// Whether a password may go over a network unencrypted.
    pub insecure: bool,
    /// What finding out who answers may take.
    pub allowance: Allowance,
}

/// An open store. The driver calls `plan`, then `step` for each step of the plan in order, then `verify`.
pub trait Connection: Sealed {
    /// Who answers.
    fn server(&self) -> &Server;

    /// Begins an attempt at what is called next: it ends in time, and what the server answers stays within its allowance.
    fn begin(&mut self, allowance: Allowance);

    /// Compares what is there with what is to be. Changes nothing. Called twice, it compares anew.
    ///
    /// # Errors
    /// [`StoreError`] where the server cannot be read, or a value of the graph cannot be kept.
    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError>;

    /// Does one step of the last plan, by its number, in one transaction; doing it again changes nothing. Returns how many of
    /// its things the server acknowledges, which must be [`Step::things`](super::Step::things).
    ///
    /// # Errors
    /// A transient [`StoreError`] where it may be tried again, another one where it may not.
    fn step(&mut self, load: &Load<'_>, number: usize) -> Result<u64, StoreError>;

    /// Counts what the server holds after the last step, and reads samples back.
    ///
    /// # Errors
    /// [`StoreError`] where the server cannot be read. Wrong numbers are no errors here.
    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError>;
}

/// What is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Load<'g> {
    checked: &'g Checked,
    options: &'g ExportOptions,
    /// Whether what the dossier no longer says is removed.
    pub prune: bool,
    /// How many things the user wants in a batch.
    pub batch: Option<usize>,
}

impl<'g> Load<'g> {
    /// A load of a graph under a user's options.
    pub fn new(checked: &'g Checked, options: &'g ExportOptions) -> Load<'g> {
        Load { checked, options, prune: false, batch: None }
    }

    /// The graph with its token.
    pub fn checked(&self) -> &'g Checked {
        self.checked
    }

    /// The graph.
    pub fn graph(&self) -> &'g KnowledgeGraph {
        self.checked.graph()
    }

    /// What is asserted, and whether claims are loaded beside the edges.
    pub fn options(&self) -> &'g ExportOptions {
        self.options
    }

    /// Where the IRIs of all that the dossiers own begin, in order.
    pub fn bases(&self) -> BTreeSet<String> {
        self.graph().dossiers().map(|dossier| dossier.base()).collect()
    }

    /// The graph as RDF, in named graphs.
    pub(crate) fn quads(&self) -> Vec<Quad> {
        quads(self.checked, self.options)
    }
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}
