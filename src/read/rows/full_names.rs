//! Names that a file has instead of others, with what they stand for.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::json::{Scanner, Text};
use crate::graph::rows::{NameCache, NameKey};

/// What names of a file stand for.
#[derive(Debug, Default)]
pub(super) struct FullNames(HashMap<Box<[u8]>, Box<[u8]>, FixedState>);

impl FullNames {
    /// The names of an object of names, or of a list of texts `name = what it stands for`.
    pub(super) fn of(raw: &[u8]) -> FullNames {
        let mut names = HashMap::default();
        let mut scanner = Scanner::new(raw);
        let plain = |text: Text<'_>| text.plain(&mut Vec::new()).to_vec();
        let mut is_first = true;
        if scanner.peek() == b'{' && scanner.open_object().is_ok() {
            while let Ok(Some(key)) = scanner.key(is_first) {
                is_first = false;
                let Ok(full) = scanner.string() else { break };
                names.insert(plain(key).into(), plain(full).into());
            }
        } else if scanner.take(b'[', "").is_ok() {
            while let Ok(true) = scanner.item(is_first) {
                is_first = false;
                let Ok(text) = scanner.string() else { break };
                let text = plain(text);
                if let Some(at) = memchr::memmem::find(&text, b" = ") {
                    let (name, full) = (text.get(..at).unwrap_or(&[]), text.get(at + 3..).unwrap_or(&[]));
                    names.insert(name.into(), full.into());
                }
            }
        }
        FullNames(names)
    }

    /// What a name stands for, or the name.
    pub(super) fn full<'n>(&'n self, name: &'n [u8]) -> &'n [u8] {
        self.0.get(name).map_or(name, |full| full)
    }

    /// The handles of what names of types or of relations stand for.
    pub(super) fn full_keys(&self, keys: &mut [NameKey], names: &mut NameCache<'_>) {
        if self.0.is_empty() {
            return;
        }
        for key in keys {
            let full = names.shared().with(*key, |name| self.0.get(name.as_bytes()));
            if let Some(full) = full {
                *key = names.key(full);
            }
        }
    }
}
