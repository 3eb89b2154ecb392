//! A few lines of a file, made harmless for a terminal, with the places to underline in them.

use std::ops::Range;

use crate::text::{SourceFile, Span, Visible, visible_line};

/// Most lines that are shown of one place; of a longer one only the first line is.
const MAX_LINES: usize = 6;
/// Longest line that is shown, in characters: a paragraph is one line in many texts.
const MAX_LINE: usize = 4000;
/// Characters shown on both sides of a place in a line that is longer.
const AROUND: usize = 30;
/// Most characters shown of a place in such a line.
const MAX_WORDS: usize = 60;

/// Lines that can be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The number of the first line.
    pub(super) first_line: usize,
    /// The lines, joined by line feeds.
    pub(super) text: String,
    /// The places in the text, in the order they were given.
    pub(super) ranges: Vec<Range<usize>>,
    /// Whether all of every place is shown.
    pub(super) whole: bool,
}

/// The first and the last line of a span, as it will be shown.
pub(super) fn lines_of(file: &SourceFile, span: Span) -> (usize, usize) {
    let first = file.line_column(span.start).0;
    let last = if span.is_empty() { first } else { file.line_column(span.end - 1).0 };
    if last - first < MAX_LINES { (first, last) } else { (first, first) }
}

/// The lines of spans, which must lie near one another. `None` when one of them is too long to be shown.
pub(super) fn excerpt(file: &SourceFile, spans: &[Span]) -> Option<Excerpt> {
    if file.is_cut() {
        return None;
    }
    let lines: Vec<(usize, usize)> = spans.iter().map(|span| lines_of(file, *span)).collect();
    let first_line = lines.iter().map(|(first, _)| *first).min()?;
    let last_line = lines.iter().map(|(_, last)| *last).max()?;
    let mut text = String::new();
    let mut found: Vec<Option<Range<usize>>> = vec![None; spans.len()];
    for number in first_line..=last_line {
        if number > first_line {
            text.push('\n');
        }
        let line = file.line_span(number)?;
        let content = file.slice(line).trim_end_matches(['\r', '\n']);
        let here: Vec<usize> = (0..spans.len())
            .filter(|at| lines.get(*at).is_some_and(|(a, b)| (*a..=*b).contains(&number)))
            .collect();
        if content.len() > MAX_LINE && content.chars().nth(MAX_LINE).is_some() {
            // A line between two places is not shown anyway.
            if here.is_empty() {
                continue;
            }
            return None;
        }
        let begin = text.len();
        let mut visible = Visible::default();
        let mut inside: Vec<(usize, Range<usize>)> = here.into_iter().map(|at| (at, begin..begin)).collect();
        for (offset, character) in content.char_indices() {
            let byte = line.start + offset as u32;
            let before = text.len();
            text.push(if character == '\t' { ' ' } else { visible.show(character) });
            for (at, range) in &mut inside {
                let Some(span) = spans.get(*at) else { continue };
                // Up to its start a place moves along; from there to its end it grows.
                if byte < span.start {
                    *range = text.len()..text.len();
                } else if byte < span.end {
                    range.start = range.start.min(before);
                    range.end = text.len();
                }
            }
        }
        for (at, range) in inside {
            if let Some(slot) = found.get_mut(at) {
                *slot = Some(slot.take().map_or(range.clone(), |known| known.start..range.end));
            }
        }
    }
    let ends_there = |(span, (_, last)): (&Span, &(usize, usize))| {
        file.line_span(*last).is_some_and(|line| span.end <= line.end)
    };
    let whole = spans.iter().zip(&lines).all(ends_there);
    Some(Excerpt {
        first_line,
        text,
        ranges: found.into_iter().map(Option::unwrap_or_default).collect(),
        whole,
    })
}

/// The words at a position and a little of their context, for a line that is too long to be shown.
pub(super) fn words_around(file: &SourceFile, span: Span) -> String {
    let (before, after) = (file.text().get(..span.start as usize), file.text().get(span.end as usize..));
    let mut head: Vec<char> = before.unwrap_or("").chars().rev().take(AROUND).collect();
    head.reverse();
    let mut words = String::from("…");
    words.extend(head);
    let all = file.slice(span);
    words.extend(all.chars().take(MAX_WORDS));
    if all.chars().nth(MAX_WORDS).is_none() {
        words.extend(after.unwrap_or("").chars().take(AROUND));
    }
    words.push('…');
    visible_line(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile::new("f", text).unwrap()
    }

    fn shown(excerpt: &Excerpt) -> Vec<&str> {
        excerpt.ranges.iter().map(|range| &excerpt.text[range.clone()]).collect()
    }

    #[test]
    fn places_are_kept_where_characters_are_replaced() {
        let text = "a\u{1b}[31mé\u{202e}z\r\nsecond\rthird";
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let spans = [at("é\u{202e}"), at("z"), at("ond\rth"), Span::new(text.len(), text.len())];
        let excerpt = excerpt(&file(text), &spans).unwrap();
        assert_eq!(excerpt.text, "a␛[31mé\u{fffd}z\nsecond\nthird");
        assert_eq!(shown(&excerpt), ["é\u{fffd}", "z", "ond\nth", ""]);
        assert_eq!(
            (excerpt.first_line, excerpt.ranges[3].start, excerpt.whole),
            (1, excerpt.text.len(), true)
        );
    }

    #[test]
    fn long_lines_are_not_shown_and_long_places_only_begun() {
        let text = format!("{} here\n{}", "é".repeat(5000), "line\n".repeat(30));
        let start = text.find("here").unwrap();
        let file = file(&text);
        assert_eq!(excerpt(&file, &[Span::new(start, start + 4)]), None);
        assert_eq!(
            words_around(&file, Span::new(start, start + 2)),
            format!("…{} here line line line line line li…", "é".repeat(29))
        );
        assert_eq!(words_around(&file, Span::new(0, start)), format!("…{}…", "é".repeat(60)));
        let lines = text.find("line").unwrap();
        let many = excerpt(&file, &[Span::new(lines, text.len())]).unwrap();
        assert_eq!((many.text.as_str(), shown(&many), many.whole), ("line", vec!["line"], false));
    }

    #[test]
    fn an_empty_file_has_a_line() {
        let excerpt = excerpt(&file(""), &[Span::new(0, 0)]).unwrap();
        assert_eq!((excerpt.text.as_str(), &excerpt.ranges[0], excerpt.ranges.len()), ("", &(0..0), 1));
    }
}
