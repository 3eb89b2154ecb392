//! IRIs for the names and ids of rows.
//!
//! A compact IRI with a prefix that the user declares is expanded, and an id or a name that is an absolute IRI stands for
//! itself. Any other is turned into one: ids are appended to the base, types,
//! relations and properties to the base and `type/`, `relation/` or `property/`. Whatever an IRI cannot contain is
//! percent-encoded (RFC 3987, section 3.1), `/` and `#` of ids included, so that no id becomes the IRI of a name.

use std::sync::Arc;

use super::blocks::{RecordId, put_content};
use crate::export::ExportOptions;
use crate::graph::rows::{IRI_UNRESERVED, IdText, NameKey, Names};
use crate::text::{PrefixMap, is_absolute_iri, is_ucschar, put_percent_encoded};

/// What a name is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Type,
    Relation,
    Property,
}

/// IRIs of nodes and edges.
pub(super) struct Iris {
    base: Vec<u8>,
    prefixes: Option<Arc<PrefixMap>>,
}

impl Iris {
    /// The IRIs under the base that the user chose.
    pub(super) fn new(options: &ExportOptions) -> Iris {
        Iris { base: options.base.as_bytes().to_vec(), prefixes: options.prefixes.clone() }
    }

    /// Writes the IRI of a node that is not blank, without angle brackets.
    #[inline]
    pub(super) fn put_node(&self, out: &mut Vec<u8>, id: IdText<'_>) {
        if !id.iri && self.put_expanded(out, id.text) {
            return;
        }
        if id.iri {
            out.extend_from_slice(id.text);
        } else if id.iri_safe {
            out.extend_from_slice(&self.base);
            out.extend_from_slice(id.text);
        } else {
            out.extend_from_slice(&self.base);
            put_encoded(out, id.text);
        }
    }

    /// Writes the IRI that a compact IRI stands for; returns whether it is one.
    #[inline]
    fn put_expanded(&self, out: &mut Vec<u8>, text: &[u8]) -> bool {
        match &self.prefixes {
            None => false,
            Some(prefixes) => put_expanded(out, text, prefixes),
        }
    }

    /// Writes the IRI of an edge as a record, without angle brackets.
    pub(super) fn put_edge(&self, out: &mut Vec<u8>, id: RecordId<'_>) {
        match id {
            RecordId::Own(id) if is_absolute_iri(id) => out.extend_from_slice(id),
            RecordId::Own(id) if self.put_expanded(out, id) => {}
            RecordId::Own(id) => {
                out.extend_from_slice(&self.base);
                out.extend_from_slice(b"edge/");
                put_encoded(out, id);
            }
            RecordId::Content(hash, place) => {
                out.extend_from_slice(&self.base);
                out.extend_from_slice(b"row/");
                put_content(out, hash, place);
            }
        }
    }

    /// Whether the IRI of a node is the base and its id.
    #[inline]
    pub(super) fn is_short(&self, id: IdText<'_>) -> bool {
        let may_expand = self.prefixes.is_some() && memchr::memchr(b':', id.text).is_some();
        id.iri_safe && !id.iri && !may_expand
    }

    /// Whether the IRI of a node says its id: it is the id, or the base and the id percent-encoded.
    #[cfg(feature = "parquet")]
    pub(super) fn tells_id(&self, id: IdText<'_>) -> bool {
        if id.iri {
            return !id.text.starts_with(&self.base);
        }
        let may_expand = self.prefixes.is_some() && memchr::memchr(b':', id.text).is_some();
        !may_expand || !self.put_expanded(&mut Vec::new(), id.text)
    }

    /// Whether the IRI of an edge with an id is the base, `edge/` and its id.
    #[inline]
    pub(super) fn is_short_edge(&self, id: &[u8]) -> bool {
        let may_expand = self.prefixes.is_some() && memchr::memchr(b':', id).is_some();
        !may_expand && id.iter().all(|byte| KEPT[usize::from(*byte)]) && !is_absolute_iri(id)
    }

    /// Writes what a record is known by under the base, where its edge has no id; else the id.
    pub(super) fn put_record(out: &mut Vec<u8>, id: RecordId<'_>) {
        match id {
            RecordId::Own(id) => out.extend_from_slice(id),
            RecordId::Content(hash, place) => {
                out.extend_from_slice(b"row/");
                put_content(out, hash, place);
            }
        }
    }

