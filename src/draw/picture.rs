//! Which picture of a graph is drawn, and by what.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::graphviz::{self, GraphvizError};
use super::scene::Scene;
use super::theme::{graphviz_look_rules, graphviz_style_sheet, look_rules};
use super::{briefing, network, svg, timeline};
use crate::check::Checked;
use crate::export::{ExportOptions, Theme, exporter, write_briefing, write_network, write_timeline};
use crate::graph::{Claim, KnowledgeGraph, Node, NodeKey, Term};
use crate::ontology::TypeRole;
use crate::text::counted;
use crate::text::with_methods;
use crate::view::{Briefing, Fit, Network, NetworkKind, Timeline, choose, words};

/// Which picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Picture {
    /// That which fits the graph; see [`choose`](crate::view::choose).
    #[default]
    Fitting,
    /// The story on one page, with sides and what is on the table between them.
    Briefing,
    /// Cards in layers with arrows between them: owners above what they own, parents above children, wholes above parts.
    Network,
    /// A thesis above what supports and attacks it.
    Argument,
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
    /// The picture that fits the graph, in light colours; Graphviz may take a minute.
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recolours {
    /// By the classes of the program's own pictures; with more rules for the looks of relations on a dark screen.
    Own(String),
    /// By the classes of a whole graph that Graphviz drew; with more rules, too.
    Graphviz(String),
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

/// What a picture is of: what is composed, or the whole graph.
enum Composed {
    Timeline(Timeline),
    Network(Network),
    Briefing(Briefing),
    Whole,
}

/// Composes the picture that is wanted.
fn composed(graph: &KnowledgeGraph, picture: Picture) -> Result<Composed, DrawError> {
    let network = |kind| Network::new(graph, kind).map_or(Composed::Whole, Composed::Network);
    Ok(match picture.for_graph(graph) {
        Picture::Timeline => Composed::Timeline(Timeline::new(graph).ok_or(DrawError::NothingDated)?),
        Picture::Network => network(NetworkKind::Hierarchy),
        Picture::Argument => network(NetworkKind::Argument),
        Picture::Briefing => Briefing::new(graph).map_or(Composed::Whole, Composed::Briefing),
        Picture::Plain | Picture::Overview | Picture::Fitting => Composed::Whole,
    })
}

impl Picture {
    /// The picture itself, or that which fits a graph.
    pub fn for_graph(self, graph: &KnowledgeGraph) -> Picture {
        match self {
            Picture::Fitting => Picture::from(choose(graph).fit),
            picture => picture,
        }
    }
}

impl From<Fit> for Picture {
    fn from(fit: Fit) -> Picture {
        match fit {
            Fit::Argument => Picture::Argument,
            Fit::Briefing => Picture::Briefing,
            Fit::Timeline => Picture::Timeline,
            Fit::Network => Picture::Network,
        }
    }
}

/// The DOT of a picture. A briefing without sides and a network without nodes are pictures of the whole graph.
///
/// # Errors
/// [`DrawError::NothingDated`].
pub fn dot(checked: &Checked, options: &DrawOptions) -> Result<String, DrawError> {
    let (graph, theme) = (checked.graph(), options.theme);
    let mut bytes = Vec::new();
    // Writing into memory cannot fail.
    let _ = match composed(graph, options.picture)? {
        Composed::Timeline(timeline) => write_timeline(graph, &timeline, note(options), theme, &mut bytes),
        Composed::Network(network) => write_network(graph, &network, note(options), theme, &mut bytes),
        Composed::Briefing(briefing) => write_briefing(graph, &briefing, note(options), theme, &mut bytes),
        Composed::Whole => {
            if let Some(dot) = exporter("dot") {
                let _ = dot.export(checked.into(), &options.export, &mut bytes);
            }
            Ok(())
        }
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The SVG of a picture.
///
/// # Errors
/// [`DrawError`] if Graphviz fails, or if a timeline is requested and nothing has a date with a year.
pub fn draw(checked: &Checked, options: &DrawOptions) -> Result<Drawing, DrawError> {
    let graph = checked.graph();
    let composed = composed(graph, options.picture)?;
    let mut notices = Vec::new();
    match &composed {
        Composed::Timeline(timeline) => {
            return Ok(own(&timeline::scene(graph, timeline, note(options)), options, notices));
        }
        Composed::Briefing(briefing) => notices.extend(other_pages(graph, briefing)),
        Composed::Network(network) if network.left_out > 0 => {
            let left = counted(network.left_out, "node does not fit", "nodes do not fit");
            notices.push(format!(
                "{left} on this page; select a part with --focus, --only or --most, or see them all with --picture plain"
            ));
        }
        Composed::Network(_) => {}
        Composed::Whole => notices.extend(instead(options.picture)),
    }
    let is_whole = matches!(composed, Composed::Whole);
    let graphviz_engine = match &options.engine {
        Engine::Graphviz(engine) => Some(engine.as_str()),
        Engine::Auto if is_whole && options.picture != Picture::Overview => graphviz::find().map(|_| ""),
        Engine::Own | Engine::Auto => None,
    };
    let most = if graphviz_engine.is_some() { MOST_BY_GRAPHVIZ } else { MOST_BY_OWN };
    let reduced = if is_whole { most_connected(checked, most) } else { None };
    let checked = reduced.as_ref().unwrap_or(checked);
    if reduced.is_some() {
        let some = checked.graph().nodes().filter(|node| !node.is_aside()).count();
        let all = graph.nodes().len();
        notices.push(format!(
            "only the {some} most connected of {all} nodes are drawn; select a part with --focus, --only or --issue"
        ));
    }
    if let Some(engine) = graphviz_engine {
        // The DOT of a picture that is composed has the colours of its theme.
        let (theme, recolours) = match is_whole {
            false => (Theme::Light, Recolours::Never),
            true => {
                let looks = graphviz_look_rules(checked.graph().ontology(), Theme::Dark);
                (options.theme, Recolours::Graphviz(looks))
            }
        };
        let (svg, engine, notices) = by_graphviz(checked, options, engine, theme, notices)?;
        return Ok(Drawing { recolours, svg, engine, notices });
    }
    let scene = match &composed {
        Composed::Briefing(briefing) => briefing::scene(graph, briefing, note(options)),
        Composed::Network(network) => network::scene(graph, network, note(options)),
        Composed::Whole | Composed::Timeline(_) => super::layered::scene(checked.graph(), &options.export),
    };
    Ok(own(&scene, options, notices))
}

/// Why the whole graph is drawn in place of another picture.
fn instead(picture: Picture) -> Option<String> {
    match picture {
        Picture::Briefing => {
            Some("the whole graph is drawn instead of a briefing, because no node is on any side".to_owned())
        }
        _ => None,
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
        recolours: Recolours::Own(look_rules(&scene.looks, Theme::Dark)),
        svg: svg(scene, options.theme),
        engine: "the built-in layout".to_owned(),
        notices,
    }
}

fn note(options: &DrawOptions) -> Option<&str> {
    options.export.note.as_deref()
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
    let style = graphviz_style_sheet(theme) + &graphviz_look_rules(graph.ontology(), theme);
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
