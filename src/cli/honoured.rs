//! Which options a command honours for a kind of input, a format or a target. The others are refused by name before anything
//! is read or written, so that none is ever ignored.

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::kind::Kind;
use super::output::Failure;
use crate::export::{EXPORTERS, Exporter, Model};

/// Options that select a part.
#[cfg(feature = "sparql")]
const SELECTING: &[&str] = &["focus", "depth", "between", "issue", "only", "hide", "status", "by"];
/// Options that say what is asserted.
const ASSERTED: &[&str] = &["assert", "trust"];
/// Options that say what is asserted, and whether claims are written beside it.
const ASSERTING: &[&str] = &["assert", "trust", "model"];
/// Options that concern the findings of a check.
#[cfg(feature = "sparql")]
const FINDINGS: &[&str] = &["deny", "level"];
/// Options that say how rows are read.
const READING_ROWS: &[&str] = &[
    "map",
    "delimiter",
    "array-delimiter",
    "quote",
    "type",
    "encoding",
    "merge",
    "ontology",
    "stubs",
    "texts",
    "threads",
    "timing",
];
/// Options that say how rows are written.
const WRITING_ROWS: &[&str] = &["names", "keep-going", "base", "prefixes"];
/// Options that say which IRIs rows have.
#[cfg(feature = "sparql")]
const NAMING_ROWS: &[&str] = &["base", "prefixes"];

/// Formats of dossiers which write plain edges only in place of claims, so that what is asserted matters only
/// with `--model edges`.
const EDGES_INSTEAD_OF_CLAIMS: &[&str] = &["dot", "jsonl"];
/// Formats of dossiers whose records of claims do not say what is asserted.
const CLAIMS_ALONE: &[&str] = &["jsonld", "mermaid", "nquads", "ntriples", "rdfxml", "trig", "turtle"];
/// Formats of rows in which an edge stands for its claim.
const STATUS_ON_EDGES: &[&str] = &["dot", "jsonl"];
/// Formats of rows that write names as they are.
const WITHOUT_DATABASE_NAMES: &[&str] =
    &["dot", "jsonl", "jsonld", "nquads", "ntriples", "rdfxml", "trig", "turtle"];
/// Formats of rows that write no IRIs but those that the rows have.
const WITHOUT_IRIS: &[&str] = &["dot", "jsonl", "mermaid"];
/// Formats of rows that can be RDF 1.2.
const RDF_1_2_OF_ROWS: &[&str] = &["nquads", "ntriples", "rdfxml", "trig", "turtle"];
/// Formats of rows in which nothing is asserted: each edge keeps its status.
const STATUS_ALONE: &[&str] = &["jsonl"];

/// The options that the user gave to a command, by their long names; what has its default value was not given.
pub(super) struct Given(Vec<String>);

impl Given {
    /// The options of the subcommand of a program.
    pub(super) fn of(program: &clap::Command, matches: &ArgMatches) -> Given {
        let Some((name, matches)) = matches.subcommand() else { return Given(Vec::new()) };
        let arguments = program.find_subcommand(name).into_iter().flat_map(clap::Command::get_arguments);
        let given = arguments.filter(|argument| {
            let id = argument.get_id().as_str();
            let is_known = matches.try_contains_id(id).is_ok();
            is_known && matches.value_source(id) == Some(ValueSource::CommandLine)
        });
        Given(given.filter_map(|argument| argument.get_long()).map(str::to_owned).collect())
    }

    fn has(&self, option: &str) -> bool {
        self.0.iter().any(|given| given == option)
    }

    /// Fails where one of some options was given, unless they are honoured.
    fn refuse(
        &self,
        options: &[&str],
        is_honoured: bool,
        why: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let given: Vec<String> =
            options.iter().filter(|option| self.has(option)).map(|option| format!("--{option}")).collect();
        if is_honoured || given.is_empty() {
            return Ok(());
        }
        Err(Failure::Usage(format!("{}: {}", given.join(", "), why())))
    }

    fn refuse_depth_alone(&self) -> Result<(), Failure> {
        self.refuse(&["depth"], self.has("focus"), || {
            "this sets how far to go from the node of --focus; add --focus ID, or leave it out".to_owned()
        })
    }

    fn refuse_rows_options(&self, kind: Kind) -> Result<(), Failure> {
        let is_rows = kind == Kind::Rows;
        self.refuse(READING_ROWS, is_rows, || {
            "this applies only to rows, and the input is a dossier; leave it out".to_owned()
        })?;
        self.refuse(WRITING_ROWS, is_rows, || {
            "this applies only to rows, and the input is a dossier; leave it out".to_owned()
        })
    }
}

