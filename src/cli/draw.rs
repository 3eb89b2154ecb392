//! `dossier draw`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::asserting::{asserting, check_statuses, model};
use super::honoured::{self, Drawn, Given};
use super::kind::{Kind, kind_of};
use super::numbers::{counted, size};
use super::output::{EXPORTS, Failure, STDOUT, Terminal, check_place, write_file};
use super::parts::{Purpose, Sources, read_part};
use super::selecting::{Part, drawn_counts, tell_selection};
use super::shared_arguments::{Asserting, Input, READS_ROWS, RowArguments, Selecting};
use super::watch;
use crate::check::Checked;
use crate::disk::{Inputs, is_device};
use crate::draw::graphviz::{self, GraphvizError};
use crate::draw::{DrawError, DrawOptions, Drawing, Engine, MOST_BY_GRAPHVIZ, Picture, dot, draw, page};
use crate::export::{ExportOptions, Theme, is_in_layers};
use crate::graph::KnowledgeGraph;
use crate::view::{EDGES, Fit, Timeline, Weights, choose, communities};

/// Draw a graph: SVG, PNG, PDF, DOT, or a page with the texts beside it
#[derive(Args, Debug)]
#[command(mut_arg("paths", |paths| paths.help(READS_ROWS)))]
#[command(after_help = "\
Examples:
  dossier draw strike                          the picture that fits, into exports/strike.svg
  dossier draw strike -o strike.png --dpi 300  for print
  dossier draw strike -o - --theme dark        SVG to standard output
  dossier draw strike -o strike.html           a page: picture and texts side by side
  dossier draw strike --picture plain          every node and claim
  dossier draw strike --issue pay              one disagreement on one page
  dossier draw strike --focus union --depth 2  a node and what is around it
  dossier draw strike --picture timeline       what has a date, in the order of time
  dossier draw shares --picture network        who owns what, or any claims between nodes
  dossier draw strike -o strike.dot            to edit or lay out with Graphviz
  dossier draw strike --watch                  redraw whenever a file changes
  dossier draw rows.csv                        a large graph: its types, what relates them, its hubs
  dossier draw rows.csv --focus ID --depth 2   a node of it and what is around it")]
pub(super) struct Draw {
    #[command(flatten)]
    pub(super) input: Input,

    /// The file: .svg, .png, .pdf, .dot or .html; - for SVG to standard output. Default: exports/NAME.svg
    #[arg(short, long, value_name = "FILE|-")]
    pub(super) out: Option<PathBuf>,

    /// Which picture; by default that which fits what the graph holds, and of many rows an overview
    #[arg(long, value_name = "PICTURE")]
    pub(super) picture: Option<PictureWanted>,

    /// The same as --picture timeline; where nothing has a date, the picture that fits
    #[arg(long, value_name = "ORDER", conflicts_with = "picture")]
    pub(super) rank: Option<RankWanted>,

    /// The colours, by background
    #[arg(long, value_name = "THEME", default_value = "light")]
    pub(super) theme: ThemeWanted,

    /// The layout: dossier itself, or an engine of Graphviz
    #[arg(long, value_name = "ENGINE", default_value = "auto")]
    pub(super) engine: EngineWanted,

    /// Pixels per inch of a PNG; by default 192, or fewer where the picture would be too large
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=2400))]
    pub(super) dpi: Option<u32>,

    /// How long Graphviz may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(super) time_limit: u64,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    /// Only the most connected nodes, at most this number
    #[arg(long, value_name = "NUMBER", help_heading = "Selection", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) most: Option<u32>,

    /// Width of the arrows, from a number that edges have by this name
    #[arg(long, value_name = "NAME")]
    pub(super) weight: Option<String>,

    #[command(flatten)]
    pub(super) rows: RowArguments,

    /// Redraw whenever a file changes, until Ctrl-C
    #[arg(long)]
    pub(super) watch: bool,
}

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PictureWanted {
    /// Negotiations: sides, positions, numbered arrows, evidence
    Briefing,
    /// Cards in layers: owners above what they own, parents above children, wholes above parts
    Network,
    /// A thesis above what supports and attacks it
    Argument,
    /// What has a date, in the order of time
    Timeline,
    /// Everything, each claim an arrow
    Plain,
    /// The surroundings of --focus, or the paths of --between, each claim an arrow
    Focus,
    /// The types with their counts, what relates them how often, and the nodes with the most edges
    Overview,
}

