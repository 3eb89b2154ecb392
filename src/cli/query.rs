//! `dossier query`.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::asserting::{asserting, check_statuses, model, statuses};
use super::honoured::{self, Asked as Of, Given};
use super::ids::or_list;
use super::input::graph_to_ask;
use super::kind::{Kind, kind_of};
use super::mapping::read_mapping;
use super::meter::Meter;
use super::numbers::{counted, grouped, size};
use super::output::{Failure, STDOUT, Terminal, check_place, write_file};
use super::parts::narrowed;
use super::prefixes::read_prefixes;
use super::reach::read_text;
use super::rows;
use super::selecting::{Part, selected, tell_selection};
use super::shared_arguments::{Asserting, Input, IriArguments, LevelOptions, Reach, RowArguments, Selecting};
use super::snippet::unreadable;
use crate::diagnostic::Level as Severity;
use crate::disk::Inputs;
use crate::draw::{DrawOptions, Engine as Layout, Picture, dot, draw};
use crate::export::{ExportOptions, Progress, Theme};
use crate::memory::{self, Exceeded};
use crate::ontology::nearest;
use crate::store::is_store;
use crate::store::query::{Answer, AnswerFormat, Engine, Limits, Prefixes, QUESTIONS, QueryError, question};
use crate::view::AssertPolicy;

/// Query a graph with SPARQL, without a server
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier query 'SELECT ?who ?what { ?who neg:demands ?what }' strike
  dossier query --list                                        the queries that come with dossier
  dossier query --named demands strike
  dossier query --file question.rq strike --format csv
  dossier query 'CONSTRUCT WHERE { ?who neg:demands ?what }' strike -o demands.svg
  dossier query 'SELECT ?who { ?who relation:worksFor :port }' rows.jsonl

For rows, the prefix : stands for --base and is for ids; type:, relation: and property: are for names. The prefixes of the ontology are declared, and so is the name of each dossier, as in strike:union; with a single dossier \
:union works, too. What is asserted is a plain triple; each claim is also a statement: ?claim rdf:subject ?s. Only errors in the dossier are \
reported here; `dossier check` reports warnings and notes.")]
pub(super) struct Query {
    /// The query, unless --file, --named or --list is given; then a PATH
    #[arg(value_name = "SPARQL")]
    pub(super) question: Option<String>,

    /// Dossiers, folders that hold some, files of rows, or one folder that was loaded; - for standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Read the query from a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["named", "list"])]
    pub(super) file: Option<PathBuf>,

    /// A query that comes with dossier
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    pub(super) named: Option<String>,

    /// List the queries that come with dossier
    #[arg(long)]
    pub(super) list: bool,

    /// The format of the answer; by default a table, or Turtle for CONSTRUCT and DESCRIBE
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<FormatWanted>,

    /// Write to this file; its extension chooses a format (.csv, .json, .ttl, .txt), or a picture of the nodes and claims in the answer (.svg, .dot)
    #[arg(short, long, value_name = "FILE|-")]
    pub(super) out: Option<PathBuf>,

    /// How long the answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) time_limit: u64,

    /// How many rows or triples to write at most
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_rows: u32,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    #[command(flatten)]
    pub(super) reach: Reach,

    #[command(flatten)]
    pub(super) levels: LevelOptions,

    #[command(flatten)]
    pub(super) rows: RowArguments,

