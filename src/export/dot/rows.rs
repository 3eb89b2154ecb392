//! DOT for Graphviz: a line for each node and edge, every property an attribute.
//!
//! An edge that is only claimed has the type `Claim`, its relation as another attribute, and the classes of a claim and of its status.
//! Properties that Graphviz would treat as files, links or the like are renamed ([`KEPT_FREE`]).

use super::quote::put_quoted;
use crate::export::ExportOptions;
use crate::export::Losses;
use crate::export::blocks::{BlockWriter, types_of, write_blocks};
use crate::export::json::plain;
use crate::export::{ExportError, Output};
use crate::graph::rows::{Block, Cell, Cells, IdText, NameKey, RowGraph};
use crate::view::rows::Called;

/// Writes rows.
pub(super) fn export(
    graph: &RowGraph,
    options: &ExportOptions,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    let writer = Writer::new(graph, options);
    write_blocks(graph, options, &writer, out.begin("")?)?;
    writer.losses.count_graphs(graph);
    Ok(writer.losses)
}

/// Attributes that untrusted text must not set ("Attributes", graphviz.org/doc/info/attrs.html): Graphviz opens the file that
/// they name, makes a link of them, draws a thing as often as they say, or draws what they say.
/// Names are case-sensitive, as in Graphviz.
const KEPT_FREE: [&str; 44] = [
    // Files and folders. The renderer gd takes `fontname` for the file of a font, and the SVG has it unescaped (2.43).
    "image",
    "imagepath",
    "shapefile",
    "fontname",
    "fontnames",
    "fontpath",
    "labelfontname",
    "stylesheet",
    // Links and their windows.
    "URL",
    "href",
    "edgeURL",
    "edgehref",
    "headURL",
    "headhref",
    "labelURL",
    "labelhref",
    "tailURL",
    "tailhref",
    "target",
    "edgetarget",
    "headtarget",
    "labeltarget",
    "tailtarget",
    // Handles for the styles and scripts of a page that shows the picture.
    "class",
    // Numbers of ranks, sides, rings and points, and sizes: memory and time without end, or a crash.
    "distortion",
    "fontsize",
    "labelfontsize",
    "minlen",
    "peripheries",
    "samplepoints",
    "sides",
    "skew",
    "vertices",
    // What is drawn, in xdot's own language, which has images, too.
    "_background",
    "_draw_",
    "_ldraw_",
    "_hdraw_",
    "_tdraw_",
    "_hldraw_",
    "_tldraw_",
    "xdotversion",
    // Settings of the program; most belong to whole graphs, and say nothing on a node or an edge.
    "charset",
    "layout",
    "postaction",
];

/// Attributes that Graphviz copies into its SVG unescaped (2.43): they keep their names where their values are colours.
const COLOURS: [&str; 6] = ["bgcolor", "color", "fillcolor", "fontcolor", "labelfontcolor", "pencolor"];

/// Whether nothing of a text can end the attribute of an XML element.
fn is_colour(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || b" #,./:;_".contains(byte))
}

/// What a property is called: `, name=`.
struct Attribute {
    own: Vec<u8>,
    /// The other name of a property that must not always have its own, and whether it may have it for colours.
    other: Option<(Vec<u8>, bool)>,
}

struct Writer<'g> {
    graph: &'g RowGraph,
    options: &'g ExportOptions,
    /// By name.
    attributes: Vec<Attribute>,
    /// By name: in quotes, as it is and as it is shown.
    types: Vec<Vec<u8>>,
    shown: Vec<Vec<u8>>,
    type_attribute: Vec<u8>,
    relation_attribute: Vec<u8>,
    /// The status of an edge that also has a property for its status.
    second_status: Vec<u8>,
    /// The property that is called like the attribute that is shown, and how it is written beside that.
    label: Option<NameKey>,
    second_label: Vec<u8>,
    called: Called,
    losses: Losses,
}

