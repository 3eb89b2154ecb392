//! Anchoring quotes in the texts: exact, or nothing.

use std::ops::Range;

use super::fields::{Context, Form, shown};
use super::texts::Work;
use crate::diagnostic::{Applicability, Finding, Rule, rules};
use crate::graph::Anchor;
use crate::text::yaml::Scalar;
use crate::text::{
    FileKey, Folded, MAX_PLACES, Matched, NotCompared, Place, QuoteError, SourceFile, Span, cuts_word,
    drops_negation, find_nearest_to, find_quote, nearest_passage, sentences_around,
};

/// How many places of an ambiguous quote are shown.
const PLACES_SHOWN: usize = 5;

/// What a quote is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// The words of a passage or of a claim.
    Quote,
    /// The words that show who says it.
    Cue,
}

/// Anchors a passage in the text of a work; `line` picks one of several occurrences.
pub(super) fn passage(
    context: &mut Context<'_, '_>,
    work: &Work,
    quote: &Scalar,
    line: Option<(usize, Span)>,
) -> Option<Anchor> {
    let Some((file, text)) = &work.text else { return Some(unverified(quote)) };
    match find_quote(text, &quote.text, None, line.map(|(line, _)| line)) {
        Ok(found) => {
            if let Some((number, place)) = line.filter(|(line, _)| !stands_on(text, found.0, *line)) {
                let finding = wrong_line(context, *file, text, number, place, &[found.0]);
                context.push(finding);
            }
            Some(found_at(context, *file, text, quote, found))
        }
        Err(error) => {
            let finding = refused(context, *file, text, quote, error, Use::Quote, line);
            context.push(finding);
            None
        }
    }
}

/// Anchors words with a stated range of characters; `written_at` is where the range is written.
pub(super) fn at_characters(
    context: &mut Context<'_, '_>,
    work: &Work,
    quote: &Scalar,
    range: Range<usize>,
    written_at: Span,
) -> Option<Anchor> {
    let Some((file, text)) = &work.text else { return Some(unverified(quote)) };
    let span = Span::new(text.byte_offset(range.start), text.byte_offset(range.end));
    let error = match find_quote(text, &quote.text, Some(span), None) {
        Ok(found) if found.0 == span => return Some(found_at(context, *file, text, quote, found)),
        Ok(_) => QuoteError::Absent,
        Err(error) => error,
    };
    let elsewhere = match (&error, find_quote(text, &quote.text, None, None)) {
        (QuoteError::Absent, Ok((span, _))) => vec![span],
        (QuoteError::Absent, Err(QuoteError::Ambiguous(spans))) => spans,
        _ => {
            let finding = refused(context, *file, text, quote, error, Use::Quote, None);
            context.push(finding);
            return None;
        }
    };
    let message = format!("the quote is not at these characters of {}", text.name());
    let finding =
        Finding::new(&rules::WRONG_LINE, message).at(context.place(written_at), "these are other words");
    let places: Vec<String> = elsewhere
        .iter()
        .take(PLACES_SHOWN)
        .map(|span| text.char_range(*span))
        .map(|chars| format!("[{}, {}]", chars.start, chars.end))
        .collect();
    let finding = with_places(finding, *file, text, &elsewhere)
        .help(format!("use `\"at\": {}`", places.join("` or `")));
    context.push(finding);
    None
}