/// What decides the places of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RankWanted {
    /// By date: earlier left, later right
    Time,
}

/// The colours, by background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ThemeWanted {
    /// A bright screen
    Light,
    /// A dark screen
    Dark,
    /// Paper: black on white
    Print,
}

/// What lays a picture out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EngineWanted {
    /// Briefings by dossier, whole graphs by Graphviz where it is installed
    Auto,
    /// Dossier itself
    Own,
    /// Graphviz: layers
    Dot,
    /// Graphviz: springs
    Neato,
    /// Graphviz: springs, with clusters
    Fdp,
    /// Graphviz: springs, for large graphs
    Sfdp,
    /// Graphviz: circles
    Circo,
    /// Graphviz: rings around a node
    Twopi,
}

/// A format of pictures, by the extension of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extension {
    Svg,
    Png,
    Pdf,
    Dot,
    Html,
}

/// Draws the picture that the user wants.
pub(super) fn run(command: &Draw, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    check_statuses(&command.asserting)?;
    let extension = extension(command.out.as_deref())?;
    let kind = kind_of(&command.input.paths, &command.rows)?;
    let picture = picture(command, kind)?;
    honoured::draw_rows(given, kind, command.rows.texts_are_folder())?;
    honoured::draw(given, &drawn_by(command, picture, extension))?;
    let draw = || once(command, given, kind, extension, terminal);
    if command.watch {
        return watch::run(&command.input.paths, terminal, &draw);
    }
    draw()
}

/// What the picture is, for the options that not every picture honours.
fn drawn_by(command: &Draw, picture: Picture, extension: Extension) -> Drawn {
    Drawn {
        is_plain: picture == Picture::Plain,
        is_overview: picture == Picture::Overview,
        by_graphviz: match engine(command.engine) {
            Engine::Graphviz(_) => true,
            Engine::Auto => picture == Picture::Plain,
            Engine::Own => false,
        },
        is_dot: extension == Extension::Dot,
        is_png: extension == Extension::Png,
        to_stdout: command.out.as_deref() == Some(Path::new(STDOUT)),
        model: model(&command.asserting),
    }
}

fn extension(out: Option<&Path>) -> Result<Extension, Failure> {
    let Some(out) = out.filter(|out| *out != Path::new(STDOUT)) else { return Ok(Extension::Svg) };
    match out.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => Ok(Extension::Svg),
        Some("png") => Ok(Extension::Png),
        Some("pdf") => Ok(Extension::Pdf),
        Some("dot" | "gv") => Ok(Extension::Dot),
        Some("html" | "htm") => Ok(Extension::Html),
        None if is_device(out) => Ok(Extension::Svg),
        _ => Err(Failure::Usage(format!(
            "-o {}: the extension chooses the format; use .svg, .png, .pdf, .dot or .html",
            out.display()
        ))),
    }
}

