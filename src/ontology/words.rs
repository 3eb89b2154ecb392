//! The handles of an ontology's records, and the words of its file.

use crate::text::Span;

macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(super) u16);

        impl $name {
            /// The key's number: the record's position in the ontology.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}

key!(
    /// The handle of a type in its [`Ontology`](super::Ontology).
    TypeKey
);
key!(
    /// The handle of a relation in its [`Ontology`](super::Ontology).
    RelationKey
);
key!(
    /// The handle of an attribute in its [`Ontology`](super::Ontology).
    AttributeKey
);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$item_doc])* $item),* }

        impl $name {
            /// All of them, in a fixed order.
            pub const ALL: &[$name] = &[$($name::$item),*];

            /// The word that the ontology's file uses.
            pub fn name(self) -> &'static str {
                match self { $($name::$item => $word),* }
            }
        }
    };
}
pub(super) use words;

words!(
    /// What a type is to the program.
    TypeRole {
        /// Claims about such a node are wishes: their status is demanded.
        Wish = "wish",
        /// The type of claims themselves.
        Claim = "claim",
        /// The type of sources.
        Work = "work",
        /// Human beings.
        Person = "person",
        /// What the parties differ on.
        Issue = "issue",
        /// What the parties agree on, or want to.
        Agreement = "agreement",
        /// What one party does to another.
        Measure = "measure",
    }
);

words!(
    /// What a relation is to the program.
    Role {
        /// The subject says that the object, a claim, is not true.
        Denial = "denial",
        /// It says that the subject did a wrong.
        Accusation = "accusation",
        /// It may charge the subject with a wrong.
        Charge = "charge",
        /// Nothing leads back to itself along it.
        Acyclic = "acyclic",
        /// The subject is a principal of the object.
        Party = "party",
        /// The subject has the object as its view.
        Position = "position",
        /// The subject, a view, answers the object.
        Answers = "answers",
        /// A fact even where the subject's type is a wish.
        Factual = "factual",
        /// The subject is on the object's side.
        Membership = "membership",
        /// The object said or made the subject.
        Authorship = "authorship",
        /// The subject accepts the object.
        Acceptance = "acceptance",
        /// The subject is present, and nothing more is said about it.
        Presence = "presence",
        /// Words that deny may say it: the subject refuses, ends or keeps from being.
        Negative = "negative",
        /// Words of a condition or a plan may say it.
        Conditional = "conditional",
        /// Words of a plan may say it.
        Intended = "intended",
        /// What the subject is about, which stays so whatever a sentence says of the subject.
        Topic = "topic",
        /// The subject is above the object: an owner, a parent.
        Above = "above",
        /// The subject is below the object: a part, a child, a member.
        Below = "below",
        /// The subject is a reason for the object.
        Support = "support",
        /// The subject is a reason against the object.
        Attack = "attack",
        /// The subject did the object.
        Actor = "actor",
    }
);

words!(
    /// What kind of value an attribute has.
    Datatype {
        /// A decimal.
        Number = "number",
        /// A decimal with a currency or a unit.
        Quantity = "quantity",
        /// An EDTF date, or words.
        Date = "date",
        /// An ISO 8601 duration.
        Duration = "duration",
        /// One of the words that the attribute lists for the subject's type.
        Token = "token",
        /// Words in the dossier's language.
        Text = "text",
        /// An IRI.
        Iri = "iri",
    }
);

words!(
    /// How a name of the ontology relates to one of another vocabulary.
    MappingKind {
        /// It means the same.
        Exact = "exact",
        /// It is narrower.
        Sub = "sub",
        /// It means nearly the same.
        Close = "close",
        /// It is the same relation from the other end.
        Inverse = "inverse",
        /// Its inverse is narrower.
        SubOfInverse = "sub-of-inverse",
        /// It is related in some way.
        See = "see",
    }
);

/// A word of the file and its place; equal to any other with the same text.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub text: String,
    pub span: Span,
}

impl PartialEq for Named {
    fn eq(&self, other: &Named) -> bool {
        self.text == other.text
    }
}
