//! Layer 6: loading a checked graph into databases, one file or folder for each kind of store; and asking it in SPARQL.
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
mod connection;
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
mod lines;
mod plan;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sparql")]
pub mod query;
#[cfg(feature = "falkordb")]
mod redis;
mod report;
mod resending;
mod retry;
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "http", feature = "postgres"))]
mod said;
#[cfg(feature = "http")]
mod sparql;
mod target;
#[cfg(any(feature = "bolt", feature = "falkordb"))]
mod wire;

pub use allowance::{ATTEMPT, Allowance};
pub use connection::{Access, Connection, Load, Store};
pub use credentials::{Credentials, PASSWORD, Secret, TOKEN, USER, netrc};
pub use databases::{DATABASES, Database, Way, database_table};
pub use driver::{LoadOptions, Observer, load, losses};
pub use error::StoreError;
pub use folder::{is_store, store_files};
pub use journal::state_folder;
pub use plan::{Plan, Step, Tally};
pub use report::{Count, LossReport, Report, Server};
pub use retry::Retry;
pub use target::{Address, Target};

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