/// Refuses what commands do not honour that read no graph.
pub(super) fn without_graph(given: &Given) -> Result<(), Failure> {
    given.refuse(&["memory"], false, || {
        "this command reads no graph and needs little memory; leave it out".to_owned()
    })
}

/// Refuses what `dossier check` does not honour; `as_text` where findings are written for people, `texts_are_folder` where
/// `--texts` names a folder.
pub(super) fn check(given: &Given, kind: Kind, as_text: bool, texts_are_folder: bool) -> Result<(), Failure> {
    given.refuse_rows_options(kind)?;
    given.refuse(&["coverage"], kind == Kind::Dossier, || {
        "coverage is measured only for dossiers, and the input is rows; leave it out".to_owned()
    })?;
    given.refuse(&["fix", "diff"], kind == Kind::Dossier, || {
        "findings in rows have no automatic fixes; correct the rows by hand, and leave it out".to_owned()
    })?;
    given.refuse(&["coverage"], as_text, || {
        "coverage is printed only as text; leave out --format or --coverage".to_owned()
    })?;
    allow_path(given, kind, texts_are_folder)
}

fn allow_path(given: &Given, kind: Kind, texts_are_folder: bool) -> Result<(), Failure> {
    given.refuse(&["allow-path"], kind == Kind::Dossier || texts_are_folder, || {
        "rows refer to no other files, so this only matters with --texts FOLDER, for links that lead out of that folder; leave it out"
            .to_owned()
    })
}

/// Refuses what `dossier export` does not honour for dossiers. An option is honoured where one of the formats heeds it.
pub(super) fn export_dossiers(
    given: &Given,
    formats: &[&dyn Exporter],
    model: Model,
    nested: bool,
) -> Result<(), Failure> {
    given.refuse_rows_options(Kind::Dossier)?;
    given.refuse_depth_alone()?;
    let names = |heeds: &dyn Fn(&dyn Exporter) -> bool| {
        let names = EXPORTERS.iter().filter(|exporter| heeds(**exporter)).map(|exporter| exporter.name());
        names.collect::<Vec<_>>().join(", ")
    };
    let any = |heeds: &dyn Fn(&dyn Exporter) -> bool| formats.iter().any(|exporter| heeds(*exporter));
    given.refuse(&["profile"], any(&|exporter| exporter.has_profiles()), || {
        format!(
            "only {} has profiles; add it to --to, or leave this out",
            names(&|exporter| exporter.has_profiles())
        )
    })?;
    given.refuse(&["profile"], !(nested && model == Model::Edges), || {
        "`nested` nests claims in nodes, and --model edges writes no claims; choose another profile or model".to_owned()
    })?;
    given.refuse(&["rdf"], any(&|exporter| exporter.has_rdf_versions()), || {
        let names = names(&|exporter| exporter.has_rdf_versions());
        format!("none of the chosen formats is RDF; choose one of {names}, or leave it out")
    })?;
    given.refuse(&["rdf"], model != Model::Edges, || {
        "the RDF versions differ only in how claims are written, and --model edges writes none; leave one of them out"
            .to_owned()
    })?;
    given.refuse(&["graphar"], any(&|exporter| exporter.has_graphar()), || {
        "GraphAr is written beside the tables of parquet; add parquet to --to".to_owned()
    })?;
    let heeds_assertions = |exporter: &dyn Exporter| match model {
        Model::Edges => true,
        Model::Both => !EDGES_INSTEAD_OF_CLAIMS.contains(&exporter.name()),
        Model::Claims => {
            !EDGES_INSTEAD_OF_CLAIMS.contains(&exporter.name()) && !CLAIMS_ALONE.contains(&exporter.name())
        }
    };
    given.refuse(ASSERTED, any(&heeds_assertions), || no_plain_edges("the chosen formats write"))
}

fn no_plain_edges(who: &str) -> String {
    format!(
        "this chooses which claims become plain edges, but {who} no plain edges beside claims; use --model edges, or leave it out"
    )
}

/// Refuses what dossiers alone have: issues, and speakers who are trusted.
fn without_issues(given: &Given) -> Result<(), Failure> {
    no_issues(given, Kind::Rows)?;
    given.refuse(&["trust"], false, || {
        "trusting single speakers is not supported for rows yet; choose what is asserted with --assert STATUS"
            .to_owned()
    })
}

