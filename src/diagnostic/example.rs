//! The examples in the documentation of the rules, and that documentation for the terminal.

use super::rule::Rule;

/// A fenced block: the words after the fence, and the lines.
struct Block<'d> {
    info: &'d str,
    lines: Vec<&'d str>,
}

/// The files of a rule's example: names and contents.
///
/// A block `yaml NAME` or `text NAME` contains a file verbatim. In a block `escaped NAME` a file has its bytes
/// written as `\xNN`, characters as `\u{…}`, and `\\`, `\n`, `\r`, `\t`; the line feed at its very end does not count.
pub fn example_files(rule: &Rule) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for block in blocks(rule) {
        let Some((kind, name)) = block.info.split_once(' ') else { continue };
        let mut text = block.lines.join("\n");
        let content = if kind == "escaped" {
            unescape(&text)
        } else {
            text.push('\n');
            text.into_bytes()
        };
        files.push((name.trim().to_owned(), content));
    }
    files
}

/// What to read of a rule's example: the words of its block `args`, or else the folder that holds the files.
pub fn example_arguments(rule: &Rule) -> Vec<String> {
    let blocks = blocks(rule);
    match blocks.iter().find(|block| block.info == "args") {
        Some(block) => {
            block.lines.iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect()
        }
        None => vec![".".to_owned()],
    }
}

/// The documentation of a rule for the terminal: the same words without the marks of Markdown.
pub fn explain(rule: &Rule) -> String {
    let level = if rule.fixed { "always an error".to_owned() } else { rule.level.name().to_owned() };
    let mut text = format!("{}: {} ({level})\n", rule.code, rule.name);
    let mut fenced = false;
    for line in rule.doc.lines().skip(1) {
        if let Some(info) = line.strip_prefix("```") {
            fenced = !fenced;
            if let (true, Some((_, name))) = (fenced, info.split_once(' ')) {
                text.push_str(&format!("  {name}:\n"));
            }
        } else if fenced && !line.is_empty() {
            text.push_str(&format!("    {line}\n"));
        } else {
            text.push_str(line.strip_prefix("## ").unwrap_or(line));
            text.push('\n');
        }
    }
    text
}

/// The fenced blocks of the section `Example`.
fn blocks(rule: &Rule) -> Vec<Block<'static>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'static>> = None;
    let lines = rule.doc.lines().skip_while(|line| *line != "## Example").skip(1);
    for line in lines {
        match (line.strip_prefix("```"), open.as_mut()) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(info), None) => open = Some(Block { info: info.trim(), lines: Vec::new() }),
            (None, Some(block)) => block.lines.push(line),
            (None, None) if line.starts_with("## ") => break,
            (None, None) => {}
        }
    }
    blocks
}

/// The bytes of a text with escapes; any other backslash stands for itself.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        let (content, length) = escaped(escape).unwrap_or((vec![b'\\'], 1));
        bytes.extend(content);
        rest = escape.get(length..).unwrap_or("");
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// What an escape stands for, and its length.
fn escaped(escape: &str) -> Option<(Vec<u8>, usize)> {
    let simple = |byte: u8| Some((vec![byte], 2));
    match escape.as_bytes().get(1)? {
        b'\\' => simple(b'\\'),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'x' => Some((vec![u8::from_str_radix(escape.get(2..4)?, 16).ok()?], 4)),
        b'u' => {
            let digits = escape.strip_prefix("\\u{")?.split_once('}')?.0;
            let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some((character.to_string().into_bytes(), digits.len() + 4))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::{self, RULES};
    use super::*;
    use crate::diagnostic::Level;

    const RULE: Rule = Rule {
        code: "D0000",
        name: "test",
        level: Level::Note,
        fixed: false,
        doc: "# D0000: test\n\nIt tests.\n\n## Why\n\nBecause.\n\n## Example\n\n```yaml a.yaml\nx: 1\n\ny: 2\n```\n\n\
              ```escaped b.md\n\\xff\\u{feff}\\\\\\q\n```\n\n```args\na.yaml -\n```\n\n## Fix\n\n```yaml\nx: 2\n```\n",
    };

    #[test]
    fn files_and_arguments_are_found() {
        let files = example_files(&RULE);
        assert_eq!(files[0], ("a.yaml".to_owned(), b"x: 1\n\ny: 2\n".to_vec()));
        assert_eq!(files[1], ("b.md".to_owned(), b"\xff\xef\xbb\xbf\\\\q".to_vec()));
        assert_eq!(files.len(), 2);
        assert_eq!(example_arguments(&RULE), ["a.yaml", "-"]);
        assert_eq!(example_arguments(&rules::QUOTE_NOT_FOUND), ["."]);
    }

    #[test]
    fn explanations_are_plain() {
        let expected = "D0000: test (note)\n\nIt tests.\n\nWhy\n\nBecause.\n\nExample\n\n  a.yaml:\n    x: 1\n\n    y: 2\n\n  \
                        b.md:\n    \\xff\\u{feff}\\\\\\q\n\n    a.yaml -\n\nFix\n\n    x: 2\n";
        assert_eq!(explain(&RULE), expected);
    }

    #[test]
    fn every_rule_has_an_example() {
        for rule in RULES {
            let files = example_files(rule);
            assert!(!files.is_empty(), "{}", rule.code);
            let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), files.len(), "{}", rule.code);
            for block in blocks(rule) {
                let kind = block.info.split(' ').next();
                assert!(
                    matches!(kind, Some("yaml" | "text" | "escaped" | "args")),
                    "{}: {}",
                    rule.code,
                    block.info
                );
            }
        }
    }
}
