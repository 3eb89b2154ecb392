//! Labels of a node in one text, each after a colon, as Neo4j's APOC writes them: `:Person:Actor`.
//!
//! Labels that contain colons themselves make it ambiguous: `:biolink:Gene:biolink:NamedThing`. A node has each label
//! once, so that what occurs twice is a prefix; it is one in the rest of the file, too. So is what precedes
//! the colon of a relation or of a category, and a well-known prefix before a capital.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use memchr::memmem;

use crate::text::NAMESPACES;

/// Takes joined labels apart.
#[derive(Clone, Debug, Default)]
pub(super) struct JoinedLabels {
    /// What is known to be a prefix.
    prefixes: HashSet<Box<str>, FixedState>,
    /// What was treated as a label of its own before another one, and may be found to be a prefix later.
    alone: HashSet<Box<str>, FixedState>,
}

/// Where texts begin that have compact IRIs in them if anything has.
const OF_CURIES: [&[u8]; 3] = [b"label=\"", b"key=\"label\">", b"key=\"category\">"];
/// Where joined labels begin.
const OF_LABELS: [&[u8]; 3] = [b"labels=\":", b"key=\"labels\">:", b"key=\"TYPE\">:"];

impl JoinedLabels {
    /// Learns prefixes from the beginning of a file.
    pub(super) fn of_head(head: &[u8]) -> JoinedLabels {
        let mut labels = JoinedLabels::default();
        let texts = |start: &'static [u8]| {
            memmem::find_iter(head, start).filter_map(move |at| {
                let text = head.get(at + start.len()..)?;
                let end = memchr::memchr2(b'<', b'"', text)?;
                std::str::from_utf8(text.get(..end)?).ok()
            })
        };
        for text in OF_LABELS.into_iter().flat_map(texts) {
            labels.learn(text);
        }
        for text in OF_CURIES.into_iter().flat_map(texts) {
            for item in text.split([',', '[', ']', ' ']).map(|item| item.trim_matches(['"', '\''])) {
                let item = item.strip_prefix("&quot;").unwrap_or(item);
                if let Some((prefix, local)) = item.split_once(':')
                    && is_prefix(prefix)
                    && local.starts_with(|first: char| first.is_ascii_alphanumeric())
                {
                    labels.prefixes.insert(prefix.into());
                }
            }
        }
        labels
    }

    /// Learns prefixes from joined labels.
    pub(super) fn of_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> JoinedLabels {
        let mut labels = JoinedLabels::default();
        for text in texts {
            labels.learn(text.strip_prefix(':').unwrap_or(text));
        }
        labels
    }

    /// Notes the prefixes that joined labels show, without the first colon, and returns one that was treated as a label before.
    fn learn(&mut self, text: &str) -> Option<Box<str>> {
        memchr::memchr(b':', text.as_bytes())?;
        let mut contradicted = None;
        let mut seen: HashSet<&str, FixedState> = HashSet::default();
        for part in text.split(':') {
            let is_twice = !seen.insert(part);
            if is_twice && is_prefix(part) && !self.prefixes.contains(part) {
                self.prefixes.insert(part.into());
                contradicted = self.alone.take(part).or(contradicted);
            }
        }
        contradicted
    }

    /// The labels in a text that begins with a colon; and a prefix that was treated as a label before, if there is one.
    pub(super) fn split<'t>(&mut self, text: &'t str) -> (Vec<&'t str>, Option<Box<str>>) {
        let text = text.strip_prefix(':').unwrap_or(text);
        let contradicted = self.learn(text);
        let mut labels = Vec::new();
        let mut rest = Some(text);
        while let Some(text) = rest {
            let (label, behind) = text.split_at(self.length(text));
            if !label.is_empty() {
                labels.push(label);
            }
            rest = behind.strip_prefix(':');
        }
        (labels, contradicted)
    }

    /// How long the first label of a text is.
    fn length(&mut self, text: &str) -> usize {
        let part = |from: usize| text.get(from..).map_or(0, |rest| rest.find(':').unwrap_or(rest.len()));
        let first = text.get(..part(0)).unwrap_or(text);
        let Some(rest) = text.get(first.len() + 1..) else { return first.len() };
        let second = first.len() + 1 + part(first.len() + 1);
        if rest.starts_with("//") {
            // `http://example.org:8080/Person`
            let port = text.get(second + 1..).unwrap_or("");
            let digits = port.bytes().take_while(u8::is_ascii_digit).count();
            let has_port = digits > 0 && port.get(digits..).is_some_and(|rest| rest.starts_with('/'));
            let is_host = !rest.get(2..second - first.len() - 1).unwrap_or("").contains('/');
            return if has_port && is_host { second + 1 + part(second + 1) } else { second };
        }
        if first == "urn" && second < text.len() {
            return second + 1 + part(second + 1);
        }
        let is_well_known = || {
            NAMESPACES.iter().any(|(prefix, _)| *prefix == first)
                && rest.starts_with(|next: char| next.is_uppercase())
        };
        if self.prefixes.contains(first) || is_well_known() {
            return second;
        }
        if is_prefix(first) && !self.alone.contains(first) {
            self.alone.insert(first.into());
        }
        first.len()
    }
}

