//! The keys of the format, each with its shape and its meaning. The reader checks against these tables and the JSON
//! Schema is made of them, so that the two cannot disagree.

/// What may stand under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One text.
    Text,
    /// A text of the form of an id.
    Id,
    /// The word `inferred`.
    Status,
    /// One text, or a list of texts.
    Texts,
    /// One text, or one text for each language.
    Labels,
    /// One text, or a mapping with one key `extend`.
    Ontology,
    /// A mapping of works to files or to [`SOURCE`].
    Sources,
    /// A mapping of types to mappings of ids to labels or to [`NODE`].
    Nodes,
    /// A list of mappings of [`PASSAGE`].
    Passages,
    /// A list of claims: texts, or mappings of one claim to its narrower quote.
    Claims,
}

/// A key of a mapping.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
    pub(super) about: &'static str,
}

pub(super) const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, required: false, shape, about }
}

pub(super) const fn required(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, required: true, shape, about }
}

/// The keys of a dossier.
pub(super) const DOSSIER: &[Key] = &[
    required("dossier", Shape::Id, "The name of this dossier: small letters, digits and hyphens."),
    key("title", Shape::Text, "What the dossier is about, in a line."),
    key(
        "base",
        Shape::Text,
        "What stands before an id to make an IRI; ends in /, # or :. Default: urn:dossier:NAME:",
    ),
    key("language", Shape::Text, "The language of labels and statements, BCP 47. Default: en"),
    key(
        "ontology",
        Shape::Ontology,
        "A file with an ontology of one's own. Default: the built-in negotiation ontology",
    ),
    key("source", Shape::Sources, "The works that are quoted, and the files that hold their texts."),
    key("nodes", Shape::Nodes, "The things that the claims are about, by type and id."),
    key("claims", Shape::Passages, "Passages of the texts, and what they say."),
];

/// The keys of a source.
pub(super) const SOURCE: &[Key] = &[
    key("text", Shape::Text, "The file that holds the text, beside the dossier."),
    key("url", Shape::Text, "Where the text is published."),
    key("published", Shape::Text, "When it was published, as EDTF."),
    key("retrieved", Shape::Text, "When it was fetched, as EDTF."),
    key("sha256", Shape::Text, "SHA-256 of the text, so that a changed text is an error."),
    key("licence", Shape::Text, "Under which terms the text may be used."),
];

/// The keys of a node.
pub(super) const NODE: &[Key] = &[
    key("label", Shape::Labels, "How it is called: one text, or one for each language."),
    key("kind", Shape::Text, "What kind of its type it is, in one's own word."),
    key("aka", Shape::Texts, "The words by which the text names it."),
    key("same", Shape::Texts, "IRIs of the same thing elsewhere."),
    key("note", Shape::Text, "A note of the dossier's author."),
];

/// The keys of a passage.
pub(super) const PASSAGE: &[Key] = &[
    required("quote", Shape::Text, "The words of the source, verbatim."),
    key("by", Shape::Texts, "Ids of those who say it. Without it the work says it in its own voice."),
    key("via", Shape::Texts, "Ids of those through whom it is said, only where the text says so."),
    key("cue", Shape::Text, "The words that show who says it, verbatim."),
    key("at", Shape::Text, "The line of the source, for a quote that occurs more than once."),
    key("status", Shape::Status, "Only ever `inferred`: not said, but supported by the words."),
    key("work", Shape::Texts, "The work that is quoted; needed only with several sources."),
    required("say", Shape::Claims, "What the words say: SUBJECT RELATION OBJECT or SUBJECT ATTRIBUTE VALUE."),
];

/// The one status that is typed.
pub(super) const INFERRED: &str = "inferred";

/// The one key of an ontology that extends the built-in one.
pub(super) const EXTEND: &str = "extend";
