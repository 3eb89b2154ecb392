//! `dossier export`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::asserting::{asserting, check_statuses, model, statuses};
use super::honoured::{self, Given};
use super::ids::or_list;
use super::input::checked_graph;
use super::interrupts::{is_interrupted, set_writing};
use super::kind::{Kind, kind_of};
use super::meter::Meter;
use super::numbers::{grouped, size};
use super::output::{EXPORTS, Failure, STDOUT, Terminal, check_place, write_file, write_folder};
use super::parts::narrowed;
use super::prefixes::read_prefixes;
use super::rows;
use super::selecting::{counts, drawn_counts, selected, short, tell_selection};
use super::shared_arguments::{
    Asserting, Input, IriArguments, NameArguments, READS_ROWS, RowArguments, Selecting,
};
use crate::check::Checked;
use crate::diagnostic::Level;
use crate::disk::Inputs;
use crate::export::{
    EXPORTERS, ExportError, ExportOptions, Exporter, Graph, Output, Profile, Progress, RdfVersion, exporter,
    losses,
};
use crate::ontology::nearest;
use crate::view::AssertPolicy;

/// Export a graph to other formats
#[derive(Args, Debug)]
#[command(mut_arg("paths", |paths| paths.help(READS_ROWS)))]
#[command(after_help = "\
Examples:
  dossier export strike                       all default formats, into exports/
  dossier export strike --to dot --out -      one format to standard output
  dossier export strike --to jsonld --profile nested
  dossier export strike --to turtle,trig --rdf 1.2
  dossier export strike --to parquet --graphar
  dossier export strike --trust afp           treat what AFP says as fact
  dossier export strike --by union            only what the union says
  dossier export strike --to dot --out - | dot -Tsvg > strike.svg")]
pub(super) struct Export {
    #[command(flatten)]
    pub(super) input: Input,

    /// Formats, separated by commas; `dossier formats` lists them. Default: all default formats
    #[arg(long, value_name = "FORMAT,…", value_delimiter = ',')]
    pub(super) to: Vec<String>,

    /// The folder to write into; - for standard output
    #[arg(long, value_name = "DIR|-", default_value = EXPORTS)]
    pub(super) out: PathBuf,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    /// The layout of JSON-LD
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<ProfileWanted>,

    /// The version of RDF: 1.2 adds rdf:reifies from each claim to its triple. Default: 1.1
    #[arg(long, value_name = "VERSION")]
    pub(super) rdf: Option<RdfWanted>,

    /// With --to parquet: also write the graph as GraphAr
    #[arg(long)]
    pub(super) graphar: bool,

    /// Fail if a format cannot hold something in the graph
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) rows: RowArguments,

    #[command(flatten)]
    pub(super) names: NameArguments,

    /// Leave out rows that have errors, and write the rest
    #[arg(long, help_heading = "Rows")]
    pub(super) keep_going: bool,

    #[command(flatten)]
    pub(super) iris: IriArguments,
}

/// How to lay out JSON-LD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileWanted {
    /// Nodes, then claims with their evidence nested in them
    Compact,
    /// Claims nested in the nodes that they are about
    Nested,
    /// Nothing is nested
    Flat,
}

/// The version of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RdfWanted {
    /// Every store reads it
    #[value(name = "1.1")]
    V1_1,
    /// With triple terms; a working draft
    #[value(name = "1.2")]
    V1_2,
}

/// Writes the graph in each format that the user wants.
pub(super) fn run(command: &Export, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    match kind_of(&command.input.paths, &command.rows)? {
        Kind::Dossier => export_dossiers(command, given, terminal),
        Kind::Rows => export_rows(command, given, terminal),
    }
}

/// Where one format is written.
struct Place {
    /// The file or folder; `None` for standard output.
    path: Option<PathBuf>,
    is_folder: bool,
}

impl Place {
    /// The place of a format in the folder that the user names.
    fn of(out: &Path, mut name: OsString, extension: &str, is_folder: bool) -> Place {
        name.push(format!(".{extension}"));
        Place { path: (out != Path::new(STDOUT)).then(|| out.join(name)), is_folder }
    }

    /// Fails where the format cannot be written here.
    fn check(&self, inputs: &Inputs) -> Result<(), Failure> {
        check_place(self.path.as_deref().unwrap_or(Path::new(STDOUT)), self.is_folder, inputs)
    }