fn once(
    command: &Draw,
    given: &Given,
    kind: Kind,
    extension: Extension,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let wanted = picture(command, kind)?;
    let purpose = match wanted {
        Picture::Fitting | Picture::Briefing => Purpose::Story,
        Picture::Overview => Purpose::Overview,
        // Of many rows an overview says more.
        Picture::Plain if kind == Kind::Rows && command.picture.is_none() => Purpose::Story,
        _ => Purpose::Everything,
    };
    let sources = Sources { kind, input: &command.input, rows: &command.rows };
    let most = command.most.map(|most| most as usize);
    let (part, is_overview) = read_part(sources, &command.selecting, most, purpose, terminal)?;
    let picture = if is_overview { Picture::Overview } else { wanted };
    honoured::draw(given, &drawn_by(command, picture, extension))?;
    let graph = part.checked.graph();
    tell_selection(&part, terminal);
    let picture = if picture == Picture::Timeline && Timeline::new(graph).is_none() {
        let (picture, name) = undated(command, kind);
        terminal.say(format_args!(
            "notice: --rank time: nothing has a date with a year; {name} is drawn instead of a timeline"
        ));
        picture
    } else {
        picture
    };
    let (weights, thin) = weights(command, picture, graph)?;
    if let Some(thin) = &thin {
        terminal.say(format_args!("notice: --weight: {thin}"));
    }
    let picture = fitting(picture, graph, terminal);
    let mut notes: Vec<String> = part.note.clone().into_iter().chain(thin).collect();
    let mut options = DrawOptions {
        picture,
        theme: match command.theme {
            ThemeWanted::Light => Theme::Light,
            ThemeWanted::Dark => Theme::Dark,
            ThemeWanted::Print => Theme::Print,
        },
        engine: engine(command.engine),
        time_limit: Duration::from_secs(command.time_limit),
        export: ExportOptions {
            counts: part.counts.clone(),
            weights,
            ..asserting(&command.asserting, &part)?
        },
    };
    if command.most.is_some() && has_boxes(graph, &options, extension) {
        options.export.communities = communities(graph, options.export.weights.as_ref());
    }
    if !options.export.communities.is_empty() {
        let words = format!("grouped into {} communities", options.export.communities.len());
        terminal.say(format_args!("notice: {words}, each named after its most connected node"));
        notes.push(words);
    }
    options.export.note = (!notes.is_empty()).then(|| notes.join("; "));
    // Another picture does not take the place of that which fits.
    let kind_of_picture = match options.picture {
        _ if wanted == Picture::Fitting => "",
        Picture::Fitting | Picture::Briefing => "",
        Picture::Network => ".network",
        Picture::Argument => ".argument",
        // Rows have no other picture of everything.
        Picture::Plain if kind == Kind::Rows => "",
        Picture::Plain => ".plain",
        Picture::Timeline => ".timeline",
        Picture::Overview => ".overview",
    };
    let default = || PathBuf::from(EXPORTS).join(format!("{}{kind_of_picture}.svg", part.name));
    let out = command.out.clone().unwrap_or_else(default);
    let is_file = out != Path::new(STDOUT);
    check_place(&out, false, &part.inputs)?;
    let (bytes, by) = drawn(&part, &options, extension, command.dpi, &out, terminal)?;
    if !is_file {
        return terminal.data(|out| out.write_all(&bytes));
    }
    let length = write_file(&out, &part.inputs, |out| out.write_all(&bytes))?;
    let by = by.map_or(String::new(), |engine| format!(", by {engine}"));
    terminal.say(format_args!(
        "wrote {}: {}, {}{by}",
        out.display(),
        drawn_counts(graph, &options.export),
        size(length)
    ));
    Ok(())
}

/// Whether communities have boxes in this picture: `dot` and `fdp` draw them, the other engines only lay them over each other.
fn has_boxes(graph: &KnowledgeGraph, options: &DrawOptions, extension: Extension) -> bool {
    let by_clusters = match &options.engine {
        Engine::Graphviz(name) => ["dot", "fdp"].contains(&name.as_str()),
        Engine::Auto => extension == Extension::Dot || graphviz::find().is_some(),
        Engine::Own => extension == Extension::Dot,
    };
    options.picture == Picture::Plain && by_clusters && is_in_layers(graph, &options.export)
}

/// The widths that the user wants, and what the reader should know of them.
fn weights(
    command: &Draw,
    picture: Picture,
    graph: &KnowledgeGraph,
) -> Result<(Option<Weights>, Option<String>), Failure> {
    let name = match &command.weight {
        Some(name) => name,
        None if picture == Picture::Overview => EDGES,
        None => return Ok((None, None)),
    };
    match Weights::new(graph, name) {
        Some(weights) => {
            let omissions = weights.omissions(name);
            Ok((Some(weights), omissions))
        }
        None if command.weight.is_none() => Ok((None, None)),
        None => Err(Failure::Usage(format!(
            "--weight {name}: no arrow has a number by this name; name a property of edges, or an attribute of claims that is a number"
        ))),
    }
}

