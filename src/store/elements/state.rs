//! How the wanted vertices and edges compare with the existing ones, in eight bytes for each.

use std::collections::HashMap;
use std::sync::Arc;

/// How a wanted vertex or edge compares with what exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// It does not exist.
    #[default]
    New,
    /// It exists as it should.
    Same,
    /// It exists as it should, and others say it, too.
    Shared(u32),
    /// It exists otherwise.
    Changed(u32),
}

/// What has to be known of an existing vertex or edge to change it; what it should be is in the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Existing {
    /// The root label under which a vertex is found.
    pub(super) root: &'static str,
    /// The labels that go.
    pub(super) gone_labels: Vec<String>,
    /// The labels that come.
    pub(super) new_labels: Vec<String>,
    /// The properties that go.
    pub(super) gone: Vec<Arc<str>>,
    /// The other dossiers that say it.
    pub(super) others: Vec<String>,
    /// Whether an edge is made again, after all that have its key are taken away.
    pub(super) is_remade: bool,
}

/// What is known of existing vertices and edges: millions of them differ in a few ways.
#[derive(Default)]
pub(super) struct Ways {
    all: Vec<Arc<Existing>>,
    numbers: HashMap<Arc<Existing>, u32>,
}

impl Ways {
    /// The number of a way.
    pub(super) fn number(&mut self, existing: Existing) -> u32 {
        if let Some(number) = self.numbers.get(&existing) {
            return *number;
        }
        let (existing, number) = (Arc::new(existing), self.all.len() as u32);
        self.all.push(Arc::clone(&existing));
        self.numbers.insert(existing, number);
        number
    }

    /// What is known of what exists; `None` where it needs not to be known.
    pub(super) fn of(&self, state: State) -> Option<&Existing> {
        match state {
            State::New | State::Same => None,
            State::Shared(number) | State::Changed(number) => {
                self.all.get(number as usize).map(|existing| &**existing)
            }
        }
    }
}
