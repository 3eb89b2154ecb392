//! The keys of the records, each with its shape and its meaning.

use crate::read::dossier::keys::{Key, Shape, key, required};

/// The keys by which a record is known, `dossier` last: other records may name their dossier.
pub(super) const RECORDS: [&str; 4] = ["node", "source", "claim", "dossier"];

/// The key of a dossier's record.
pub(super) const RECORD: &[Key] = &[required("dossier", Shape::Text, "The dossier, as an object.")];

/// The keys of a dossier.
pub(super) const DOSSIER: &[Key] = &[
    required("name", Shape::Id, "The name of the dossier: small letters, digits and hyphens."),
    key("title", Shape::Text, "What the dossier is about, in a line."),
    key("base", Shape::Text, "What stands before an id to make an IRI. Default: urn:dossier:NAME:"),
    key("language", Shape::Text, "The language of labels and statements, BCP 47. Default: en"),
    key("part", Shape::Text, "Which part of a graph this is; its claims keep their ids."),
    key("ontology", Shape::Ontology, "An ontology. Default: the built-in one"),
];

/// The keys of a node.
pub(super) const NODE: &[Key] = &[
    required("node", Shape::Text, "The id."),
    required("type", Shape::Text, "The type."),
    key("dossier", Shape::Id, "The dossier whose base its IRI has; needed only with several dossiers."),
    key("dossiers", Shape::Texts, "All dossiers that declare it, where they are several."),
    key("label", Shape::Labels, "How it is called: one text, or one for each language."),
    key("kind", Shape::Text, "What kind of its type it is."),
    key("aka", Shape::Texts, "Other names, each a text or an object of a language and a text."),
    key("same", Shape::Texts, "IRIs of the same thing elsewhere."),
    key("notes", Shape::Texts, "Notes, as `aka`."),
    key(
        "aside",
        Shape::Text,
        "`true` where a part of a graph has it only because it says something or is quoted.",
    ),
];

/// The keys of a source.
pub(super) const SOURCE: &[Key] = &[
    required("source", Shape::Text, "The id of the work."),
    key("text", Shape::Text, "The whole text itself."),
    key("url", Shape::Text, "Where the text is published."),
    key("published", Shape::Text, "When it was published, as EDTF."),
    key("retrieved", Shape::Text, "When it was fetched, as EDTF."),
    key("sha256", Shape::Text, "SHA-256 of the text, so that a changed text is an error."),
    key("licence", Shape::Text, "Under which terms the text may be used."),
];

/// The keys of a claim.
pub(super) const CLAIM: &[Key] = &[
    required("claim", Shape::Text, "The id, by which other claims of the file point at it."),
    key("name", Shape::Id, "The name that its author gives it."),
    key("dossier", Shape::Id, "The dossier that says so; needed only with several dossiers."),
    required("subject", Shape::Text, "What it is about: the id of a node, or an object `claim` of an id."),
    key("relation", Shape::Text, "The relation to an object."),
    key("object", Shape::Text, "The object of the relation, as `subject`."),
    key("attribute", Shape::Text, "The attribute that has a value."),
    key("value", Shape::Text, "The value, as in a dossier in YAML."),
    key("status", Shape::Status, "The status; it must be the one that follows."),
    key(
        "speakers",
        Shape::Texts,
        "Ids of those who say it. Without them the works say it in their own voice.",
    ),
    key("via", Shape::Texts, "Ids of those through whom it is said."),
    key("evidence", Shape::Passages, "The words that carry it."),
];

/// The keys of a piece of evidence.
pub(super) const EVIDENCE: &[Key] = &[
    required("work", Shape::Text, "The id of the work that is quoted."),
    required("quote", Shape::Text, "The words of the text, verbatim."),
    key("at", Shape::Texts, "Where they stand: [START, END] in characters from 0, or the number of a line."),
    key("passage", Shape::Texts, "The words around them, where they are more: `quote` and `at`."),
    key("cue", Shape::Texts, "The words that show who says it: `quote` and `at`."),
];

/// The keys of a passage or a cue.
pub(super) const WORDS: &[Key] = &[
    required("quote", Shape::Text, "The words of the text, verbatim."),
    key("at", Shape::Texts, "Where they stand: [START, END] in characters from 0, or the number of a line."),
];
