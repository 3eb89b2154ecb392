//! Why a document of JSON-LD is not read.

/// Why a document is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Something is wrong with it.
    Wrong(String),
    /// A context is a link.
    Link,
}

impl Fault {
    /// Something wrong, in words.
    pub(super) fn wrong(what: &str) -> Fault {
        Fault::Wrong(what.to_owned())
    }
}

/// What is read of a document, or why it is not.
pub(super) type Faulty<T> = Result<T, Fault>;