    #[command(flatten)]
    pub(super) iris: IriArguments,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatWanted {
    /// Aligned columns
    Table,
    /// Every text verbatim, even if a spreadsheet would run it as a formula
    Csv,
    /// CSV for spreadsheets: with an apostrophe before texts that begin like a formula, with = + - @, a tab or a line break
    Spreadsheet,
    /// SPARQL 1.1 Query Results JSON
    Json,
    /// The triples of CONSTRUCT and DESCRIBE
    Turtle,
}

/// What is written, and where.
enum Output {
    /// Without a format a table, or Turtle of triples.
    Words(Option<AnswerFormat>, Option<PathBuf>),
    Picture {
        path: PathBuf,
        as_dot: bool,
    },
}

/// Asks the graph, or lists the questions that are known.
pub(super) fn run(command: &Query, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    if command.list {
        honoured::query(given, &Of::List)?;
        if let Some(first) = command.question.iter().map(PathBuf::from).chain(command.paths.clone()).next() {
            return Err(Failure::Usage(format!(
                "{}: --list reads no graph; leave this path out",
                first.display()
            )));
        }
        return list(terminal);
    }
    check_statuses(&command.asserting)?;
    let (name, words, paths) = asked(command)?;
    let texts_are_folder = command.rows.texts_are_folder();
    let of = match paths.as_slice() {
        [folder] if is_store(folder) => Of::Folder,
        paths => match kind_of(paths, &command.rows)? {
            Kind::Dossier => Of::Dossiers(model(&command.asserting)),
            Kind::Rows => Of::Rows { model: model(&command.asserting), texts_are_folder },
        },
    };
    honoured::query(given, &of)?;
    let output = output(command)?;
    if let (Output::Picture { path, .. }, Of::Folder | Of::Rows { .. }) = (&output, &of) {
        let what = if matches!(of, Of::Folder) {
            "from a folder written by `dossier load`; name the dossier instead"
        } else {
            "from rows; write the triples to a .ttl file, and draw that"
        };
        return Err(Failure::Usage(format!(
            "-o {}: answers are drawn only from dossiers, not {what}",
            path.display()
        )));
    }
    let limits = Limits { time: Duration::from_secs(command.time_limit), rows: command.max_rows as usize };
    let Asked { engine, graph, mut inputs } = engine(command, &of, paths, terminal)?;
    command.file.iter().for_each(|file| inputs.add(file));
    let place = match &output {
        Output::Words(_, Some(path)) | Output::Picture { path, .. } => path,
        _ => Path::new(STDOUT),
    };
    check_place(place, false, &inputs)?;
    let answer = engine.ask(&words, &limits).map_err(|error| failure(&error, &name, &words, terminal))?;
    if answer.is_cut() {
        terminal.say(format_args!(
            "notice: truncated to the first {}; raise the limit with --max-rows",
            counted(answer.len(), "row", "rows")
        ));
    }
    match output {
        Output::Words(format, path) => {
            let by_itself = if answer.is_triples() { AnswerFormat::Turtle } else { AnswerFormat::Table };
            let format = format.unwrap_or(by_itself);
            write(&answer, format, engine.prefixes(), path.as_deref(), &inputs, terminal)
        }
        Output::Picture { path, as_dot } => match graph {
            Some((part, export)) => {
                let (drawn, note) = picture(&answer, &part, export, &path, as_dot)?;
                write_file(&path, &inputs, |out| out.write_all(&drawn))?;
                terminal.say(format_args!("wrote {}: {note}", path.display()));
                Ok(())
            }
            // Refused above.
            None => Ok(()),
        },
    }
}

fn list(terminal: &Terminal) -> Result<(), Failure> {
    let width = QUESTIONS.iter().map(|question| question.name.len()).max().unwrap_or(0);
    terminal.print(|out| {
        let mut ontology = "";
        for question in QUESTIONS {
            if question.ontology != ontology {
                let blank = if ontology.is_empty() { "" } else { "\n" };
                ontology = question.ontology;
                writeln!(out, "{blank}{ontology}")?;
            }
            writeln!(out, "{:<width$}  {}", question.name, question.title())?;
            writeln!(out, "{:<width$}  {}", "", question.about())?;
        }
        Ok(())
    })
}

/// What the question is called, its words, and what it is asked of.
fn asked(command: &Query) -> Result<(String, String, Vec<PathBuf>), Failure> {
    let mut paths = command.paths.clone();
    let first = command.question.clone();
    if command.file.is_none() && command.named.is_none() {
        let Some(words) = first else {
            return Err(Failure::Usage(
                "there is no query; write one in SPARQL, or choose --named, --file or --list".to_owned(),
            ));
        };
        // Without a query, what it should be asked of comes first.
        if paths.is_empty() && Path::new(&words).exists() {
            return Err(Failure::Usage(format!(
                "`{words}` is a path, not a query; write the query before it, or choose --named or --file"
            )));
        }
        return Ok(("the query".to_owned(), words, paths));
    }
    // Then the first word is what the question is asked of.
    if let Some(first) = first {
        paths.insert(0, first.into());
    }
    if let Some(file) = &command.file {
        return Ok((file.display().to_string(), read_text(file)?, paths));
    }
    let name = command.named.clone().unwrap_or_default();
    let known = question(&name).ok_or_else(|| {
        let near = nearest(&name, QUESTIONS.iter().map(|question| question.name));
        let hint = or_list(&near, "`dossier query --list` lists them");
        Failure::Usage(format!("--named {name}: there is no such query{hint}"))
    })?;
    Ok((format!("{name}.rq"), known.text.to_owned(), paths))
}

fn output(command: &Query) -> Result<Output, Failure> {
    let format = |wanted| match wanted {
        FormatWanted::Table => AnswerFormat::Table,
        FormatWanted::Csv => AnswerFormat::Csv,
        FormatWanted::Spreadsheet => AnswerFormat::Spreadsheet,
        FormatWanted::Json => AnswerFormat::Json,
        FormatWanted::Turtle => AnswerFormat::Turtle,
    };
    let path = command.out.clone().filter(|path| path != Path::new(STDOUT));
    let ending =
        path.as_deref().and_then(Path::extension).and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    if let (Some(wanted), Some(ending)) = (command.format, ending.as_deref()) {
        let contradicts = match ending {
            "svg" | "dot" | "gv" => true,
            "csv" => !matches!(wanted, FormatWanted::Csv | FormatWanted::Spreadsheet),
            "json" => wanted != FormatWanted::Json,
            "ttl" => wanted != FormatWanted::Turtle,
            _ => false,
        };
        if contradicts {
            return Err(Failure::Usage(format!(
                "--format: the extension .{ending} stands for another format; leave out --format, or choose another file name"
            )));
        }
    }
    let by_ending = match (ending.as_deref(), path) {
        (Some(ending @ ("svg" | "dot" | "gv")), Some(path)) => {
            return Ok(Output::Picture { path, as_dot: ending != "svg" });
        }
        (Some("csv"), path) => (Some(AnswerFormat::Csv), path),
        (Some("json"), path) => (Some(AnswerFormat::Json), path),
        (Some("ttl"), path) => (Some(AnswerFormat::Turtle), path),
        (Some("txt"), path) => (Some(AnswerFormat::Table), path),
        (None, path) => (None, path),
        (Some(_), path) if command.format.is_some() => (None, path),
        (Some(ending), _) => {
            return Err(Failure::Usage(format!(
                "-o: the extension .{ending} is not supported; choose .svg, .dot, .csv, .json, .ttl or .txt"
            )));
        }
    };
    Ok(Output::Words(command.format.map(format).or(by_ending.0), by_ending.1))
}

/// What is asked.
struct Asked {
    engine: Engine,
    /// The graph, where it was read from dossiers.
    graph: Option<(Part, ExportOptions)>,
    /// The files that were read.
    inputs: Inputs,
}

/// The engine of what the user names.
fn engine(command: &Query, of: &Of, paths: Vec<PathBuf>, terminal: &Terminal) -> Result<Asked, Failure> {
    if let (Of::Folder, [folder]) = (of, paths.as_slice()) {
        let mut inputs = Inputs::default();
        inputs.add_all(folder);
        return Ok(Asked { engine: Engine::of_folder(folder)?, graph: None, inputs });
    }
    let paths = if paths.is_empty() { vec![PathBuf::from(".")] } else { paths };
    let input = Input { paths, reach: command.reach.clone(), levels: command.levels.clone() };
    if let Of::Rows { .. } = of {
        return engine_of_rows(command, &input, terminal);
    }
    let part = selected(&command.selecting, false, graph_to_ask(&input, terminal)?)?;
    tell_selection(&part, terminal);
    let export = ExportOptions { note: part.note.clone(), ..asserting(&command.asserting, &part)? };
    let engine = Engine::of(&part.checked, &export).map_err(|error| Failure::Database(error.to_string()))?;
    let inputs = part.inputs.clone();
    Ok(Asked { engine, graph: Some((part, export)), inputs })
}

/// The engine of rows; only errors in them are shown.
fn engine_of_rows(command: &Query, input: &Input, terminal: &Terminal) -> Result<Asked, Failure> {
    let mut inputs = rows::inputs(input, &command.rows);
    command.iris.prefixes.iter().for_each(|path| inputs.add(path));
    let mapping = read_mapping(&command.rows, terminal)?;
    let prefixes = read_prefixes(command.iris.prefixes.as_deref(), mapping.as_ref(), terminal)?;
    let read = rows::read(input, &command.rows, terminal)?;
    if read.findings.count(Severity::Error) > 0 {
        terminal.say_findings(&read.findings, &read.sources);
        return Err(Failure::of(&read.findings));
    }
    let graph = narrowed(read.graph, &command.selecting, terminal)?;
    let (started, before) = (Instant::now(), memory::used());
    let meter = Arc::new(Meter::new("put into the engine", terminal));
    let progress = Arc::clone(&meter);
    let options = ExportOptions {
        policy: AssertPolicy::new(statuses(&command.asserting.assert)?),
        model: model(&command.asserting),
        base: command.iris.base.clone(),
        prefixes,
        threads: rows::threads(&command.rows),
        progress: Progress::new(move |share| progress.share(share)),
        ..ExportOptions::default()
    };
    let engine = Engine::of_rows(&graph, &options);
    meter.clear();
    let engine = engine.map_err(|error| match error {
        QueryError::Interrupted => Failure::Interrupted,
        QueryError::Memory(Exceeded { used, limit }) => Failure::Memory(format!(
            "querying {} needs about {} of memory or more, and the limit is {}; raise it with --memory, or read fewer rows",
            rows::counts(&graph),
            size(used),
            size(limit)
        )),
        error => Failure::Database(error.to_string()),
    })?;
    if command.rows.timing {
        let triples = engine.triples();
        let taken = memory::used().saturating_sub(before);
        terminal.say(format_args!(
            "put into the engine: {:.2} s, {} in memory for {}, {} B for each",
            started.elapsed().as_secs_f64(),
            size(taken),
            counted(triples as usize, "triple", "triples"),
            taken.checked_div(triples).unwrap_or(0),
        ));
    }
    Ok(Asked { engine, graph: None, inputs })
}

fn write(
    answer: &Answer,
    format: AnswerFormat,
    prefixes: &Prefixes,
    path: Option<&Path>,
    inputs: &Inputs,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let formulas = if format == AnswerFormat::Csv { answer.formulas() } else { 0 };
    if formulas > 0 {
        terminal.say(format_args!(
            "notice: a spreadsheet would run {} as formulas; for spreadsheets use --format spreadsheet",
            counted(formulas, "cell", "cells")
        ));
    }
    let mut bytes = Vec::new();
    let written = answer.write(format, prefixes, &mut bytes).map_err(Failure::unprinted)?;
    written.map_err(|error| Failure::Usage(format!("--format: {error}")))?;
    match path {
        None if format == AnswerFormat::Table => terminal.print(|screen| screen.write_all(&bytes)),
        None => terminal.data(|out| out.write_all(&bytes)),
        Some(path) => {
            write_file(path, inputs, |out| out.write_all(&bytes))?;
            let rows = counted(answer.len(), "row", "rows");
            terminal.say(format_args!("wrote {}: {rows}", path.display()));
            Ok(())
        }
    }
}

/// Draws the nodes and claims that occur in triples; the bytes of the picture, and what is in it.
fn picture(
    answer: &Answer,
    part: &Part,
    export: ExportOptions,
    path: &Path,
    as_dot: bool,
) -> Result<(Vec<u8>, String), Failure> {
    if !answer.is_triples() {
        return Err(Failure::Usage(format!(
            "-o {}: only triples can be drawn; use CONSTRUCT or DESCRIBE, or write .csv, .json or .txt",
            path.display()
        )));
    }
    let graph = part.checked.graph();
    let (nodes, claims) = answer.named(graph);
    if nodes.is_empty() && claims.is_empty() {
        return Err(Failure::Usage(format!(
            "-o {}: the answer contains no node or claim of the dossier, so there is nothing to draw",
            path.display()
        )));
    }
    let shown = part.checked.part(&nodes, &claims);
    let all = grouped(graph.claims().len() as u64);
    let note =
        format!("the answer to a query: {} of {all} claims", grouped(shown.graph().claims().len() as u64));
    let options = DrawOptions {
        picture: Picture::Plain,
        theme: Theme::Light,
        engine: Layout::Auto,
        time_limit: Duration::from_secs(60),
        export: ExportOptions { note: Some(note.clone()), ..export },
    };
    let bytes = if as_dot {
        dot(&shown, &options).map(String::into_bytes)
    } else {
        draw(&shown, &options).map(|drawing| drawing.svg.into_bytes())
    };
    Ok((bytes.map_err(|error| Failure::Picture(error.to_string()))?, note))
}

/// The failure of a query; a syntax error is shown in its place.
fn failure(error: &QueryError, name: &str, words: &str, terminal: &Terminal) -> Failure {
    let QueryError::Syntax { line, column, message } = error else {
        return match error {
            QueryError::Memory(_) => Failure::Memory(error.to_string()),
            error => Failure::Database(error.to_string()),
        };
    };
    let start = offset(words, *line, *column);
    let end = words[start..].chars().next().map_or(start, |character| start + character.len_utf8());
    unreadable("this is not SPARQL", name, words, &[(start..end, message.as_str())], terminal)
}

/// The offset of a line and column in bytes, at most that of the end.
fn offset(words: &str, line: usize, column: usize) -> usize {
    let before: usize = words.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &words[before..];
    before + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_bytes() {
        assert_eq!(offset("aé\nbc", 1, 3), 3);
        assert_eq!(offset("aé\nbc", 2, 2), 5);
        assert_eq!(offset("aé\nbc", 2, 9), 6);
        assert_eq!(offset("", 1, 1), 0);
        assert_eq!(offset("a", 7, 1), 1);
    }
}
