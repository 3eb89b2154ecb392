//! Names and texts as SQL quotes them, in scripts and in statements: PostgreSQL and DuckDB read both alike.

use crate::export::escapes::{Controls, Escapes, REPLACEMENT};

/// How many bytes a name may have in PostgreSQL, which truncates longer ones without an error.
pub(crate) const LONGEST_NAME: usize = 63;

/// Returns a name as a delimited identifier, which keeps its case.
pub(crate) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns a text as a literal: see [`put_text`].
#[cfg(any(feature = "postgres", test))]
pub(crate) fn text(text: &str) -> String {
    let mut quoted = Vec::with_capacity(text.len() + 2);
    put_text(&mut quoted, text.as_bytes());
    String::from_utf8_lossy(&quoted).into_owned()
}

/// Writes a text as a literal, and returns whether U+FFFD stands for U+0000, which PostgreSQL does not have.
///
/// Whether a backslash escapes in a plain literal depends on a setting of PostgreSQL (`standard_conforming_strings`), so a
/// text with a backslash is an escape string, in which it always does.
pub(in crate::export) fn put_text(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let has_backslash = memchr::memchr(b'\\', text).is_some();
    out.extend_from_slice(if has_backslash { b"E'" } else { b"'" });
    let has_nul = if has_backslash { ESCAPED.put(out, text) } else { PLAIN.put(out, text) };
    out.push(b'\'');
    has_nul
}

static PLAIN: Escapes = Escapes::new(b"'\0", &[b"''", REPLACEMENT], Controls::Kept);
static ESCAPED: Escapes = Escapes::new(b"'\0\\", &[b"''", REPLACEMENT, b"\\\\"], Controls::Kept);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_stay_inside() {
        assert_eq!(name("a\"; DROP TABLE x; --"), "\"a\"\"; DROP TABLE x; --\"");
        assert_eq!(text("it's"), "'it''s'");
        assert_eq!(text(r"\'; DROP TABLE x; --"), r"E'\\''; DROP TABLE x; --'");
    }
}