/// Anchors the narrower quote of a claim: inside its passage, or else in the sentences that the passage touches; elsewhere only on the
/// line that is given.
pub(super) fn narrower(
    context: &mut Context<'_, '_>,
    work: &Work,
    quote: &Scalar,
    passage: &Anchor,
    line: Option<(usize, Span)>,
) -> Option<Anchor> {
    let Some((file, text)) = &work.text else { return Some(unverified(quote)) };
    let line_number = line.map(|(line, _)| line);
    let inside = |area: Span| {
        find_quote(text, &quote.text, Some(area), None).or_else(|error| match error {
            QuoteError::Ambiguous(_) => find_quote(text, &quote.text, Some(area), line_number),
            other => Err(other),
        })
    };
    let around = || passage.span.map(|span| sentences_around(text.text(), span));
    for area in [&|| passage.span, &around as &dyn Fn() -> Option<Span>] {
        let Some(area) = area() else { continue };
        match inside(area) {
            Ok(found) => return Some(found_at(context, *file, text, quote, found)),
            Err(error @ QuoteError::Ambiguous(_)) => {
                let finding = refused(context, *file, text, quote, error, Use::Quote, line);
                context.push(finding);
                return None;
            }
            Err(_) => {}
        }
    }
    match find_quote(text, &quote.text, None, line_number) {
        Ok((span, _))
            if passage.span.is_some() && !line_number.is_some_and(|line| stands_on(text, span, line)) =>
        {
            let finding = outside(context, *file, text, quote, passage, &[span]);
            context.push(finding);
            None
        }
        Err(QuoteError::Ambiguous(spans)) if passage.span.is_some() && line.is_none() => {
            let finding = outside(context, *file, text, quote, passage, &spans);
            context.push(finding);
            None
        }
        Ok(found) => Some(found_at(context, *file, text, quote, found)),
        Err(error) => {
            let finding = refused(context, *file, text, quote, error, Use::Quote, line);
            context.push(finding);
            None
        }
    }
}

/// The finding of a narrower quote that is elsewhere than its passage.
fn outside(
    context: &Context<'_, '_>,
    file: FileKey,
    text: &SourceFile,
    quote: &Scalar,
    passage: &Anchor,
    spans: &[Span],
) -> Finding {
    let finding = Finding::new(&rules::QUOTE_OUTSIDE_PASSAGE, "the narrower quote is not in its passage")
        .at(context.place(quote.span), "is elsewhere in the text");
    let finding = with_places(finding, file, text, spans);
    let finding = match passage.span {
        Some(span) => finding.also(Place { file, span }, "the passage"),
        None => finding,
    };
    finding.help("quote words of the passage, or put the claim under a passage that has these words")
}

/// Anchors a cue: of several occurrences the one nearest to the passage.
pub(super) fn cue(
    context: &mut Context<'_, '_>,
    work: &Work,
    cue: &Scalar,
    passage: &Anchor,
) -> Option<Anchor> {
    let Some((file, text)) = &work.text else { return Some(unverified(cue)) };
    match find_nearest_to(text, &cue.text, passage.span.unwrap_or_default()) {
        Ok(found) => Some(found_at(context, *file, text, cue, found)),
        Err(error) => {
            let finding = refused(context, *file, text, cue, error, Use::Cue, None);
            context.push(finding);
            None
        }
    }
}

fn unverified(quote: &Scalar) -> Anchor {
    Anchor { words: quote.text.clone(), span: None }
}

/// The anchor of words that were found, with a warning where they were folded or cut a word.
fn found_at(
    context: &mut Context<'_, '_>,
    file: FileKey,
    text: &SourceFile,
    quote: &Scalar,
    (span, matched): (Span, Matched),
) -> Anchor {
    let words = text.slice(span).to_owned();
    let here = context.place(quote.span);
    let there = Place { file, span };
    // The line end of a block scalar (`quote: |`) is none of its words.
    if matched == Matched::Folded && quote.text.trim_end_matches('\n') != words {
        let message = "the quote differs from the text only in typography";
        context.push(
            Finding::new(&rules::QUOTE_TYPOGRAPHY, message)
                .at(here, "quotation marks, dashes, spaces or accents differ")
                .also(there, "the text's own characters are kept")
                .fix(here, written(context, quote, &words), "copy the characters of the text exactly"),
        );
    }
    if drops_negation(text, span) {
        context.push(
            Finding::new(
                &rules::QUOTE_CUTS_NUMBER,
                format!("the quote “{}” drops a negation", shown(&words)),
            )
            .at(here, "means the opposite of its last word")
            .also(there, "here in the text")
            .help("quote the whole word"),
        );
    } else if cuts_word(text, span) {
        context.push(
            Finding::new(&rules::QUOTE_CUTS_WORD, format!("the quote “{}” splits a word", shown(&words)))
                .at(here, "starts or ends inside a word")
                .also(there, "here in the text")
                .help("quote whole words"),
        );
    }
    Anchor { words, span: Some(span) }
}

