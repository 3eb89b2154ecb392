//! DOT as Graphviz reads it (“The DOT Language”, graphviz.org/doc/info/lang.html; measured with Graphviz 2.43).
//!
//! | of DOT | becomes |
//! |---|---|
//! | the name of a node | its id, verbatim: `\\` stays two backslashes, as in Graphviz |
//! | the label of a node | the property `name`, or `label` if there is an attribute `name`; of a record or an HTML-like label the name is the plain text, and `label` the markup |
//! | the attribute `type` | the type of a node, the relation of an edge |
//! | the label of an edge, or else its `xlabel` | its relation, if it has no `type` |
//! | the attributes `id` and `status` of an edge | its id, and its status if it is one; as dossier draws it, the class `claim STATUS` says it, too |
//! | a cluster, any other named subgraph | the property `cluster` (its label, or else its name) or `subgraph` of its nodes; a list, from the outermost in |
//! | ports | the properties `tailport` and `headport` |
//! | `--`, or `->` with `dir=none` | an edge without direction |
//! | any other attribute | a property: a number if it is written as one without quotes |
//!
//! A layout that Graphviz stored (`pos`, `bb`, `_draw_` …), edges that are invisible (`style=invis`) because they only arrange
//! nodes, and settings of the drawing as a whole are left out, which the line on how the file is read says.
//!
//! The crates for DOT (`dot-parser`, `graphviz-rust`) are not used: their grammars recurse as deep as a file does, they keep the
//! whole tree, and they leave the scopes of defaults to the caller.

mod graph;
mod labels;
mod tokens;
mod write;

use std::io::Read;

use self::graph::{Attributes, End, Graph, NodeId, Of, ScopeId, TooMuch};
use self::tokens::{Atom, Charset, Form, TextId, Token, Tokens};
use self::write::Writer;
use super::sink::{Ended, Sink};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::RowBuilder;
use crate::read::limits::{DEEPEST_DOT, MOST_EXPANDED_DOT, Refusal};

/// The format.
pub(super) struct Dot;

impl super::reader::Sealed for Dot {}

impl RowReader for Dot {
    fn name(&self) -> &'static str {
        "dot"
    }

    fn title(&self) -> &'static str {
        "DOT"
    }

    fn about(&self) -> &'static str {
        "DOT, the language of Graphviz"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".dot", ".gv"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::certain_if(begins_graph(head))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let sink = Sink::new(&file.0, self.title().to_owned(), rows, run);
        let is_decoded = file.0.encoding().is_some();
        let mut tokens = Tokens::new(file.0.into_bytes());
        tokens.is_decoded = is_decoded;
        let mut parser = Parser::new(tokens, Writer::new(sink));
        let mut ended = parser.graphs();
        if !matches!(ended, Err(Ended::Stopped(_))) {
            // What was read of a graph that breaks off.
            ended = parser.finish_graph().and(ended);
        }
        let understood = parser.understood();
        let Parser { tokens, writer: Writer { mut sink, .. }, .. } = parser;
        sink.understood(&understood);
        sink.finish(ended, tokens.bytes.line())
    }
}

/// Whether a file begins with a graph up to its brace. `GRAPH <iri> {` is TriG.
fn begins_graph(head: &[u8]) -> bool {
    let mut tokens = Tokens::new(head);
    tokens.charset = Charset::Latin1;
    let mut next = || tokens.next().ok();
    let mut token = next();
    if token == Some(Token::Strict) {
        token = next();
    }
    if !matches!(token, Some(Token::Graph | Token::Digraph)) {
        return false;
    }
    token = next();
    if let Some(Token::Atom(Atom { form, .. })) = token {
        if form == Form::Html {
            return false;
        }
        token = next();
    }
    token == Some(Token::Mark(b'{'))
}