    /// Writes a text as a part of an IRI.
    pub(super) fn put_encoded(out: &mut Vec<u8>, text: &[u8]) {
        put_encoded(out, text);
    }
}

/// IRIs of names.
pub(super) struct Terms {
    types: Vec<Vec<u8>>,
    relations: Vec<Vec<u8>>,
    properties: Vec<Vec<u8>>,
}

impl Terms {
    /// The IRIs of names: those of the ontology where it declares them.
    pub(super) fn new(names: &Names, options: &ExportOptions) -> Terms {
        let iris = |wanted: Use| {
            let iri = |(key, name): (NameKey, &str)| match names.is_iri(key) {
                true => name.as_bytes().to_vec(),
                false => name_iri(name, wanted, options).into_bytes(),
            };
            names.iter().map(iri).collect()
        };
        Terms { types: iris(Use::Type), relations: iris(Use::Relation), properties: iris(Use::Property) }
    }

    /// The IRI of a name, without angle brackets.
    pub(super) fn name(&self, key: NameKey, wanted: Use) -> &[u8] {
        let table = match wanted {
            Use::Type => &self.types,
            Use::Relation => &self.relations,
            Use::Property => &self.properties,
        };
        table.get(key.index()).map_or(&[], |iri| iri)
    }
}

/// Writes what a compact IRI stands for. What an IRI cannot contain is percent-encoded; `/` and `#` are kept.
#[inline(never)]
fn put_expanded(out: &mut Vec<u8>, text: &[u8], prefixes: &PrefixMap) -> bool {
    let parts = std::str::from_utf8(text).ok().and_then(|text| prefixes.parts(text));
    let Some((iri, local)) = parts else { return false };
    let start = out.len();
    out.extend_from_slice(iri.as_bytes());
    out.extend_from_slice(local.as_bytes());
    let whole = out.get(start..).and_then(|whole| std::str::from_utf8(whole).ok());
    if whole.is_none_or(|whole| oxiri::Iri::parse(whole).is_err()) {
        out.truncate(start + iri.len());
        put_encoded(out, local.as_bytes());
    }
    true
}

fn name_iri(name: &str, wanted: Use, options: &ExportOptions) -> String {
    let mut expanded = Vec::new();
    if options
        .prefixes
        .as_ref()
        .is_some_and(|prefixes| put_expanded(&mut expanded, name.as_bytes(), prefixes))
    {
        return String::from_utf8(expanded).unwrap_or_default();
    }
    let (base, ontology) = (&options.base, &options.ontology);
    let declared = match wanted {
        Use::Type => ontology.type_named(name).map(|key| ontology.node_type(key).iri.to_string()),
        Use::Relation => ontology.relation_named(name).map(|key| ontology.relation(key).iri.to_string()),
        Use::Property if name == "label" => Some("http://www.w3.org/2000/01/rdf-schema#label".to_owned()),
        Use::Property => ontology.attribute_named(name).map(|key| ontology.attribute(key).iri.to_string()),
    };
    declared.unwrap_or_else(|| {
        let folder = match wanted {
            Use::Type => "type/",
            Use::Relation => "relation/",
            Use::Property => "property/",
        };
        let mut iri = [base.as_bytes(), folder.as_bytes()].concat();
        put_encoded(&mut iri, name.as_bytes());
        String::from_utf8(iri).unwrap_or_default()
    })
}

/// The bytes of ASCII that stand for themselves: letters, digits and the safe characters.
static KEPT: [bool; 256] = {
    let (mut kept, mut byte) = ([false; 256], 0u8);
    while byte < 0x80 {
        kept[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < IRI_UNRESERVED.len() {
        kept[IRI_UNRESERVED[at] as usize] = true;
        at += 1;
    }
    kept
};

/// Writes a text percent-encoded but for letters, digits, the safe characters, and non-ASCII characters that are allowed in
/// an IRI.
fn put_encoded(out: &mut Vec<u8>, text: &[u8]) {
    put_percent_encoded(out, &String::from_utf8_lossy(text), |character| {
        u8::try_from(character).is_ok_and(|byte| KEPT[usize::from(byte)]) || is_ucschar(character)
    });
}
