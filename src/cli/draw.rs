//! `dossier draw`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::asserting::{asserting, check_statuses};
use super::input::checked_graph;
use super::numbers::{counted, size};
use super::output::{EXPORTS, Failure, STDOUT, Terminal, check_place, write_file};
use super::selecting::{Part, selected, tell_selection};
use super::shared_arguments::{Asserting, Input, Selecting};
use super::watch;
use crate::check::Checked;
use crate::disk::Inputs;
use crate::draw::graphviz::{self, GraphvizError};
use crate::draw::{DrawError, DrawOptions, Drawing, Engine, MOST_BY_GRAPHVIZ, Picture, dot, draw, page};
use crate::export::{ExportOptions, Theme};

/// Draw the graph.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier draw strike                          the story on one page, into exports/strike.svg
  dossier draw strike -o strike.png --dpi 300  for print
  dossier draw strike -o - --theme dark        SVG to standard output
  dossier draw strike -o strike.html           a page: picture and texts side by side
  dossier draw strike --picture plain          every node and claim
  dossier draw strike --issue pay              one disagreement on one page
  dossier draw strike --focus union --depth 2  a thing and what is around it
  dossier draw strike --rank time              what has a date, in the order of time
  dossier draw strike -o strike.dot            to go on in Graphviz
  dossier draw strike --watch                  draw again whenever a file changes")]
pub(super) struct Draw {
    #[command(flatten)]
    pub(super) input: Input,

    /// The file: .svg, .png, .pdf, .dot or .html; - for SVG to standard output. Default: exports/NAME.svg
    #[arg(short, long, value_name = "FILE|-")]
    pub(super) out: Option<PathBuf>,

    /// Which picture; a briefing, unless --focus or --between ask for surroundings
    #[arg(long, value_name = "PICTURE")]
    pub(super) picture: Option<PictureWanted>,

    /// Put what is shown into an order: a timeline of what has a date
    #[arg(long, value_name = "ORDER", conflicts_with = "picture")]
    pub(super) rank: Option<RankWanted>,

    /// For which background
    #[arg(long, value_name = "THEME", default_value = "light")]
    pub(super) theme: ThemeWanted,

    /// What lays it out: the program itself, or an engine of Graphviz
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

    /// Draw again whenever a file changes, until the program is ended
    #[arg(long)]
    pub(super) watch: bool,
}

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PictureWanted {
    /// The story on one page: sides, what is on the table, numbered arrows, evidence
    Briefing,
    /// Everything, each claim an arrow
    Plain,
    /// The surroundings of --focus, or the ways of --between, each claim an arrow
    Focus,
}

/// What decides the places of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RankWanted {
    /// When they are: earlier things left, later ones right
    Time,
}

/// For which background.
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
    /// The program itself for briefings, Graphviz for the whole graph where it is installed
    Auto,
    /// The program itself
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

/// What a file is by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Svg,
    Png,
    Pdf,
    Dot,
    Html,
}

/// Draws the picture that the user wants.
pub(super) fn run(command: &Draw, terminal: &Terminal) -> Result<(), Failure> {
    check_statuses(&command.asserting)?;
    let ending = extension(command.out.as_deref())?;
    if command.dpi.is_some() && ending != Ending::Png {
        return Err(Failure::Usage("--dpi: only PNG has pixels; write one with -o FILE.png".to_owned()));
    }
    if command.watch {
        if command.out.as_deref() == Some(Path::new(STDOUT)) {
            return Err(Failure::Usage("--watch: a file is drawn again, not standard output".to_owned()));
        }
        return watch::run(&command.input.paths, terminal, &|| once(command, ending, terminal));
    }
    once(command, ending, terminal)
}

fn extension(out: Option<&Path>) -> Result<Ending, Failure> {
    let Some(out) = out.filter(|out| *out != Path::new(STDOUT)) else { return Ok(Ending::Svg) };
    match out.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase).as_deref() {
        Some("svg") => Ok(Ending::Svg),
        Some("png") => Ok(Ending::Png),
        Some("pdf") => Ok(Ending::Pdf),
        Some("dot" | "gv") => Ok(Ending::Dot),
        Some("html" | "htm") => Ok(Ending::Html),
        _ => Err(Failure::Usage(format!(
            "-o {}: the ending says what is drawn: .svg, .png, .pdf, .dot or .html",
            out.display()
        ))),
    }
}

fn once(command: &Draw, ending: Ending, terminal: &Terminal) -> Result<(), Failure> {
    let picture = picture(command)?;
    let part =
        selected(&command.selecting, picture == Picture::Briefing, checked_graph(&command.input, terminal)?)?;
    let graph = part.checked.graph();
    tell_selection(&part, terminal);
    let options = DrawOptions {
        picture,
        theme: match command.theme {
            ThemeWanted::Light => Theme::Light,
            ThemeWanted::Dark => Theme::Dark,
            ThemeWanted::Print => Theme::Print,
        },
        engine: engine(command.engine),
        time_limit: Duration::from_secs(command.time_limit),
        export: ExportOptions { note: part.note.clone(), ..asserting(&command.asserting, &part)? },
    };
    // Another picture does not take the place of the briefing.
    let kind = match options.picture {
        Picture::Briefing => "",
        Picture::Plain => ".plain",
        Picture::Timeline => ".timeline",
    };
    let default = || PathBuf::from(EXPORTS).join(format!("{}{kind}.svg", part.name));
    let out = command.out.clone().unwrap_or_else(default);
    let is_file = out != Path::new(STDOUT);
    check_place(&out, false, &part.inputs)?;
    let (bytes, by) = drawn(&part, &options, ending, command.dpi, &out, terminal)?;
    if !is_file {
        return terminal.data(|out| out.write_all(&bytes));
    }
    let length = write_file(&out, &part.inputs, |out| out.write_all(&bytes))?;
    let nodes = counted(graph.nodes().len(), "node", "nodes");
    let claims = counted(graph.claims().len(), "claim", "claims");
    let by = by.map_or(String::new(), |engine| format!(", by {engine}"));
    terminal.say(format_args!("wrote {}: {nodes}, {claims}, {}{by}", out.display(), size(length)));
    Ok(())
}