/// The attributes of graphs, subgraphs and clusters that only say how they are drawn (graphviz.org/docs/attrs).
const SETTINGS: &[&str] = &[
    "Damping",
    "K",
    "_background",
    "area",
    "bb",
    "beautify",
    "bgcolor",
    "center",
    "charset",
    "cluster",
    "clusterrank",
    "color",
    "colorscheme",
    "compound",
    "concentrate",
    "defaultdist",
    "dim",
    "dimen",
    "diredgeconstraints",
    "dpi",
    "epsilon",
    "esep",
    "fillcolor",
    "fontcolor",
    "fontname",
    "fontnames",
    "fontpath",
    "fontsize",
    "forcelabels",
    "gradientangle",
    "imagepath",
    "inputscale",
    "labeljust",
    "labelloc",
    "landscape",
    "layerlistsep",
    "layers",
    "layerselect",
    "layersep",
    "layout",
    "levels",
    "levelsgap",
    "lheight",
    "linelength",
    "lp",
    "lwidth",
    "margin",
    "maxiter",
    "mclimit",
    "mindist",
    "mode",
    "model",
    "newrank",
    "nodesep",
    "nojustify",
    "normalize",
    "notranslate",
    "nslimit",
    "nslimit1",
    "oneblock",
    "ordering",
    "orientation",
    "outputorder",
    "overlap",
    "overlap_scaling",
    "overlap_shrink",
    "pack",
    "packmode",
    "pad",
    "page",
    "pagedir",
    "pencolor",
    "penwidth",
    "peripheries",
    "quadtree",
    "quantum",
    "rank",
    "rankdir",
    "ranksep",
    "ratio",
    "remincross",
    "repulsiveforce",
    "resolution",
    "root",
    "rotate",
    "rotation",
    "scale",
    "searchsize",
    "sep",
    "showboxes",
    "size",
    "smoothing",
    "sortv",
    "splines",
    "start",
    "style",
    "stylesheet",
    "truecolor",
    "viewport",
    "voro_margin",
    "xdotversion",
    "_draw_",
    "_ldraw_",
];

/// The names that mean something here.
struct Words {
    label: TextId,
    cluster: TextId,
    key: TextId,
    ports: [TextId; 2],
}

struct Parser<'b, 'o, 'r, R> {
    tokens: Tokens<R>,
    writer: Writer<'b, 'o, 'r>,
    words: Words,
    graph: Graph,
    /// How many graphs were begun.
    graphs: usize,
    /// Attributes of graphs that were noted as ignored.
    ignored: Vec<TextId>,
}

/// A subgraph that is open, and the ends of edges before the statement that it is part of continues.
struct Frame {
    scope: ScopeId,
    ends: Vec<End>,
    /// The line on which the statement begins, from 0.
    line: u64,
}