    /// Writes a format and reports it; a file or folder is written atomically.
    fn write(
        &self,
        counts: &str,
        inputs: &Inputs,
        terminal: &Terminal,
        write: impl FnOnce(&mut dyn Output) -> Result<(), ExportError>,
    ) -> Result<(), Failure> {
        let bytes = match &self.path {
            None => return terminal.data(|mut out| write(&mut out)),
            Some(path) if self.is_folder => write_folder(path, inputs, write)?,
            Some(path) => write_file(path, inputs, |mut out| write(&mut out))?,
        };
        let path = self.path.as_deref().unwrap_or(Path::new(STDOUT));
        terminal.say(format_args!("wrote {}: {counts}, {}", path.display(), size(bytes)));
        Ok(())
    }
}

fn export_dossiers(command: &Export, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    let exporters = exporters(command)?;
    let nested = command.profile == Some(ProfileWanted::Nested);
    honoured::export_dossiers(given, &exporters, model(&command.asserting), nested)?;
    check_statuses(&command.asserting)?;
    let part = selected(&command.selecting, false, checked_graph(&command.input, terminal)?)?;
    let (checked, graph) = (&part.checked, part.checked.graph());
    tell_selection(&part, terminal);
    let options = ExportOptions {
        profile: match command.profile {
            None | Some(ProfileWanted::Compact) => Profile::Compact,
            Some(ProfileWanted::Nested) => Profile::Nested,
            Some(ProfileWanted::Flat) => Profile::Flat,
        },
        rdf: rdf_version(command),
        graphar: command.graphar,
        note: part.note.clone(),
        ..asserting(&command.asserting, &part)?
    };
    let mut failures = Vec::new();
    for exporter in exporters {
        let place =
            Place::of(&command.out, part.name.clone().into(), exporter.extension(), exporter.is_folder());
        if let Err(failure) = place.check(&part.inputs) {
            failures.push(failure);
            continue;
        }
        let lost = tell_losses(exporter, checked, &options, terminal);
        let is_picture = exporter.name() == "dot";
        let counts = if is_picture { drawn_counts(graph, &options) } else { counts(graph) };
        let written = if command.strict && lost > 0 {
            Err(Failure::Lossy(exporter.name()))
        } else {
            place.write(&counts, &part.inputs, terminal, |out| {
                exporter.export(Graph::Dossier(checked), &options, out).map(|_| ())
            })
        };
        failures.extend(written.err());
    }
    Failure::of_several(failures)
}

fn rdf_version(command: &Export) -> RdfVersion {
    match command.rdf {
        None | Some(RdfWanted::V1_1) => RdfVersion::V1_1,
        Some(RdfWanted::V1_2) => RdfVersion::V1_2,
    }
}

/// The exporters that the user names, or those by default.
fn exporters(command: &Export) -> Result<Vec<&'static dyn Exporter>, Failure> {
    let mut chosen: Vec<&'static dyn Exporter> = Vec::new();
    for name in &command.to {
        let found = exporter(name).ok_or_else(|| {
            let names: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.name()).collect();
            if ["svg", "png", "pdf", "html"].contains(&name.as_str()) {
                return Failure::Usage(format!(
                    "--to {name}: this is a picture; draw it with `dossier draw -o FILE.{name}`"
                ));
            }
            let near = nearest(&name.to_ascii_lowercase(), names.iter().copied());
            let hint = or_list(&near, &format!("the formats are {}", names.join(", ")));
            Failure::Usage(format!("--to {name}: there is no such format{hint}"))
        })?;
        if !chosen.iter().any(|known| known.name() == found.name()) {
            chosen.push(found);
        }
    }
    if command.to.is_empty() {
        chosen.extend(EXPORTERS.iter().copied().filter(|exporter| exporter.by_default()));
    }
    if command.out == Path::new(STDOUT) && chosen.len() > 1 {
        return Err(Failure::Usage(
            "--out -: only one format can go to standard output; choose it with --to".to_owned(),
        ));
    }
    if let Some(folder) =
        chosen.iter().find(|exporter| exporter.is_folder() && command.out == Path::new(STDOUT))
    {
        return Err(Failure::Usage(format!(
            "--out -: {} is a folder of files; choose a folder with --out",
            folder.name()
        )));
    }
    Ok(chosen)
}

