//! The tree, its limits, and what can be wrong with a text.

use std::ops::Range;

use crate::text::Span;

/// Longest text that is read, in bytes.
pub const MAX_TEXT: usize = 32 << 20;

/// Longest scalar, in bytes.
pub const MAX_SCALAR: usize = 1 << 20;

/// Deepest nesting of lists and mappings.
pub const MAX_DEPTH: usize = 64;

/// Most nodes, those of expanded aliases included.
pub const MAX_NODES: usize = 1_000_000;

/// What a YAML text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The document's node; `None` when there is nothing but comments.
    pub root: Option<Yaml>,
    /// The comments in the order of the text: the place with its `#`, and the words after the `#` as they stand.
    pub comments: Vec<(Span, String)>,
}

/// A node and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yaml {
    /// From the first to the last character, quotation marks and brackets included, trailing blanks not.
    pub span: Span,
    /// What the node is.
    pub kind: Kind,
}

/// The kinds of node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is written; `~` and `null` are scalars.
    Null,
    /// A text.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Yaml>),
    /// A mapping, its keys in the order of the text; no two scalar keys are equal.
    Map(Vec<(Yaml, Yaml)>),
}

/// A scalar, always as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The value after folding and escapes.
    pub text: String,
    /// Whether it is written without quotation marks and is not a block.
    pub plain: bool,
    /// The place, as in [`Yaml::span`].
    pub span: Span,
    /// Where the value begins in the file, when it stands there character for character.
    pub(super) verbatim: Option<u32>,
}

impl Scalar {
    /// A text of a file that is no YAML. `verbatim` is where it begins, when it stands there character for character.
    pub(crate) fn new(text: String, plain: bool, span: Span, verbatim: Option<u32>) -> Scalar {
        Scalar { text, plain, span, verbatim }
    }

    /// The place of a part of the value, given as a byte range of [`Scalar::text`]. The whole scalar's place
    /// when the value does not stand verbatim in the file or the range does not fit it.
    pub fn part(&self, range: Range<usize>) -> Span {
        match self.verbatim {
            Some(start) if self.text.get(range.clone()).is_some() => {
                Span::new(start as usize + range.start, start as usize + range.end)
            }
            _ => self.span,
        }
    }
}

impl Yaml {
    /// The scalar, if the node is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        if let Kind::Scalar(scalar) = &self.kind { Some(scalar) } else { None }
    }

    /// The scalar's text, if the node is a scalar.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The items, if the node is a list.
    pub fn list(&self) -> Option<&[Yaml]> {
        if let Kind::List(items) = &self.kind { Some(items) } else { None }
    }

    /// The pairs, if the node is a mapping.
    pub fn map(&self) -> Option<&[(Yaml, Yaml)]> {
        if let Kind::Map(pairs) = &self.kind { Some(pairs) } else { None }
    }

    /// The value under a scalar key, if the node is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        self.map()?.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// What the node is, for messages: `nothing`, `a text`, `a list` or `a mapping`.
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum YamlProblemKind {
    /// The text is not YAML; nothing after the place was read.
    Syntax,
    /// A limit of this module is passed; nothing after the place was read.
    TooLarge,
    /// A key stands twice in one mapping; the first one counts.
    DuplicateKey,
    /// A second document begins; it was not read.
    SeveralDocuments,
    /// A control character, or a byte order mark that is not at the start.
    ForbiddenCharacter,
    /// An alias without an anchor before it.
    UnknownAlias,
    /// A tag outside YAML's core schema; the node was read without it.
    UnknownTag,
    /// A merge key `<<` whose value is no mapping; it was left out.
    BadMerge,
}

/// Something wrong in a YAML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlProblem {
    /// Where.
    pub span: Span,
    /// What kind of thing.
    pub kind: YamlProblemKind,
    /// What, in plain words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A second place that belongs to it: the first of two equal keys, the opening bracket.
    pub other: Option<Span>,
}

impl YamlProblem {
    pub(super) fn new(span: Span, kind: YamlProblemKind, message: impl Into<String>) -> YamlProblem {
        YamlProblem { span, kind, message: message.into(), help: None, other: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> YamlProblem {
        self.help = Some(help.into());
        self
    }
}
