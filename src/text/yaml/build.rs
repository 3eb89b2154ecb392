//! From the parser's events to the tree, with a stack of open lists and mappings and a budget.

use std::collections::BTreeMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::errors;
use super::tree::{Kind, MAX_DEPTH, MAX_NODES, MAX_SCALAR, MAX_TEXT, Scalar, Tree, Yaml, YamlProblem};
use crate::text::Span;
use crate::text::yaml::YamlProblemKind as Problem;

/// Reads a text without forbidden characters.
pub(super) fn build(text: &str) -> (Tree, Vec<YamlProblem>) {
    let mut builder = Builder { text, ..Builder::default() };
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: MAX_NODES,
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let step = match next {
            Ok((event, place)) => {
                let range = place.byte_range().unwrap_or(0..0);
                builder.event(event, builder.span(range.start, range.end))
            }
            Err(error) => {
                let at = builder.border(error.marker().byte_offset().unwrap_or(text.len()));
                if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
                    Err(too_deep(builder.span(at, at)))
                } else {
                    Err(errors::explain(error.kind(), at, text, builder.last_plain, builder.open_bracket()))
                }
            }
        };
        if let Err(problem) = step {
            builder.problems.push(problem);
            break;
        }
    }
    builder.finish()
}

/// What a subtree costs when it is copied.
#[derive(Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    height: usize,
}

impl Size {
    /// Measures a tree, whose depth is bounded by [`MAX_DEPTH`].
    fn of(yaml: &Yaml) -> Size {
        let mut size = Size { nodes: 1, bytes: 0, height: 0 };
        let mut add = |child: &Yaml| {
            let part = Size::of(child);
            size.nodes += part.nodes;
            size.bytes += part.bytes;
            size.height = size.height.max(part.height + 1);
        };
        match &yaml.kind {
            Kind::Null => {}
            Kind::Scalar(scalar) => size.bytes = scalar.text.len(),
            Kind::List(items) => items.iter().for_each(add),
            Kind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                add(key);
                add(value);
            }),
        }
        size
    }
}

/// A list or mapping whose end has not come yet.
struct Frame {
    start: Span,
    flow: bool,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Yaml>),
    Map { pairs: Vec<(Yaml, Yaml)>, key: Option<Yaml>, seen: BTreeMap<String, Span> },
}

#[derive(Default)]
struct Builder<'t> {
    text: &'t str,
    stack: Vec<Frame>,
    root: Option<Yaml>,
    comments: Vec<(Span, String)>,
    problems: Vec<YamlProblem>,
    anchors: BTreeMap<usize, (Yaml, Size)>,
    used: Size,
    documents: usize,
    last_plain: Option<Span>,
}

type Step = Result<(), YamlProblem>;

