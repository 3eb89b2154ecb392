//! The lines of N-Triples and N-Quads as nearly all of them are, read without a copy.
//!
//! Whatever is not entirely plain is left to the parser of the whole language: IRIs with other characters than those that
//! need no check, escapes of code points, comments, triple terms, and every error.

use super::triples::{Blanks, Object, Statement, XSD_STRING};
use crate::graph::rows::{BACKSLASH, CLASS, CONTROL, QUOTE};

/// Memory for what cannot be borrowed from a line.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    subject: Vec<u8>,
    object: Vec<u8>,
    graph: Vec<u8>,
}

/// Characters that may occur in an authority in any number and order, unless it has a port or user (RFC 3986, 3.2.2).
const HOST: u8 = 1;
/// Characters that may occur in a path, a query or a fragment in any number and order (RFC 3986, 3.3 to 3.5).
const PATH: u8 = 2;

/// What each byte may be in an IRI.
static IRI: [u8; 256] = {
    let mut part = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        part[byte] = if (byte as u8).is_ascii_alphanumeric() { HOST | PATH } else { 0 };
        byte += 1;
    }
    let (signs, mut at) = (b"-._~!$&'()*+,;=", 0);
    while at < signs.len() {
        part[signs[at] as usize] = HOST | PATH;
        at += 1;
    }
    let (signs, mut at) = (b":@/?", 0);
    while at < signs.len() {
        part[signs[at] as usize] = PATH;
        at += 1;
    }
    part
};

/// Reads a plain line: one statement and the end of the line. `None` for any other.
pub(super) fn plain_line<'l>(
    line: &'l [u8],
    has_graphs: bool,
    blanks: &Blanks,
    buffers: &'l mut Buffers,
) -> Option<Statement<'l>> {
    let Buffers { subject, object, graph } = buffers;
    let (node, rest) = take_node(blank(line))?;
    let subject = node.id(blanks, subject);
    let (predicate, rest) = take_iri(blank(rest))?;
    let rest = blank(rest);
    let (object, rest) = if rest.first() == Some(&b'"') {
        take_literal(rest, object)?
    } else {
        let (node, rest) = take_node(rest)?;
        let object = match node {
            Node::Iri(iri) => Object::Iri(iri),
            node @ Node::Blank(_) => Object::Blank(node.id(blanks, object)),
        };
        (object, rest)
    };
    let rest = blank(rest);
    let (graph, rest) = if has_graphs && rest.first() != Some(&b'.') {
        let (node, rest) = take_node(rest)?;
        (Some(node.id(blanks, graph)), blank(rest))
    } else {
        (None, rest)
    };
    let end = rest.strip_prefix(b".")?;
    end.trim_ascii().is_empty().then_some(Statement { subject, predicate, object, graph })
}

/// Goes over blanks.
#[inline]
fn blank(mut rest: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', behind @ ..] = rest {
        rest = behind;
    }
    rest
}

enum Node<'l> {
    Iri(&'l [u8]),
    /// The label of a blank node.
    Blank(&'l [u8]),
}

impl<'l> Node<'l> {
    fn id<'i>(self, blanks: &Blanks, buffer: &'i mut Vec<u8>) -> &'i [u8]
    where
        'l: 'i,
    {
        match self {
            Node::Iri(iri) => iri,
            Node::Blank(label) => {
                buffer.clear();
                blanks.put(buffer, label);
                buffer
            }
        }
    }
}

#[inline]
fn take_node(rest: &[u8]) -> Option<(Node<'_>, &[u8])> {
    let Some(label) = rest.strip_prefix(b"_:") else {
        let (iri, rest) = take_iri(rest)?;
        return Some((Node::Iri(iri), rest));
    };
    let length = label.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let (label, rest) = label.split_at_checked(length)?;
    (length > 0 && matches!(rest.first(), Some(b' ' | b'\t'))).then_some((Node::Blank(label), rest))
}

