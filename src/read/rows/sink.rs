//! Where one thread puts the rows of a file whose records depend on those before them.

use std::io;
use std::ops::Range;

use super::findings::{Excerpt, RowFinding};
use super::input::RowFile;
use super::parsed::Parsed;
use super::places::Place;
use super::worker::{Line, Worker};
use super::{Run, Stop};
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{Absorber, RowBuilder, Shared};

/// The number of rows that are added to the graph at once.
const PIECE: usize = 1 << 13;

/// Why a file is not read any further.
#[derive(Debug)]
pub(super) enum Ended {
    /// The work was given up.
    Stopped(Stop),
    /// The file cannot be read, or exceeds a limit.
    Io(io::Error),
    /// Its syntax is wrong.
    Syntax {
        /// What is wrong.
        what: String,
        /// Where.
        place: Place,
    },
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Ended {
        Ended::Io(error)
    }
}

impl From<Stop> for Ended {
    fn from(stop: Stop) -> Ended {
        Ended::Stopped(stop)
    }
}

/// Takes rows and findings, with their lines in the file, from 0.
pub(super) struct Sink<'b, 'o, 'r> {
    run: &'r mut Run<'o>,
    shared: Shared<'b>,
    absorber: Absorber<'b>,
    /// Its record is what is committed.
    pub(super) worker: Worker<'b>,
    name: String,
    rows: usize,
}

impl<'b, 'o: 'b, 'r> Sink<'b, 'o, 'r> {
    /// Begins with a file; `understood` says how it is read, see [`Run::begin_file`].
    pub(super) fn new(
        file: &RowFile,
        understood: String,
        rows: &'b mut RowBuilder,
        run: &'r mut Run<'o>,
    ) -> Sink<'b, 'o, 'r> {
        run.begin_file(file, understood);
        let (shared, absorber) = rows.split();
        let worker = Worker::new(shared.names, run.checks);
        Sink { run, shared, absorber, worker, name: file.name.clone(), rows: 0 }
    }
}

impl Sink<'_, '_, '_> {
    /// Adds to what is said of how the file is read, once that is known.
    pub(super) fn understood(&mut self, more: &str) {
        if let Some((_, understood)) = self.run.understood.last_mut() {
            understood.push_str(more);
        }
    }

    /// Adds the record of the worker as a node or an edge.
    ///
    /// # Errors
    /// [`Stop`], when the work was given up.
    pub(super) fn commit(&mut self, line: u64, bytes: &[u8]) -> Result<(), Stop> {
        self.worker.commit(&Line { number: number(line), bytes });
        self.rows += 1;
        if self.rows < PIECE { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.rows = 0;
        let parsed = Parsed::of(self.shared.seal(&mut self.worker.draft), &mut self.worker, 0);
        self.run.take_piece((self.shared, &mut self.absorber), &self.name, &mut 0, parsed)
    }

    /// Notes a finding on a line, which is read again to be shown.
    pub(super) fn finding(&mut self, rule: &'static Rule, line: u64, message: String, help: Option<&str>) {
        if self.run.findings.is_full(rule) || self.worker.findings.is_full(rule) {
            return self.worker.findings.count(rule, 1);
        }
        let excerpt = self.run.line_again(line).map(|text| {
            let skipped = text.len() - text.trim_ascii_start().len();
            Excerpt::new(&text, skipped, text.len().min(skipped + 200))
        });
        let (label, help) = (String::new(), help.map(str::to_owned));
        self.worker.findings.add("", RowFinding { rule, line, message, label, help, excerpt });
    }

    /// Notes a finding at a range of bytes of a line.
    pub(super) fn at_bytes(
        &mut self,
        rule: &'static Rule,
        line: u64,
        bytes: &[u8],
        at: Range<usize>,
        words: [&str; 2],
        help: Option<&str>,
    ) {
        let line = Line { number: number(line), bytes };
        self.worker.finding(rule, &line, at, words.map(str::to_owned), help);
    }

    /// Notes a line that is left out because it cannot be read.
    pub(super) fn unread(&mut self, line: u64, text: &str, what: &str) {
        let words = ["this record cannot be read", what];
        self.at_bytes(&rules::MALFORMED_ROW, line, text.as_bytes(), 0..text.len(), words, None);
    }

    /// Notes a record that is left out because it cannot be read.
    pub(super) fn malformed(&mut self, line: u64, message: String) {
        self.finding(&rules::MALFORMED_ROW, line, message, None);
    }

    /// Notes something that is not supported and was ignored.
    pub(super) fn ignored(&mut self, line: u64, message: String) {
        self.finding(&rules::ROW_DATA_IGNORED, line, message, None);
    }

    /// Gives the last rows to the graph, and notes why the file ended early, if it did.
    ///
    /// # Errors
    /// [`Stop`], when the work was given up.
    pub(super) fn finish(mut self, ended: Result<(), Ended>, line: u64) -> Result<(), Stop> {
        if let Err(Ended::Stopped(stop)) = ended {
            return Err(stop);
        }
        self.flush()?;
        match ended {
            Err(Ended::Io(error)) => self.run.unreadable(&self.name, line, &error),
            Err(Ended::Syntax { what, place }) => {
                let finding = self.run.failed(what, &place);
                self.run.findings.add(&self.name, finding);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// A line as a row has it.
fn number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(super::findings::UNKNOWN_LINE)
}
