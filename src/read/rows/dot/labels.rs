//! What people see of the texts of DOT: escapes, character references, HTML-like labels and records, as Graphviz draws them
//! ("Attribute type: escString", "Record-based Nodes", "HTML-Like Labels", graphviz.org).

use crate::read::rows::entities::put_resolved;

/// What the escapes in a text stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'a> {
    /// The graph, for `\G`.
    pub(super) graph: &'a str,
    /// The node, for `\N`.
    pub(super) node: Option<&'a str>,
    /// The tail, the arrow and the head, for `\T`, `\H` and `\E`.
    pub(super) edge: Option<[&'a str; 3]>,
}

/// The text with its escapes and character references undone. Line breaks of all alignments are line feeds; one at the end
/// only aligns the line before it.
pub(super) fn shown(text: &str, names: &Names<'_>) -> String {
    let is_plain = memchr::memchr2(b'\\', b'&', text.as_bytes()).is_none();
    if is_plain {
        return text.to_owned();
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    let mut ends_in_break = false;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        put_resolved(&mut out, before);
        let Some(escaped) = from.chars().nth(1) else {
            rest = "";
            break;
        };
        rest = from.get(1 + escaped.len_utf8()..).unwrap_or("");
        ends_in_break = matches!(escaped, 'n' | 'l' | 'r') && rest.is_empty();
        match (escaped, names.node, names.edge) {
            ('n' | 'l' | 'r', ..) => out.push('\n'),
            ('G', ..) => out.push_str(names.graph),
            ('N', Some(node), _) => out.push_str(node),
            ('T', _, Some([tail, ..])) => out.push_str(tail),
            ('H', _, Some([.., head])) => out.push_str(head),
            ('E', _, Some(edge)) => edge.iter().for_each(|part| out.push_str(part)),
            (other, ..) => out.push(other),
        }
    }
    put_resolved(&mut out, rest);
    if ends_in_break {
        out.pop();
    }
    out
}

/// The fields of a record's label in reading order, escapes still in them; `None` where it has but one without a port.
pub(super) fn fields(label: &str) -> Option<Vec<String>> {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let (mut is_record, mut in_port) = (false, false);
    let mut characters = label.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(_) if in_port => {}
                Some(escaped @ ('{' | '}' | '|' | '<' | '>' | ' ')) => field.push(escaped),
                Some(escaped) => field.extend(['\\', escaped]),
                None => {}
            },
            '<' => (is_record, in_port) = (true, true),
            '>' if in_port => in_port = false,
            _ if in_port => {}
            '{' | '}' => is_record = true,
            '|' => {
                is_record = true;
                fields.push(std::mem::take(&mut field));
            }
            other => field.push(other),
        }
    }
    fields.push(field);
    is_record.then_some(fields)
}

/// The text of an HTML-like label: cells and lines in lines of their own, without tags and comments.
pub(super) fn text_of_html(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        put_words(&mut out, before);
        let end: &str = if from.starts_with("<!--") { "-->" } else { ">" };
        let Some(stop) = from.find(end) else {
            rest = "";
            break;
        };
        let tag = from.get(1..stop).unwrap_or("").trim_start_matches('/').trim_end_matches('/').trim();
        let name = tag.split_ascii_whitespace().next().unwrap_or("");
        let ends_line = ["br", "td", "tr", "table", "hr"].iter().any(|line| name.eq_ignore_ascii_case(line));
        if ends_line && !out.is_empty() && !out.ends_with('\n') {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        rest = from.get(stop + end.len()..).unwrap_or("");
    }
    put_words(&mut out, rest);
    out.truncate(out.trim_end().len());
    out
}

/// Appends a text with its character references undone; several blanks are one.
fn put_words(out: &mut String, text: &str) {
    let mut resolved = String::new();
    put_resolved(&mut resolved, text);
    for character in resolved.chars() {
        let is_blank = matches!(character, ' ' | '\t' | '\n' | '\r');
        if !is_blank {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_as_graphviz_does() {
        let node = Names { graph: "G", node: Some("a\\b"), edge: None };
        for (text, wanted) in [
            ("\\N", "a\\b"),
            ("\\N of \\G\\l", "a\\b of G"),
            ("one\\ntwo\\rthree\\n\\n", "one\ntwo\nthree\n"),
            ("C:\\\\dir \\\"x\\q", "C:\\dir \"xq"),
            ("a &amp; b\\", "a & b"),
            ("\\E", "E"),
        ] {
            assert_eq!(shown(text, &node), wanted, "{text}");
        }
        let edge = Names { graph: "G", node: None, edge: Some(["a", "->", "b"]) };
        assert_eq!(shown("\\E \\T \\H \\N", &edge), "a->b a b N");
    }

    #[test]
    fn records_have_fields() {
        let all = |label: &str| fields(label).map(|all| all.join("·"));
        assert_eq!(all("{<f0> A|{x\\|y|<f1>}}").as_deref(), Some(" A·x|y·"));
        assert_eq!(all("plain \\{x\\}"), None);
        assert_eq!(all("<p>plain\\n").as_deref(), Some("plain\\n"));
    }

    #[test]
    fn html_has_a_text() {
        let html = "<TABLE BORDER='0'><TR><TD> <B>Ada</B>\n  Okoro</TD><TD>x &lt; y</TD></TR></TABLE>";
        assert_eq!(text_of_html(html), "Ada Okoro\nx < y");
        assert_eq!(text_of_html("a<BR/>b<!-- > -->c<i>d"), "a\nbcd");
        assert_eq!(text_of_html("<img src='x'/>"), "");
    }
}
