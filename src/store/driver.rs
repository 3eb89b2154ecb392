//! A load from plan to proof, for every store: journal, repeated attempts, progress, report.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::journal::{Earlier, Header, Journal};
use super::target::hexadecimal;
use super::{
    ATTEMPT, Access, Address, Allowance, Connection, Credentials, Load, LossReport, Plan, Report, Retry,
    Store, StoreError, Target, store_for,
};
use crate::disk::{HeldFolder, Wait};
use crate::export::{ExportOptions, Graph, losses_of};

use crate::text::{counted, with_methods};

/// What a user chooses for a load.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LoadOptions {
    /// The profile to force.
    pub profile: Option<String>,
    /// The credentials.
    pub credentials: Option<Credentials>,
    /// Only plan.
    pub dry_run: bool,
    /// Remove what the dossier no longer says.
    pub prune: bool,
    /// Resume an interrupted load.
    pub resume: bool,
    /// How many things go into a batch, where the default is not wanted.
    pub batch: Option<usize>,
    /// How often a step is tried.
    pub retry: Retry,
    /// How long one attempt at a step may take; all attempts together take at most twice as long.
    pub timeout: Duration,
    /// How many bytes of memory the answers to one attempt may fill, where the default is not wanted.
    pub max_answer: Option<u64>,
    /// Whether a password may go over a network unencrypted.
    pub insecure: bool,
    /// The folder of journals; without one, none is kept.
    pub journals: Option<PathBuf>,
}

with_methods! {
    impl LoadOptions {
        with_profile: profile: Option<String>,
        with_credentials: credentials: Option<Credentials>,
        with_dry_run: dry_run: bool,
        with_prune: prune: bool,
        with_resume: resume: bool,
        with_batch: batch: Option<usize>,
        with_retry: retry: Retry,
        with_timeout: timeout: Duration,
        with_max_answer: max_answer: Option<u64>,
        with_insecure: insecure: bool,
        with_journals: journals: Option<PathBuf>,
    }
}

impl Default for LoadOptions {
    fn default() -> LoadOptions {
        LoadOptions {
            profile: None,
            credentials: None,
            dry_run: false,
            prune: false,
            resume: false,
            batch: None,
            retry: Retry::default(),
            timeout: ATTEMPT,
            max_answer: None,
            insecure: false,
            journals: None,
        }
    }
}

/// A listener for the progress of a load.
pub trait Observer {
    /// The number of steps that are done, and the next one.
    fn progress(&mut self, done: usize, all: usize, what: &str);

    /// Something that the user should know now: what is tried again, and why.
    fn notice(&mut self, words: &str);
}

/// Hears nothing.
impl Observer for () {
    fn progress(&mut self, _: usize, _: usize, _: &str) {}

    fn notice(&mut self, _: &str) {}
}

