//! Which picture of a graph is drawn, and by what.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::graphviz::{self, GraphvizError};
use super::scene::Scene;
use super::{briefing, svg, timeline};
use crate::check::Checked;
use crate::export::{ExportOptions, Theme, exporter, write_briefing, write_timeline};
use crate::graph::{Claim, KnowledgeGraph, Node, NodeKey, Term};
use crate::ontology::TypeRole;
use crate::text::counted;
use crate::text::with_methods;
use crate::view::{Briefing, Timeline, words};

/// Which picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Picture {
    /// The story on one page.
    #[default]
    Briefing,
    /// The whole graph.
    Plain,
    /// What has a date, in the order of time; always by the program's own layout.
    Timeline,
    /// A graph that [`Overview`](crate::view::Overview) made; by the program's own layout where no other is chosen.
    Overview,
}

/// What lays a picture out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// The program's own layout for briefings; for plain pictures Graphviz where it is installed.
    #[default]
    Auto,
    /// The program's own layouts.
    Own,
    /// An engine of Graphviz, such as `dot`.
    Graphviz(String),
}

/// Of more nodes Graphviz draws the most connected: `sfdp` takes about ten seconds for this many (measured with 2.43).
pub const MOST_BY_GRAPHVIZ: usize = 3_000;
/// The built-in layered layout is unreadable beyond this many nodes.
const MOST_BY_OWN: usize = 300;

/// The engines of Graphviz that can be selected.
pub const GRAPHVIZ_ENGINES: &[&str] = &["dot", "neato", "fdp", "sfdp", "circo", "twopi"];

/// What a user chooses for a picture.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DrawOptions {
    /// Which picture.
    pub picture: Picture,
    /// The colours.
    pub theme: Theme,
    /// What lays it out.
    pub engine: Engine,
    /// How long Graphviz may take.
    pub time_limit: Duration,
    /// What is asserted, and the note under the title.
    pub export: ExportOptions,
}

with_methods! {
    impl DrawOptions {
        with_picture: picture: Picture,
        with_theme: theme: Theme,
        with_engine: engine: Engine,
        with_time_limit: time_limit: Duration,
        with_export: export: ExportOptions,
    }
}

impl Default for DrawOptions {
    /// The briefing where the graph has one, in light colours; Graphviz may take a minute.
    fn default() -> DrawOptions {
        DrawOptions {
            picture: Picture::default(),
            theme: Theme::default(),
            engine: Engine::default(),
            time_limit: Duration::from_secs(60),
            export: ExportOptions::default(),
        }
    }
}

/// How a picture can be given other colours by rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recolours {
    /// By the classes of the program's own pictures.
    Own,
    /// By the classes of a whole graph that Graphviz drew.
    Graphviz,
    /// Not at all: its colours are attributes.
    Never,
}

/// A picture as SVG.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Drawing {
    /// How it can be given other colours.
    pub recolours: Recolours,
    /// The SVG.
    pub svg: String,
    /// What laid it out, in words.
    pub engine: String,
    /// What the reader should know: what is not shown, what Graphviz said.
    pub notices: Vec<String>,
}

/// Why there is no picture.
#[derive(Debug)]
#[non_exhaustive]
pub enum DrawError {
    /// Graphviz did not draw it; the DOT that it was given.
    Graphviz(GraphvizError, String),
    /// There is no timeline if no node has a date with a year.
    NothingDated,
}

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DrawError::Graphviz(error, _) => write!(f, "{error}"),
            DrawError::NothingDated => f.write_str("no node has a date with a year"),
        }
    }
}

impl std::error::Error for DrawError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DrawError::Graphviz(error, _) => Some(error),
            _ => None,
        }
    }
}