/// Takes an absolute IRI in angle brackets.
#[inline]
fn take_iri(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.strip_prefix(b"<")?;
    let scheme = if rest.starts_with(b"http:") { 4 } else { scheme(rest)? };
    let mut at = match rest.get(scheme..)? {
        [b':', b'/', b'/', host @ ..] => {
            let length = host.iter().take_while(|byte| IRI[usize::from(**byte)] & HOST != 0).count();
            let is_whole = matches!(host.get(length)?, b'/' | b'?' | b'#' | b'>');
            (length > 0 && is_whole).then_some(scheme + 3 + length)?
        }
        [b':', path, ..] if *path != b'>' => scheme + 1,
        _ => return None,
    };
    let mut has_fragment = false;
    loop {
        let byte = *rest.get(at)?;
        if IRI[usize::from(byte)] & PATH == 0 {
            match byte {
                b'>' => break,
                b'#' if !has_fragment => has_fragment = true,
                b'%' if rest.get(at + 1..at + 3)?.iter().all(u8::is_ascii_hexdigit) => at += 2,
                _ => return None,
            }
        }
        at += 1;
    }
    Some((rest.get(..at)?, rest.get(at + 1..)?))
}

/// The length of the scheme with which an IRI begins (RFC 3986, 3.1).
fn scheme(iri: &[u8]) -> Option<usize> {
    let length = iri.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
    iri.first()?.is_ascii_alphabetic().then_some(length)
}

/// Takes a literal, its opening quote being next.
fn take_literal<'l>(rest: &'l [u8], buffer: &'l mut Vec<u8>) -> Option<(Object<'l>, &'l [u8])> {
    let rest = rest.strip_prefix(b"\"")?;
    let (mut at, mut has_escapes) = (0, false);
    loop {
        let byte = *rest.get(at)?;
        let class = CLASS[usize::from(byte)];
        if class & (QUOTE | BACKSLASH | CONTROL) == 0 {
            at += 1;
        } else if class == QUOTE {
            break;
        } else if class == BACKSLASH {
            has_escapes = true;
            at += 2;
        } else {
            return None;
        }
    }
    let raw = rest.get(..at)?;
    let text = if has_escapes { unescape(raw, buffer)? } else { raw };
    let rest = rest.get(at + 1..)?;
    if let Some(tag) = rest.strip_prefix(b"@") {
        let length = tag.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let (tag, rest) = tag.split_at_checked(length)?;
        let is_plain = matches!(length, 2 | 3) && matches!(rest.first(), Some(b' ' | b'\t' | b'.'));
        return is_plain.then_some((Object::Literal(text, Some(tag), &[]), rest));
    }
    let Some(datatype) = rest.strip_prefix(b"^^") else {
        return Some((Object::Literal(text, None, XSD_STRING), rest));
    };
    let (datatype, rest) = take_iri(datatype)?;
    let is_of_language = datatype.ends_with(b"#langString") || datatype.ends_with(b"#dirLangString");
    (!is_of_language).then_some((Object::Literal(text, None, datatype), rest))
}

/// Undoes the escapes of single characters (RDF 1.1 N-Triples, ECHAR).
fn unescape<'b>(raw: &[u8], buffer: &'b mut Vec<u8>) -> Option<&'b [u8]> {
    buffer.clear();
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        buffer.extend_from_slice(rest.get(..at)?);
        buffer.push(match rest.get(at + 1)? {
            b't' => b'\t',
            b'b' => 8,
            b'n' => b'\n',
            b'r' => b'\r',
            b'f' => 12,
            byte @ (b'"' | b'\'' | b'\\') => *byte,
            _ => return None,
        });
        rest = rest.get(at + 2..)?;
    }
    buffer.extend_from_slice(rest);
    Some(buffer)
}

#[cfg(test)]
mod tests {
    use oxrdf::{GraphName, NamedOrBlankNode, Term};
    use oxttl::NQuadsParser;
    use proptest::prelude::*;

    use super::*;

