//! Words that a text has in quotation marks.

use super::Span;

/// The words in quotation marks, without the marks, in order. Marks within others are not distinguished. A quotation of several paragraphs
/// closes only the last, and opens each.
pub(crate) fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut before = None;
    let mut line_is_blank = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, mark)) = characters.next() {
        let after = characters.peek().map(|(_, next)| *next);
        if mark == '\n' {
            if line_is_blank
                && let Some(unclosed) = open.take()
                && text.get(at..).is_some_and(|rest| rest.trim_start().starts_with(unclosed.mark))
            {
                found.push(Span::new(unclosed.start, at));
            }
            line_is_blank = true;
        } else if !mark.is_whitespace() {
            line_is_blank = false;
        }
        match &open {
            Some(opened) if opened.is_closed_by(mark, before, after) => {
                found.push(Span::new(opened.start, at));
                open = None;
            }
            Some(_) => {}
            None => open = Open::by(mark, before, after, at + mark.len_utf8()),
        }
        before = Some(mark);
    }
    found
}

/// A quotation mark that is not closed yet.
struct Open {
    mark: char,
    closers: &'static str,
    start: usize,
}

impl Open {
    fn by(mark: char, before: Option<char>, after: Option<char>, start: usize) -> Option<Open> {
        let is_word = |next: Option<char>| next.is_some_and(char::is_alphanumeric);
        let begins = !is_word(before) && after.is_some_and(|next| !next.is_whitespace());
        let closers = match mark {
            '“' => "”",
            '„' => "“”",
            '「' => "」",
            '『' => "』",
            '«' if !is_word(before) => "»",
            '»' if begins => "«",
            '"' if begins => "\"",
            '‘' if begins => "’",
            // `’90s` has no quotation.
            '\'' if begins && after.is_some_and(char::is_alphabetic) => "'",
            _ => return None,
        };
        Some(Open { mark, closers, start })
    }

    fn is_closed_by(&self, mark: char, before: Option<char>, after: Option<char>) -> bool {
        let is_apostrophe = matches!(mark, '’' | '\'') && after.is_some_and(char::is_alphanumeric);
        let follows = before.is_some_and(|before| !before.is_whitespace()) || mark == '»';
        self.closers.contains(mark) && !is_apostrophe && follows
    }
}

/// The span among these, which are in order, that another one is in.
pub(crate) fn around(spans: &[Span], span: Span) -> Option<Span> {
    let next = spans.partition_point(|other| other.start <= span.start);
    spans.get(next.checked_sub(1)?).copied().filter(|other| other.end >= span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_in_the_marks_of_many_languages() {
        for (text, expected) in [
            ("He said: “We left.” She didn’t.", vec!["We left."]),
            ("\"We left,\" he said. It is 5\" long. \"Well\"", vec!["We left,", "Well"]),
            ("Er sagt: „Wir gehen.“ Sie auch.", vec!["Wir gehen."]),
            ("Il dit « nous partons » et »so« auch.", vec![" nous partons ", "so"]),
            ("他说：“我们走。”她不走。「好」", vec!["我们走。", "好"]),
            ("‘It’s the workers who left,’ in the ’90s", vec!["It’s the workers who left,"]),
            ("“One.\n\n“Two.” Three.", vec!["One.\n", "Two."]),
            ("“One.\n\nTwo.” Three.", vec![]),
            ("the workers' pay and the bosses' cars", vec![]),
        ] {
            let found: Vec<&str> = quotations(text).into_iter().map(|span| &text[span.range()]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_span_around_another_is_found() {
        let spans = [Span::new(2, 5), Span::new(8, 9)];
        for (span, within) in
            [((2, 5), true), ((1, 3), false), ((3, 4), true), ((4, 6), false), ((8, 9), true)]
        {
            assert_eq!(around(&spans, Span::new(span.0, span.1)).is_some(), within, "{span:?}");
        }
    }
}