/// The DOT of a picture: of the briefing if it is requested and the graph has one, of the timeline if that is
/// requested, else of the whole graph.
///
/// # Errors
/// [`DrawError::NothingDated`].
pub fn dot(checked: &Checked, options: &DrawOptions) -> Result<String, DrawError> {
    let mut bytes = Vec::new();
    if options.picture == Picture::Timeline {
        let timeline = Timeline::new(checked.graph()).ok_or(DrawError::NothingDated)?;
        // Writing into memory cannot fail.
        let _ = write_timeline(checked.graph(), &timeline, note(options), options.theme, &mut bytes);
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    match (briefing_of(checked, options), exporter("dot")) {
        (Some(briefing), _) => {
            let _ = write_briefing(checked.graph(), &briefing, note(options), options.theme, &mut bytes);
        }
        (None, Some(dot)) => {
            let _ = dot.export(checked.into(), &options.export, &mut bytes);
        }
        (None, None) => {}
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The SVG of a picture.
///
/// # Errors
/// [`DrawError`] if Graphviz fails, or if a timeline is requested and nothing has a date with a year.
pub fn draw(checked: &Checked, options: &DrawOptions) -> Result<Drawing, DrawError> {
    let graph = checked.graph();
    if options.picture == Picture::Timeline {
        let composed = Timeline::new(graph).ok_or(DrawError::NothingDated)?;
        return Ok(own(&timeline::scene(graph, &composed, note(options)), options, Vec::new()));
    }
    let briefing = briefing_of(checked, options);
    let mut notices = Vec::new();
    if options.picture == Picture::Briefing && briefing.is_none() {
        notices.push(
            "the whole graph is drawn instead of a briefing, because no node is on any side".to_owned(),
        );
    }
    notices.extend(briefing.as_ref().and_then(|briefing| other_pages(graph, briefing)));
    let graphviz_engine = match (&options.engine, &briefing) {
        (Engine::Graphviz(engine), _) => Some(engine.as_str()),
        (Engine::Own, _) | (Engine::Auto, Some(_)) => None,
        (Engine::Auto, None) if options.picture == Picture::Overview => None,
        (Engine::Auto, None) => graphviz::find().map(|_| ""),
    };
    let most = if graphviz_engine.is_some() { MOST_BY_GRAPHVIZ } else { MOST_BY_OWN };
    let reduced = if briefing.is_none() { most_connected(checked, most) } else { None };
    let checked = reduced.as_ref().unwrap_or(checked);
    if reduced.is_some() {
        let some = checked.graph().nodes().filter(|node| !node.is_aside()).count();
        let all = graph.nodes().len();
        notices.push(format!(
            "only the {some} most connected of {all} nodes are drawn; select a part with --focus, --only or --issue"
        ));
    }
    match (graphviz_engine, briefing) {
        (Some(engine), briefing) => {
            // The DOT of a briefing has the colours of its theme.
            let (theme, recolours) = match briefing {
                Some(_) => (Theme::Light, Recolours::Never),
                None => (options.theme, Recolours::Graphviz),
            };
            let (svg, engine, notices) = by_graphviz(checked, options, engine, theme, notices)?;
            Ok(Drawing { recolours, svg, engine, notices })
        }
        (None, Some(briefing)) => {
            let scene = briefing::scene(graph, &briefing, note(options));
            Ok(own(&scene, options, notices))
        }
        (None, None) => {
            let scene = super::layered::scene(checked.graph(), &options.export);
            Ok(own(&scene, options, notices))
        }
    }
}

/// What to do where a briefing has no room for all: one page for each disagreement. Of many the best connected are named.
fn other_pages(graph: &KnowledgeGraph, briefing: &Briefing) -> Option<String> {
    const MOST: usize = 5;
    if briefing.left_out == 0 {
        return None;
    }
    let mut issues: Vec<Node<'_>> =
        graph.nodes().filter(|node| node.node_type().roles.contains(&TypeRole::Issue)).collect();
    issues.sort_by_key(|node| (usize::MAX - node.claims_about().count(), node.key()));
    let more = issues.len().saturating_sub(MOST);
    let mut ids: Vec<String> = issues.into_iter().take(MOST).map(|node| node.id().to_owned()).collect();
    ids.extend((more > 0).then(|| format!("and {more} more")));
    let left =
        counted(briefing.left_out, "arrow does not fit on this page", "arrows do not fit on this page");
    Some(if ids.is_empty() {
        format!("{left}; select a part with --focus, --only or --by")
    } else {
        format!("{left}; draw one page for each disagreement with --issue: {}", ids.join(", "))
    })
}

/// The part of a graph with its most connected nodes; `None` where the graph has no more than `most`.
pub(crate) fn most_connected(checked: &Checked, most: usize) -> Option<Checked> {
    let graph = checked.graph();
    let mut nodes: Vec<(usize, NodeKey)> =
        graph.nodes().map(|node| (node.claims().count() + node.claims_about().count(), node.key())).collect();
    if nodes.len() <= most {
        return None;
    }
    nodes.sort_by_key(|(degree, key)| (usize::MAX - degree, *key));
    let kept: BTreeSet<NodeKey> = nodes.into_iter().take(most).map(|(_, key)| key).collect();
    let inside = |term: Term| matches!(term, Term::Node(key) if kept.contains(&key));
    let claims = graph.claims().filter(|claim| inside(claim.subject()) && claim.object().is_none_or(inside));
    Some(checked.part(&kept, &claims.map(Claim::key).collect()))
}

fn own(scene: &Scene, options: &DrawOptions, notices: Vec<String>) -> Drawing {
    Drawing {
        recolours: Recolours::Own,
        svg: svg(scene, options.theme),
        engine: "the built-in layout".to_owned(),
        notices,
    }
}

fn note(options: &DrawOptions) -> Option<&str> {
    options.export.note.as_deref()
}

fn briefing_of(checked: &Checked, options: &DrawOptions) -> Option<Briefing> {
    match options.picture {
        Picture::Briefing => Briefing::new(checked.graph()),
        Picture::Plain | Picture::Timeline | Picture::Overview => None,
    }
}

fn by_graphviz(
    checked: &Checked,
    options: &DrawOptions,
    engine: &str,
    theme: Theme,
    mut notices: Vec<String>,
) -> Result<(String, String, Vec<String>), DrawError> {
    let written = dot(checked, options)?;
    // Large graphs name their engine themselves, in the first statement of the file; a user's choice goes before.
    let (named, written) = if engine.is_empty() {
        (engine_of(&written), written)
    } else {
        (engine, written.replacen(LAYOUT_OF_LARGE, &format!("\n    layout={engine},"), 1))
    };
    let (drawn, said) = graphviz::run(named, &written, options.time_limit)
        .map_err(|error| DrawError::Graphviz(error, written))?;
    if !said.trim().is_empty() {
        notices.push(format!("Graphviz: {}", said.trim()));
    }
    let graph = checked.graph();
    let style = super::theme::graphviz_style_sheet(theme);
    let title = graph.dossiers().next().and_then(|dossier| dossier.title());
    let title = title.map_or_else(|| graph.name(), |title| title.text.clone());
    let svg = graphviz::decorate(&drawn, &title, &description(graph), &style);
    Ok((svg, format!("Graphviz {named}"), notices))
}

/// The line with which the DOT of a large graph chooses its engine. No label has it: their line ends are escaped.
const LAYOUT_OF_LARGE: &str = "\n    layout=sfdp,";

/// The engine that a DOT text requests.
fn engine_of(written: &str) -> &'static str {
    if written.contains(LAYOUT_OF_LARGE) { "sfdp" } else { "dot" }
}

/// What is in a picture, for those who cannot see it; of many claims the first ones.
fn description(graph: &KnowledgeGraph) -> String {
    const MOST: usize = 100;
    let mut sentences: Vec<String> = graph.claims().take(MOST).map(words::sentence_and_status).collect();
    if graph.claims().len() > MOST {
        sentences.push(format!("and {} more claims", graph.claims().len() - MOST));
    }
    sentences.join("; ")
}
