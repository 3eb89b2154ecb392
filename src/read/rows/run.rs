//! One reading of files of rows: what its readers share, and what is said of the files in the end.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::described::Described;
use super::findings::{Excerpt, NO_LINE, RowFinding, RowFindings, UNKNOWN_LINE, find_words};
use super::fit::{DomainError, Fit};
use super::input::{Again, RowFile};
use super::lines_again::LinesAgain;
use super::mapping::FileMapping;
use super::parsed::{Parsed, as_line};
use super::progress::{Progress, Stop, Watch};
use super::statements::Collected;
use super::worker::Checks;
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{Absorber, EdgeKind, NameKey, RowBuilder, RowGraph, Shared};
use crate::memory::{Exceeded, note_reading};
use crate::ontology::Ontology;
use crate::read::limits::Refusal;
use crate::read::session::why_unreadable;
use crate::text::{counted, is_blank_node};

/// A file of the run.
pub(super) struct FileOfRun {
    pub(super) name: String,
    pub(super) again: Option<Again>,
    taken: Arc<AtomicU64>,
}

/// What became of rows that would be findings otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repairs {
    /// How many rows say again what another row with the same id says; they were left out.
    pub repeated: u64,
    /// How many rows were merged into another one with the same id.
    pub merged: u64,
    /// How often a row that was merged has another single value of a property, so that all are kept as a list.
    pub united: u64,
    /// How many nodes were made of ends of edges, among nodes that are declared.
    pub stubs: u64,
}

/// What readers share while they read.
pub struct Run<'o> {
    pub(super) threads: usize,
    pub(super) checks: Checks<'o>,
    pub(super) memory: Option<u64>,
    watch: &'o dyn Watch,
    fit: Fit<'o>,
    pub(super) files: Vec<FileOfRun>,
    /// The file and the first line of every piece.
    pieces: Vec<(usize, u64)>,
    pub(super) of_bytes: u64,
    pub(super) findings: RowFindings,
    repairs: Repairs,
    /// What the user says about the file that is being read.
    pub(super) mapping: Option<&'o FileMapping>,
    /// How the file that is read now was found, and what is known of its rows from that.
    pub(super) described: Described,
    /// How each file is understood, by its name.
    pub(super) understood: Vec<(String, String)>,
    /// What the user said of the file that is being read, for that line.
    said_of_file: String,
    /// The statements of files of RDF.
    pub(super) collected: Collected,
    again: RefCell<LinesAgain>,
}

/// What to do about a limit.
const HELP: &str = "this limit keeps a file from using up time and memory; flatten the file or split it";

/// Below this many bytes nothing is estimated.
const ENOUGH_TO_ESTIMATE: u64 = 4 << 20;

const ADD_STUBS: &str = "declare the node, or use `--stubs` to make nodes of all such ends";
const OF_ITS_FILE: &str =
    "a blank node is one of its file only: declare it there, or use `--stubs` to make nodes of all such ends";
const MERGE: &str = "use `--merge` to make one of the rows that have the same id";
const RENAME: &str = "give one of the edges another id";

/// What is wrong with an edge between nodes of these types.
struct Wrong {
    place: (usize, u64),
    kind: EdgeKind,
    types: (NameKey, NameKey),
    error: DomainError,
}

impl<'o> Run<'o> {
    /// A run that has read nothing.
    pub(super) fn new(
        checks: Checks<'o>,
        ontology: &'o Ontology,
        threads: usize,
        memory: Option<u64>,
        watch: &'o dyn Watch,
    ) -> Run<'o> {
        Run {
            threads: threads.max(1),
            checks,
            memory,
            watch,
            fit: Fit::new(ontology),
            files: Vec::new(),
            pieces: Vec::new(),
            of_bytes: 0,
            findings: RowFindings::new(checks.most),
            repairs: Repairs::default(),
            mapping: None,
            described: Described::Named,
            understood: Vec::new(),
            said_of_file: String::new(),
            collected: Collected::default(),
            again: RefCell::default(),
        }
    }
}