/// Chooses the picture that fits where none is wanted, and says which and why.
fn fitting(picture: Picture, graph: &KnowledgeGraph, terminal: &Terminal) -> Picture {
    if picture != Picture::Fitting {
        return picture;
    }
    let choice = choose(graph);
    let (name, other) = match choice.fit {
        Fit::Argument => ("argument", "network"),
        Fit::Briefing => ("briefing", "network"),
        Fit::Timeline => ("timeline", "network"),
        _ => ("network", "plain"),
    };
    terminal.say(format_args!("picture: {name} ({}); --picture {other} for another", choice.why));
    Picture::from(choice.fit)
}

/// The picture that is asked for: a timeline, surroundings, or that which fits.
fn picture(command: &Draw, kind: Kind) -> Result<Picture, Failure> {
    let surroundings = command.selecting.focus.is_some() || !command.selecting.between.is_empty();
    let wanted = command.picture.or(command.rank.map(|RankWanted::Time| PictureWanted::Timeline));
    match wanted {
        Some(PictureWanted::Timeline) if matches!(engine(command.engine), Engine::Graphviz(_)) => {
            Err(Failure::Usage(
                "--engine: dossier lays out timelines itself; leave out --engine, or write -o FILE.dot and lay it out with Graphviz"
                    .to_owned(),
            ))
        }
        Some(PictureWanted::Timeline) => Ok(Picture::Timeline),
        Some(PictureWanted::Focus) if !surroundings => {
            Err(Failure::Usage("--picture focus: add --focus ID or --between ID ID".to_owned()))
        }
        Some(PictureWanted::Plain | PictureWanted::Focus) => Ok(Picture::Plain),
        Some(PictureWanted::Briefing) if kind == Kind::Rows => Err(Failure::Usage(
            "--picture briefing: a briefing shows the positions of sides and their words, which rows do not have; choose plain, \
             network, focus or overview"
                .to_owned(),
        )),
        Some(PictureWanted::Briefing) => Ok(Picture::Briefing),
        Some(PictureWanted::Network) => Ok(Picture::Network),
        Some(PictureWanted::Argument) => Ok(Picture::Argument),
        Some(PictureWanted::Overview) => Ok(Picture::Overview),
        None if surroundings || command.most.is_some() || command.weight.is_some() || kind == Kind::Rows => {
            Ok(Picture::Plain)
        }
        None if command.selecting.issue.is_some() => Ok(Picture::Briefing),
        None => Ok(Picture::Fitting),
    }
}

/// The picture in place of a timeline where nothing is dated, and its name.
fn undated(command: &Draw, kind: Kind) -> (Picture, &'static str) {
    let surroundings = command.selecting.focus.is_some() || !command.selecting.between.is_empty();
    if surroundings || kind == Kind::Rows {
        (Picture::Plain, "the plain picture")
    } else {
        (Picture::Briefing, "the briefing")
    }
}

fn engine(wanted: EngineWanted) -> Engine {
    let graphviz = |name: &str| Engine::Graphviz(name.to_owned());
    match wanted {
        EngineWanted::Auto => Engine::Auto,
        EngineWanted::Own => Engine::Own,
        EngineWanted::Dot => graphviz("dot"),
        EngineWanted::Neato => graphviz("neato"),
        EngineWanted::Fdp => graphviz("fdp"),
        EngineWanted::Sfdp => graphviz("sfdp"),
        EngineWanted::Circo => graphviz("circo"),
        EngineWanted::Twopi => graphviz("twopi"),
    }
}

