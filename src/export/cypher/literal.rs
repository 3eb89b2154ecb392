//! Values and names as openCypher writes them, for scripts and for databases that take values only as text.

use std::borrow::Cow;

use crate::export::property_graph::Scalar;

/// Words that openCypher 9, Cypher 25 and Cypher's relatives may take for their own.
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

/// A name of a label, type or property: in back-ticks only where it is a word of the language, because the names of
/// property graphs are ASCII letters, digits and `_`.
pub(crate) fn name(name: &str) -> Cow<'_, str> {
    let upper = name.to_ascii_uppercase();
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && RESERVED.binary_search(&upper.as_str()).is_err();
    if plain { Cow::Borrowed(name) } else { Cow::Owned(format!("`{}`", name.replace('`', "``"))) }
}

/// A value as a literal: `'text'`, `1`, `0.5`, `true`, `date('2019-05-10')`, `['a', 'b']`.
pub(crate) fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Text(value) => text(value),
        // The number without its sign is beyond 64 bits, and many parsers read the sign last.
        Scalar::Integer(i64::MIN) => format!("({} - 1)", i64::MIN + 1),
        Scalar::Integer(number) => number.to_string(),
        // Debug always writes a point or an exponent: 25.0 stays a number of that kind.
        Scalar::Float(number) => format!("{number:?}"),
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Date(..) => format!("date('{}')", value.to_text()),
        Scalar::TextList(texts) => {
            let texts: Vec<String> = texts.iter().map(|member| text(member)).collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

/// A text as a literal in single quotes (openCypher 9, "String literal").
///
/// Only what ends a line or a text is escaped, by the escapes of one letter: FalkorDB reads `\u2028` as six characters,
/// and all databases take every other character as it is. U+0000 ends a text for programs in C and has no such escape.
pub(crate) fn text(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        match c {
            '\'' => literal.push_str("\\'"),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '\u{8}' => literal.push_str("\\b"),
            '\u{c}' => literal.push_str("\\f"),
            '\0' => literal.push_str("\\u0000"),
            c => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

/// A text for a comment: in one line.
pub(crate) fn comment(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')).collect()
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
    fn every_kind_of_value_is_written_as_the_language_reads_it() {
        let written = |value: Scalar| scalar(&value);
        assert_eq!(written(Scalar::Integer(-3)), "-3");
        assert_eq!(written(Scalar::Integer(i64::MIN)), "(-9223372036854775807 - 1)");
        assert_eq!(written(Scalar::Float(25.0)), "25.0");
        assert_eq!(written(Scalar::Float(1e300)), "1e300");
        assert_eq!(written(Scalar::Boolean(true)), "true");
        assert_eq!(written(Scalar::Date(800, 12, 25)), "date('0800-12-25')");
        assert_eq!(written(Scalar::TextList(vec!["a'".to_owned(), "b".to_owned()])), r"['a\'', 'b']");
        assert_eq!(text("C:\\users\n'\u{0}中"), r"'C:\\users\n\'\u0000中'");
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
