//! What a store is, how one is opened, and what is loaded into it.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
use std::sync::OnceLock;

use super::allowance::Allowance;
use super::credentials::Credentials;
use super::error::StoreError;
use super::lines::{Lines, Visit};
use super::plan::Plan;
use super::report::{Count, Server};
use super::target::{Address, Target};
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
use crate::export::elements::Elements;
use crate::export::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, exporter};
use crate::graph::rows::RowGraph;

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

    /// What it can hold of a feature of dossiers under a user's options.
    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability;

    /// What it cannot hold of rows.
    ///
    /// # Errors
    /// [`StoreError::Usage`] where the rows cannot be loaded at all.
    fn losses_of_rows(&self, rows: &RowGraph, options: &ExportOptions) -> Result<Losses, StoreError>;

    /// Which addresses to use instead where what goes to this one is not encrypted: `https://`. `None` where it is, or goes
    /// over no network.
    fn tls_instead(&self, address: &Address) -> Option<String>;

    /// Connects, and finds out who answers. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if no server answers, credentials are wrong, or it is not a store of this kind.
    fn open(&self, target: &Target, access: &Access<'_>) -> Result<Box<dyn Connection>, StoreError>;
}

/// How a store is opened.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// The profile that the user forces.
    pub profile: Option<&'a str>,
    /// The credentials.
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

    /// Compares the existing with the wanted data. Changes nothing. Called twice, it compares again.
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
    /// [`StoreError`] where the server cannot be read. Wrong numbers are not errors here.
    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError>;
}

/// What is loaded.
pub struct Load<'g> {
    graph: Graph<'g>,
    options: &'g ExportOptions,
    /// The graph as a property graph, once a store has asked for it.
    #[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
    elements: OnceLock<Elements<'g>>,
    /// Whether what the graph no longer says is removed.
    pub prune: bool,
    /// How many things the user wants in a batch.
    pub batch: Option<usize>,
}

impl fmt::Debug for Load<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Load { graph, options, prune, batch, .. } = self;
        let mut shown = f.debug_struct("Load");
        shown.field("graph", graph).field("options", options).field("prune", prune).field("batch", batch);
        shown.finish_non_exhaustive()
    }
}

/// Where the bases begin that stand for names.
const NAMED: &str = "urn:dossier:";

impl<'g> Load<'g> {
    /// A load of a graph under a user's options.
    pub fn new(graph: impl Into<Graph<'g>>, options: &'g ExportOptions) -> Load<'g> {
        Load {
            graph: graph.into(),
            options,
            #[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
            elements: OnceLock::new(),
            prune: false,
            batch: None,
        }
    }

    /// The graph as a property graph.
    ///
    /// # Errors
    /// [`StoreError::Usage`] if names of the ontology collide.
    #[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
    pub(super) fn elements(&self) -> Result<&Elements<'g>, StoreError> {
        if let Some(elements) = self.elements.get() {
            return Ok(elements);
        }
        let elements = Elements::new(self.graph, self.options);
        let elements = elements.map_err(|error| StoreError::Usage(error.to_string()))?;
        Ok(self.elements.get_or_init(|| elements))
    }

    /// The graph.
    pub fn graph(&self) -> Graph<'g> {
        self.graph
    }

    /// What is asserted, and whether claims are loaded in addition to the edges.
    pub fn options(&self) -> &'g ExportOptions {
        self.options
    }

    /// The names of those to whom all of it belongs: the dossiers, or `NAME` where the base of rows is `urn:dossier:NAME:`, else that
    /// base.
    pub fn names(&self) -> BTreeSet<String> {
        match self.graph {
            Graph::Dossier(checked) => {
                checked.graph().dossiers().map(|dossier| dossier.name().to_string()).collect()
            }
            Graph::Rows(_) => {
                let base = self.options.base.as_str();
                let name = base.strip_prefix(NAMED).and_then(|rest| rest.strip_suffix(':'));
                let name = name.filter(|name| !name.is_empty() && !name.contains(':'));
                BTreeSet::from([name.unwrap_or(base).to_owned()])
            }
        }
    }

    /// Where the IRIs begin of all that only this graph may say, in order.
    pub fn bases(&self) -> BTreeSet<String> {
        match self.graph {
            Graph::Dossier(checked) => checked.graph().dossiers().map(|dossier| dossier.base()).collect(),
            Graph::Rows(_) => BTreeSet::from([self.options.base.clone()]),
        }
    }

    /// Visits the graph as RDF, in named graphs and without blank nodes. A triple may come more than once; the order is always
    /// the same.
    ///
    /// # Errors
    /// [`StoreError::Usage`] where it cannot be RDF; those of `visit`.
    pub(super) fn each_line(&self, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let mut walk = Walk { lines: Lines::named(&self.options.base), visit, failed: None };
        let written = self.write_quads(&mut walk);
        let Walk { mut lines, visit, failed } = walk;
        match failed {
            Some(error) => Err(error),
            None => written.and_then(|()| lines.end(visit)),
        }
    }

    /// Writes the graph as N-Quads.
    ///
    /// # Errors
    /// [`StoreError::Usage`] where it cannot be RDF.
    pub(super) fn write_quads(&self, out: &mut dyn Write) -> Result<(), StoreError> {
        write_quads(self.graph, self.options, out).map(drop)
    }
}

/// Writes a graph as N-Quads, and returns what RDF cannot hold of rows.
///
/// # Errors
/// [`StoreError::Usage`] where it cannot be RDF.
pub(super) fn write_quads(
    graph: Graph<'_>,
    options: &ExportOptions,
    mut out: &mut dyn Write,
) -> Result<Losses, StoreError> {
    let unwritable = |error: ExportError| StoreError::Usage(error.to_string());
    let nquads: &dyn Exporter =
        exporter("nquads").ok_or_else(|| StoreError::Usage("there is no format nquads".to_owned()))?;
    nquads.export(graph, options, &mut out).map_err(unwritable)
}

/// Visits the lines of a graph that is written.
struct Walk<'w, 'v> {
    lines: Lines<'w>,
    visit: &'w mut Visit<'v>,
    failed: Option<StoreError>,
}

impl Write for Walk<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.push(bytes, self.visit).map_err(|error| {
            self.failed = Some(error);
            io::Error::other("the load has failed")
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}