/// Refuses what `dossier export` does not honour for rows.
pub(super) fn export_rows(
    given: &Given,
    formats: &[&str],
    model: Model,
    texts_are_folder: bool,
) -> Result<(), Failure> {
    given.refuse_depth_alone()?;
    without_issues(given)?;
    given.refuse(&["profile"], false, || {
        "this applies only to dossiers, and the input is rows; leave it out".to_owned()
    })?;
    given.refuse(&["graphar"], formats.contains(&"parquet"), || {
        "GraphAr is written beside the tables of parquet; add parquet to --to".to_owned()
    })?;
    allow_path(given, Kind::Rows, texts_are_folder)?;
    let any = |names: &[&str]| formats.iter().any(|format| names.contains(format));
    let any_but = |names: &[&str]| formats.iter().any(|format| !names.contains(format));
    given.refuse(&["model"], any_but(STATUS_ON_EDGES), || {
        "these formats write every edge of rows with its status; choose another format, or leave it out"
            .to_owned()
    })?;
    given.refuse(&["names"], any_but(WITHOUT_DATABASE_NAMES), || {
        "these formats write names as they are; choose a format of property graphs, or leave it out"
            .to_owned()
    })?;
    given.refuse(&["base", "prefixes"], any_but(WITHOUT_IRIS), || {
        "these formats write ids and names as they are; choose another format, or leave it out".to_owned()
    })?;
    given.refuse(&["rdf"], any(RDF_1_2_OF_ROWS), || {
        format!(
            "none of the chosen formats has RDF versions; for rows, choose one of {}, or leave it out",
            RDF_1_2_OF_ROWS.join(", ")
        )
    })?;
    given.refuse(&["rdf"], model != Model::Edges, || {
        "the RDF versions differ only in how claims are written, and --model edges writes none; leave one of them out"
            .to_owned()
    })?;
    let heeds_assertions = |format: &&str| match model {
        Model::Claims => !STATUS_ALONE.contains(format) && !CLAIMS_ALONE.contains(format),
        Model::Edges | Model::Both => !STATUS_ALONE.contains(format),
    };
    given.refuse(&["assert"], formats.iter().any(heeds_assertions), || {
        "this chooses which claims become plain edges, but here every edge is written with its status; leave it out".to_owned()
    })
}

/// What `dossier draw` makes.
pub(super) struct Drawn {
    /// Whether every node and claim is drawn, rather than a briefing or a timeline.
    pub(super) is_plain: bool,
    pub(super) is_overview: bool,
    /// Whether Graphviz may lay the picture out.
    pub(super) by_graphviz: bool,
    pub(super) is_dot: bool,
    pub(super) is_png: bool,
    pub(super) to_stdout: bool,
    pub(super) model: Model,
}

/// Refuses what `dossier draw` does not honour.
pub(super) fn draw(given: &Given, drawn: &Drawn) -> Result<(), Failure> {
    given.refuse_depth_alone()?;
    given.refuse(&["watch"], !drawn.to_stdout, || {
        "standard output cannot be redrawn; name a file with -o FILE".to_owned()
    })?;
    given.refuse(&["dpi"], drawn.is_png, || {
        "this applies only to PNG; write one with -o FILE.png, or leave it out".to_owned()
    })?;
    given.refuse(&["theme"], !(drawn.is_dot && (drawn.is_plain || drawn.is_overview)), || {
        "the DOT of a plain picture has no theme; draw an .svg, .png, .pdf or .html, or leave it out"
            .to_owned()
    })?;
    given.refuse(&["engine"], !drawn.is_dot, || {
        "a DOT file has no layout yet; choose the engine when you run Graphviz, as in dot -K ENGINE, or leave it out"
            .to_owned()
    })?;
    given.refuse(&["time-limit"], drawn.by_graphviz && !drawn.is_dot, || {
        "this limits Graphviz, which is not used for this picture; choose --picture plain or an --engine of Graphviz, \
         or leave it out"
            .to_owned()
    })?;
    given.refuse(ASSERTING, drawn.is_plain, || {
        "this picture shows every claim with its status, whatever is asserted; choose --picture plain, or leave it out".to_owned()
    })?;
    given.refuse(&["weight"], drawn.is_plain, || {
        "only the arrows of --picture plain have widths of their own; choose it, or leave this out".to_owned()
    })?;
    given.refuse(&["most"], drawn.is_plain || drawn.is_overview, || {
        "the core is drawn with --picture plain; choose it, or leave this out".to_owned()
    })?;
    given.refuse(ASSERTED, drawn.model == Model::Edges, || no_plain_edges("a picture shows"))
}