/// The bytes of the file, and what laid the picture out; of DOT nobody has.
fn drawn(
    part: &Part,
    options: &DrawOptions,
    extension: Extension,
    dpi: Option<u32>,
    out: &Path,
    terminal: &Terminal,
) -> Result<(Vec<u8>, Option<String>), Failure> {
    let checked = &part.checked;
    let failure = |error| match error {
        DrawError::Graphviz(error, dot) => failed(&error, &dot, out, &part.inputs),
        DrawError::NothingDated => Failure::Usage(format!("--rank time: {error}")),
    };
    if extension == Extension::Dot {
        return Ok((dot(checked, options).map_err(failure)?.into_bytes(), None));
    }
    if let Some(nodes) = takes_a_while(checked, options) {
        terminal.say(format_args!(
            "notice: laying out {nodes} nodes may take up to {} seconds; select a part with --focus, --only or --issue",
            options.time_limit.as_secs()
        ));
    }
    let drawing = draw(checked, options).map_err(failure)?;
    for notice in &drawing.notices {
        terminal.say(format_args!("notice: {notice}"));
    }
    if extension == Extension::Html {
        let page = page(checked, &drawing, options.export.note.as_deref());
        return Ok((page.into_bytes(), Some(drawing.engine)));
    }
    let Drawing { svg, engine, .. } = drawing;
    let bytes = match extension {
        Extension::Png | Extension::Pdf => raster(&svg, extension, dpi, terminal)?,
        Extension::Svg | Extension::Dot | Extension::Html => svg.into_bytes(),
    };
    Ok((bytes, Some(engine)))
}

/// How many nodes Graphviz will lay out, where that takes more than a few seconds.
fn takes_a_while(checked: &Checked, options: &DrawOptions) -> Option<usize> {
    const FEW: usize = 1_000;
    let by_graphviz = match &options.engine {
        Engine::Own => false,
        Engine::Graphviz(_) => true,
        Engine::Auto => graphviz::find().is_some(),
    };
    let nodes = checked.graph().nodes().len().min(MOST_BY_GRAPHVIZ);
    (options.picture == Picture::Plain && by_graphviz && nodes > FEW).then_some(nodes)
}

/// Pixels per inch of a PNG for which the user names no other number.
#[cfg(feature = "raster")]
const DPI: u32 = 192;

#[cfg(feature = "raster")]
fn raster(
    svg: &str,
    extension: Extension,
    dpi: Option<u32>,
    terminal: &Terminal,
) -> Result<Vec<u8>, Failure> {
    use crate::draw::raster::{RasterError, pdf, png};
    let raster = match (extension, dpi) {
        (Extension::Png, Some(dpi)) => png(svg, dpi),
        (Extension::Png, None) => match png(svg, DPI) {
            Err(RasterError::TooLarge { dpi, .. }) => {
                terminal.say(format_args!(
                    "notice: drawn at {dpi} pixels per inch instead of {DPI}, because the picture is large"
                ));
                png(svg, dpi)
            }
            drawn => drawn,
        },
        _ => pdf(svg),
    };
    let raster = raster.map_err(|error| Failure::Picture(error.to_string()))?;
    if !raster.missing.is_empty() {
        let some: String = raster.missing.iter().take(12).collect();
        terminal.say(format_args!(
            "notice: no installed font has {} ({some}); install one, such as the package fonts-noto",
            counted(raster.missing.len(), "character", "characters"),
        ));
    }
    Ok(raster.bytes)
}

#[cfg(not(feature = "raster"))]
fn raster(_: &str, _: Extension, _: Option<u32>, _: &Terminal) -> Result<Vec<u8>, Failure> {
    Err(Failure::Picture(
        "this build of dossier draws SVG, DOT and HTML only; PNG and PDF need the feature `raster`"
            .to_owned(),
    ))
}

/// Keeps the DOT that Graphviz could not draw, and says what can be done.
fn failed(error: &GraphvizError, dot: &str, out: &Path, inputs: &Inputs) -> Failure {
    let mut message = error.to_string();
    if out != Path::new(STDOUT) {
        let kept = out.with_extension("dot");
        match write_file(&kept, inputs, |out| out.write_all(dot.as_bytes())) {
            Ok(_) => message += &format!("; its input is in {}", kept.display()),
            Err(failure) => message += &format!("; its input could not be written: {failure}"),
        }
    }
    message += match error {
        GraphvizError::TimeLimit(_) => {
            ". Give it more time with --time-limit, or choose --engine sfdp or --engine own"
        }
        GraphvizError::Run(_) => ". Install Graphviz, or choose --engine own",
        GraphvizError::Failed(_) => "",
    };
    Failure::Picture(message)
}