/// Says what a format cannot hold of the graph, and what its readers may not take; returns how much that is.
fn tell_losses(
    exporter: &dyn Exporter,
    checked: &Checked,
    options: &ExportOptions,
    terminal: &Terminal,
) -> usize {
    let losses = losses(exporter, checked.graph(), options);
    for loss in &losses {
        let (name, feature, count) = (exporter.name(), loss.feature.name(), grouped(loss.count as u64));
        match loss.kept {
            Some(kept) => terminal.say(format_args!("loss: {name}: {feature} ({count}): {kept}")),
            None => terminal.say(format_args!("loss: {name}: {feature} ({count}): not written")),
        }
    }
    let size_warning = exporter.size_warning(checked, options);
    if let Some(why) = &size_warning {
        terminal.say(format_args!("loss: {}: size: {why}", exporter.name()));
    }
    losses.len() + usize::from(size_warning.is_some())
}

fn export_rows(command: &Export, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    if command.to.is_empty() {
        let names: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.name()).collect();
        return Err(Failure::Usage(format!("choose the formats of rows with --to: {}", names.join(", "))));
    }
    let exporters = exporters(command)?;
    let names: Vec<&str> = exporters.iter().map(|exporter| exporter.name()).collect();
    honoured::export_rows(given, &names, model(&command.asserting), command.rows.texts_are_folder())?;
    let asserted = statuses(&command.asserting.assert)?;
    let options = &command.rows;
    let mut inputs = rows::inputs(&command.input, options);
    command.iris.prefixes.iter().for_each(|path| inputs.add(path));
    let mut name = rows::name_of(&command.input.paths);
    if !command.selecting.is_everything() {
        name.push(format!(".{}", short(&command.selecting)));
    }
    let mut failures = Vec::new();
    let mut places = Vec::new();
    for exporter in exporters {
        let place = Place::of(&command.out, name.clone(), exporter.extension(), exporter.is_folder());
        match place.check(&inputs) {
            Ok(()) => places.push((exporter, place)),
            Err(failure) => failures.push(failure),
        }
    }
    if places.is_empty() {
        return Failure::of_several(failures);
    }
    let prefixes = read_prefixes(command.iris.prefixes.as_deref(), terminal)?;
    let rows = rows::read(&command.input, options, terminal)?;
    if !rows.findings.is_empty() {
        terminal.say_findings(&rows.findings, &rows.sources);
    }
    let is_faulty = rows.findings.count(Level::Error) > 0;
    if is_faulty && !command.keep_going {
        terminal.say(format_args!(
            "nothing was written; --keep-going leaves out what has errors and writes the rest"
        ));
        return Err(Failure::of(&rows.findings));
    }
    let graph = narrowed(rows.graph, &command.selecting, terminal)?;
    let counts = rows::counts(&graph);
    for (exporter, place) in places {
        let meter = Arc::new(Meter::new("written", terminal));
        let started = Instant::now();
        let progress = Arc::clone(&meter);
        let row_options = ExportOptions {
            policy: AssertPolicy::new(asserted.iter().copied()),
            model: model(&command.asserting),
            rdf: rdf_version(command),
            names: command.names.style(),
            graphar: command.graphar,
            base: command.iris.base.clone(),
            prefixes: prefixes.clone(),
            threads: rows::threads(options),
            progress: Progress::new(move |share| progress.share(share)),
            ..ExportOptions::default()
        };
        let mut lost = Vec::new();
        set_writing(place.path.is_some());
        let written = place.write(&counts, &inputs, terminal, |out| {
            let losses = exporter.export(Graph::Rows(&graph), &row_options, out)?;
            meter.clear();
            lost = losses.summary();
            for notice in losses.notices() {
                terminal.say(format_args!("notice: {}: {notice}", exporter.name()));
            }
            for (what, count, instead) in &lost {
                terminal.say(format_args!(
                    "loss: {}: {what} ({}): {instead}",
                    exporter.name(),
                    grouped(*count)
                ));
            }
            // The temporary file is not kept.
            if command.strict && !lost.is_empty() {
                return Err(ExportError::Unrepresentable(String::new()));
            }
            Ok(())
        });
        set_writing(false);
        meter.clear();
        if is_interrupted() {
            return Err(Failure::Interrupted);
        }
        let written =
            if command.strict && !lost.is_empty() { Err(Failure::Lossy(exporter.name())) } else { written };
        if options.timing && written.is_ok() {
            terminal.say(format_args!("write {}: {:.2} s", exporter.name(), started.elapsed().as_secs_f64()));
        }
        failures.extend(written.err());
    }
    if is_faulty {
        failures.push(Failure::of(&rows.findings));
    }
    Failure::of_several(failures)
}
