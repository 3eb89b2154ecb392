//! An export in memory.

use std::collections::BTreeMap;
use std::io::{self, Write};

use dossier::export::Output;

/// The files of an export, by name.
#[derive(Debug, Default, PartialEq)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Output for Files {
    fn begin(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        assert!(!self.0.contains_key(name), "{name} is written twice");
        Ok(self.0.entry(name.to_owned()).or_default())
    }
}
