//! Floor 6: loading a checked graph into databases, one file or folder for each kind of store; and asking it in SPARQL.
//!
//! A load is a plan, then steps, then a proof. [`Connection::plan`] compares the existing with the wanted data and changes
//! nothing. Each [`Step`] is one transaction that may be repeated. [`Connection::verify`] counts at the end. The driver,
//! [`load`], tries steps again, keeps the journal and writes the [`Report`]: a store needs none of that itself.
//!
//! A store takes what it likes of a [`Load`]: the quads of RDF, or the rows of a property graph.

mod allowance;
#[cfg(feature = "bolt")]
mod bolt;
mod canonical;
mod credentials;
#[cfg(any(feature = "bolt", feature = "falkordb"))]
mod cypher;
mod databases;
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
mod dial;
mod driver;
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
mod elements;
mod error;
mod folder;
mod graphs;
mod journal;
mod plan;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sparql")]
pub mod query;
#[cfg(feature = "falkordb")]
mod redis;
mod report;
mod retry;
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "http", feature = "postgres"))]
mod said;
#[cfg(feature = "http")]
mod sparql;
mod target;
#[cfg(any(feature = "bolt", feature = "falkordb"))]
mod wire;

pub use allowance::{ATTEMPT, Allowance};
pub use credentials::{Credentials, PASSWORD, Secret, TOKEN, USER, netrc};
pub use databases::{DATABASES, Database, Way, database_table};
pub use driver::{LoadOptions, Observer, load};
pub use error::StoreError;
pub use folder::{LIST, is_store, store_files};
pub use journal::state_folder;
pub use plan::{Plan, Step, Tally};
pub use report::{Count, LossReport, Report, Server};
pub use retry::Retry;
pub use target::{Address, Target};

use std::collections::BTreeSet;

use oxrdf::Quad;

use crate::check::Checked;
use crate::export::{Capability, ExportOptions, Feature, Lowering};
use crate::graph::KnowledgeGraph;

/// A kind of store. Adding one is a new file with a `static` of this trait and a line in [`STORES`].
pub trait Store: Sync {
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
pub trait Connection {
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
    /// its things the server acknowledges, which must be [`Step::things`].
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

    /// What is asserted, and whether claims are loaded in addition to the edges.
    pub fn options(&self) -> &'g ExportOptions {
        self.options
    }

    /// Where the IRIs of all that the dossiers own begin, in order.
    pub fn bases(&self) -> BTreeSet<String> {
        self.graph().dossiers().map(|dossier| dossier.base()).collect()
    }

    /// The graph as RDF, in named graphs.
    pub(crate) fn quads(&self) -> Vec<Quad> {
        Lowering::new(self.graph(), self.options).quads().collect()
    }
}

/// All stores, by name.
pub static STORES: &[&dyn Store] = &[
    #[cfg(feature = "bolt")]
    &bolt::BOLT,
    #[cfg(feature = "falkordb")]
    &redis::FALKORDB,
    &folder::FOLDER,
    #[cfg(feature = "postgres")]
    &postgres::POSTGRES,
    #[cfg(feature = "http")]
    &sparql::SPARQL,
];

/// The store of a target.
///
/// # Errors
/// [`StoreError::Usage`] where no store takes it, or not under this profile.
pub fn store_for(target: &Target, profile: Option<&str>) -> Result<&'static dyn Store, StoreError> {
    let takers: Vec<&'static dyn Store> =
        STORES.iter().copied().filter(|store| store.takes(target)).collect();
    let Some(first) = takers.first().copied() else {
        let addresses: Vec<&str> = STORES.iter().flat_map(|store| store.addresses()).copied().collect();
        return Err(StoreError::Usage(format!(
            "{target}: unknown kind of address; expected one like {}",
            addresses.join(", ")
        )));
    };
    let Some(profile) = profile else { return Ok(first) };
    takers.iter().copied().find(|store| store.profiles().contains(&profile)).ok_or_else(|| {
        let profiles: Vec<&str> = takers.iter().flat_map(|store| store.profiles()).copied().collect();
        let there_are = match profiles.as_slice() {
            [] => "it has none".to_owned(),
            profiles => format!("expected one of {}", profiles.join(", ")),
        };
        StoreError::Usage(format!("--profile {profile}: unknown profile for {target}; {there_are}"))
    })
}