impl<'g> Writer<'g> {
    fn new(graph: &'g RowGraph, options: &'g ExportOptions) -> Writer<'g> {
        let names = graph.names();
        let quoted = |name: &str| {
            let mut text = Vec::new();
            put_quoted(&mut text, name.as_bytes(), false);
            text
        };
        let find = |wanted: &str| names.iter().find(|(_, name)| *name == wanted).map(|(key, _)| key);
        // Properties that are called like what is said here keep their names.
        let free = |name: &str| {
            let mut name = name.to_owned();
            while find(&name).is_some() {
                name.push('_');
            }
            name
        };
        let written = |name: &str| {
            let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && !name.bytes().next().is_none_or(|byte| byte.is_ascii_digit())
                && !["node", "edge", "graph", "digraph", "subgraph", "strict"]
                    .iter()
                    .any(|word| word.eq_ignore_ascii_case(name));
            let name = if is_word { name.as_bytes().to_vec() } else { quoted(name) };
            [b", ", &name[..], b"="].concat()
        };
        let attribute = |name: &str| {
            // As Graphviz reads it: a carriage return is left out.
            let read = name.replace('\r', "");
            let is_of_colour = COLOURS.contains(&read.as_str());
            let is_guarded = is_of_colour || KEPT_FREE.contains(&read.as_str());
            let other = is_guarded.then(|| (written(&free(&format!("{read}_"))), is_of_colour));
            Attribute { own: written(name), other }
        };
        let losses = Losses::default();
        names
            .iter()
            .filter(|(_, name)| is_escaped(name.as_bytes()))
            .for_each(|_| Losses::count(&losses.escapes));
        let called = Called::of_graph(graph);
        Writer {
            graph,
            options,
            attributes: names.iter().map(|(_, name)| attribute(name)).collect(),
            types: names.iter().map(|(_, name)| quoted(name)).collect(),
            shown: names.iter().map(|(_, name)| quoted(&called.shown(name))).collect(),
            type_attribute: format!(" [{}=", free("type")).into_bytes(),
            relation_attribute: format!(", {}=", free("relation")).into_bytes(),
            second_status: format!(", {}=\"", free("status")).into_bytes(),
            label: find("label"),
            second_label: format!(", {}=", free("label")).into_bytes(),
            called,
            losses,
        }
    }

    /// Several types as one text, and as they are shown.
    fn put_types(&self, out: &mut Vec<u8>, shown: &mut Vec<u8>, first: NameKey, cells: Cells<'_>) {
        Losses::count(&self.losses.types);
        let all = || [first].into_iter().chain(types_of(cells)).map(|key| self.graph.names().get(key));
        put_quoted(out, all().collect::<Vec<_>>().join(" ").as_bytes(), false);
        let all: Vec<_> = all().map(|name| self.called.shown(name)).collect();
        put_quoted(shown, all.join(" ").as_bytes(), false);
    }

    /// The attributes of a row. A property `label` is the attribute that is shown if it says what is shown.
    fn cells<'c>(
        &self,
        out: &mut Vec<u8>,
        cells: impl Iterator<Item = (NameKey, Cell<'c>)>,
        shown: Option<&str>,
        mut each: impl FnMut(NameKey),
        buffer: &mut Vec<u8>,
    ) {
        for (name, cell) in cells {
            if name == NameKey::ALSO_TYPE {
                continue;
            }
            self.losses.count_plain(&cell);
            let (text, is_clean) = plain(&cell, self.graph.names(), buffer);
            let is_other = Some(name) == self.label && shown.is_some_and(|shown| shown.as_bytes() != text);
            match self.attributes.get(name.index()) {
                Some(Attribute { other: Some((other, is_of_colour)), .. })
                    if !(*is_of_colour && is_colour(text)) =>
                {
                    out.extend_from_slice(other);
                    Losses::count(&self.losses.names);
                }
                Some(_) if is_other => {
                    out.extend_from_slice(&self.second_label);
                    Losses::count(&self.losses.names);
                }
                Some(Attribute { own, .. }) => out.extend_from_slice(own),
                None => {}
            }
            if put_quoted(out, text, is_clean) {
                Losses::count(&self.losses.characters);
            }
            // Graphviz draws a label, so that what it escapes is the text again.
            if !is_clean && Some(name) != self.label && is_escaped(text) {
                Losses::count(&self.losses.escapes);
            }
            if !is_other {
                each(name);
            }
        }
    }

    /// Writes an id, indented.
    fn put_id(&self, out: &mut Vec<u8>, id: IdText<'_>) {
        out.push(b' ');
        if put_quoted(out, id.text, id.clean) {
            Losses::count(&self.losses.characters);
        }
        if !id.clean && is_escaped(id.text) {
            Losses::count(&self.losses.escapes);
        }
    }
}