/// The finding of a quote that was not found, or not found once.
fn refused(
    context: &Context<'_, '_>,
    file: FileKey,
    text: &SourceFile,
    quote: &Scalar,
    error: QuoteError,
    usage: Use,
    line: Option<(usize, Span)>,
) -> Finding {
    let here = context.place(quote.span);
    let what = if usage == Use::Cue { "cue" } else { "quote" };
    match error {
        QuoteError::Absent => {
            let rule: &'static Rule =
                if usage == Use::Cue { &rules::CUE_NOT_FOUND } else { &rules::QUOTE_NOT_FOUND };
            let message = format!("the {what} is not in {}", text.name());
            with_nearest(Finding::new(rule, message), context, file, text, quote)
        }
        QuoteError::Ambiguous(spans) => {
            let missed = line.filter(|(line, _)| !spans.iter().any(|span| stands_on(text, *span, *line)));
            if let Some((number, place)) = missed {
                return wrong_line(context, file, text, number, place, &spans);
            }
            let or_more = if spans.len() < MAX_PLACES { "" } else { " or more" };
            let message = format!("the {what} occurs {} times{or_more} in {}", spans.len(), text.name());
            let finding =
                Finding::new(&rules::QUOTE_AMBIGUOUS, message).at(here, "it is not clear which one is meant");
            with_places(finding, file, text, &spans)
                .help(format!("quote more words, or add the line: `at: {}`", lines(text, &spans)))
        }
        QuoteError::CutsNumber(span) => {
            let message = format!("the {what} splits a number");
            Finding::new(&rules::QUOTE_CUTS_NUMBER, message)
                .at(here, "starts or ends inside a number")
                .also(Place { file, span }, "here in the text")
                .help("quote the whole number")
        }
        QuoteError::CutsCharacter(span) => {
            let message = format!("the {what} splits a character");
            Finding::new(&rules::QUOTE_CUTS_NUMBER, message)
                .at(here, "starts or ends inside a character")
                .also(Place { file, span }, "here in the text")
                .help("quote the whole character, with its accents")
        }
    }
}

/// Whether a part of a span is on a line.
fn stands_on(text: &SourceFile, span: Span, line: usize) -> bool {
    text.line_span(line).is_some_and(|line| span.start < line.end && line.start < span.end)
}

fn wrong_line(
    context: &Context<'_, '_>,
    file: FileKey,
    text: &SourceFile,
    number: usize,
    place: Span,
    spans: &[Span],
) -> Finding {
    let message = format!("the quote is not on line {number} of {}", text.name());
    let finding = Finding::new(&rules::WRONG_LINE, message).at(context.place(place), "not on this line");
    with_places(finding, file, text, spans).help(format!("use `at: {}`", lines(text, spans)))
}

fn with_places(mut finding: Finding, file: FileKey, text: &SourceFile, spans: &[Span]) -> Finding {
    for span in spans.iter().take(PLACES_SHOWN) {
        let (line, _) = text.line_column(span.start);
        finding = finding.also(Place { file, span: *span }, format!("on line {line}"));
    }
    finding
}

/// The lines on which the spans begin, for people.
fn lines(text: &SourceFile, spans: &[Span]) -> String {
    let mut lines: Vec<usize> = Vec::new();
    for span in spans {
        let (line, _) = text.line_column(span.start);
        if lines.last() != Some(&line) {
            lines.push(line);
        }
        if lines.len() == PLACES_SHOWN {
            break;
        }
    }
    let shown: Vec<String> = lines.iter().map(usize::to_string).collect();
    shown.join(" or ")
}

