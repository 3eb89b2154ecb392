//! The keys of the format, each with its shape and its meaning. The reader checks against these tables and the JSON
//! Schema is made of them, so that the two cannot disagree.

/// The values that a key may have.
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
    /// One text, a list of texts, or a mapping with one key `extend`.
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
    required("dossier", Shape::Id, "The name of this dossier: lowercase letters, digits and hyphens."),
    key("title", Shape::Text, "What the dossier is about, in one line."),
    key(
        "base",
        Shape::Text,
        "Base IRI, to which ids are appended; ends in /, # or :. Default: urn:dossier:NAME:",
    ),
    key("language", Shape::Text, "The language of labels and statements, BCP 47. Default: en"),
    key(
        "ontology",
        Shape::Ontology,
        "A built-in ontology (negotiation, ownership, argument, events, kin), a file with a custom one, or a list of them. Default: negotiation",
    ),
    key("source", Shape::Sources, "The works that are quoted, and the files that contain their texts."),
    key("nodes", Shape::Nodes, "The things that the claims are about, by type and id."),
    key("claims", Shape::Passages, "Passages of the texts, and the claims that they support."),
];

/// The keys of a source.
pub(super) const SOURCE: &[Key] = &[
    key("text", Shape::Text, "The file that contains the text, next to the dossier."),
    key("url", Shape::Text, "Where the text is published."),
    key("published", Shape::Text, "When it was published, as EDTF."),
    key("retrieved", Shape::Text, "When it was fetched, as EDTF."),
    key("sha256", Shape::Text, "SHA-256 of the text, so that a changed text is an error."),
    key("licence", Shape::Text, "The terms under which the text may be used."),
];

/// The keys of a node.
pub(super) const NODE: &[Key] = &[
    key("label", Shape::Labels, "Its name: one string, or one for each language."),
    key("kind", Shape::Text, "A more specific type, as free text."),
    key("aka", Shape::Texts, "The names that the text uses for it."),
    key("same", Shape::Texts, "IRIs of the same thing in other data sets."),
    key("note", Shape::Text, "A note by the author of the dossier."),
];

/// The keys of a passage.
pub(super) const PASSAGE: &[Key] = &[
    required("quote", Shape::Text, "The words of the source, verbatim."),
    key("by", Shape::Texts, "Ids of the speakers. Without it the work says it in its own voice."),
    key("via", Shape::Texts, "Ids of those who pass it on; only if the text says so."),
    key("cue", Shape::Text, "The words that name the speaker, verbatim."),
    key("at", Shape::Text, "The line of the source, for a quote that occurs more than once."),
    key("status", Shape::Status, "Always `inferred`: not said, but supported by the words."),
    key("work", Shape::Texts, "The work that is quoted; needed only with several sources."),
    required("say", Shape::Claims, "What the words say: SUBJECT RELATION OBJECT or SUBJECT ATTRIBUTE VALUE."),
];

/// The one status that is typed.
pub(super) const INFERRED: &str = "inferred";

/// The one key of an ontology that extends the built-in one.
pub(super) const EXTEND: &str = "extend";
