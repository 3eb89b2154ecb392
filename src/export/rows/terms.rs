//! IRIs for the names and ids of rows.
//!
//! An id or a name that is an absolute IRI stands for itself. Any other is turned into one: ids are appended to the base, types,
//! relations and properties to the base and `type/`, `relation/` or `property/`. Whatever an IRI cannot contain is
//! percent-encoded (RFC 3987, section 3.1), `/` and `#` of ids included, so that no id becomes the IRI of a name.

use super::record_ids::{RecordId, put_content};
use crate::graph::rows::{IRI_UNRESERVED, IdText, NameKey, RowGraph};
use crate::ontology::Ontology;
use crate::text::{is_absolute_iri, is_ucschar, put_percent_encoded};

/// What a name is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Type,
    Relation,
    Property,
}

/// IRIs of a graph of rows.
pub(super) struct Terms {
    base: Vec<u8>,
    types: Vec<Vec<u8>>,
    relations: Vec<Vec<u8>>,
    properties: Vec<Vec<u8>>,
}

impl Terms {
    /// The IRIs of a graph's names: those of the ontology where it declares them.
    pub(super) fn new(graph: &RowGraph, base: &str, ontology: &Ontology) -> Terms {
        let iris = |wanted: Use| {
            graph
                .names()
                .iter()
                .map(|(key, name)| match graph.names().is_iri(key) {
                    true => name.as_bytes().to_vec(),
                    false => name_iri(name, wanted, base, ontology).into_bytes(),
                })
                .collect()
        };
        Terms {
            base: base.as_bytes().to_vec(),
            types: iris(Use::Type),
            relations: iris(Use::Relation),
            properties: iris(Use::Property),
        }
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

    /// Writes the IRI of a node that is not blank, without angle brackets.
    #[inline]
    pub(super) fn put_node(&self, out: &mut Vec<u8>, id: IdText<'_>) {
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

    /// Writes the IRI of an edge as a record, without angle brackets.
    pub(super) fn put_edge(&self, out: &mut Vec<u8>, id: RecordId<'_>) {
        match id {
            RecordId::Own(id) if is_absolute_iri(id) => out.extend_from_slice(id),
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
}

fn name_iri(name: &str, wanted: Use, base: &str, ontology: &Ontology) -> String {
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