/// Whether the text that a program finds in DOT differs from the one that Graphviz draws.
fn is_escaped(text: &[u8]) -> bool {
    text.iter().any(|byte| b"\\&\n\r\t\x0B\x0C".contains(byte))
}

impl BlockWriter for Writer<'_> {
    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"digraph {\n");
    }

    fn nodes(&self, block: &Block, out: &mut Vec<u8>) {
        let (mut buffer, mut ignored) = (Vec::new(), Vec::new());
        self.graph.each_node([block], |row| {
            self.put_id(out, row.id);
            let has_several = types_of(row.cells).next().is_some();
            let is_typed = has_several || row.node_type != NameKey::NONE;
            if has_several {
                out.extend_from_slice(&self.type_attribute);
                ignored.clear();
                self.put_types(out, &mut ignored, row.node_type, row.cells);
            } else if is_typed {
                out.extend_from_slice(&self.type_attribute);
                out.extend_from_slice(self.types.get(row.node_type.index()).map_or(&[], |name| name));
            }
            let start = out.len();
            let mut is_labelled = false;
            // What has no other label is shown by its id.
            let called = self.called.of(row);
            let shown = Some(&*called).filter(|called| called.as_bytes() != row.id.text);
            self.cells(out, row.cells, shown, |name| is_labelled |= Some(name) == self.label, &mut buffer);
            if let Some(shown) = shown.filter(|_| !is_labelled) {
                out.extend_from_slice(b", label=");
                put_quoted(out, shown.as_bytes(), false);
            }
            let is_bare = out.len() == start;
            if !is_typed && let Some(comma) = out.get_mut(start..start + 2) {
                comma.copy_from_slice(b" [");
            }
            out.extend_from_slice(if is_bare && !is_typed { b";\n" } else { b"];\n" });
        });
    }

    fn edges(&self, block: &Block, out: &mut Vec<u8>) {
        let (mut buffer, mut relations, mut labels) = (Vec::new(), Vec::new(), Vec::new());
        self.graph.each_edge([block], |row| {
            relations.clear();
            labels.clear();
            self.put_id(out, row.source);
            out.extend_from_slice(b" ->");
            self.put_id(out, row.target);
            out.extend_from_slice(&self.type_attribute);
            let first = row.kind.relation();
            let mut relation = self.types.get(first.index()).map_or(&b"\"\""[..], |name| name);
            let mut shown = self.shown.get(first.index()).map_or(&b"\"\""[..], |name| name);
            if types_of(row.cells).next().is_some() {
                self.put_types(&mut relations, &mut labels, first, row.cells);
                (relation, shown) = (&relations, &labels);
            }
            let claimed = row.kind.status().filter(|_| !self.options.is_asserted(row.kind));
            out.extend_from_slice(if claimed.is_some() { b"\"Claim\"" } else { relation });
            let (mut is_labelled, mut has_word) = (false, false);
            let each = |name| {
                is_labelled |= Some(name) == self.label;
                has_word |= name == NameKey::STATUS;
            };
            self.cells(out, row.cells, None, each, &mut buffer);
            if let Some(status) = row.kind.status() {
                out.extend_from_slice(if has_word { &self.second_status } else { b", status=\"" });
                out.extend_from_slice(status.name().as_bytes());
                out.push(b'"');
            }
            if row.kind.is_undirected() {
                out.extend_from_slice(b", dir=none");
            }
            if let Some(status) = claimed {
                out.extend_from_slice(&self.relation_attribute);
                out.extend_from_slice(relation);
                out.extend_from_slice(b", class=\"claim ");
                out.extend_from_slice(status.name().as_bytes());
                out.extend_from_slice(b"\", style=dashed");
            }
            if !is_labelled {
                out.extend_from_slice(b", label=");
                match (claimed, shown.strip_suffix(b"\"")) {
                    // The picture shows that it is only claimed.
                    (Some(status), Some(open)) => {
                        out.extend_from_slice(open);
                        out.extend_from_slice(b" (");
                        out.extend_from_slice(status.name().as_bytes());
                        out.extend_from_slice(b")\"");
                    }
                    _ => out.extend_from_slice(shown),
                }
            }
            out.extend_from_slice(b"];\n");
        });
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"}\n");
    }
}
