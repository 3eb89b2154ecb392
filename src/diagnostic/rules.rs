//! Every rule, declared once.

use super::rule::Level::{Allow, Error, Note, Warning};
use super::rule::Rule;

/// The level cannot be changed.
const FIXED: bool = true;
/// The level can be changed.
const FREE: bool = false;

/// Declares a static for each rule, and the list of all.
macro_rules! rules {
    ($($(#[$about:meta])* $rule:ident = $code:literal $name:literal $level:ident $change:ident;)*) => {
        $(
            $(#[$about])*
            pub static $rule: Rule = Rule {
                code: $code,
                name: $name,
                level: $level,
                fixed: $change,
                doc: include_str!(concat!("codes/", $code, ".md")),
            };
        )*

        /// All rules, sorted by code.
        pub static RULES: &[&Rule] = &[$(&$rule),*];
    };
}

rules! {
    // Files and YAML.
    /// A file cannot be read.
    FILE_UNREADABLE = "D0001" "file-unreadable" Error FIXED;
    /// A file is not UTF-8.
    NOT_UTF8 = "D0002" "not-utf8" Error FIXED;
    /// A file is not YAML.
    YAML_SYNTAX = "D0003" "yaml-syntax" Error FIXED;
    /// YAML is too deep, too large, or has too many aliases.
    YAML_TOO_LARGE = "D0004" "yaml-too-large" Error FIXED;
    /// A key occurs twice in one mapping.
    DUPLICATE_KEY = "D0005" "duplicate-key" Error FIXED;
    /// Something else belongs here, such as a mapping instead of a list.
    WRONG_SHAPE = "D0006" "wrong-shape" Error FIXED;
    /// The format has no such key.
    UNKNOWN_KEY = "D0007" "unknown-key" Error FIXED;
    /// A key is missing.
    MISSING_KEY = "D0008" "missing-key" Error FIXED;
    /// There is no dossier in a folder, or more than one document in a file.
    NO_DOSSIER = "D0009" "no-dossier" Error FIXED;
    /// A character that is not allowed in a dossier.
    FORBIDDEN_CHARACTER = "D0010" "forbidden-character" Error FIXED;
    /// A file is outside the folder of the dossier that names it.
    FILE_OUTSIDE_FOLDER = "D0011" "file-outside-folder" Error FIXED;

    // Names.
    /// Nothing has this id.
    UNKNOWN_ID = "D0101" "unknown-id" Error FIXED;
    /// An id or name is malformed.
    MALFORMED_ID = "D0102" "malformed-id" Error FIXED;
    /// An id is declared twice.
    DUPLICATE_ID = "D0103" "duplicate-id" Error FIXED;
    /// Two claims have the same name.
    DUPLICATE_NAME = "D0104" "duplicate-name" Error FIXED;
    /// Nothing is said about a node.
    NODE_UNUSED = "D0105" "node-unused" Warning FREE;
    /// A name does not occur in the texts.
    NAME_NOT_IN_TEXT = "D0106" "name-not-in-text" Note FREE;
    /// Several nodes share a name, and which is meant is not clear.
    NAME_AMBIGUOUS = "D0107" "name-ambiguous" Note FREE;
    /// An IRI, a language tag or another scalar is malformed.
    MALFORMED_SCALAR = "D0108" "malformed-scalar" Error FIXED;
    /// Two dossiers have one name.
    DUPLICATE_DOSSIER = "D0109" "duplicate-dossier" Error FIXED;

    // The ontology.
    /// The ontology has no such type.
    UNKNOWN_TYPE = "D0201" "unknown-type" Error FIXED;
    /// The ontology has no such relation or attribute.
    UNKNOWN_RELATION = "D0202" "unknown-relation" Error FIXED;
    /// The subject is outside the domain.
    OUTSIDE_DOMAIN = "D0203" "outside-domain" Error FREE;
    /// The object is outside the range.
    OUTSIDE_RANGE = "D0204" "outside-range" Error FREE;
    /// Too many or too few nodes are related.
    CARDINALITY = "D0205" "cardinality" Warning FREE;
    /// A custom ontology is malformed.
    ONTOLOGY_MALFORMED = "D0206" "ontology-malformed" Error FIXED;
    /// Two ontologies define one name differently.
    CONFLICTING_ONTOLOGIES = "D0207" "conflicting-ontologies" Error FIXED;
    /// A line is not a claim.
    NOT_A_CLAIM = "D0208" "not-a-claim" Error FIXED;

    // Quotes.
    /// A quote is not in the text.
    QUOTE_NOT_FOUND = "D0301" "quote-not-found" Error FIXED;
    /// A quote occurs more than once.
    QUOTE_AMBIGUOUS = "D0302" "quote-ambiguous" Error FIXED;
    /// A quote differs from the text only in typography.
    QUOTE_TYPOGRAPHY = "D0303" "quote-typography" Warning FREE;
    /// A cue is not in the text.
    CUE_NOT_FOUND = "D0304" "cue-not-found" Error FIXED;
    /// The text is not the one that was quoted.
    TEXT_CHANGED = "D0305" "text-changed" Error FIXED;
    /// The text is absent, so that its quotes cannot be checked.
    TEXT_MISSING = "D0306" "text-missing" Warning FREE;
    /// A quote starts or ends inside a word.
    QUOTE_CUTS_WORD = "D0307" "quote-cuts-word" Warning FREE;
    /// A quote starts or ends inside a number or a character.
    QUOTE_CUTS_NUMBER = "D0308" "quote-cuts-number" Error FIXED;
    /// the text has no line `at`, or the quote is not on it.
    WRONG_LINE = "D0309" "wrong-line" Error FIXED;
    /// A sentence of the text carries no claim.
    SENTENCE_UNUSED = "D0310" "sentence-unused" Allow FREE;
    /// It is not clear which work is quoted.
    WORK_MISSING = "D0311" "work-missing" Error FIXED;
    /// A narrower quote is not in its passage.
    QUOTE_OUTSIDE_PASSAGE = "D0312" "quote-outside-passage" Error FIXED;

    // Values.
    /// A number is malformed.
    NUMBER_MALFORMED = "D0401" "number-malformed" Error FIXED;
    /// A date is malformed.
    DATE_MALFORMED = "D0402" "date-malformed" Error FIXED;
    /// A duration is malformed.
    DURATION_MALFORMED = "D0403" "duration-malformed" Error FIXED;
    /// A sum of money or a quantity is malformed.
    QUANTITY_MALFORMED = "D0404" "quantity-malformed" Error FIXED;
    /// A token is not in the ontology's list.
    UNKNOWN_VALUE = "D0405" "unknown-value" Error FIXED;
    /// An attribute has no value.
    VALUE_MISSING = "D0406" "value-missing" Error FIXED;
    /// The IRI that is an attribute's value is malformed.
    IRI_MALFORMED = "D0407" "iri-malformed" Error FIXED;
    /// The words of a value say another one.
    VALUE_DIFFERS = "D0408" "value-differs" Error FREE;
    /// A value cannot be compared with its words.
    VALUE_NOT_COMPARED = "D0409" "value-not-compared" Note FREE;

    // Claims.
    /// A claim occurs twice with the same words.
    DUPLICATE_CLAIM = "D0501" "duplicate-claim" Warning FREE;
    /// A status is typed that is never typed.
    STATUS_NOT_ALLOWED = "D0502" "status-not-allowed" Error FIXED;
    /// Something is denied that is not a claim.
    DENIAL_OF_NON_CLAIM = "D0503" "denial-of-non-claim" Error FIXED;
    /// Words that hedge carry a claim that is reported.
    HEDGE_REPORTED = "D0504" "hedge-reported" Warning FREE;
    /// An accusation has no speaker but the work itself.
    ACCUSATION_REPORTED = "D0505" "accusation-reported" Warning FREE;
    /// Words are passed on, or introduced, but nobody says them.
    VIA_WITHOUT_BY = "D0506" "via-without-by" Warning FREE;
    /// A quote leaves out the word that denies it.
    NEGATION_LEFT_OUT = "D0507" "negation-left-out" Error FREE;
    /// Words that deny carry a claim that denies nothing.
    NEGATION_INSIDE = "D0508" "negation-inside" Warning FREE;
    /// A condition is quoted as a fact.
    CONDITION_LEFT_OUT = "D0509" "condition-left-out" Warning FREE;
    /// The sentence is a question, or names a speaker, and the dossier does not say so.
    VOICE_LEFT_OUT = "D0510" "voice-left-out" Warning FREE;
    /// A cue is far from its passage.
    CUE_ELSEWHERE = "D0511" "cue-elsewhere" Warning FREE;
    /// A cue names another speaker.
    CUE_NAMES_ANOTHER = "D0512" "cue-names-another" Error FREE;
    /// A denial that is only inferred or attributed leaves what it denies as it is.
    DENIAL_WITHOUT_EFFECT = "D0513" "denial-without-effect" Warning FREE;
    /// A quote is in struck-out or commented text.
    QUOTE_STRUCK_OUT = "D0514" "quote-struck-out" Error FREE;
    /// The sentence names another speaker.
    SPEAKER_IS_ANOTHER = "D0515" "speaker-is-another" Warning FREE;
    /// The words of a language are not known.
    LANGUAGE_NOT_COVERED = "D0516" "language-not-covered" Note FREE;
    /// A cue shows no speaker.
    CUE_NAMES_NOBODY = "D0517" "cue-names-nobody" Warning FREE;

    // The graph.
    /// A thing is part of itself by way of others.
    CIRCULAR_PART = "D0601" "circular-part" Error FIXED;
    /// A measure is in force, but nobody imposes it.
    MEASURE_WITHOUT_IMPOSER = "D0602" "measure-without-imposer" Warning FREE;
    /// No position answers an issue.
    ISSUE_WITHOUT_POSITION = "D0603" "issue-without-position" Note FREE;
    /// A party has no position.
    PARTY_WITHOUT_POSITION = "D0604" "party-without-position" Note FREE;

    // Several dossiers.
    /// One thing has two types.
    CONFLICTING_TYPES = "D0701" "conflicting-types" Warning FREE;
    /// One thing has two labels in one language.
    CONFLICTING_LABELS = "D0702" "conflicting-labels" Warning FREE;

    // Rows.
    /// A record is malformed.
    MALFORMED_ROW = "D0801" "malformed-row" Error FIXED;
    /// An edge ends at a node that is not there.
    DANGLING_EDGE = "D0802" "dangling-edge" Error FIXED;
    /// Two rows have the same id.
    DUPLICATE_ROW = "D0803" "duplicate-row" Error FIXED;
    /// Something of a row is not supported and was ignored.
    ROW_DATA_IGNORED = "D0804" "row-data-ignored" Warning FREE;
    /// A value of a row was dropped as an earlier row has another one.
    VALUE_DROPPED = "D0805" "value-dropped" Warning FREE;
    /// Rows were read, but probably not as they are meant.
    SUSPICIOUS_ROWS = "D0806" "suspicious-rows" Warning FREE;

    // Allowances.
    /// An allowance has no reason, or names an unknown or fixed rule.
    INVALID_ALLOW = "D0901" "invalid-allow" Warning FREE;
    /// An allowance allows nothing.
    UNUSED_ALLOW = "D0902" "unused-allow" Warning FREE;
}

/// The rule of a code or a name; letters may be small or capital.
pub fn rule_named(name: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_sorted_and_names_are_unique_kebab_case() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
        for rule in RULES {
            let digits = rule.code.strip_prefix('D').unwrap();
            assert!(digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{}", rule.code);
            let kebab = |part: &str| {
                !part.is_empty()
                    && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            };
            assert!(rule.name.split('-').all(kebab), "{}", rule.name);
            assert!(!rule.fixed || rule.level == Error, "{} is fixed but no error", rule.code);
            assert_eq!(rule_named(&rule.code.to_lowercase()), Some(*rule));
            assert_eq!(rule_named(rule.name), Some(*rule));
        }
        assert_eq!(rule_named("D9999"), None);
    }

    #[test]
    fn documents_have_a_title_a_summary_and_three_sections() {
        for rule in RULES {
            let lines: Vec<&str> = rule.doc.lines().collect();
            assert_eq!(lines[0], format!("# {}: {}", rule.code, rule.name));
            assert!(rule.summary().ends_with('.'), "{}", rule.code);
            let heads: Vec<&str> = lines.iter().copied().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(heads, ["## Why", "## Example", "## Fix"], "{}", rule.code);
            assert!(lines.iter().all(|line| line.chars().count() <= 120), "{}", rule.code);
            let fences = lines.iter().filter(|line| line.starts_with("```")).count();
            assert!(fences >= 2 && fences % 2 == 0, "{}", rule.code);
            assert!(rule.doc.ends_with('\n') && !rule.doc.ends_with("\n\n"), "{}", rule.code);
        }
    }

    #[test]
    fn every_document_has_a_rule() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/codes");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let rules: Vec<String> = RULES.iter().map(|rule| format!("{}.md", rule.code)).collect();
        assert_eq!(names, rules);
    }
}
