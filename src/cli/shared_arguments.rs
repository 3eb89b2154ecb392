//! Groups of arguments that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What to read.
#[derive(Args, Clone, Debug)]
pub(super) struct Input {
    /// Dossiers, or folders that hold some, or files of rows; - for standard input. Several are read as one graph
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reach: Reach,

    #[command(flatten)]
    pub(super) levels: LevelOptions,
}

/// Which files the content of a file may name.
#[derive(Args, Clone, Debug)]
pub(super) struct Reach {
    /// Let dossiers name files in this folder, too, not only in their own; can be repeated
    #[arg(long = "allow-path", value_name = "DIR")]
    pub(super) allowed: Vec<PathBuf>,
}

/// How grave findings are.
#[derive(Args, Clone, Debug)]
pub(super) struct LevelOptions {
    /// Take warnings for errors
    #[arg(long, value_name = "WHAT", help_heading = "Findings")]
    pub(super) deny: Option<Deny>,

    /// Set the level of a finding: allow, note, warning or error
    #[arg(long = "level", value_name = "CODE=LEVEL", help_heading = "Findings")]
    pub(super) levels: Vec<String>,
}

/// How to read files of rows: nodes and edges as JSON Lines, tables, RDF and others.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Rows")]
pub(super) struct RowArguments {
    /// The format of the files, where it is not to be recognised
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,

    /// Take types and relations that no ontology declares as they come, or for errors
    #[arg(long, value_name = "MODE", default_value = "open")]
    pub(super) ontology: OntologyMode,

    /// Verify quotes against these texts: a folder, or JSON Lines with `id` and `text`
    #[arg(long, value_name = "PATH")]
    pub(super) texts: Option<PathBuf>,

    /// Leave out what is wrong, and write the rest
    #[arg(long)]
    pub(super) keep_going: bool,

    /// How many threads to use; by default one for each processor
    #[arg(long, value_name = "NUMBER", value_parser = threads)]
    pub(super) threads: Option<usize>,

    /// What stands before ids and names to make IRIs
    #[arg(long, value_name = "IRI", default_value = "urn:dossier:graph:", value_parser = base)]
    pub(super) base: String,

    /// Tell how long each phase took
    #[arg(long)]
    pub(super) timing: bool,
}

/// A number of threads.
fn threads(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|threads| (1..=1024).contains(threads))
        .ok_or_else(|| "write a number from 1".to_owned())
}

/// An absolute IRI that others can be put behind.
fn base(text: &str) -> Result<String, String> {
    crate::text::Iri::new(text).map(|iri| iri.to_string()).map_err(|error| error.to_string())
}

/// What to do with types and relations that no ontology declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OntologyMode {
    /// Take them as they come
    Open,
    /// Take them for errors
    Strict,
}

/// What to take for errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// Every warning
    Warnings,
}

/// Which part of the graph.
#[derive(Args, Clone, Debug)]
pub(super) struct Selecting {
    /// A node or claim with what is around it
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    pub(super) focus: Option<String>,

    /// How many claims far from --focus; 1 if not given
    #[arg(long, value_name = "NUMBER", help_heading = "Selection")]
    pub(super) depth: Option<usize>,

    /// What lies on the shortest ways between two nodes
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], help_heading = "Selection")]
    pub(super) between: Vec<String>,

    /// One disagreement: the positions on it, who holds them, reasons and denials
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    pub(super) issue: Option<String>,

    /// Only nodes of these types
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) only: Vec<String>,

    /// No nodes of these types
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) hide: Vec<String>,

    /// Only claims of these statuses
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) status: Vec<String>,

    /// Only what these say
    #[arg(long, value_name = "ID,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) by: Vec<String>,
}

/// What may be taken for a fact.
#[derive(Args, Clone, Debug)]
pub(super) struct Asserting {
    /// Statuses whose claims become plain edges
    #[arg(
        long = "assert",
        value_name = "STATUS,…",
        value_delimiter = ',',
        default_value = "reported,demanded"
    )]
    pub(super) assert: Vec<String>,

    /// Speakers whose attributed claims become plain edges, too
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub(super) trust: Vec<String>,

    /// What to write: plain edges, claims, or both
    #[arg(long, value_name = "MODEL", default_value = "both")]
    pub(super) model: ModelWanted,
}

/// What to write of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ModelWanted {
    /// Only the edges and values that are asserted
    Edges,
    /// Only the claims, with status, speakers and evidence
    Claims,
    /// The edges, and the claims beside them
    Both,
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
