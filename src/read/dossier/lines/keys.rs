//! The keys of the records, each with its shape and its meaning.

use crate::read::dossier::keys::{Key, Shape, key, required};

/// The keys by which a record is known, `dossier` last: other records may name their dossier.
pub(super) const RECORDS: [&str; 4] = ["node", "source", "claim", "dossier"];

/// The key of a dossier's record.
pub(super) const RECORD: &[Key] = &[required("dossier", Shape::Text, "The dossier, as an object.")];

/// The keys of a dossier.
pub(super) const DOSSIER: &[Key] = &[
    required("name", Shape::Id, "The name of the dossier: lowercase letters, digits and hyphens."),
    key("title", Shape::Text, "What the dossier is about, in one line."),
    key("base", Shape::Text, "Base IRI, to which ids are appended. Default: urn:dossier:NAME:"),
    key("language", Shape::Text, "The language of labels and statements, BCP 47. Default: en"),
    key("part", Shape::Text, "Which part of a graph this is; its claims keep their ids."),
    key("ontology", Shape::Ontology, "A custom ontology. Default: the built-in one"),
    key("allow", Shape::Texts, "The findings that it allows, each with the reason: `code` and `why`."),
];

/// The keys of a node.
pub(super) const NODE: &[Key] = &[
    required("node", Shape::Text, "The id."),
    required("type", Shape::Text, "The type."),
    key("dossier", Shape::Id, "The dossier whose base IRI it uses; needed only with several dossiers."),
    key("dossiers", Shape::Texts, "All dossiers that declare it, if there are several."),
    key("label", Shape::Labels, "Its name: one string, or one for each language."),
    key("kind", Shape::Text, "A more specific type, as free text."),
    key("aka", Shape::Texts, "Other names, each a string or an object of a language and a string."),
    key("same", Shape::Texts, "IRIs of the same thing in other data sets."),
    key("notes", Shape::Texts, "Notes, as `aka`."),
    key(
        "aside",
        Shape::Text,
        "`true` if a part of a graph contains it only as a speaker or as a quoted work.",
    ),
    key("allow", Shape::Texts, "The findings that it allows, each with the reason: `code` and `why`."),
];

/// The keys of a source.
pub(super) const SOURCE: &[Key] = &[
    required("source", Shape::Text, "The id of the work."),
    key("text", Shape::Text, "The complete text."),
    key("url", Shape::Text, "Where the text is published."),
    key("published", Shape::Text, "When it was published, as EDTF."),
    key("retrieved", Shape::Text, "When it was fetched, as EDTF."),
    key("sha256", Shape::Text, "SHA-256 of the text, so that a changed text is an error."),
    key("licence", Shape::Text, "The terms under which the text may be used."),
    key("allow", Shape::Texts, "The findings that it allows, each with the reason: `code` and `why`."),
];

/// The keys of a claim.
pub(super) const CLAIM: &[Key] = &[
    required("claim", Shape::Text, "The id, by which other claims in the file refer to it."),
    key("name", Shape::Id, "The name that its author gave it."),
    key("dossier", Shape::Id, "The dossier that makes the claim; needed only with several dossiers."),
    required(
        "subject",
        Shape::Text,
        "What it is about: the id of a node, or an object with the key `claim` and an id.",
    ),
    key("relation", Shape::Text, "The relation to an object."),
    key("object", Shape::Text, "The object of the relation, as `subject`."),
    key("attribute", Shape::Text, "The attribute that has a value."),
    key("value", Shape::Text, "The value, as in a dossier in YAML."),
    key("status", Shape::Status, "The status; it must match the derived one."),
    key(
        "counts",
        Shape::Text,
        "`true` or `false`: whether a denial makes what it denies disputed, where its status does not show it.",
    ),
    key("speakers", Shape::Texts, "Ids of the speakers. Without them the works say it in their own voice."),
    key("via", Shape::Texts, "Ids of those who pass it on."),
    key("evidence", Shape::Passages, "The quotes that support it."),
    key("allow", Shape::Texts, "The findings that it allows, each with the reason: `code` and `why`."),
];

/// The keys of a piece of evidence.
pub(super) const EVIDENCE: &[Key] = &[
    required("work", Shape::Text, "The id of the work that is quoted."),
    required("quote", Shape::Text, "The words of the text, verbatim."),
    key("at", Shape::Texts, "Where they are: [START, END] in characters counted from 0, or a line number."),
    key("passage", Shape::Texts, "The longer passage around them: `quote` and `at`."),
    key("cue", Shape::Texts, "The words that name the speaker: `quote` and `at`."),
    key("allow", Shape::Texts, "The findings that it allows, each with the reason: `code` and `why`."),
];

/// The keys of a passage or a cue.
pub(super) const WORDS: &[Key] = &[
    required("quote", Shape::Text, "The words of the text, verbatim."),
    key("at", Shape::Texts, "Where they are: [START, END] in characters counted from 0, or a line number."),
    key("allow", Shape::Texts, "The findings that it allows, each with the reason: `code` and `why`."),
];

/// The keys of an allowed finding.
pub(super) const ALLOW: &[Key] = &[
    required("code", Shape::Text, "The code or name of the finding."),
    required("why", Shape::Text, "Why it is allowed."),
];