    fn node() -> impl Strategy<Value = String> {
        prop_oneof![
            "<https?:/[/a.]?[a-b./?#;=~%:@\\[é]{0,4}>",
            "<(http://a|[a-c+.1-]{0,2}:)[a-c/?#:@%é]{0,3}(%[0-9A-Fa-f]{0,2})?[a/]?>",
            "<http://[a-c]\\.example/[a-c#?]{0,3}>",
            "_:[a-c0-9_.-]{0,3}",
            "<urn:x>",
        ]
    }

    fn line() -> impl Strategy<Value = String> {
        let literal = (
            "\"([a-c é<>&\x01\r]|\\\\[tbnrf\"'\\\\xu]){0,4}\"",
            prop_oneof![
                Just(String::new()),
                "@[a-z]{1,4}(-[A-Z]{2})?(--ltr)?",
                "\\^\\^<http://www.w3.org/2001/XMLSchema#(string|integer)>",
                "\\^\\^<http://www.w3.org/1999/02/22-rdf-syntax-ns#(dirL|l)angString>",
            ],
        );
        let object = prop_oneof![node(), literal.prop_map(|(text, more)| text + &more)];
        let parts = (
            node(),
            "[ \t]?",
            node(),
            " ?",
            object,
            " ?",
            prop_oneof![Just(String::new()), node()],
            " ?\\.[ \r]?(#x)?",
        );
        parts.prop_map(|(s, a, p, b, o, c, g, end)| [s, a, p, b, o, c, g, end].concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn plain_lines_are_read_as_the_parser_reads_them(line in line()) {
            let (mut buffers, blanks) = (Buffers::default(), Blanks::default());
            if let Some(Statement { subject, predicate, object, graph }) = plain_line(line.as_bytes(), true, &blanks, &mut buffers) {
                let quads: Result<Vec<_>, _> = NQuadsParser::new().for_slice(line.as_bytes()).collect();
                prop_assert!(quads.is_ok(), "{line:?}: {quads:?}");
                let quads = quads.unwrap();
                prop_assert_eq!(quads.len(), 1);
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                let blank = |node: &oxrdf::BlankNode| format!("_:{}", node.as_str());
                let id = match &quads[0].subject { NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(), NamedOrBlankNode::BlankNode(node) => blank(node) };
                prop_assert_eq!(text(subject), id);
                prop_assert_eq!(text(predicate), quads[0].predicate.as_str());
                match (object, &quads[0].object) {
                    (Object::Iri(iri), Term::NamedNode(node)) => prop_assert_eq!(text(iri), node.as_str()),
                    (Object::Blank(id), Term::BlankNode(node)) => prop_assert_eq!(text(id), blank(node)),
                    (Object::Literal(value, language, datatype), Term::Literal(literal)) => {
                        prop_assert_eq!(text(value), literal.value());
                        let tag = language.map(text);
                        prop_assert_eq!(tag.as_deref(), literal.language());
                        prop_assert!(tag.is_some() || datatype == literal.datatype().as_str().as_bytes());
                        prop_assert!(literal.direction().is_none());
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
                let name = match &quads[0].graph_name { GraphName::NamedNode(node) => Some(node.as_str().to_owned()), GraphName::BlankNode(node) => Some(blank(node)), GraphName::DefaultGraph => None };
                prop_assert_eq!(graph.map(text), name);
            }
        }
    }

    #[test]
    fn ordinary_lines_are_plain() {
        let (mut buffers, blanks) = (Buffers::default(), Blanks::default());
        for object in [
            "<https://example.org/a?b=c#d>",
            "<http://example.org/Category:A%20b@c>",
            "<urn:dossier:graph:n1/2>",
            "<mailto:a@example.org>",
            "_:b1",
            "\"a \\\"b\\\" é\"",
            "\"a\"@en",
            "\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        ] {
            let line = format!("<http://example.org/id/n0> <http://example.org/vocab#p> {object} .");
            assert!(plain_line(line.as_bytes(), false, &blanks, &mut buffers).is_some(), "{line}");
        }
    }
}
