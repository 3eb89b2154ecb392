//! What a node of rows is called: the property that names it, and which of its texts.

use super::{Cell, Cells, NameKey, Names};

/// Properties that name a node, by their local names; the first of them first.
const NAMES: [&str; 8] =
    ["prefLabel", "label", "caption", "name", "title", "shared name", "lbl", "displayName"];

/// Properties with such a local name that say something else: titles that people bear.
const OTHERS: [&str; 4] =
    ["http://xmlns.com/foaf/0.1/title", "foaf:title", "http://www.w3.org/2006/vcard/ns#title", "vcard:title"];

/// The language whose texts are shown where a node is named in several.
const LANGUAGE: &[u8] = b"en";

/// Which properties of a graph name nodes.
#[derive(Debug)]
pub(crate) struct Labels {
    /// By name: its place among those that name nodes, the first of them first.
    places: Vec<Option<u32>>,
}

impl Labels {
    /// Those among some names.
    pub(crate) fn new(names: &Names) -> Labels {
        let mut labels: Vec<(usize, &str, NameKey)> =
            names.iter().filter_map(|(key, name)| Some((rank(name)?, name, key))).collect();
        labels.sort_unstable();
        let mut places = vec![None; names.len()];
        for (place, (.., key)) in (0..).zip(labels) {
            if let Some(known) = places.get_mut(key.index()) {
                *known = Some(place);
            }
        }
        Labels { places }
    }

    /// Whether a property names nodes, and how early it is preferred.
    pub(crate) fn place(&self, name: NameKey) -> Option<u32> {
        self.places.get(name.index()).copied().flatten()
    }

    /// The property that names a node, and the text that is shown.
    pub(crate) fn of<'r>(&self, cells: Cells<'r>) -> Option<(NameKey, &'r [u8])> {
        let mut best: Option<(u32, NameKey, &[u8])> = None;
        for (name, cell) in cells {
            let Some(place) = self.place(name) else { continue };
            if best.is_none_or(|(known, ..)| place < known)
                && let Some(text) = preferred(cell)
            {
                best = Some((place, name, text));
            }
        }
        best.map(|(_, name, text)| (name, text))
    }
}

/// The place of a name in [`NAMES`]: its own, or that of its local name where it is an IRI or a compact one.
fn rank(name: &str) -> Option<usize> {
    let local = match name.split_once(':') {
        Some((_, rest)) if rest.starts_with("//") => rest.rsplit(['#', '/']).next().unwrap_or(rest),
        Some((prefix, local)) if !prefix.is_empty() && !prefix.contains(char::is_whitespace) => local,
        _ => name,
    };
    let place = NAMES.iter().position(|known| known.eq_ignore_ascii_case(local))?;
    (!OTHERS.contains(&name)).then_some(place)
}

/// The text of a cell that is shown: of several the first in English, or else the first without a language, or else the
/// first; `None` where it is anything but texts.
pub(crate) fn preferred(cell: Cell<'_>) -> Option<&[u8]> {
    match cell {
        Cell::Clean(text) | Cell::Text(text) | Cell::Words { text, .. } => {
            (!text.trim_ascii().is_empty()).then_some(text)
        }
        Cell::List(items) => {
            let mut best: Option<(u8, &[u8])> = None;
            for item in items {
                let class = match item {
                    Cell::Words { language, .. } if is_preferred(language) => 0,
                    Cell::Clean(_) | Cell::Text(_) => 1,
                    Cell::Words { .. } => 2,
                    _ => return None,
                };
                if best.is_none_or(|(known, _)| class < known)
                    && let Some(text) = preferred(item)
                {
                    best = Some((class, text));
                }
            }
            best.map(|(_, text)| text)
        }
        _ => None,
    }
}

/// Whether a language tag is that of the language that is shown, or of a kind of it.
pub(crate) fn is_preferred(tag: &[u8]) -> bool {
    let primary = tag.split(|byte| *byte == b'-').next().unwrap_or(tag);
    primary.eq_ignore_ascii_case(LANGUAGE)
}

#[cfg(test)]
mod tests {
    use super::super::{Items, put_cell, put_item};
    use super::*;

    #[test]
    fn names_of_many_vocabularies_are_labels() {
        for (name, label) in [
            (":LABEL", false),
            ("http://www.w3.org/2004/02/skos/core#prefLabel", true),
            ("http://www.w3.org/2000/01/rdf-schema#label", true),
            ("https://schema.org/name", true),
            ("schema:name", true),
            ("foaf:name", true),
            ("foaf:title", false),
            ("http://xmlns.com/foaf/0.1/title", false),
            ("http://purl.org/dc/terms/title", true),
            ("dc:title", true),
            ("Label", true),
            ("shared name", true),
            ("lbl", true),
            ("firstName", false),
            ("http://example.org/label/x", false),
            ("stats/name", false),
        ] {
            assert_eq!(rank(name).is_some(), label, "{name}");
        }
    }

    #[test]
    fn english_is_shown_or_what_has_no_language() {
        let words = |language, text| Cell::Words { language, text };
        for (items, wanted) in [
            (vec![words(b"de", b"Zoll"), words(b"en-GB", b"duty"), words(b"en", b"tariff")], Some("duty")),
            (vec![words(b"de", b"Zoll"), Cell::Clean(b"T")], Some("T")),
            (vec![words(b"zh", "关税".as_bytes()), words(b"de", b"Zoll")], Some("关税")),
            (vec![Cell::Clean(b" "), words(b"de", b"Zoll")], Some("Zoll")),
            (vec![Cell::Clean(b"T"), Cell::Integer(b"1")], None),
            (vec![], None),
        ] {
            let mut list = Vec::new();
            items.iter().for_each(|item| put_item(&mut list, item));
            let found = preferred(Cell::List(Items(&list)));
            assert_eq!(found.map(|text| std::str::from_utf8(text).unwrap()), wanted);
        }
    }

    #[test]
    fn the_first_property_that_has_a_text_names_the_node() {
        let (label, name) = (NameKey::at(20), NameKey::at(21));
        let mut places = vec![None; 22];
        (places[20], places[21]) = (Some(0), Some(1));
        let labels = Labels { places };
        let cells = |cells: &[(NameKey, Cell<'_>)]| {
            let mut bytes = Vec::new();
            cells.iter().for_each(|(name, cell)| put_cell(&mut bytes, *name, cell));
            bytes
        };
        let both = cells(&[(name, Cell::Clean(b"n")), (label, Cell::Clean(b"l"))]);
        assert_eq!(labels.of(Cells::new(&both)), Some((label, &b"l"[..])));
        let number = cells(&[(name, Cell::Clean(b"n")), (label, Cell::Integer(b"1"))]);
        assert_eq!(labels.of(Cells::new(&number)), Some((name, &b"n"[..])));
    }
}