/// Loads a graph into a target, or plans it.
///
/// # Errors
/// [`StoreError`]; what was loaded before stays, and loading again continues from there.
pub fn load<'g>(
    target: &Target,
    graph: impl Into<Graph<'g>>,
    export: &'g ExportOptions,
    options: &LoadOptions,
    observer: &mut dyn Observer,
) -> Result<Report, StoreError> {
    let begun = Instant::now();
    let store = store_for(target, options.profile.as_deref())?;
    let mut load = Load::new(graph, export);
    (load.prune, load.batch) = (options.prune, options.batch);
    if let Some(address) = target.address() {
        refuse_to_tell(store, address, options, observer)?;
    }
    let (losses, notices) = losses(store, load.graph(), export)?;
    let (content, size) = content(&load, store.name())?;
    let bytes = options.max_answer.unwrap_or_else(|| Allowance::bytes_for(size));
    let mut lock = if options.dry_run { Lock::default() } else { Lock::take(target, options, observer)? };
    let access = Access {
        profile: options.profile.as_deref(),
        credentials: options.credentials.as_ref(),
        insecure: options.insecure,
        allowance: Allowance::new(Instant::now() + options.timeout, bytes),
    };
    let mut connection = store.open(target, &access)?;
    let mut run = Run { load, retry: options.retry, timeout: options.timeout, bytes, retries: 0, observer };
    let plan = run.plan(connection.as_mut())?;
    let mut report = Report {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        target: target.to_string(),
        store: store.name().to_owned(),
        server: connection.server().clone(),
        dossiers: run.load.names().into_iter().collect(),
        content,
        dry_run: options.dry_run,
        prune: options.prune,
        things: plan.tallies.clone(),
        batches: plan.steps.len() as u64,
        stale: plan.stale.clone(),
        losses,
        notices: notices.into_iter().chain(plan.notices.iter().cloned()).collect(),
        ..Report::default()
    };
    if !options.dry_run {
        let before = lock.begin(options, &mut report)?;
        run.steps(connection.as_mut(), &plan, lock.journal.as_mut())?;
        run.retries += before.as_ref().map_or(0, |before| before.retries);
        report.verified = run.verify(connection.as_mut())?;
        if !report.verified.iter().all(super::Count::holds) {
            return Err(StoreError::Unverified(report.verified));
        }
        if let Some(journal) = lock.journal.take() {
            journal.end()?;
        }
    }
    report.retries = run.retries;
    report.seconds = (begun.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    Ok(report)
}

/// What a store cannot hold of a graph, and what the user should know of its names.
///
/// # Errors
/// [`StoreError::Usage`] where the graph cannot be loaded at all.
pub fn losses(
    store: &dyn Store,
    graph: Graph<'_>,
    export: &ExportOptions,
) -> Result<(Vec<LossReport>, Vec<String>), StoreError> {
    match graph {
        Graph::Dossier(checked) => {
            let losses = losses_of(|feature| store.holds(feature, export), checked.graph(), export);
            Ok((losses.iter().map(LossReport::from).collect(), Vec::new()))
        }
        Graph::Rows(rows) => {
            let losses = store.losses_of_rows(rows, export)?;
            let reports = losses.summary().into_iter().map(LossReport::from);
            Ok((reports.collect(), losses.notices().to_vec()))
        }
    }
}

/// Says before anything is sent that others can read what will be. A password goes that way only where the user allows it.
fn refuse_to_tell(
    store: &dyn Store,
    address: &Address,
    options: &LoadOptions,
    observer: &mut dyn Observer,
) -> Result<(), StoreError> {
    let Some(instead) = store.tls_instead(address).filter(|_| !address.is_loopback()) else { return Ok(()) };
    if options.credentials.is_some() && !options.insecure {
        return Err(StoreError::Usage(format!(
            "{address}: the password would be sent unencrypted; use {instead}, or allow it with --insecure"
        )));
    }
    let what = if options.credentials.is_some() {
        "the password and the graph are sent"
    } else {
        "the graph is sent"
    };
    observer.notice(&format!("{what} unencrypted; use {instead} if the server supports it"));
    Ok(())
}

/// What keeps other loads out of a target: its journal, for this user; for a folder also the folder itself.
#[derive(Default)]
struct Lock {
    journal: Option<Journal>,
    /// Why there is no journal.
    no_journal: Option<StoreError>,
    _folder: Option<HeldFolder>,
}

impl Lock {
    /// Waits for other loads into a target, at most as long as an attempt at a step may take. Without a folder that can be written there is no journal.
    fn take(target: &Target, options: &LoadOptions, observer: &mut dyn Observer) -> Result<Lock, StoreError> {
        let limit =
            counted(usize::try_from(options.timeout.as_secs()).unwrap_or(usize::MAX), "second", "seconds");
        let mut waiting = || {
            observer.notice(&format!(
                "another load into {target} is running; waiting up to {limit} for it to finish"
            ));
        };
        let mut until = Wait { waiting: &mut waiting, end: Instant::now() + options.timeout };
        let given_up = || {
            let why = format!(
                "another load into it is still running after {limit}; try again later, or wait longer"
            );
            StoreError::Io(PathBuf::from(target.to_string()), io::Error::new(io::ErrorKind::WouldBlock, why))
        };
        let mut lock = Lock::default();
        if let Some(folder) = &options.journals {
            match Journal::open(folder, &target.fingerprint(), &mut until) {
                Ok(journal) => lock.journal = Some(journal),
                Err(StoreError::Io(_, error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Err(given_up());
                }
                Err(error) => lock.no_journal = Some(error),
            }
        }
        // Anything but a folder is refused by the store.
        if let Some(folder) = target.folder().filter(|folder| folder.is_dir() || !folder.exists()) {
            let held = HeldFolder::make(folder, &mut until).map_err(|error| match error.kind() {
                io::ErrorKind::WouldBlock => given_up(),
                _ => StoreError::Io(folder.to_owned(), error),
            })?;
            lock._folder = Some(held);
        }
        Ok(lock)
    }

    /// Begins the journal, and takes over what an earlier load of the same content has done, if the user wants to resume
    /// it.
    fn begin(&mut self, options: &LoadOptions, report: &mut Report) -> Result<Option<Earlier>, StoreError> {
        let Some(journal) = &mut self.journal else {
            match self.no_journal.take() {
                Some(error) if options.resume => return Err(error),
                Some(error) => report
                    .notices
                    .push(format!("cannot keep a journal ({error}); an interrupted load will start over")),
                None if options.resume => report
                    .notices
                    .push("there is no folder for journals, so no load can be resumed".to_owned()),
                None => {}
            }
            return Ok(None);
        };
        let mut before = None;
        if options.resume {
            before = journal.earlier.take().filter(|earlier| earlier.header.content == report.content);
            match &before {
                Some(earlier) => {
                    report.resumed = earlier.steps.len() as u64;
                    report.batches += report.resumed;
                    report.things.clone_from(&earlier.header.tallies);
                }
                None => report
                    .notices
                    .push("no interrupted load of this graph into this target; starting over".to_owned()),
            }
        }
        let (target, content) = (report.target.clone(), report.content.clone());
        let header = Header { target, content, tallies: report.things.clone() };
        if let Err(error) = journal.begin(before.is_none().then_some(&header)) {
            self.journal = None;
            self.no_journal = Some(error);
            return self.begin(options, report);
        }
        Ok(before)
    }
}

/// The SHA-256 of what is loaded and how, and how many bytes it is as N-Quads.
fn content(load: &Load<'_>, store: &str) -> Result<(String, u64), StoreError> {
    let ExportOptions { policy, model, names, base, .. } = load.options();
    let how = format!("{store} {} {policy:?} {model:?} {names:?} {base}\n", load.prune);
    let mut sum = Sum { hash: Sha256::new_with_prefix(how), size: 0 };
    load.write_quads(&mut sum)?;
    Ok((hexadecimal(&sum.hash.finalize()), sum.size))
}

/// The sum of what is written, and its length in bytes.
struct Sum {
    hash: Sha256,
    size: u64,
}

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A load in progress.
struct Run<'g, 'o> {
    load: Load<'g>,
    retry: Retry,
    timeout: Duration,
    bytes: u64,
    retries: u64,
    observer: &'o mut dyn Observer,
}

impl Run<'_, '_> {
    fn again<T>(
        &mut self,
        what: &str,
        connection: &mut dyn Connection,
        mut attempt: impl FnMut(&mut dyn Connection, &Load<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (timeout, bytes, end) = (self.timeout, self.bytes, Instant::now() + self.timeout * 2);
        let (retries, observer, load) = (&mut self.retries, &mut *self.observer, &self.load);
        let report = |error: &StoreError, pause: Duration| {
            *retries += 1;
            observer.notice(&format!("{what}: {error}; retrying in {} ms", pause.as_millis()));
        };
        self.retry.run(end, report, || {
            connection.begin(Allowance::new(end.min(Instant::now() + timeout), bytes));
            attempt(connection, load)
        })
    }

    fn plan(&mut self, connection: &mut dyn Connection) -> Result<Plan, StoreError> {
        self.observer.progress(0, 0, "comparing");
        let plan = self.again("comparing", connection, |connection, load| connection.plan(load))?;
        // Steps are distinguished by their keys in the journal.
        let keys: BTreeSet<&str> = plan.steps.iter().map(|step| step.key.as_str()).collect();
        debug_assert_eq!(keys.len(), plan.steps.len(), "two steps have one key");
        Ok(plan)
    }

    fn steps(
        &mut self,
        connection: &mut dyn Connection,
        plan: &Plan,
        mut journal: Option<&mut Journal>,
    ) -> Result<(), StoreError> {
        for (number, step) in plan.steps.iter().enumerate() {
            self.observer.progress(number, plan.steps.len(), &step.what);
            let before = self.retries;
            let arrived =
                self.again(&step.what, connection, |connection, load| connection.step(load, number))?;
            if arrived != step.things {
                let (what, sent) = (step.what.clone(), step.things);
                return Err(StoreError::Incomplete { what, sent, arrived });
            }
            if let Some(journal) = &mut journal {
                journal.done(&step.key, step.things, self.retries - before)?;
            }
        }
        Ok(())
    }

    fn verify(&mut self, connection: &mut dyn Connection) -> Result<Vec<super::Count>, StoreError> {
        self.observer.progress(1, 1, "verifying");
        self.again("verifying", connection, |connection, load| connection.verify(load))
    }
}
