//! Values and names as openCypher writes them, for scripts and for databases that take values only as text. Everything
//! that becomes Cypher, of dossiers and of rows, is quoted here.

use std::borrow::Cow;

use crate::export::escapes::{Controls, Escapes};

/// Words that openCypher 9, Cypher 25 and Cypher's relatives may reserve.
const RESERVED: &[&str] = &[
    "ADD",
    "ALL",
    "AND",
    "AS",
    "ASC",
    "ASCENDING",
    "BY",
    "CALL",
    "CASE",
    "COLUMN",
    "CONSTRAINT",
    "CONTAINS",
    "COPY",
    "COUNT",
    "CREATE",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DESCENDING",
    "DETACH",
    "DISTINCT",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "ENDS",
    "EXISTS",
    "FALSE",
    "FILTER",
    "FOR",
    "FROM",
    "GLOB",
    "GROUP",
    "IN",
    "INSERT",
    "IS",
    "LET",
    "LIMIT",
    "MACRO",
    "MANDATORY",
    "MATCH",
    "MERGE",
    "NODE",
    "NOT",
    "NULL",
    "OF",
    "ON",
    "OPTIONAL",
    "OR",
    "ORDER",
    "PRIMARY",
    "PROFILE",
    "PROJECT",
    "REL",
    "REMOVE",
    "REQUIRE",
    "RETURN",
    "SCALAR",
    "SET",
    "SHORTEST",
    "SKIP",
    "STARTS",
    "TABLE",
    "THEN",
    "TO",
    "TRUE",
    "UNION",
    "UNIQUE",
    "UNWIND",
    "WHEN",
    "WHERE",
    "WITH",
    "XOR",
    "YIELD",
];

/// Returns the name of a label, type or property as a script writes it: in back-ticks, each back-tick within doubled, unless
/// it is a plain word and not a keyword. [`refusal`] says which names cannot be written.
pub(crate) fn name(name: &str) -> Cow<'_, str> {
    let upper = || name.bytes().map(|byte| byte.to_ascii_uppercase());
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && RESERVED.binary_search_by(|word| word.bytes().cmp(upper())).is_err();
    if plain { Cow::Borrowed(name) } else { Cow::Owned(format!("`{}`", name.replace('`', "``"))) }
}

/// Returns why no script can hold a name so that every database reads the same name, if none can.
///
/// Up to Cypher 5, Neo4j decodes `\uXXXX` anywhere in a query before it searches for quotes, so that a name could close its
/// own back-ticks; other databases read these six characters literally. And cypher-shell, which cuts a script into
/// statements, takes a backslash in back-ticks for an escape, which the databases do not.
pub(crate) fn refusal(name: &str) -> Option<&'static str> {
    if name.contains("\\u") {
        return Some("contains `\\u`, which Neo4j reads as an escape and other databases do not");
    }
    if name.contains('\0') {
        return Some("contains the character U+0000, which names in Neo4j cannot contain");
    }
    // A back-tick closes each of these parts in a script, be it the last one or one of a pair.
    let escapes_it = |part: &str| part.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    name.split('`').any(escapes_it).then_some(
        "has a backslash before a backtick or at its end, which cypher-shell treats as an escape and databases do not",
    )
}

/// The escapes of texts in single quotes (openCypher 9, "String literal").
///
/// Only what ends a line or a text is escaped, by the escapes of one letter: FalkorDB reads `\u2028` as six characters,
/// and all databases accept every other character unchanged. U+0000 ends a text for programs in C and has no such escape.
static TEXT: Escapes = Escapes::new(
    b"'\\\n\r\t\x08\x0C\0",
    &[b"\\'", b"\\\\", b"\\n", b"\\r", b"\\t", b"\\b", b"\\f", b"\\u0000"],
    Controls::Kept,
);

/// Returns a text as a literal in single quotes.
pub(crate) fn text(text: &str) -> String {
    let mut literal = Vec::with_capacity(text.len() + 2);
    put_text(&mut literal, text.as_bytes());
    // Only ASCII was put between the characters of a text.
    String::from_utf8(literal).unwrap_or_default()
}

/// Writes a text as a literal in single quotes.
pub(in crate::export) fn put_text(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'\'');
    TEXT.put(out, text);
    out.push(b'\'');
}

