//! The parser's errors in plain words, with a help for the usual mistakes.

use granit_parser::ErrorKind;

use super::tree::{YamlProblem, YamlProblemKind};
use crate::text::Span;

const QUOTE_IT: &str = "put the whole value in quotation marks";

/// Explains a syntax error at a byte offset.
///
/// `last_plain` is the plain scalar read last, `bracket` the innermost open bracket: both often hold the cause.
pub(super) fn explain(
    kind: &ErrorKind,
    at: usize,
    text: &str,
    last_plain: Option<Span>,
    bracket: Option<Span>,
) -> YamlProblem {
    let here = char_at(text, at);
    let problem = |span: Span, message: &str| YamlProblem::new(span, YamlProblemKind::Syntax, message);
    if let Some(problem) = unclosed_bracket(kind, at, text, bracket) {
        return problem;
    }
    match kind {
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => {
            problem(tab_near(text, at).unwrap_or(here), "a tab is used for indentation")
                .help("indent with blanks; YAML does not allow tabs here")
        }
        ErrorKind::UnclosedQuotedScalar => problem(here, "this quotation mark is never closed")
            .help(format!("add the closing {} at the end of the value", &text[here.range()])),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            problem(here, "there is text after the closing quotation mark")
                .help("put the whole value in single quotation marks, or write the inner ones as \\\"")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            problem(here, "there is text after the closing quotation mark")
                .help("put the whole value in double quotation marks, or write an apostrophe inside as ''")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            misplaced_colon(text, at, last_plain)
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            let message = "a comma or a closing bracket is expected here";
            if text[at..].starts_with(':') {
                problem(here, message).help(format!("if `: ` belongs to the value, {QUOTE_IT}"))
            } else {
                problem(here, message)
            }
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            let line = line_from(text, at);
            match colon_without_blank(line) {
                Some(colon) => blank_missing(at + colon),
                None => problem(Span::new(at, at + line.len()), "this line is not a key with a colon")
                    .help("write `key: value`, or indent the line if it continues the value above"),
            }
        }
        ErrorKind::ExpectedBlockMappingKey => {
            let line = line_from(text, at);
            let (_, column) = line_start(text, at);
            let list = text[..at].trim_end_matches(' ').ends_with('-');
            let message = if list {
                "a list item stands where a key is expected"
            } else {
                "this line is indented wrongly"
            };
            problem(Span::new(at, at + line.len()), message).help(if list {
                "lists and `key: value` lines do not mix at one level".to_owned()
            } else {
                format!("it begins at column {}, which no open level above has", column + 1)
            })
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::ExpectedBlockSequenceEntry => problem(here, "this line is indented wrongly")
            .help("keys and items of one level begin in the same column"),
        ErrorKind::UnexpectedCharacter { character } => {
            problem(here, &format!("a value cannot begin with `{}`", character.escape_default()))
                .help(QUOTE_IT)
        }
        ErrorKind::MissingAnchorOrAliasName => {
            problem(here, "a value cannot begin with `&` or `*` and a blank").help(QUOTE_IT)
        }
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            problem(here, "a value inside brackets cannot begin with `-`").help(QUOTE_IT)
        }
        ErrorKind::MisplacedFlowCollectionEnd => problem(here, "this bracket closes nothing")
            .help(format!("if it belongs to the value, {QUOTE_IT}")),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let mut found = problem(here, &format!("`{open}` is closed by `{close}`"));
            found.other = bracket;
            found
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            problem(here, "an escape in this text (a backslash and what follows) is not one of YAML's")
                .help("write a backslash as \\\\, or use single quotation marks")
        }
        ErrorKind::CommentNotSeparated => problem(here, "a comment needs a blank before its `#`")
            .help(format!("if `#` is text, {QUOTE_IT}")),
        other => problem(here, &format!("this is not YAML: {other}")),
    }
}

/// A bracket that is still open on a later line is the likely cause of many errors inside it.
fn unclosed_bracket(kind: &ErrorKind, at: usize, text: &str, bracket: Option<Span>) -> Option<YamlProblem> {
    let candidate = matches!(
        kind,
        ErrorKind::InvalidColonPlacement
            | ErrorKind::MappingValueNotAllowed
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnexpectedEof
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::InvalidFlowScalarIndent
    );
    let open = match (kind, bracket) {
        (ErrorKind::UnclosedFlowCollection { .. }, _) => char_at(text, at),
        (_, Some(open)) if candidate && text.get(open.range().end..at)?.contains(['\n', '\r']) => open,
        _ => return None,
    };
    let opening = text.get(open.range())?;
    let closing = if opening.starts_with('[') { ']' } else { '}' };
    let message = format!("this `{opening}` is not closed");
    Some(
        YamlProblem::new(open, YamlProblemKind::Syntax, message)
            .help(format!("add the closing `{closing}`; if the bracket is text, {QUOTE_IT}")),
    )
}

/// A second colon on a line, a blank missing after an earlier one, or a line indented too far.
fn misplaced_colon(text: &str, at: usize, last_plain: Option<Span>) -> YamlProblem {
    let here = char_at(text, at);
    if let Some(before) = last_plain.filter(|span| span.range().end <= at) {
        let value = text.get(before.range()).unwrap_or("");
        if value.contains(['\n', '\r']) {
            let first = line_from(value, 0);
            if let Some(colon) = colon_without_blank(first) {
                return blank_missing(before.range().start + colon);
            }
            let last = value.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let key = value[last..].trim_start();
            let span = Span::new(before.range().end - key.len(), before.range().end);
            let message = "this line is indented further than the one above, which already has a value";
            return YamlProblem::new(span, YamlProblemKind::Syntax, message)
                .help("begin it in the same column as the line above");
        }
    }
    YamlProblem::new(here, YamlProblemKind::Syntax, "there is a second `: ` in this line")
        .help(format!("if it belongs to the value, {QUOTE_IT}"))
}

fn blank_missing(colon: usize) -> YamlProblem {
    let span = Span::new(colon, colon + 1);
    YamlProblem::new(span, YamlProblemKind::Syntax, "a blank is missing after this colon")
        .help("write `key: value`")
}

/// Where a colon follows a word directly and is followed by another directly; not the one of `http://`.
fn colon_without_blank(line: &str) -> Option<usize> {
    let colon = line.find(':')?;
    let after = line[colon + 1..].chars().next()?;
    (!after.is_whitespace() && !line[colon + 1..].starts_with("//")).then_some(colon)
}

/// The rest of the line at an offset, without its end.
fn line_from(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())].trim_end()
}

/// The start of the line at an offset, and the offset's column in characters from 0.
fn line_start(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    (start, text[start..at].chars().count())
}

/// A tab before the text of the line at an offset, or of the next line.
fn tab_near(text: &str, at: usize) -> Option<Span> {
    let (start, _) = line_start(text, at);
    let next = text[at..].find(['\n', '\r']).map(|end| at + end + 1);
    [Some(start), next].into_iter().flatten().find_map(|start| {
        let line = line_from(text, start);
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        indent.find('\t').map(|tab| Span::new(start + tab, start + tab + 1))
    })
}

/// The character at an offset, or an empty span at the end of a line.
fn char_at(text: &str, at: usize) -> Span {
    let next = text[at..].chars().next().filter(|c| !matches!(c, '\n' | '\r'));
    Span::new(at, at + next.map_or(0, char::len_utf8))
}