impl Builder<'_> {
    /// Takes one event; an error ends the reading.
    fn event(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second document begins here, and only one is allowed";
                    return Err(YamlProblem::new(span, Problem::SeveralDocuments, message)
                        .help("put the second document into a file of its own, or remove this line"));
                }
            }
            Event::Comment(text, _) => self.comments.push((span, text.into_owned())),
            Event::Scalar(text, style, anchor, tag) => {
                let untagged = self.tag(tag.as_deref(), span);
                let node = self.scalar(text.into_owned(), style, span, tag.is_some() && !untagged)?;
                self.spend(Size { nodes: 1, bytes: 0, height: 0 }, span)?;
                self.complete(node, anchor)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), span);
                self.open(span, style, anchor, Content::List(Vec::new()))?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), span);
                let content = Content::Map { pairs: Vec::new(), key: None, seen: BTreeMap::new() };
                self.open(span, style, anchor, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.stack.pop() {
                    let anchor = frame.anchor;
                    let node = self.close(frame, span.end);
                    self.complete(node, anchor)?;
                }
            }
            Event::Alias(id) => self.alias(id, span)?,
            Event::UnresolvedAlias(name) => {
                let message = format!("there is no anchor `&{name}` before this alias");
                self.problems.push(
                    YamlProblem::new(span, Problem::UnknownAlias, message)
                        .help("a text that begins with `*` needs quotation marks"),
                );
                let text = format!("*{name}");
                let node = self.scalar(text, ScalarStyle::Plain, span, false)?;
                self.place(node);
            }
            _ => {}
        }
        Ok(())
    }

    /// Reports a tag that is not of the core schema, and says whether the node should be read as untagged.
    fn tag(&mut self, tag: Option<&Tag>, span: Span) -> bool {
        let Some(tag) = tag else { return true };
        // The non-specific tag `!` only says that the node is not to be resolved.
        let bare = tag.original() == "!";
        if !bare && !tag.is_yaml_core_schema() {
            let message = format!("the tag `{}` is not known", tag.original());
            self.problems.push(
                YamlProblem::new(span, Problem::UnknownTag, message)
                    .help("a text that begins with `!` needs quotation marks"),
            );
        }
        !bare && !tag.is_yaml_core_schema_tag("str")
    }

    fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        span: Span,
        tagged: bool,
    ) -> Result<Yaml, YamlProblem> {
        let plain = matches!(style, ScalarStyle::Plain);
        // The parser gives `~` where nothing is written; only the place tells the two apart.
        if plain && span.is_empty() && !tagged {
            return Ok(Yaml { span, kind: Kind::Null });
        }
        let text = if plain && span.is_empty() { String::new() } else { text };
        if text.len() > MAX_SCALAR {
            let message = format!("this text is longer than {} MiB", MAX_SCALAR >> 20);
            return Err(YamlProblem::new(span, Problem::TooLarge, message));
        }
        let raw = self.text.get(span.range()).unwrap_or("");
        let trimmed = raw.trim_end_matches([' ', '\t', '\r', '\n']);
        let span = Span::new(span.start as usize, span.start as usize + trimmed.len());
        let verbatim = match style {
            ScalarStyle::Plain if trimmed == text => Some(span.start),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
                if trimmed.len() >= 2 && trimmed.get(1..trimmed.len() - 1) == Some(&text) =>
            {
                Some(span.start + 1)
            }
            _ => None,
        };
        if plain {
            self.last_plain = Some(span);
        }
        Ok(Yaml { span, kind: Kind::Scalar(Scalar { text, plain, span, verbatim }) })
    }

    fn open(&mut self, start: Span, style: StructureStyle, anchor: usize, content: Content) -> Step {
        self.spend(Size { nodes: 1, bytes: 0, height: 0 }, start)?;
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(start));
        }
        let flow = matches!(style, StructureStyle::Flow);
        self.stack.push(Frame { start, flow, anchor, content });
        Ok(())
    }

    /// Ends a list or mapping; the end of a block is that of its last child.
    fn close(&mut self, frame: Frame, event_end: u32) -> Yaml {
        let (kind, last) = match frame.content {
            Content::List(items) => {
                let last = items.last().map(|item| item.span.end);
                (Kind::List(items), last)
            }
            Content::Map { pairs, key: _, seen } => {
                let last = pairs.last().map(|(_, value)| value.span.end);
                (Kind::Map(self.merge(pairs, seen)), last)
            }
        };
        let end = if frame.flow { event_end } else { last.unwrap_or(frame.start.end) };
        Yaml { span: Span { start: frame.start.start, end: end.max(frame.start.start) }, kind }
    }

    /// Resolves the merge key `<<`.
    fn merge(&mut self, pairs: Vec<(Yaml, Yaml)>, mut seen: BTreeMap<String, Span>) -> Vec<(Yaml, Yaml)> {
        let is_merge = |key: &Yaml| key.scalar().is_some_and(|scalar| scalar.plain && scalar.text == "<<");
        let (merges, mut kept): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| is_merge(key));
        for (_, value) in merges {
            let parts = match value.kind {
                Kind::List(items) => items,
                _ => vec![value],
            };
            for part in parts {
                let Kind::Map(inherited) = part.kind else {
                    let message =
                        format!("the merge key `<<` takes a mapping, and this is {}", part.describe());
                    self.problems.push(YamlProblem::new(part.span, Problem::BadMerge, message));
                    continue;
                };
                for (key, value) in inherited {
                    let name = key.text().unwrap_or("").to_owned();
                    if key.scalar().is_none() || seen.insert(name, key.span).is_none() {
                        kept.push((key, value));
                    }
                }
            }
        }
        kept
    }

    fn alias(&mut self, id: usize, span: Span) -> Step {
        let Some((_, size)) = self.anchors.get(&id) else {
            let message = "this alias stands inside the node that it names";
            self.problems.push(YamlProblem::new(span, Problem::UnknownAlias, message));
            self.place(Yaml { span, kind: Kind::Null });
            return Ok(());
        };
        let size = *size;
        self.spend(size, span)?;
        if self.stack.len() + size.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        if let Some(node) = self.anchors.get(&id).map(|(node, _)| node.clone()) {
            self.place(node);
        }
        Ok(())
    }

    /// Counts nodes and copied bytes against the budget.
    fn spend(&mut self, size: Size, span: Span) -> Step {
        self.used.nodes = self.used.nodes.saturating_add(size.nodes);
        self.used.bytes = self.used.bytes.saturating_add(size.bytes);
        if self.used.nodes > MAX_NODES || self.used.bytes > MAX_TEXT {
            let message = format!("the document has more than {MAX_NODES} nodes, those of aliases included");
            let message = if self.used.bytes > MAX_TEXT {
                format!("the document's aliases hold more than {} MiB of text", MAX_TEXT >> 20)
            } else {
                message
            };
            return Err(YamlProblem::new(span, Problem::TooLarge, message));
        }
        Ok(())
    }

    /// Puts a finished node where it belongs and remembers it under its anchor.
    fn complete(&mut self, node: Yaml, anchor: usize) -> Step {
        if anchor != 0 {
            let size = Size::of(&node);
            self.spend(size, node.span)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        self.place(node);
        Ok(())
    }

    fn place(&mut self, node: Yaml) {
        let Some(frame) = self.stack.last_mut() else {
            if !matches!(node.kind, Kind::Null) {
                self.root = Some(node);
            }
            return;
        };
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Map { pairs, key, seen } => match key.take() {
                None => *key = Some(node),
                Some(name) => {
                    let text = name.text().map(str::to_owned);
                    let first = text.as_ref().and_then(|text| seen.get(text)).copied();
                    if let (Some(text), Some(first)) = (&text, first) {
                        let message = format!("the key `{text}` stands twice in this mapping");
                        let mut problem = YamlProblem::new(name.span, Problem::DuplicateKey, message);
                        problem.other = Some(first);
                        self.problems.push(problem);
                        return;
                    }
                    if let Some(text) = text {
                        seen.insert(text, name.span);
                    }
                    pairs.push((name, node));
                }
            },
        }
    }

    /// Closes what is still open after a problem and hands the tree over.
    fn finish(mut self) -> (Tree, Vec<YamlProblem>) {
        while let Some(mut frame) = self.stack.pop() {
            let mut end = frame.start.end;
            match &mut frame.content {
                Content::List(items) => end = items.last().map_or(end, |item| item.span.end),
                Content::Map { pairs, key, .. } => {
                    if let Some(name) = key.take() {
                        let span = Span { start: name.span.end, end: name.span.end };
                        pairs.push((name, Yaml { span, kind: Kind::Null }));
                    }
                    end = pairs.last().map_or(end, |(_, value)| value.span.end);
                }
            }
            let node = self.close(frame, end);
            self.place(node);
        }
        (Tree { root: self.root, comments: self.comments }, self.problems)
    }

    /// The innermost open bracket.
    fn open_bracket(&self) -> Option<Span> {
        self.stack.iter().rev().find(|frame| frame.flow && !frame.start.is_empty()).map(|frame| frame.start)
    }

    /// The nearest character border at or before an offset.
    fn border(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.border(start), self.border(end))
    }
}

fn too_deep(span: Span) -> YamlProblem {
    let message = format!("lists and mappings are nested more than {MAX_DEPTH} deep");
    YamlProblem::new(span, Problem::TooLarge, message)
}