/// Returns a text for a comment: in one line, and without the backslash, because Neo4j decodes `\u000A` in comments, too.
pub(crate) fn comment(text: &str) -> String {
    let may_stand = |c: &char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\\');
    text.chars().filter(may_stand).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::Strategy;

    use super::*;

    #[test]
    fn reserved_words_are_sorted_for_the_search() {
        assert!(RESERVED.is_sorted());
        assert_eq!(name("end"), "`end`");
        assert_eq!(name("Person"), "Person");
        assert_eq!(name("a`b"), "`a``b`");
        assert_eq!(name("1a"), "`1a`");
    }

    #[test]
    fn what_neo4j_would_decode_is_refused_in_names_and_gone_from_comments() {
        for bad in
            [r"P\u0060) DETACH DELETE n //", r"k\u0041", r"\\u0041", r"\uuu", "a\0b", "\\", "a\\`b", "\\\\\\"]
        {
            assert!(refusal(bad).is_some(), "{bad:?}");
        }
        for good in ["a`b", r"a\U0060", r"C:\temp", "\\\\", r"\\`", "u0060", "${x}"] {
            assert_eq!(refusal(good), None, "{good:?}");
        }
        assert_eq!(comment("a\\u000A\n\u{2028}b"), "au000Ab");
    }

    #[test]
    fn texts_are_written_as_the_language_reads_them() {
        assert_eq!(text("C:\\users\n'\u{0}中"), r"'C:\\users\n\'\u0000中'");
    }

    /// What Neo4j has of a query before it reads it: each `\uXXXX` with a single backslash is decoded.
    fn decoded(query: &str) -> String {
        let (mut found, mut rest) = (String::new(), query);
        while let Some(at) = rest.find('\\') {
            found.push_str(&rest[..at]);
            let behind = &rest[at + 1..];
            let code = behind.strip_prefix('u').and_then(|behind| behind.get(..4));
            match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
                Some(character) => {
                    found.push(character);
                    rest = &behind[5..];
                }
                None => {
                    let pair = usize::from(behind.starts_with('\\'));
                    found.push_str(&rest[at..at + 1 + pair]);
                    rest = &behind[pair..];
                }
            }
        }
        found + rest
    }

    /// Where cypher-shell cuts the first statement off, which takes a backslash for an escape in all quotes.
    fn end_of_statement(script: &str) -> Option<usize> {
        let (mut quote, mut characters) = (None, script.char_indices());
        while let Some((at, character)) = characters.next() {
            match (character, quote) {
                ('\\', _) => _ = characters.next(),
                ('`' | '\'' | '"', None) => quote = Some(character),
                (_, Some(open)) if character == open => quote = None,
                (';', None) => return Some(at),
                _ => {}
            }
        }
        None
    }

    proptest::proptest! {
        #[test]
        fn any_name_is_refused_or_read_back_by_servers_and_shells(
            parts in proptest::collection::vec(proptest::prelude::prop_oneof![
                proptest::sample::select(vec!["\\", "`", "u0060", "u005c", ";", "'", "\"", "\n", "//", "\0", "${"])
                    .prop_map(str::to_owned),
                proptest::prelude::any::<char>().prop_map(String::from),
            ], 1..12)
        ) {
            let words = parts.concat();
            let written = name(&words);
            if refusal(&words).is_none() {
                proptest::prop_assert_eq!(decoded(&written), written.as_ref());
                let inside = written.strip_prefix('`').and_then(|inside| inside.strip_suffix('`'));
                let inside = inside.unwrap_or(&written).replace("``", "\u{1}");
                proptest::prop_assert!(!inside.contains('`'));
                let script = format!("{written};");
                proptest::prop_assert_eq!(end_of_statement(&script), Some(written.len()));
            }
        }
    }

    /// Reads a literal of a text as openCypher's grammar has it.
    fn read(literal: &str) -> Option<String> {
        let mut rest = literal.strip_prefix('\'')?.chars();
        let mut text = String::new();
        loop {
            match rest.next()? {
                '\'' => return rest.next().is_none().then_some(text),
                '\\' => text.push(match rest.next()? {
                    c @ ('\\' | '\'' | '"') => c,
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'u' => char::from_u32(u32::from_str_radix(rest.as_str().get(..4)?, 16).ok()?)
                        .inspect(|_| _ = rest.nth(3))?,
                    _ => return None,
                }),
                '\n' | '\r' => return None,
                c => text.push(c),
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_back_from_one_line(
            parts in proptest::collection::vec(proptest::prelude::prop_oneof![
                proptest::sample::select(vec!["\\", "'", "u", "0041", "\"", "\n", "\r", "\t", "\0", "\u{8}", "\u{c}", "`", "${", "\u{2028}"])
                    .prop_map(str::to_owned),
                proptest::prelude::any::<char>().prop_map(String::from),
            ], 0..20)
        ) {
            let words = parts.concat();
            proptest::prop_assert_eq!(read(&text(&words)), Some(words));
        }
    }
}
