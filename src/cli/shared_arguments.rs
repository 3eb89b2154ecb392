//! Groups of arguments that several commands share.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::export::NameStyle;
use crate::graph::rows::Merge;

/// What commands read that read rows, too.
pub(super) const READS_ROWS: &str = "Dossiers, folders that hold some, or files of rows (nodes and edges as JSON Lines, CSV, RDF …); - \
                                     for standard input. Several are read as one graph";

/// What to read.
#[derive(Args, Clone, Debug)]
pub(super) struct Input {
    /// Dossiers, or folders that hold some; - for standard input. Several are read as one graph
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
    /// Also let dossiers refer to files in this folder, not only in their own; can be repeated
    #[arg(long = "allow-path", value_name = "DIR")]
    pub(super) allowed: Vec<PathBuf>,
}

/// The severity of findings.
#[derive(Args, Clone, Debug)]
pub(super) struct LevelOptions {
    /// Treat warnings as errors
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
    /// The format of the files, if it cannot be detected
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<String>,

    /// Accept types and relations that the ontology does not declare, or report them as errors
    #[arg(long, value_name = "MODE", default_value = "open")]
    pub(super) ontology: OntologyMode,

    /// Make one node of the rows with one id: with the values of all rows (`union`), or of each property that of the first row (`first`)
    #[arg(long, value_name = "VALUES", num_args = 0..=1, require_equals = true, default_missing_value = "union")]
    pub(super) merge: Option<MergeMode>,

    /// Make nodes of the ends of edges that no file declares
    #[arg(long)]
    pub(super) stubs: bool,

    /// Verify quotes against these texts: a folder, or JSON Lines with `id` and `text`
    #[arg(long, value_name = "PATH")]
    pub(super) texts: Option<PathBuf>,

    /// The number of threads; by default one for each processor
    #[arg(long, value_name = "NUMBER", value_parser = threads)]
    pub(super) threads: Option<usize>,

    /// Report how long each phase took
    #[arg(long)]
    pub(super) timing: bool,
}

impl RowArguments {
    /// Whether `--texts` names a folder, whose links may lead out of it.
    pub(super) fn texts_are_folder(&self) -> bool {
        self.texts.as_deref().is_some_and(Path::is_dir)
    }
}

/// How the ids and names of rows become IRIs.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Rows")]
pub(super) struct IriArguments {
    /// The base IRI, to which ids and names are appended in RDF, and ids in keys of property graphs
    #[arg(long, value_name = "IRI", default_value = "urn:dossier:graph:", value_parser = base)]
    pub(super) base: String,

    /// Expand compact IRIs such as HGNC:1100 in RDF with the prefixes of this file: a JSON-LD context, lines of Turtle or SPARQL, a curie_map of SSSOM, or a table with the columns prefix and IRI
    #[arg(long, value_name = "FILE")]
    pub(super) prefixes: Option<PathBuf>,
}

/// How rows are called in property graphs.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Rows")]
pub(super) struct NameArguments {
    /// How types, relations and properties are called in property graphs. Default: by the convention of databases, but IRIs and compact IRIs as prefix and local name
    #[arg(long, value_name = "STYLE")]
    pub(super) names: Option<NamesWanted>,
}

impl NameArguments {
    /// The same for the library.
    pub(super) fn style(self) -> NameStyle {
        match self.names {
            None => NameStyle::Auto,
            Some(NamesWanted::Source) => NameStyle::Source,
            Some(NamesWanted::Database) => NameStyle::Database,
        }
    }
}

/// How names of rows are formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NamesWanted {
    /// In the case of the source: memberOf, dbo:birthPlace
    Source,
    /// By the convention of databases: MEMBER_OF, DBO_BIRTH_PLACE
    Database,
}

/// An absolute IRI that others can be appended to.
fn base(text: &str) -> Result<String, String> {
    crate::text::Iri::new(text).map(|iri| iri.to_string()).map_err(|error| error.to_string())
}

/// A number of threads.
fn threads(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|threads| (1..=1024).contains(threads))
        .ok_or_else(|| "write a number from 1 to 1024".to_owned())
}

/// Which values a node has that several rows name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MergeMode {
    /// Those of all rows, as a list where they differ
    Union,
    /// Of each property that of the first row that has it; others are dropped and reported
    First,
}

impl MergeMode {
    /// The same for the library.
    pub(super) fn merge(self) -> Merge {
        match self {
            MergeMode::Union => Merge::Union,
            MergeMode::First => Merge::First,
        }
    }
}

/// What to do with types and relations that no ontology declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OntologyMode {
    /// Accept them as is
    Open,
    /// Report them as errors
    Strict,
}

/// What to treat as errors.
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

    /// How many claims away from --focus; 1 by default
    #[arg(long, value_name = "NUMBER", help_heading = "Selection")]
    pub(super) depth: Option<usize>,

    /// The shortest paths between two nodes
    #[arg(long, num_args = 2, value_names = ["ID", "ID"], help_heading = "Selection")]
    pub(super) between: Vec<String>,

    /// One disagreement: positions, who holds them, reasons and denials
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    pub(super) issue: Option<String>,

    /// Only nodes of these types
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) only: Vec<String>,

    /// No nodes of these types
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) hide: Vec<String>,

    /// Only claims with these statuses
    #[arg(long, value_name = "STATUS,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) status: Vec<String>,

    /// Only claims by these speakers
    #[arg(long, value_name = "ID,…", value_delimiter = ',', help_heading = "Selection")]
    pub(super) by: Vec<String>,
}

impl Selecting {
    /// Whether nothing is selected.
    pub(super) fn is_everything(&self) -> bool {
        let Selecting { focus, depth: _, between, issue, only, hide, status, by } = self;
        focus.is_none()
            && issue.is_none()
            && [between, only, hide, status, by].iter().all(|wanted| wanted.is_empty())
    }
}

/// What is asserted as a fact.
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

    /// Speakers whose attributed claims also become plain edges
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