/// Refuses what concerns the other kind of input in `dossier draw`, `view` and `show`.
pub(super) fn draw_rows(given: &Given, kind: Kind, texts_are_folder: bool) -> Result<(), Failure> {
    given.refuse_rows_options(kind)?;
    no_issues(given, kind)?;
    allow_path(given, kind, texts_are_folder)
}

fn no_issues(given: &Given, kind: Kind) -> Result<(), Failure> {
    given.refuse(&["issue"], kind == Kind::Dossier, || {
        "rows have no positions on issues; select a part with --focus or --between, or leave it out"
            .to_owned()
    })
}

/// Refuses what `dossier view` does not honour.
pub(super) fn view(given: &Given, kind: Kind, texts_are_folder: bool) -> Result<(), Failure> {
    given.refuse_depth_alone()?;
    draw_rows(given, kind, texts_are_folder)
}

/// Into what `dossier load` loads.
pub(super) struct Loaded {
    pub(super) is_folder: bool,
    /// Whether it keeps RDF rather than a property graph.
    pub(super) is_rdf: bool,
    /// Whether anything may go unencrypted to another machine.
    pub(super) is_open: bool,
    pub(super) dry_run: bool,
    pub(super) model: Model,
}

/// Refuses what `dossier load` does not honour.
pub(super) fn load(
    given: &Given,
    kind: Kind,
    loaded: &Loaded,
    texts_are_folder: bool,
) -> Result<(), Failure> {
    given.refuse_depth_alone()?;
    given.refuse_rows_options(kind)?;
    allow_path(given, kind, texts_are_folder)?;
    if kind == Kind::Rows {
        without_issues(given)?;
    }
    given.refuse(&["names"], !loaded.is_rdf, || {
        "RDF names types, relations and properties by their IRIs; load into a property graph, or leave it out".to_owned()
    })?;
    given.refuse(&["batch", "profile", "max-answer", "insecure"], !loaded.is_folder, || {
        "this applies only to servers, and the target is a folder; leave it out, or give the address of a server".to_owned()
    })?;
    given.refuse(&["insecure"], loaded.is_open, || {
        "this connection is encrypted or stays on this machine, so there is nothing to allow; leave it out".to_owned()
    })?;
    given.refuse(&["resume"], !loaded.dry_run, || {
        "--dry-run loads nothing, so there is nothing to resume; leave one of them out".to_owned()
    })?;
    given.refuse(&["timeout"], !(loaded.is_folder && loaded.dry_run), || {
        "--dry-run never waits for a folder; leave one of them out".to_owned()
    })?;
    given.refuse(ASSERTED, !(loaded.is_rdf && loaded.model == Model::Claims), no_triples)
}

fn no_triples() -> String {
    "this chooses which claims become plain triples, and --model claims writes none; leave one of them out"
        .to_owned()
}

/// What `dossier query` asks.
#[cfg(feature = "sparql")]
pub(super) enum Asked {
    /// Nothing: it lists the queries that it knows.
    List,
    /// A folder that was loaded.
    Folder,
    /// A graph read from dossiers.
    Dossiers(Model),
    /// Rows; and whether `--texts` names a folder.
    Rows { model: Model, texts_are_folder: bool },
}

/// Refuses what `dossier query` does not honour.
#[cfg(feature = "sparql")]
pub(super) fn query(given: &Given, asked: &Asked) -> Result<(), Failure> {
    const ASKING: &[&str] = &["format", "out", "time-limit", "max-rows"];
    given.refuse(ASKING, !matches!(asked, Asked::List), || {
        "--list runs no query; leave one of them out".to_owned()
    })?;
    let model = match asked {
        Asked::List | Asked::Folder => {
            let options =
                [SELECTING, ASSERTING, &["allow-path"], FINDINGS, READING_ROWS, NAMING_ROWS, &["from"]];
            given.refuse(&options.concat(), false, || match asked {
                Asked::List => "--list reads no graph; leave one of them out".to_owned(),
                _ => "a folder written by `dossier load` is queried as is; name what was loaded instead, or leave it out"
                    .to_owned(),
            })?;
            return Ok(());
        }
        Asked::Dossiers(model) => {
            given.refuse_rows_options(Kind::Dossier)?;
            model
        }
        Asked::Rows { model, texts_are_folder } => {
            without_issues(given)?;
            allow_path(given, Kind::Rows, *texts_are_folder)?;
            model
        }
    };
    given.refuse_depth_alone()?;
    given.refuse(ASSERTED, *model != Model::Claims, no_triples)
}