/// What is said of a prefix that was treated as a label before.
pub(super) fn contradicted(prefix: &str) -> String {
    format!(
        "`{prefix}:` is a prefix, as the labels of this node show; in labels before this line it was treated as a label"
    )
}

/// Whether a text can be a prefix.
fn is_prefix(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_taken_apart_where_they_end() {
        for (text, wanted) in [
            (":Person", &["Person"][..]),
            (":Person:Actor", &["Person", "Actor"]),
            (":person:actor", &["person", "actor"]),
            (":biolink:Gene:biolink:NamedThing", &["biolink:Gene", "biolink:NamedThing"]),
            (":biolink:Gene", &["biolink:Gene"]),
            (":ex:A:ex:B:Thing", &["ex:A", "ex:B", "Thing"]),
            (":org:person", &["org", "person"]),
            (":http://e.org/A:http://e.org/B", &["http://e.org/A", "http://e.org/B"]),
            (":http://e.org/A:Thing", &["http://e.org/A", "Thing"]),
            (":http://e.org:8080/A:Thing", &["http://e.org:8080/A", "Thing"]),
            (":https://e.org/A#B", &["https://e.org/A#B"]),
            (":urn:x:Ship:urn:x:Boat", &["urn:x:Ship", "urn:x:Boat"]),
            ("::", &[]),
            (":", &[]),
            (":a:", &["a"]),
            (":http:", &["http"]),
            (":urn:x", &["urn", "x"]),
        ] {
            assert_eq!(JoinedLabels::default().split(text).0, wanted, "{text}");
        }
    }

    #[test]
    fn the_file_says_what_is_a_prefix() {
        let heads: [&[u8]; 4] = [
            b"<node id=\"n1\" labels=\":ex:A:ex:B\">",
            b"<data key=\"labels\">:ex:A:ex:B</data>",
            b"<edge id=\"e1\" source=\"n1\" target=\"n2\" label=\"ex:knows\">",
            b"<data key=\"category\">[&quot;ex:A&quot;]</data>",
        ];
        for head in heads {
            assert_eq!(JoinedLabels::of_head(head).split(":ex:A").0, ["ex:A"]);
        }
        let mut labels = JoinedLabels::of_head(b"<node label=\"Note: this\"><node labels=\":Ex:A\">");
        assert_eq!(labels.split(":Note:A"), (vec!["Note", "A"], None));
        assert_eq!(labels.split(":ex:A"), (vec!["ex", "A"], None));
        assert_eq!(labels.split(":ex:A:ex:B"), (vec!["ex:A", "ex:B"], Some("ex".into())));
        assert_eq!(labels.split(":ex:A"), (vec!["ex:A"], None));
    }
}