impl<'b, 'o, 'r, R: Read> Parser<'b, 'o, 'r, R> {
    fn new(mut tokens: Tokens<R>, writer: Writer<'b, 'o, 'r>) -> Parser<'b, 'o, 'r, R> {
        let mut id = |text| tokens.texts.id(text);
        let words = Words {
            label: id("label"),
            cluster: id("cluster"),
            key: id("key"),
            ports: [id("tailport"), id("headport")],
        };
        let graph = Graph::new([false, true], None, words.ports, 0);
        Parser { tokens, writer, words, graph, graphs: 0, ignored: Vec::new() }
    }

    /// Reads all graphs of the file.
    fn graphs(&mut self) -> Result<(), Ended> {
        loop {
            let mut token = self.tokens.next()?;
            if token == Token::End && self.graphs > 0 {
                return Ok(());
            }
            let is_strict = token == Token::Strict;
            if is_strict {
                token = self.tokens.next()?;
            }
            let is_directed = match token {
                Token::Graph => false,
                Token::Digraph => true,
                token => return Err(self.tokens.unexpected(token, "`graph` or `digraph`")),
            };
            if self.graphs == 1 {
                let what = "the file has several graphs, which are read as one: nodes with the same name are the same";
                self.writer.sink.ignored(self.tokens.line, what.to_owned());
            }
            let name = match self.tokens.peek()? {
                Token::Atom(_) => Some(self.tokens.atom("the name of the graph")?.text),
                _ => None,
            };
            if !self.tokens.take(b'{')? {
                let token = self.tokens.next()?;
                return Err(self.tokens.unexpected(token, "`{`"));
            }
            self.graphs += 1;
            let expanded = self.graph.expanded();
            self.graph = Graph::new([is_strict, is_directed], name, self.words.ports, expanded);
            self.body()?;
            self.finish_graph()?;
        }
    }

    /// Writes what had to wait for the end of the graph.
    fn finish_graph(&mut self) -> Result<(), Ended> {
        let expanded = self.graph.expanded();
        let empty = Graph::new([false, true], None, self.words.ports, expanded);
        let mut graph = std::mem::replace(&mut self.graph, empty);
        let read = self.tokens.bytes.count();
        for edge in std::mem::take(&mut graph.held) {
            self.writer.edge(&self.tokens.texts, &graph, &edge, read)?;
        }
        self.writer.nodes(&self.tokens.texts, &graph, (self.words.label, self.words.cluster), read)
    }

    /// Reads the statements of a graph up to its closing brace. Open subgraphs are on a stack.
    fn body(&mut self) -> Result<(), Ended> {
        let mut open = vec![Frame { scope: 0, ends: Vec::new(), line: 0 }];
        while let Some(frame) = open.last_mut() {
            if !frame.ends.is_empty() {
                // A statement continues.
                match self.tokens.peek()? {
                    Token::Arrow | Token::Line => {
                        self.edge_operator()?;
                        self.end_of_edge(&mut open)?;
                    }
                    _ => {
                        let (scope, line) = (frame.scope, frame.line);
                        let ends = std::mem::take(&mut frame.ends);
                        self.statement(scope, line, &ends)?;
                    }
                }
                continue;
            }
            let scope = frame.scope;
            match self.tokens.peek()? {
                Token::Mark(b';') => {
                    self.tokens.next()?;
                }
                Token::Mark(b'}') => {
                    self.tokens.next()?;
                    open.pop();
                    if let Some(outer) = open.last_mut() {
                        outer.ends.push(End::Scope(scope));
                    }
                }
                Token::Graph => self.defaults(scope, Of::Graph)?,
                Token::Node => self.defaults(scope, Of::Node)?,
                Token::Edge => self.defaults(scope, Of::Edge)?,
                _ => self.end_of_edge(&mut open)?,
            }
        }
        Ok(())
    }

    fn edge_operator(&mut self) -> Result<(), Ended> {
        match (self.tokens.next()?, self.graph.is_directed) {
            (Token::Arrow, false) => Err(self.tokens.error("an edge of a `graph` is written `--`")),
            (Token::Line, true) => Err(self.tokens.error("an edge of a `digraph` is written `->`")),
            _ => Ok(()),
        }
    }

    /// Reads nodes, the beginning of a subgraph, or `name=value`.
    fn end_of_edge(&mut self, open: &mut Vec<Frame>) -> Result<(), Ended> {
        let Some(frame) = open.last_mut() else { return Ok(()) };
        let token = self.tokens.next()?;
        if frame.ends.is_empty() {
            frame.line = self.tokens.line;
        }
        let name = match token {
            Token::Mark(b'{') => None,
            Token::Subgraph => {
                let name = match self.tokens.peek()? {
                    Token::Atom(_) => Some(self.tokens.atom("the name of the subgraph")?.text),
                    _ => None,
                };
                if !self.tokens.take(b'{')? {
                    let token = self.tokens.next()?;
                    return Err(self.tokens.unexpected(token, "`{`"));
                }
                name
            }
            Token::Atom(atom) => {
                if frame.ends.is_empty() && self.tokens.take(b'=')? {
                    let (line, value) = (self.tokens.line, self.tokens.atom("a value")?);
                    return self.set_defaults(frame.scope, Of::Graph, &[(atom.text, value)], line);
                }
                let nodes = self.nodes(frame.scope, atom)?;
                frame.ends.push(End::Nodes(nodes));
                return Ok(());
            }
            token => return Err(self.tokens.unexpected(token, "a node, a subgraph or `}`")),
        };
        let Some(scope) = self.graph.open(frame.scope, name) else {
            let what = format!("subgraphs are nested more than {DEEPEST_DOT} deep");
            return Err(Refusal::limit(what, Some(self.tokens.line)).into());
        };
        open.push(Frame { scope, ends: Vec::new(), line: 0 });
        Ok(())
    }

    /// Reads nodes that commas separate, the name of the first of which was read.
    fn nodes(&mut self, scope: ScopeId, first: Atom) -> Result<Vec<(NodeId, Option<Atom>)>, Ended> {
        let (mut nodes, mut name) = (Vec::new(), first);
        loop {
            let (line, read) = (self.tokens.line, self.tokens.bytes.count());
            let node = self.graph.node(scope, name.text, line, read)?;
            let mut port = None;
            if self.tokens.take(b':')? {
                let first = self.tokens.atom("a port")?;
                port = Some(first);
                if self.tokens.take(b':')? {
                    let second = self.tokens.atom("a compass point")?;
                    let texts = &mut self.tokens.texts;
                    let both = format!("{}:{}", texts.get(first.text), texts.get(second.text));
                    port = Some(Atom { text: texts.id(&both), form: Form::Quoted });
                }
            }
            nodes.push((node, port));
            if !self.tokens.take(b',')? {
                return Ok(nodes);
            }
            name = self.tokens.atom("a node")?;
        }
    }

    /// Ends a statement of nodes, or of edges between ends.
    fn statement(&mut self, scope: ScopeId, line: u64, ends: &[End]) -> Result<(), Ended> {
        let mut attributes = self.attributes(false)?;
        let read = self.tokens.bytes.count();
        match ends {
            [End::Nodes(nodes)] => {
                self.graph.set(nodes, &attributes, read)?;
                Ok(())
            }
            [End::Scope(_)] => {
                if !attributes.is_empty() {
                    let what = "attributes behind a subgraph mean nothing without an edge, and were ignored";
                    self.writer.sink.ignored(line, what.to_owned());
                }
                Ok(())
            }
            _ => {
                let is_key = |(name, _): &(TextId, Atom)| *name == self.words.key;
                let key =
                    attributes.iter().rev().find(|attribute| is_key(attribute)).map(|(_, key)| key.text);
                attributes.retain(|attribute| !is_key(attribute));
                let Parser { graph, writer, tokens, .. } = self;
                graph.connect((scope, line, read), ends, (key, &attributes), |graph, edge| {
                    writer.edge(&tokens.texts, graph, &edge, read)
                })
            }
        }
    }

    /// Reads lists of attributes: any number, or at least one.
    fn attributes(&mut self, is_wanted: bool) -> Result<Attributes, Ended> {
        let mut attributes = Vec::new();
        if is_wanted && self.tokens.peek()? != Token::Mark(b'[') {
            let token = self.tokens.next()?;
            return Err(self.tokens.unexpected(token, "`[`"));
        }
        while self.tokens.take(b'[')? {
            loop {
                match self.tokens.next()? {
                    Token::Mark(b']') => break,
                    Token::Atom(name) => {
                        if !self.tokens.take(b'=')? {
                            let token = self.tokens.next()?;
                            return Err(self.tokens.unexpected(token, "`=` and a value"));
                        }
                        attributes.push((name.text, self.tokens.atom("a value")?));
                        if !self.tokens.take(b',')? {
                            self.tokens.take(b';')?;
                        }
                    }
                    token => return Err(self.tokens.unexpected(token, "an attribute or `]`")),
                }
            }
        }
        Ok(attributes)
    }

    /// Reads `node […]`, `edge […]` or `graph […]`.
    fn defaults(&mut self, scope: ScopeId, of: Of) -> Result<(), Ended> {
        self.tokens.next()?;
        let line = self.tokens.line;
        let attributes = self.attributes(true)?;
        self.set_defaults(scope, of, &attributes, line)
    }

    fn set_defaults(
        &mut self,
        scope: ScopeId,
        of: Of,
        attributes: &[(TextId, Atom)],
        line: u64,
    ) -> Result<(), Ended> {
        for (name, value) in attributes {
            // A key is no attribute, but the name of one edge.
            if of == Of::Edge && *name == self.words.key {
                continue;
            }
            self.graph.set_default(scope, of, *name, *value);
            if of == Of::Graph {
                self.graph_attribute(scope, *name, *value, line)?;
            }
        }
        Ok(())
    }

    /// Notes an attribute of a graph or subgraph, of which no row can have it.
    fn graph_attribute(&mut self, scope: ScopeId, name: TextId, value: Atom, line: u64) -> Result<(), Ended> {
        let texts = &self.tokens.texts;
        let (word, value) = (texts.get(name), texts.get(value.text));
        if word == "charset" && scope == 0 && self.tokens.is_decoded {
            return Ok(());
        }
        if word == "charset" && scope == 0 {
            let charset = value.to_ascii_lowercase();
            self.tokens.charset = match charset.as_str() {
                "" | "utf-8" | "utf8" => Charset::Utf8,
                "latin1" | "latin-1" | "l1" | "iso-8859-1" | "iso_8859-1" | "iso8859-1" | "iso-ir-100" => {
                    Charset::Latin1
                }
                _ => {
                    let what = format!("the charset `{charset}` is not supported; save the file as UTF-8");
                    return Err(self.tokens.error(what));
                }
            };
            return Ok(());
        }
        let is_label = scope != 0 && name == self.words.label;
        if is_label || value.is_empty() {
            return Ok(());
        }
        if SETTINGS.contains(&word) {
            if !self.writer.left_out.contains(word) {
                self.writer.left_out.insert(word.to_owned());
            }
        } else if !self.ignored.contains(&name) {
            if self.ignored.len() < MOST_REMEMBERED {
                self.ignored.push(name);
            }
            let of = if scope == 0 { "graph" } else { "subgraph" };
            let what = format!("the attribute `{word}` of the {of} itself is not supported and was ignored");
            let help = "a property of a graph has no node or edge to be on";
            self.writer.sink.finding(&rules::ROW_DATA_IGNORED, line, what, Some(help));
        }
        Ok(())
    }

    /// How the file was understood, behind the name of the format.
    fn understood(&self) -> String {
        let mut roles = vec!["id=node"];
        roles.extend(&self.writer.roles);
        let mut text = format!(": {}", roles.join(", "));
        let invisible = match self.writer.invisible {
            0 => None,
            1 => Some("1 invisible edge".to_owned()),
            several => Some(format!("{several} invisible edges")),
        };
        let names: Vec<&str> =
            self.writer.left_out.iter().map(String::as_str).chain(invisible.as_deref()).collect();
        if !names.is_empty() {
            text += &format!("; left out of the drawing: {}", names.join(", "));
        }
        text
    }
}

/// How many names of attributes are reported once each; further ones are each time.
const MOST_REMEMBERED: usize = 100;

impl From<TooMuch> for Ended {
    fn from(_: TooMuch) -> Ended {
        let what = format!(
            "edges between subgraphs and default attributes expand to more than {MOST_EXPANDED_DOT} bytes for each byte of the file"
        );
        Refusal::limit(what, None).into()
    }
}