/// Shows the nearest passage of the text, with what differs marked in both places.
fn with_nearest(
    finding: Finding,
    context: &Context<'_, '_>,
    file: FileKey,
    text: &SourceFile,
    quote: &Scalar,
) -> Finding {
    let here = context.place(quote.span);
    let nearest = match nearest_passage(text, &quote.text) {
        Ok(Some(nearest)) => nearest,
        Ok(None) => return finding.at(here, "the text has no similar passage"),
        Err(NotCompared) => {
            let help = "similar passages were not searched for: the text is longer than 64 MiB, or the quote is longer than 1 MiB";
            return finding.at(here, "not in the text").help(help);
        }
    };
    let mut finding = finding.at(here, "not in the text");
    for range in &nearest.quote_marks {
        let words = quote.text.get(range.clone()).unwrap_or("");
        let label = if words.trim().is_empty() {
            "differs".to_owned()
        } else {
            format!("“{}” differs", shown(words.trim()))
        };
        let span = quote.part(range.clone());
        if span != quote.span {
            finding = finding.also(context.place(span), label);
        }
    }
    finding = finding.also(Place { file, span: nearest.span }, "the nearest passage");
    for span in &nearest.text_marks {
        let words = text.slice(*span).trim();
        let label = if words.is_empty() {
            "differs".to_owned()
        } else {
            format!("the text has “{}”", shown(words))
        };
        finding = finding.also(Place { file, span: *span }, label);
    }
    let words = text.slice(nearest.span);
    let applicability = if is_same_but_for_ellipses(&quote.text, words) {
        Applicability::Certain
    } else {
        Applicability::NeedsConfirmation
    };
    finding.change(here, written(context, quote, words), "if you meant this passage", applicability)
}

/// Whether two texts differ in typography only, `…` and `...` included. Folding keeps them apart, as three dots can also
/// mark an omission.
fn is_same_but_for_ellipses(one: &str, other: &str) -> bool {
    let folded = |text: &str| Folded::new(&text.replace('\u{2026}', "...")).text().trim().to_owned();
    folded(one) == folded(other)
}

/// A text that can replace another in a file.
fn written(context: &Context<'_, '_>, scalar: &Scalar, text: &str) -> String {
    match context.form {
        Form::Yaml if is_in_block(context, scalar) && !text.contains(char::is_control) => text.to_owned(),
        Form::Yaml => yaml_scalar(text),
        Form::Json => {
            let quoted = serde_json::Value::from(text).to_string();
            quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
        }
    }
}

/// Whether a text is in a block scalar of YAML, where nothing is escaped and the words alone are its place.
fn is_in_block(context: &Context<'_, '_>, scalar: &Scalar) -> bool {
    let written = context.session.sources.get(context.file).slice(scalar.span);
    !scalar.plain && !written.starts_with(['"', '\''])
}

/// Characters that YAML does not take as they are, or that end lines elsewhere (YAML 1.2.2, section 5.1).
fn is_hard(at: char) -> bool {
    matches!(at, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A text as a YAML scalar on one line: plain where that is safe, else in quotation marks.
pub(super) fn yaml_scalar(text: &str) -> String {
    let indicator = |first: char| "-?:,[]{}#&*!|>'\"%@` ".contains(first);
    let plain = !text.is_empty()
        && !text.starts_with(indicator)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(|at: char| at.is_control() || is_hard(at) || ",[]{}".contains(at));
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for at in text.chars() {
        match at {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            at if at.is_control() || is_hard(at) => quoted.push_str(&format!("\\u{:04X}", at as u32)),
            at => quoted.push(at),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offered_lines_are_yaml_of_the_same_words() {
        for text in [
            "plain words",
            "a: b",
            "ends:",
            "“so” it – is",
            "line\nbreak\u{1}",
            "- x",
            "a, b",
            "",
            "# x",
            "\"'\\",
        ] {
            let line = format!("quote: {}\n", yaml_scalar(text));
            let (tree, problems) = crate::text::yaml::parse(&line);
            assert!(problems.is_empty(), "{line}{problems:?}");
            let Some(crate::text::yaml::Kind::Map(entries)) = tree.root.map(|root| root.kind) else {
                panic!("{line}")
            };
            let crate::text::yaml::Kind::Scalar(scalar) = &entries[0].1.kind else { panic!("{line}") };
            assert_eq!(scalar.text, text);
        }
    }
}
