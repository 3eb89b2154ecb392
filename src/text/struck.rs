//! Words that a text has struck out, or that it does not show.

use super::Span;

/// What strikes out in HTML, and in Markdown that holds HTML: elements, and whether comments.
const ELEMENTS: [&str; 3] = ["del", "s", "strike"];

/// The words that Markdown or HTML strike out or hide in comments, with their marks, in order: `~~old~~` (GitHub Flavored Markdown 6.5),
/// the elements `del`, `s` and `strike`, and `<!-- comments -->` (HTML 4.7.2, 15.3.5 and 13.1.6).
pub(crate) fn struck_out(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut unclosed = Unclosed::default();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['~', '<'])) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or("");
        match end_of(rest, &mut unclosed) {
            Some(length) => {
                found.push(Span::new(start, start + length));
                at = start + length;
            }
            None => at = start + rest.bytes().take_while(|byte| *byte == b'~').count().max(1),
        }
    }
    found
}

/// What is known to have no end in the rest of a text, so that it is looked for only once.
#[derive(Default)]
struct Unclosed {
    comment: bool,
    elements: [bool; ELEMENTS.len()],
}

/// Where what begins here and strikes out ends.
fn end_of(rest: &str, unclosed: &mut Unclosed) -> Option<usize> {
    if rest.starts_with('~') {
        let is_two = rest.starts_with("~~") && !rest.starts_with("~~~");
        let inside = rest.get(2..).filter(|inside| is_two && !inside.starts_with(char::is_whitespace))?;
        let end = inside.find("~~").filter(|end| !inside.get(..*end).unwrap_or("").contains("\n\n"))?;
        return Some(2 + end + 2);
    }
    if rest.starts_with("<!--") {
        let end = if unclosed.comment { None } else { rest.find("-->") };
        unclosed.comment = end.is_none();
        return end.map(|end| end + 3);
    }
    let name: String = rest.get(1..)?.chars().take_while(char::is_ascii_alphabetic).take(7).collect();
    let (number, element) = (0..).zip(ELEMENTS).find(|(_, element)| name.eq_ignore_ascii_case(element))?;
    let behind = rest.get(1 + element.len()..)?;
    let opens = behind.starts_with('>') || behind.starts_with(|next: char| next.is_ascii_whitespace());
    let unclosed = unclosed.elements.get_mut(number).filter(|unclosed| opens && !**unclosed)?;
    let closing = |at: &usize| {
        let name = rest.get(at + 2..at + 2 + element.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case(element))
            && rest.get(at + 2 + element.len()..).is_some_and(|behind| behind.trim_start().starts_with('>'))
    };
    let end = rest.match_indices("</").map(|(at, _)| at).find(closing);
    *unclosed = end.is_none();
    let end = end?;
    rest.get(end..)?.find('>').map(|length| end + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struck_and_commented_words_are_found() {
        for (text, expected) in [
            ("It is ~~20~~ 25, ~10 or ~~ 3.", vec!["~~20~~"]),
            ("~~~\ncode\n~~~ a ~~b~~", vec!["~~b~~"]),
            ("a ~~b\n\nc~~ d", vec![]),
            (
                "a <del>b <i>c</i></del> d <S class=x>e</S > f",
                vec!["<del>b <i>c</i></del>", "<S class=x>e</S >"],
            ),
            ("<span>a</span> <section>b</section> <strike>c</strike>", vec!["<strike>c</strike>"]),
            ("a <!-- b\n\nc --> d <!-- e", vec!["<!-- b\n\nc -->"]),
            ("a < b, <", vec![]),
        ] {
            let found: Vec<&str> = struck_out(text).into_iter().map(|span| &text[span.range()]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