impl Run<'_> {
    /// Begins with a file, and notes how it is understood: its format, and what of it plays which role.
    pub(super) fn begin_file(&mut self, file: &RowFile, understood: String) {
        let encoding = file.encoding().map(|encoding| format!("; in {encoding}")).unwrap_or_default();
        let constants = self.checks.constants.iter().map(|(name, value)| format!("{name}={value}"));
        let constants = constants.collect::<Vec<_>>().join(", ");
        let constants =
            if constants.is_empty() { constants } else { format!("; {constants} for all rows without") };
        self.said_of_file = encoding + &constants;
        self.understood.push((file.name.clone(), String::new()));
        self.understand(understood);
        let taken = Arc::clone(&file.taken);
        note_reading(&file.name);
        self.files.push(FileOfRun { name: file.name.clone(), again: file.again.clone(), taken });
    }

    /// Notes how the file that is being read is understood, as far as it was read.
    pub(super) fn understand(&mut self, how: String) {
        if let Some((_, understood)) = self.understood.last_mut() {
            *understood = how + &self.said_of_file;
        }
    }

    /// Notes that a file could be read up to a line only.
    ///
    /// # Errors
    /// [`Stop::Memory`] where that is the reason.
    pub(super) fn unreadable(&mut self, name: &str, line: u64, error: &io::Error) -> Result<(), Stop> {
        let line = match Refusal::of(error) {
            Some(Refusal::Memory(Exceeded { used, limit })) => {
                let place = Some(format!("{name}:{}", line.saturating_add(1)));
                return Err(Stop::Memory { needed: *used, limit: *limit, place });
            }
            Some(Refusal::Limit { line: Some(line), .. } | Refusal::Unread { line: Some(line), .. }) => *line,
            _ => line,
        };
        let help = Refusal::of(error).map(|_| Refusal::help(error).unwrap_or(HELP).to_owned());
        let why = why_unreadable(error);
        self.findings.add(
            name,
            RowFinding {
                rule: &rules::FILE_UNREADABLE,
                line,
                message: format!("the file `{name}` cannot be read past this line: {why}"),
                label: String::new(),
                help,
                excerpt: None,
            },
        );
        Ok(())
    }

    /// Notes that a file cannot be read at all.
    #[cfg(feature = "parquet")]
    pub(super) fn refused(&mut self, file: &RowFile, why: &str, help: Option<&str>) {
        let message = format!("the file `{}` cannot be read: {why}", file.name);
        self.of_file(&rules::FILE_UNREADABLE, file, message, help);
    }

    /// Notes what was ignored in a file as a whole.
    pub(super) fn ignored(&mut self, file: &RowFile, what: &str) {
        self.of_file(&rules::ROW_DATA_IGNORED, file, what.to_owned(), None);
    }

    /// Notes something about a file as a whole.
    pub(super) fn warn(&mut self, name: &str, rule: &'static Rule, message: String, help: &str) {
        let help = Some(help.to_owned());
        let finding = RowFinding { rule, line: NO_LINE, message, label: String::new(), help, excerpt: None };
        self.findings.add(name, finding);
    }

    fn of_file(&mut self, rule: &'static Rule, file: &RowFile, message: String, help: Option<&str>) {
        let help = help.map(str::to_owned);
        let finding = RowFinding { rule, line: NO_LINE, message, label: String::new(), help, excerpt: None };
        self.findings.add(&file.name, finding);
    }

    /// Notes that a table cannot be read, because of its first line that is not a comment.
    pub(super) fn without_header(&mut self, file: &RowFile, message: &str, help: &str) {
        self.about_header(&rules::MALFORMED_ROW, file, message, help);
    }

    /// Notes something about the first line of a table that is not a comment.
    pub(super) fn about_header(&mut self, rule: &'static Rule, file: &RowFile, message: &str, help: &str) {
        let lines = || file.head().split(|byte| *byte == b'\n').enumerate();
        let is_text = |line: &[u8]| !line.starts_with(b"#") && !line.trim_ascii().is_empty();
        let first = lines().find(|(_, line)| is_text(line)).or_else(|| lines().next());
        let (number, line) = first.unwrap_or((0, &[]));
        self.findings.add(
            &file.name,
            RowFinding {
                rule,
                line: number as u64,
                message: message.to_owned(),
                label: String::new(),
                help: Some(help.to_owned()),
                excerpt: Some(Excerpt::of_line(line)),
            },
        );
    }

    /// Reports the progress, and returns whether to continue.
    fn after_piece(&mut self, absorber: &Absorber<'_>) -> Result<(), Stop> {
        let (nodes, edges) = absorber.counts();
        let (more_nodes, more_edges) = self.collected.counts();
        let (nodes, edges) = (nodes + more_nodes, edges + more_edges);
        let bytes = self.files.iter().map(|file| file.taken.load(Ordering::Relaxed)).sum();
        if !self.watch.should_continue(Progress { bytes, of_bytes: self.of_bytes, nodes, edges }) {
            return Err(Stop::Interrupted);
        }
        let Some(limit) = self.memory else { return Ok(()) };
        let used = (absorber.memory() + self.collected.memory()) as u64;
        let needed = if bytes > ENOUGH_TO_ESTIMATE && self.of_bytes > bytes {
            (used as f64 * (self.of_bytes as f64 / bytes as f64)) as u64
        } else {
            used
        };
        if needed > limit { Err(Stop::Memory { needed, limit, place: None }) } else { Ok(()) }
    }

    /// Warns of ends that are objects, where no node has a record of its own that says what they say.
    pub(super) fn warn_of_ends(&mut self) {
        let count = self.findings.more_in_ends;
        let Some(file) = self.files.first().map(|file| file.name.clone()).filter(|_| count > 0) else {
            return;
        };
        let message = format!(
            "of the ends of {} only the ids were read, and not what else these objects say of the nodes",
            counted(usize::try_from(count).unwrap_or(usize::MAX), "edge", "edges")
        );
        let help = "write the nodes as records of their own, beside the edges";
        self.warn(&file, &rules::ROW_DATA_IGNORED, message, help);
    }

    /// A line of the file that is being read, read again.
    pub(super) fn line_again(&self, line: u64) -> Option<Vec<u8>> {
        self.line_of_file(self.files.len().checked_sub(1)?, line)
    }

    pub(super) fn line_of_file(&self, file: usize, line: u64) -> Option<Vec<u8>> {
        let again = self.files.get(file)?.again.as_ref()?;
        self.again.borrow_mut().line(file, again, line)
    }

    /// Gives a piece to the graph, and notes what is wrong with it.
    pub(super) fn take_piece(
        &mut self,
        (shared, absorber): (Shared<'_>, &mut Absorber<'_>),
        name: &str,
        line: &mut u64,
        parsed: Parsed,
    ) -> Result<(), Stop> {
        let file = self.files.len().saturating_sub(1);
        let lines = parsed.lines;
        self.take_rows((shared, absorber), (file, name), *line, parsed);
        *line += lines;
        self.after_piece(absorber)
    }

    /// Gives rows of a file to the graph that were made of statements: their lines are those of the file.
    pub(super) fn take_made(
        &mut self,
        (shared, absorber): (Shared<'_>, &mut Absorber<'_>),
        file: usize,
        parsed: Parsed,
    ) -> Result<(), Stop> {
        let name = self.files.get(file).map_or(String::new(), |file| file.name.clone());
        self.take_rows((shared, absorber), (file, &name), 0, parsed);
        self.after_piece(absorber)
    }

    fn take_rows(
        &mut self,
        (shared, absorber): (Shared<'_>, &mut Absorber<'_>),
        (file, name): (usize, &str),
        first_line: u64,
        parsed: Parsed,
    ) {
        let Parsed { sealed, statements, findings, .. } = parsed;
        self.collected.absorb(statements, file, first_line);
        self.pieces.push((file, first_line));
        self.findings.absorb(name, first_line, findings);
        let mut wrong = Vec::new();
        let (fit, findings) = (&mut self.fit, &mut self.findings);
        let most = self.checks.most * 2;
        let absorbed = absorber.absorb(sealed, &mut |line, kind, types| {
            let Some(error) = fit.judge(kind, types, shared.names) else { return };
            if wrong.len() < most && findings.wants(error.rule()) {
                let place = (file, line_at(first_line, line));
                wrong.push(Wrong { place, kind, types, error });
            } else {
                findings.count(error.rule(), 1);
            }
        });
        for wrong in wrong {
            self.error(wrong, &|key| shared.names.with(key, str::to_owned));
        }
        self.repairs.repeated += absorbed.repeated;
        let reported = absorbed.duplicates.len().min(self.checks.most);
        for duplicate in absorbed.duplicates.into_iter().take(reported) {
            let line = line_at(first_line, duplicate.line);
            let message = format!("duplicate node `{}`", duplicate.id);
            self.row_trouble(
                &rules::DUPLICATE_ROW,
                (file, line),
                &duplicate.id,
                [message, "defined again here".to_owned()],
                Some(MERGE),
            );
        }
        self.findings.count(&rules::DUPLICATE_ROW, absorbed.duplicate_count - reported as u64);
    }

    /// Notes an edge that does not fit the ontology.
    fn error(&mut self, wrong: Wrong, name: &dyn Fn(NameKey) -> String) {
        let relation = name(wrong.kind.relation());
        let rule = wrong.error.rule();
        let (found, end) = match wrong.error {
            DomainError::Subject => (name(wrong.types.0), "subject"),
            DomainError::Object => (name(wrong.types.1), "object"),
        };
        let wanted = self.fit.wanted(wrong.kind.relation(), wrong.error);
        let message = format!("`{relation}` does not accept a `{found}` as {end}; expected {wanted}");
        self.row_trouble(rule, wrong.place, &relation, [message, format!("the {end} is a `{found}`")], None);
    }

    /// Notes finding with a row that was read before: at the first of these words in its line.
    fn row_trouble(
        &mut self,
        rule: &'static Rule,
        (file, line): (usize, u64),
        words: &str,
        said: [String; 2],
        help: Option<&str>,
    ) {
        if !self.findings.wants(rule) {
            return self.findings.count(rule, 1);
        }
        let text = if line == NO_LINE { None } else { self.line_of_file(file, line) };
        let excerpt = text.as_deref().map(|text| {
            let text = as_line(text);
            match find_words(text.bytes, words) {
                Some(at) => Excerpt::new(text.bytes, at.start, at.end),
                None => Excerpt::of_line(text.bytes),
            }
        });
        let name = self.files.get(file).map_or(String::new(), |file| file.name.clone());
        let [message, label] = said;
        let help = help.map(str::to_owned);
        self.findings.add(&name, RowFinding { rule, line, message, label, help, excerpt });
    }

    /// Closes the graph, and notes what is wrong with it as a whole. With `stubs`, ends that are declared nowhere become nodes.
    ///
    /// # Errors
    /// [`Stop::TooLarge`] where merged rows are.
    pub(super) fn finish(
        mut self,
        rows: RowBuilder,
        stubs: bool,
    ) -> Result<(RowGraph, RowFindings, Repairs), Stop> {
        let is_edge_list = rows.node_count() == 0;
        let mut wrong = Vec::new();
        let most = self.checks.most * 2;
        let finished = rows.finish(stubs || is_edge_list, &mut |edge, names| {
            let Some(error) = self.fit.judge(edge.kind, edge.types, names) else { return };
            if wrong.len() < most && self.findings.wants(error.rule()) {
                let place = place(&self.pieces, edge.piece, edge.line);
                wrong.push(Wrong { place, kind: edge.kind, types: edge.types, error });
            } else {
                self.findings.count(error.rule(), 1);
            }
        });
        for wrong in wrong {
            self.error(wrong, &|key| finished.graph.names().get(key).to_owned());
        }
        if finished.is_too_large {
            return Err(Stop::TooLarge(
                "more than 4 GiB of properties in the merged rows of one part of a file",
            ));
        }
        self.repairs.repeated += finished.repeated;
        self.repairs.merged = finished.merged;
        self.repairs.united = finished.united;
        self.repairs.stubs = if is_edge_list { 0 } else { finished.implied };
        let (dangling, twice) = (finished.dangling.len(), finished.twice.len());
        for dangling in finished.dangling {
            let place = place(&self.pieces, dangling.piece, dangling.line);
            let end = if dangling.is_target { "target" } else { "source" };
            let message = format!("unknown node `{}`, the {end} of this edge", dangling.id);
            self.row_trouble(
                &rules::DANGLING_EDGE,
                place,
                &dangling.id,
                [message, "unknown node".to_owned()],
                Some(if is_blank_node(dangling.id.as_bytes()) { OF_ITS_FILE } else { ADD_STUBS }),
            );
        }
        self.findings.count(&rules::DANGLING_EDGE, finished.dangling_count - dangling as u64);
        for (piece, duplicate) in finished.twice {
            let place = place(&self.pieces, piece, duplicate.line);
            let message = format!("duplicate edge `{}`", duplicate.id);
            self.row_trouble(
                &rules::DUPLICATE_ROW,
                place,
                &duplicate.id,
                [message, "defined again here".to_owned()],
                Some(if duplicate.can_merge { MERGE } else { RENAME }),
            );
        }
        self.findings.count(&rules::DUPLICATE_ROW, finished.twice_count - twice as u64);
        let conflicts = finished.conflicts.len();
        for conflict in finished.conflicts {
            let place = place(&self.pieces, conflict.piece, conflict.line);
            let name = finished.graph.names().get(conflict.name);
            let message = format!(
                "another value of `{name}` for `{}` was dropped; an earlier row has one",
                conflict.id
            );
            let said = [message, "dropped here".to_owned()];
            self.row_trouble(
                &rules::VALUE_DROPPED,
                place,
                name,
                said,
                Some("use `--merge=union` to keep all values"),
            );
        }
        self.findings.count(&rules::VALUE_DROPPED, finished.conflict_count - conflicts as u64);
        Ok((finished.graph, self.findings, self.repairs))
    }
}

/// The line of a file that is a line of a piece.
fn line_at(first_line: u64, line: u32) -> u64 {
    if line == UNKNOWN_LINE { NO_LINE } else { first_line.saturating_add(u64::from(line)) }
}

/// The file and the line of a line in a piece.
fn place(pieces: &[(usize, u64)], piece: usize, line: u32) -> (usize, u64) {
    let (file, first_line) = pieces.get(piece).copied().unwrap_or((0, NO_LINE));
    (file, line_at(first_line, line))
}
