//! Names and texts as SQL quotes them, in scripts and in statements: PostgreSQL and DuckDB read both alike.

/// How many bytes a name may have in PostgreSQL, which truncates longer ones without an error.
pub(crate) const LONGEST_NAME: usize = 63;

/// Returns a name as a delimited identifier, which keeps its case.
pub(crate) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns a text as a literal.
///
/// Whether a backslash escapes in a plain literal depends on a setting of PostgreSQL (`standard_conforming_strings`), so a
/// text with a backslash is an escape string, in which it always does.
pub(crate) fn text(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

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
