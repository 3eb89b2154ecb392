//! Changes of a text, and how people see them.

use similar::TextDiff;

use super::finding::Fix;
use crate::text::visible_line;

/// Makes changes of one text; everything outside of them stays byte for byte. `None` where two of them overlap, or one is
/// not in the text.
pub fn apply_fixes(text: &str, fixes: &[&Fix]) -> Option<String> {
    let mut fixes = fixes.to_vec();
    fixes.sort_by_key(|fix| fix.place.span);
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for fix in fixes {
        let span = fix.place.span.range();
        changed.push_str(text.get(at..span.start)?);
        text.get(span.clone())?;
        changed.push_str(&fix.replacement);
        at = span.end;
    }
    changed.push_str(text.get(at..)?);
    Some(changed)
}

/// The difference of two versions of a file, as `diff -u` writes it; nothing where there is none. The name is on one line and
/// visible, whatever it is.
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    let (name, diff) = (visible_line(name), TextDiff::from_lines(before, after));
    diff.unified_diff().context_radius(3).header(&name, &name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::text::{Place, SourceFile, SourceMap, Span};

    fn fix(span: (usize, usize), replacement: &str) -> Fix {
        let file = SourceMap::new().add(SourceFile::new("a", "").unwrap());
        let place = Place { file, span: Span::new(span.0, span.1) };
        let applicability = Applicability::Certain;
        Fix { place, replacement: replacement.to_owned(), message: String::new(), applicability }
    }

    #[test]
    fn changes_leave_what_is_around_them() {
        let (one, other) = (fix((6, 7), "TWO"), fix((0, 1), ""));
        assert_eq!(apply_fixes("a\r\nbé c\n", &[&one, &other]).as_deref(), Some("\r\nbéTWOc\n"));
        assert_eq!(apply_fixes("aé", &[&fix((2, 3), "x")]), None, "inside a character");
        assert_eq!(apply_fixes("a", &[&fix((0, 4), "x")]), None, "behind the end");
        assert_eq!(apply_fixes("abcd", &[&fix((0, 2), "x"), &fix((1, 3), "y")]), None, "overlapping");
    }

    #[test]
    fn a_diff_shows_lines_with_their_surroundings() {
        let diff = unified_diff("d.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n");
        let expected = "--- d.yaml\n+++ d.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        assert_eq!(diff, expected);
        assert_eq!(unified_diff("d.yaml", "1\n", "1\n"), "");
        let odd = unified_diff("a\n+b\u{1b}", "1\n", "2\n");
        assert!(odd.starts_with("--- a +b\u{241b}\n+++ a +b\u{241b}\n@@"), "{odd}");
    }
}
