//! What keeps keys apart, and makes vertices quick to find.

use crate::export::bytes::put_fmt;
use crate::export::elements::{KEY, Root};

/// Writes a constraint for each label whose keys are unique together, and indexes for names and short ids.
pub(in crate::export) fn put_constraints(out: &mut Vec<u8>, roots: &[Root]) {
    out.push(b'\n');
    for label in roots.iter().map(|root| root.label()) {
        let low = label.to_ascii_lowercase();
        put_fmt(
            out,
            format_args!(
                "CREATE CONSTRAINT dossier_{low}_{KEY} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{KEY} IS UNIQUE;\n"
            ),
        );
    }
    let indexes =
        [(Root::Entity, "id"), (Root::Entity, "name"), (Root::Claim, "id"), (Root::Claim, "status")];
    for (root, property) in indexes.into_iter().filter(|(root, _)| roots.contains(root)) {
        let (label, low) = (root.label(), root.label().to_ascii_lowercase());
        put_fmt(
            out,
            format_args!(
                "CREATE INDEX dossier_{low}_{property} IF NOT EXISTS FOR (n:{label}) ON (n.{property});\n"
            ),
        );
    }
}