/// The picture: a timeline or surroundings where they are asked for, else a briefing.
fn picture(command: &Draw) -> Result<Picture, Failure> {
    let surroundings = command.selecting.focus.is_some() || !command.selecting.between.is_empty();
    if command.rank.is_some() {
        return match engine(command.engine) {
            Engine::Graphviz(_) => Err(Failure::Usage(
                "--rank time: the program lays it out itself; to go on in Graphviz, write -o FILE.dot"
                    .to_owned(),
            )),
            Engine::Auto | Engine::Own => Ok(Picture::Timeline),
        };
    }
    match command.picture {
        Some(PictureWanted::Focus) if !surroundings => {
            Err(Failure::Usage("--picture focus: say of what, with --focus ID or --between ID ID".to_owned()))
        }
        Some(PictureWanted::Plain | PictureWanted::Focus) => Ok(Picture::Plain),
        Some(PictureWanted::Briefing) => Ok(Picture::Briefing),
        None if surroundings => Ok(Picture::Plain),
        None => Ok(Picture::Briefing),
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
    ending: Ending,
    dpi: Option<u32>,
    out: &Path,
    terminal: &Terminal,
) -> Result<(Vec<u8>, Option<String>), Failure> {
    let checked = &part.checked;
    let failure = |error| match error {
        DrawError::Graphviz(error, dot) => failed(&error, &dot, out, &part.inputs),
        DrawError::NothingHappens => Failure::Usage(format!("--rank time: {error}")),
    };
    if ending == Ending::Dot {
        return Ok((dot(checked, options).map_err(failure)?.into_bytes(), None));
    }
    if let Some(nodes) = takes_a_while(checked, options) {
        terminal.say(format_args!(
            "notice: laying out {nodes} nodes may take up to {} seconds; --focus, --only and --issue choose a part",
            options.time_limit.as_secs()
        ));
    }
    let drawing = draw(checked, options).map_err(failure)?;
    for notice in &drawing.notices {
        terminal.say(format_args!("notice: {notice}"));
    }
    if ending == Ending::Html {
        let page = page(checked, &drawing, options.export.note.as_deref());
        return Ok((page.into_bytes(), Some(drawing.engine)));
    }
    let Drawing { svg, engine, .. } = drawing;
    let bytes = match ending {
        Ending::Png | Ending::Pdf => raster(&svg, ending, dpi, terminal)?,
        Ending::Svg | Ending::Dot | Ending::Html => svg.into_bytes(),
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
fn raster(svg: &str, ending: Ending, dpi: Option<u32>, terminal: &Terminal) -> Result<Vec<u8>, Failure> {
    use crate::draw::raster::{RasterError, pdf, png};
    let raster = match (ending, dpi) {
        (Ending::Png, Some(dpi)) => png(svg, dpi),
        (Ending::Png, None) => match png(svg, DPI) {
            Err(RasterError::TooLarge { dpi, .. }) => {
                terminal.say(format_args!(
                    "notice: drawn with {dpi} pixels per inch instead of {DPI}, since the picture is large"
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
            "notice: no font here has {} ({some}); install one that has, such as one of the package fonts-noto",
            counted(raster.missing.len(), "character", "characters"),
        ));
    }
    Ok(raster.bytes)
}

#[cfg(not(feature = "raster"))]
fn raster(_: &str, _: Ending, _: Option<u32>, _: &Terminal) -> Result<Vec<u8>, Failure> {
    Err(Failure::Picture("this build of the program draws SVG and DOT only, not PNG and PDF".to_owned()))
}

/// Keeps the DOT that Graphviz could not draw, and says what can be done.
fn failed(error: &GraphvizError, dot: &str, out: &Path, inputs: &Inputs) -> Failure {
    let mut message = error.to_string();
    if out != Path::new(STDOUT) {
        let kept = out.with_extension("dot");
        match write_file(&kept, inputs, |out| out.write_all(dot.as_bytes())) {
            Ok(_) => message += &format!("; what it was given is in {}", kept.display()),
            Err(failure) => message += &format!("; what it was given cannot be kept: {failure}"),
        }
    }
    message += match error {
        GraphvizError::TimeLimit(_) => {
            ". Give it more time with --time-limit, draw with --engine sfdp, or take --engine own"
        }
        GraphvizError::Run(_) => ". Install Graphviz, or take --engine own",
        GraphvizError::Failed(_) => "",
    };
    Failure::Picture(message)
}
