//! The names that the lowering of rows gives itself, with handles after those of the graph.

use crate::graph::rows::NameKey;

macro_rules! own {
    ($($(#[$about:meta])* $field:ident = $name:literal;)*) => {
        /// The handles of the names that the lowering gives itself.
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Own {
            $($(#[$about])* pub(super) $field: NameKey,)*
        }

        impl Own {
            const NAMES: &'static [&'static str] = &[$($name),*];

            /// The handles after those of a number of names.
            pub(super) fn after(names: usize) -> Own {
                let mut keys = (names..).map(NameKey::at);
                let mut next = || keys.next().unwrap_or(NameKey::NONE);
                Own { $($field: next()),* }
            }
        }
    };
}

own! {
    // Properties of claims.
    status = "status";
    predicate = "predicate";
    asserted = "asserted";
    subject = "subject";
    object = "object";
    speakers = "speakers";
    // Properties of edges.
    claims = "claims";
    statuses = "statuses";
    relations = "relations";
    // Types of edges.
    to_subject = "SUBJECT";
    to_object = "OBJECT";
    said_by = "SAID_BY";
}

impl Own {
    /// How many there are.
    pub(super) const COUNT: usize = Self::NAMES.len();

    /// The name of a handle, which is after those of a number of names.
    pub(super) fn name(key: NameKey, names: usize) -> &'static str {
        key.index().checked_sub(names).and_then(|at| Self::NAMES.get(at)).copied().unwrap_or("")
    }

    /// The properties of claims.
    pub(super) fn of_claims(self) -> [NameKey; 6] {
        [self.status, self.predicate, self.asserted, self.subject, self.object, self.speakers]
    }

    /// The properties of edges.
    pub(super) fn of_edges(self) -> [NameKey; 3] {
        [self.claims, self.statuses, self.relations]
    }

    /// The types of edges.
    pub(super) fn kinds(self) -> [NameKey; 3] {
        [self.to_subject, self.to_object, self.said_by]
    }
}
