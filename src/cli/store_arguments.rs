//! The arguments of the commands that load and ask databases.

use std::path::PathBuf;

use clap::Args;

use super::shared_arguments::{Asserting, Input, Selecting};
#[cfg(feature = "sparql")]
use super::shared_arguments::{LevelOptions, Reach};

/// Load the graph into a database.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier load http://localhost:3030/ds strike --dry-run    what would be created, changed, lost
  dossier load http://localhost:3030/ds strike              into Fuseki; again, it changes nothing
  dossier load http://localhost:7878 strike --prune         and remove what the dossier no longer says
  dossier load bolt://localhost strike                      into Neo4j, Memgraph or ArcadeDB
  dossier load redis://localhost/strike strike              into the graph strike of FalkorDB
  dossier load postgres://localhost/news strike             into tables and views of PostgreSQL
  dossier load graphs/strike strike                         into a folder, which `dossier query` asks

LadybugDB is filled by the scripts that `dossier export --to ladybug` writes. What several dossiers load into one property
graph is told apart by the property `dossiers`; what others have added is never touched. What is no longer said
stays there until --prune, but for edges of what is only claimed now. In a triple store the graphs of the dossier are
replaced whole: what goes is told, and graphs of other names are left alone.

Who asks comes from the environment (DOSSIER_USER and DOSSIER_PASSWORD, or DOSSIER_TOKEN) or from ~/.netrc, never from
the command line. A password goes to another machine over TLS only (https, bolt+s, neo4j+s, rediss, postgres), unless
--insecure allows it. A load that is cut off goes on when it is given again; --resume counts in what it had done. Where
a part is selected, the graphs of the dossier hold that part alone afterwards.")]
pub(super) struct Load {
    /// The address of the database, or a folder
    #[arg(value_name = "URL|FOLDER")]
    pub(super) target: String,

    #[command(flatten)]
    pub(super) input: Input,

    /// Only say what would be done
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Remove what earlier versions of this dossier loaded and it no longer says
    #[arg(long)]
    pub(super) prune: bool,

    /// Go on with a load that was cut off, and count in what it had done
    #[arg(long)]
    pub(super) resume: bool,

    /// How many things go into a batch
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) batch: Option<u32>,

    /// A file for the report as JSON; - for standard output
    #[arg(long, value_name = "FILE|-")]
    pub(super) report: Option<PathBuf>,

    /// Which kind of server it is, where it does not tell
    #[arg(long, value_name = "PROFILE")]
    pub(super) profile: Option<String>,

    /// Let a password go unencrypted to another machine
    #[arg(long)]
    pub(super) insecure: bool,

    /// How long one attempt at a step may take; all attempts at it together take at most twice as long
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,

    /// How much memory the server's answers to one step may fill, in megabytes; by default 64 and eight times the graph
    #[arg(long, value_name = "MEGABYTES", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(super) max_answer: Option<u64>,

    /// Fail before anything is loaded when the database cannot hold something that the graph has
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) asserting: Asserting,

    #[command(flatten)]
    pub(super) selecting: Selecting,
}

/// Ask the graph in SPARQL.
#[cfg(feature = "sparql")]
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier query 'SELECT ?who ?what { ?who neg:demands ?what }' strike
  dossier query --list                                        the questions that the program knows
  dossier query --named demands strike
  dossier query --file question.rq strike --format csv
  dossier query 'CONSTRUCT WHERE { ?who neg:demands ?what }' strike -o demands.svg

The prefixes of the ontology are known, and so is the name of each dossier: strike:union; of a single one also :union.
What is asserted stands as plain triples; what is only claimed stands in statements: ?claim rdf:subject ?s.")]
pub(super) struct Query {
    /// The question, unless --file, --named or --list is given; then a PATH
    #[arg(value_name = "SPARQL")]
    pub(super) question: Option<String>,

    /// Dossiers, folders that hold some, or a folder that was loaded; - for standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// Read the question from a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["named", "list"])]
    pub(super) file: Option<PathBuf>,

    /// A question that the program knows
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    pub(super) named: Option<String>,

    /// List the questions that the program knows
    #[arg(long)]
    pub(super) list: bool,

    /// How to write the answer; a table, or Turtle of a CONSTRUCT
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<AnswerFormat>,

    /// A file: by its ending a picture of what the answer names (.svg, .dot), or the answer (.csv, .json, .ttl, .txt)
    #[arg(short, long, value_name = "FILE|-")]
    pub(super) out: Option<PathBuf>,

    /// How long the answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) time_limit: u64,

    /// How many rows or triples are written at most
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
}

/// How an answer is written.
#[cfg(feature = "sparql")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum AnswerFormat {
    /// For people
    Table,
    /// For programs: every text exactly, also one that a spreadsheet would run as a formula
    Csv,
    /// CSV for spreadsheets: an apostrophe before texts that begin like formulas, with = + - @, a tab or a line end
    Spreadsheet,
    /// For programs
    Json,
    /// The triples of CONSTRUCT and DESCRIBE
    Turtle,
}
