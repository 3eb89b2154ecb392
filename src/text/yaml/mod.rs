//! YAML 1.2 as a tree in which every node knows its place.
//!
//! Scalars are never re-typed: `007`, `1.50`, `no`, `~` and `null` stay the strings that the file holds.
//! Reading is total: an error gives a problem and the tree of what was read before it.
//! Aliases are expanded within a budget; their nodes keep the places of the anchored text.
//! The merge key `<<` is supported (YAML 1.1 type repository, `merge`): keys of the mapping itself win.

mod build;
mod errors;
#[cfg(test)]
mod tests;
mod tree;

pub use tree::{
    Kind, MAX_DEPTH, MAX_NODES, MAX_SCALAR, MAX_TEXT, Scalar, Tree, Yaml, YamlProblem, YamlProblemKind,
};

use super::Span;

/// Reads a text; a byte order mark at its start is skipped.
///
/// The tree holds what was read even where there are problems, which come in the order of the text.
pub fn parse(text: &str) -> (Tree, Vec<YamlProblem>) {
    if text.len() > MAX_TEXT {
        let message = format!("the text is longer than {} MiB", MAX_TEXT >> 20);
        return (
            Tree::default(),
            vec![YamlProblem::new(Span::new(0, 0), YamlProblemKind::TooLarge, message)],
        );
    }
    let (clean, mut problems) = without_forbidden(text);
    let (mut tree, found) = build::build(clean.as_deref().unwrap_or(text));
    problems.extend(found);
    problems.sort_by_key(|problem| (problem.span, problem.kind));
    tree.comments.sort_by_key(|(span, _)| *span);
    (tree, problems)
}

/// Most forbidden characters that are reported one by one.
const MAX_FORBIDDEN: usize = 20;

/// Finds characters that YAML does not allow (YAML 1.2.2, section 5.1) and, if there are any, returns the text
/// with same-sized stand-ins for them, so that reading can go on and all offsets stay right.
fn without_forbidden(text: &str) -> (Option<String>, Vec<YamlProblem>) {
    let forbidden = |at: usize, c: char| match c {
        '\t' | '\r' | '\n' => false,
        '\0'..='\x1f' | '\x7f' => true,
        '\u{feff}' => at > 0,
        _ => false,
    };
    let places: Vec<(usize, char)> = text.char_indices().filter(|(at, c)| forbidden(*at, *c)).collect();
    if places.is_empty() {
        return (None, Vec::new());
    }
    let mut clean = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        clean.push(match c {
            _ if !forbidden(at, c) => c,
            '\u{feff}' => '\u{fffd}',
            _ => '_',
        });
    }
    let problem = |(at, c): &(usize, char)| {
        let name = match c {
            '\0' => "the NUL character".to_owned(),
            '\u{feff}' => "a byte order mark inside the text".to_owned(),
            _ => format!("the control character U+{:04X}", u32::from(*c)),
        };
        let span = Span::new(*at, at + c.len_utf8());
        YamlProblem::new(span, YamlProblemKind::ForbiddenCharacter, format!("{name} is not allowed"))
            .help(format!("remove it, or write it inside double quotation marks as \\u{:04X}", u32::from(*c)))
    };
    let mut problems: Vec<YamlProblem> = places.iter().take(MAX_FORBIDDEN).map(problem).collect();
    if let (true, Some(last)) = (places.len() > MAX_FORBIDDEN, problems.last_mut()) {
        last.message += &format!(" (and {} more like it)", places.len() - MAX_FORBIDDEN);
    }
    (Some(clean), problems)
}
