//! What keeps keys apart, and makes vertices quick to find.

use std::io::{self, Write};

use crate::export::property_graph::{CLAIM, DOSSIER, ENTITY, EVIDENCE, KEY};

/// Writes a constraint for each label whose keys are unique together, and indexes for names and short ids.
pub(in crate::export) fn write_constraints(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    for label in [ENTITY, CLAIM, EVIDENCE, DOSSIER] {
        let low = label.to_ascii_lowercase();
        writeln!(
            out,
            "CREATE CONSTRAINT dossier_{low}_{KEY} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{KEY} IS UNIQUE;"
        )?;
    }
    for (label, property) in [(ENTITY, "id"), (ENTITY, "name"), (CLAIM, "id"), (CLAIM, "status")] {
        let low = label.to_ascii_lowercase();
        writeln!(
            out,
            "CREATE INDEX dossier_{low}_{property} IF NOT EXISTS FOR (n:{label}) ON (n.{property});"
        )?;
    }
    Ok(())
}
