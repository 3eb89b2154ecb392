//! The command line: commands, options, help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::output::EXPORTS;
use super::shared_arguments::{Asserting, Input, RowArguments, Selecting};
use crate::diagnostic::Format;

/// Turn what sources say into a knowledge graph, and the graph into pictures and databases.
#[derive(Debug, Parser)]
#[command(name = "dossier", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Examples:
  dossier new strike                 write a small dossier to begin with, into the folder strike
  dossier check strike               check every word, and say what is wrong and how to mend it
  dossier draw strike                draw the story on one page, as exports/strike.svg
  dossier export strike              write the graph in the default formats into exports/
  dossier show union strike          everything that is said about one thing, by whom, with the words

Exit codes: 0 good, 1 findings, 2 wrong usage, 3 input or output, or no picture in time, 4 a database.")]
pub(super) struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorWhen,

    /// Print only errors and what was asked for
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,

    /// How much memory the program may use, such as 4GB; by default nine tenths of what is free
    #[arg(long, global = true, value_name = "SIZE", value_parser = super::memory::bytes)]
    pub(super) memory: Option<u64>,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check dossiers: every quote, id, relation and value
    Check(Check),
    /// Draw the graph: SVG, PNG, PDF, DOT, or a page with the texts beside it
    Draw(Draw),
    /// Write the graph in other formats
    Export(Export),
    /// Load the graph into a database, or a folder
    Load(super::store_arguments::Load),
    /// Ask the graph in SPARQL, without a server
    #[cfg(feature = "sparql")]
    Query(super::store_arguments::Query),
    /// Show everything that is said about one node or claim
    Show(Show),
    /// List the formats and what each can hold
    Formats,
    /// List the databases: how to fill each, what it keeps, which version was tested
    Databases,
    /// Explain a finding: what it means, why, an example, the remedy
    Explain(Explain),
    /// List types, relations and attributes
    Ontology(Ontology),
    /// Print the JSON Schema of the format, for editors
    Schema,
    /// Write a small dossier that passes, to begin with
    New(New),
    /// Make the page of picture and texts, and open it in the browser
    View(View),
    /// Tell what was found on this machine and will be used
    Doctor,
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page, or write one for each command into a folder
    Man(Man),
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub workflows
    Github,
}

impl FindingFormat {
    /// The format of the library.
    pub(super) fn format(self) -> Format {
        match self {
            FindingFormat::Text => Format::Text,
            FindingFormat::Json => Format::Json,
            FindingFormat::Sarif => Format::Sarif,
            FindingFormat::Github => Format::Github,
        }
    }
}

/// Check dossiers: every quote, id, relation and value.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier check                            every dossier below this folder
  dossier check strike --deny warnings     fail on warnings, too
  dossier check strike --level D0505=allow
  dossier check strike --coverage          which sentences carry no claim
  cat dossier.yaml | dossier check -")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) input: Input,

    /// How to write the findings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: FindingFormat,

    #[command(flatten)]
    pub(super) rows: RowArguments,

    /// Show how much of the texts carries claims, and the sentences that carry none
    #[arg(long)]
    pub(super) coverage: bool,
}

/// Write the graph in other formats.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier export strike                       all default formats, into exports/
  dossier export strike --to dot --out -      one format to standard output
  dossier export strike --to jsonld --profile nested
  dossier export strike --to turtle,trig --rdf 1.2
  dossier export strike --to parquet --graphar
  dossier export strike --trust afp           take what AFP says for granted
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

    /// How to lay out JSON-LD
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<ProfileWanted>,

    /// The version of RDF: 1.2 adds rdf:reifies from each claim to what it says. Default: 1.1
    #[arg(long, value_name = "VERSION")]
    pub(super) rdf: Option<RdfWanted>,

    /// Write the graph as GraphAr, too, beside the tables of parquet
    #[arg(long)]
    pub(super) graphar: bool,

    /// Fail when a format cannot hold something that the graph has
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) rows: RowArguments,
}

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

/// Make the page and open it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier view strike
  dossier view strike --issue pay     one disagreement
  dossier view strike --no-open       only say where the page is")]
pub(super) struct View {
    #[command(flatten)]
    pub(super) input: Input,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,

    /// Do not open the browser
    #[arg(long)]
    pub(super) no_open: bool,
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

/// How to lay out JSON-LD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileWanted {
    /// Nodes, then claims with their evidence inside
    Compact,
    /// Claims inside the nodes they are about
    Nested,
    /// Nothing inside another
    Flat,
}

/// The version of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RdfWanted {
    /// What every store reads
    #[value(name = "1.1")]
    V1_1,
    /// With triple terms; a working draft
    #[value(name = "1.2")]
    V1_2,
}

/// Show everything that is said about one node or claim.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier show liu-he data/us-china-trade-talks
  dossier show china.demands.lift-tariffs data/us-china-trade-talks
  dossier show liu-he data/us-china-trade-talks --json")]
pub(super) struct Show {
    /// The id of a node or claim
    pub(super) id: String,

    #[command(flatten)]
    pub(super) input: Input,

    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Explain a finding.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier explain           every code with its name and level
  dossier explain D0301     one of them, with an example")]
pub(super) struct Explain {
    /// The code or name of a finding; without it, all are listed
    pub(super) code: Option<String>,
}

/// List types, relations and attributes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier ontology                          the built-in ontology as tables
  dossier ontology --to yaml                as a file to begin one's own with
  dossier ontology --to jsonld --out exports
  dossier ontology --to shacl               shapes to validate exports against")]
pub(super) struct Ontology {
    /// A file with an ontology; without it, the built-in one
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(super) to: OntologyFormat,

    /// The folder to write into; - for standard output
    #[arg(long, value_name = "DIR|-", default_value = "-")]
    pub(super) out: PathBuf,
}

/// How to write an ontology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OntologyFormat {
    /// Tables for people
    Table,
    /// JSON-LD with OWL and SKOS
    Jsonld,
    /// The same in Turtle
    Turtle,
    /// Shapes that exports are valid against, in Turtle
    Shacl,
    /// The file that the program reads
    Yaml,
}

/// Write a small dossier that passes.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  dossier new strike && dossier check strike && dossier export strike")]
pub(super) struct New {
    /// The name of the dossier and of its folder
    pub(super) name: String,
}

/// Print completions for a shell.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  dossier completions bash > ~/.local/share/bash-completion/completions/dossier")]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: Shell,
}

/// Print the manual page.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier man | man -l -
  dossier man --out ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder to write a page for each command into; - for the main page on standard output
    #[arg(long, value_name = "DIR|-", default_value = "-")]
    pub(super) out: PathBuf,
}
