//! Blank nodes in files of rows: an id such as `_:b1` is a node of its file only, as in RDF.

use oxrdf::{NamedOrBlankNodeRef, Term, Triple};
use oxttl::NTriplesParser;

use crate::graph::rows::{Cell, Cells, Items, NameKey, put_cell, put_item};
use crate::text::is_blank_node;

/// The property whose value is the named graph of a row.
pub(super) const GRAPH: &[u8] = b"graph";

/// Which blank nodes are those of the file that is being read, where its ids are those of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scope {
    /// All that have the same id.
    #[default]
    Any,
    /// Those of the first of several files: ids that look like those of others are called otherwise.
    First,
    /// Those of a file or of the tables that belong together, by the number of the first, from 1.
    Later(usize),
}

impl Scope {
    /// Writes the id of a blank node; `None` where it stays as it is.
    pub(super) fn renamed(self, id: &[u8]) -> Option<Vec<u8>> {
        let label = id.strip_prefix(b"_:").filter(|_| self != Scope::Any && is_blank_node(id))?;
        match self {
            Scope::Later(before) => Some([format!("_:file{}-", before + 1).as_bytes(), label].concat()),
            Scope::First if label.starts_with(b"file") || label.starts_with(b"named-") => {
                Some([b"_:named-", label].concat())
            }
            Scope::First | Scope::Any => None,
        }
    }

    /// Writes a triple term with its blank nodes; `None` where it stays as it is.
    fn renamed_term(self, term: &[u8]) -> Option<Vec<u8>> {
        memchr::memmem::find(term, b"_:")?;
        let line = [b"<x:> <x:> ", term, b" ."].concat();
        let triple = match NTriplesParser::new().for_slice(&line).next()?.ok()?.object {
            Term::Triple(triple) => triple,
            _ => return None,
        };
        let mut out = Vec::new();
        put_triple(&mut out, &triple, &mut |out, node| {
            let id = node.to_string();
            out.extend_from_slice(&self.renamed(id.as_bytes()).unwrap_or_else(|| id.into_bytes()));
        });
        Some(out)
    }

    /// Appends the cells of a row in which blank nodes are those of the file; false where all stay as they are. `graph` is
    /// the name of the property that is a named graph.
    pub(super) fn put_cells(self, out: &mut Vec<u8>, cells: &[u8], graph: NameKey) -> bool {
        let mut is_changed = false;
        for (name, cell) in Cells::new(cells) {
            let renamed = |cell: &Cell<'_>| match *cell {
                Cell::Clean(text) | Cell::Text(text) if name == graph => Some((None, self.renamed(text)?)),
                Cell::Typed { datatype: NameKey::IRI, text } => {
                    Some((Some(NameKey::IRI), self.renamed(text)?))
                }
                Cell::Typed { datatype: NameKey::TRIPLE, text } => {
                    Some((Some(NameKey::TRIPLE), self.renamed_term(text)?))
                }
                _ => None,
            };
            if let Cell::List(items) = cell {
                let mut new = Vec::new();
                for item in items {
                    let other = renamed(&item);
                    is_changed |= other.is_some();
                    put_item(&mut new, &other.as_ref().map_or(item, renamed_cell));
                }
                put_cell(out, name, &Cell::List(Items(&new)));
            } else {
                let other = renamed(&cell);
                is_changed |= other.is_some();
                put_cell(out, name, &other.as_ref().map_or(cell, renamed_cell));
            }
        }
        is_changed
    }
}

/// A text with its datatype, if it has one, as a cell.
fn renamed_cell((datatype, text): &(Option<NameKey>, Vec<u8>)) -> Cell<'_> {
    match datatype {
        Some(datatype) => Cell::Typed { datatype: *datatype, text },
        None => Cell::of_text(text),
    }
}

/// Writes a triple term in N-Triples. `id` writes an id of the graph.
pub(super) fn put_triple(
    out: &mut Vec<u8>,
    triple: &Triple,
    id: &mut impl FnMut(&mut Vec<u8>, NamedOrBlankNodeRef<'_>),
) {
    let mut node = |out: &mut Vec<u8>, node: NamedOrBlankNodeRef<'_>| match node {
        NamedOrBlankNodeRef::NamedNode(node) => out.extend_from_slice(node.to_string().as_bytes()),
        blank => id(out, blank),
    };
    out.extend_from_slice(b"<<( ");
    node(out, triple.subject.as_ref());
    out.extend_from_slice(format!(" {} ", triple.predicate).as_bytes());
    match &triple.object {
        Term::NamedNode(object) => node(out, object.as_ref().into()),
        Term::BlankNode(object) => node(out, object.as_ref().into()),
        Term::Literal(literal) => out.extend_from_slice(literal.to_string().as_bytes()),
        Term::Triple(triple) => put_triple(out, triple, id),
    }
    out.extend_from_slice(b" )>>");
}
