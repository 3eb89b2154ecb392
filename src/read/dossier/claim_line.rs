//! One line of `say`: `[NAME =] SUBJECT RELATION OBJECT` or `[NAME =] SUBJECT ATTRIBUTE VALUE`.

use std::ops::Range;

/// The words of a claim and their places in the line, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClaimLine<'t> {
    /// The name by which other claims point at it.
    pub(super) name: Option<(&'t str, Range<usize>)>,
    /// What it is about.
    pub(super) subject: (&'t str, Range<usize>),
    /// The relation or attribute.
    pub(super) predicate: (&'t str, Range<usize>),
    /// The rest of the line, without blanks around it; empty where nothing follows.
    pub(super) rest: (&'t str, Range<usize>),
}

/// Takes a line apart. `None` when it has not at least a subject and a relation or attribute.
pub(super) fn parse(line: &str) -> Option<ClaimLine<'_>> {
    let (first, after_first) = word(line, 0)?;
    let (second, after_second) = word(line, after_first)?;
    let at = |range: Range<usize>| line.get(range.clone()).map(|text| (text, range));
    if line.get(second.clone()) == Some("=") {
        let (subject, after) = word(line, after_second)?;
        let (predicate, after) = word(line, after)?;
        return Some(ClaimLine {
            name: at(first),
            subject: at(subject)?,
            predicate: at(predicate)?,
            rest: rest(line, after),
        });
    }
    Some(ClaimLine {
        name: None,
        subject: at(first)?,
        predicate: at(second)?,
        rest: rest(line, after_second),
    })
}

/// The next word at or after an offset, and the offset after it.
fn word(line: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let tail = line.get(from..)?;
    let start = from + tail.find(|at: char| !at.is_whitespace())?;
    let end = line.get(start..)?.find(char::is_whitespace).map_or(line.len(), |length| start + length);
    Some((start..end, end))
}

fn rest(line: &str, from: usize) -> (&str, Range<usize>) {
    let tail = line.get(from..).unwrap_or("");
    let text = tail.trim();
    let start = from + (tail.len() - tail.trim_start().len());
    (text, start..start + text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart_with_their_places() {
        let line = "reneged =  china\u{a0}breaks commitments ";
        let claim = parse(line).unwrap();
        assert_eq!(claim.name.unwrap().0, "reneged");
        assert_eq!(claim.subject.0, "china");
        assert_eq!(claim.predicate.0, "breaks");
        assert_eq!(claim.rest.0, "commitments");
        assert_eq!(&line[claim.rest.1], "commitments");
        let claim = parse("x statement a = b, c").unwrap();
        assert_eq!((claim.name, claim.rest.0), (None, "a = b, c"));
        assert_eq!(parse("talks date").unwrap().rest.0, "");
        assert_eq!(parse("talks"), None);
        assert_eq!(parse("a = b"), None);
        assert_eq!(parse("  "), None);
    }
}
