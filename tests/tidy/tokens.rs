//! Just enough of Rust's grammar to know which paths and macros a file names.

use std::ops::Range;

/// A token: an identifier, a `::`, a literal (as `"`), or one other character.
pub type Token = String;

/// The tokens of a file, without comments and without what stands in literals.
pub fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        if c == '/' && next == Some('/') {
            at = find(&chars, at, |c| c == '\n');
        } else if c == '/' && next == Some('*') {
            at = end_of_comment(&chars, at);
        } else if let Some(end) = end_of_literal(&chars, at) {
            tokens.push("\"".to_owned());
            at = end;
        } else if c == '\'' {
            // A lifetime: the name follows as an identifier.
            at += 1;
        } else if is_word(c) {
            let end = find(&chars, at, |c| !is_word(c));
            tokens.push(chars[at..end].iter().collect());
            at = end;
        } else if c == ':' && next == Some(':') {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            at += 1;
        }
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn find(chars: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|c| wanted(*c)).map_or(chars.len(), |length| from + length)
}

fn end_of_comment(chars: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The end of the string or character literal that begins here.
fn end_of_literal(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    if matches!(chars.get(at), Some('b' | 'c')) && matches!(chars.get(at + 1), Some('"' | '\'' | 'r')) {
        at += 1;
    }
    if chars.get(at) == Some(&'r') {
        let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
        if chars.get(at + 1 + hashes) != Some(&'"') {
            return None;
        }
        let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
        let body = at + 2 + hashes;
        let length = chars[body..].windows(end.len()).position(|window| window == end)?;
        return Some(body + length + end.len());
    }
    let quote = *chars.get(at).filter(|c| matches!(c, '"' | '\''))?;
    let mut end = at + 1;
    while end < chars.len() && chars[end] != quote {
        end += if chars[end] == '\\' { 2 } else { 1 };
        // A lifetime and no character: 'a, 'static.
        if quote == '\'' && end > at + 2 && chars[at + 1] != '\\' && chars.get(end) != Some(&'\'') {
            return None;
        }
    }
    Some(end + 1)
}

/// The tokens of a file in two parts: what is compiled into the program, and the items under `#[cfg(test)]`.
pub fn split_tests(tokens: &[Token]) -> (Vec<Token>, Vec<Token>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut program, mut tests) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].len() >= MARK.len()
            && tokens[at..].iter().zip(MARK).all(|(token, mark)| token == mark)
        {
            let end = end_of_item(tokens, at + MARK.len());
            tests.extend_from_slice(&tokens[at + MARK.len()..end]);
            at = end;
        } else {
            program.push(tokens[at].clone());
            at += 1;
        }
    }
    (program, tests)
}

fn end_of_item(tokens: &[Token], from: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return at + 1,
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The paths that begin with `crate` or `super`, groups taken apart.
pub fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    paths_from(tokens, &|word| ["crate", "super"].contains(&word))
}

/// The paths that begin with certain words, groups taken apart.
pub fn paths_from(tokens: &[Token], begins: &dyn Fn(&str) -> bool) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let is_path = begins(&tokens[at])
            && (at == 0 || !["::", "in"].contains(&tokens[at - 1].as_str()))
            && tokens.get(at + 1).is_some_and(|next| next == "::");
        if is_path {
            tree(tokens, at, &[], &mut found);
        }
    }
    found.into_iter().map(|(path, _)| path).collect()
}

/// A `use`: where it stands, whether others see it, and its paths, each with the name that it gives.
pub type Use = (Range<usize>, bool, Vec<(Vec<String>, String)>);

/// The `use` declarations of a file.
pub fn uses(tokens: &[Token]) -> Vec<Use> {
    let mut uses = Vec::new();
    for at in (0..tokens.len()).filter(|at| tokens[*at] == "use") {
        let mut found = Vec::new();
        let end = tree(tokens, at + 1, &[], &mut found) + 1;
        // `pub`, or `pub(…)`.
        let begin = tokens[..at].iter().rposition(|token| [";", "}", "]"].contains(&token.as_str()));
        let start = begin.map_or(0, |begin| begin + 1);
        let is_public = tokens[start] == "pub";
        uses.push((start..end, is_public, found));
    }
    uses
}

/// Reads one path, or each path of a group, each with the name that a `use` gives it, and returns where it ends.
fn tree(tokens: &[Token], mut at: usize, before: &[String], paths: &mut Vec<(Vec<String>, String)>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = tree(tokens, at, &path, paths);
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                return at + 1;
            }
            Some(word) => path.push(word.to_owned()),
            None => break,
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        at += 1;
    }
    let mut name = path.iter().rfind(|word| *word != "self").cloned().unwrap_or_default();
    if tokens.get(at).is_some_and(|token| token == "as") {
        name = tokens.get(at + 1).cloned().unwrap_or_default();
        at += 2;
    }
    paths.push((path, name));
    at
}
