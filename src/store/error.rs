//! Why a load failed.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::Count;

/// At most so many ids or counts are listed.
const MOST_LISTED: usize = 10;

/// How the addresses of servers begin that are spoken to over TLS.
const ENCRYPTED: [&str; 4] = ["https:", "bolt+s:", "neo4j+s:", "rediss:"];

/// Why a load failed. Nothing here ever holds a password.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// What the user asks for cannot be: an address, a profile, an option.
    Usage(String),
    /// The server wants other credentials, or none were found.
    Credentials(String),
    /// Nobody answers, or the connection broke off.
    Unreachable {
        /// The address.
        address: String,
        /// What happened.
        why: String,
    },
    /// The server asks to come again later, or ended a transaction for the sake of another one.
    Busy {
        /// What was to be done.
        what: String,
        /// What the server says.
        why: String,
        /// When to come again, where the server says it.
        after: Option<Duration>,
    },
    /// The server says no.
    Refused {
        /// What was to be done.
        what: String,
        /// What the server says.
        why: String,
    },
    /// Something else is there under this id.
    Conflict {
        /// The id that both have.
        id: String,
        /// The record that is there.
        existing: String,
        /// The record that was sent.
        sent: String,
    },
    /// Edges were sent whose ends are not there.
    MissingEnds {
        /// What was to be done.
        what: String,
        /// The ids of the ends.
        ids: Vec<String>,
    },
    /// The server took less than it was sent.
    Incomplete {
        /// What was to be done.
        what: String,
        /// How many things were sent.
        sent: u64,
        /// How many arrived.
        arrived: u64,
    },
    /// The server answers more than it may.
    TooMuch {
        /// What was asked.
        what: String,
    },
    /// After loading, the server does not hold what it should.
    Unverified(Vec<Count>),
    /// An answer of the server cannot be understood.
    Answer {
        /// What was asked.
        what: String,
        /// What is wrong with the answer.
        why: String,
    },
    /// A value cannot be kept by this store.
    Value {
        /// The id of the node or claim.
        id: String,
        /// What cannot be kept, and what to do.
        why: String,
    },
    /// A file of this machine.
    Io(PathBuf, io::Error),
}

impl StoreError {
    /// Whether the same step may go well a little later.
    pub fn is_transient(&self) -> bool {
        matches!(self, StoreError::Unreachable { .. } | StoreError::Busy { .. })
    }

    #[cfg(any(feature = "bolt", feature = "falkordb", feature = "http", feature = "postgres"))]
    /// What it means that nothing could be exchanged with a server.
    pub(super) fn of_connection(address: &str, what: &str, error: &io::Error) -> StoreError {
        let why = match error.kind() {
            io::ErrorKind::QuotaExceeded => return StoreError::TooMuch { what: what.to_owned() },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                return StoreError::Answer { what: what.to_owned(), why: error.to_string() };
            }
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "it does not answer in time".to_owned(),
            io::ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => "the connection broke off".to_owned(),
            _ => error.to_string(),
        };
        StoreError::Unreachable { address: address.to_owned(), why }
    }

    #[cfg(any(feature = "bolt", feature = "falkordb", feature = "http", feature = "postgres"))]
    /// What it means that TLS could not be agreed upon. What is no TLS at all is no matter of trust.
    pub(super) fn of_handshake(address: &str, error: &io::Error) -> StoreError {
        let (address, why) = (address.to_owned(), error.to_string());
        match error.kind() {
            io::ErrorKind::InvalidData if why.contains("corrupt message") => {
                StoreError::Unreachable { address, why }
            }
            io::ErrorKind::InvalidData => StoreError::Refused { what: address, why },
            _ => StoreError::of_connection(&address, &address, error),
        }
    }

    /// When the server wants to be asked again.
    pub(super) fn after(&self) -> Option<Duration> {
        match self {
            StoreError::Busy { after, .. } => *after,
            _ => None,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Usage(why) | StoreError::Credentials(why) => f.write_str(why),
            StoreError::Unreachable { address, why } => {
                let encrypted = ENCRYPTED.iter().any(|scheme| address.starts_with(scheme));
                let how = if encrypted { ", and does it speak TLS there" } else { "" };
                write!(f, "{address}: {why}; is the server running{how}?")
            }
            StoreError::Busy { what, why, .. } | StoreError::Refused { what, why } => {
                write!(f, "{what}: {why}")
            }
            StoreError::Conflict { id, existing, sent } => write!(
                f,
                "{id}: something else is there under this id\n  there: {existing}\n  sent:  {sent}\nremove or rename one of them"
            ),
            StoreError::MissingEnds { what, ids } => {
                let more = ids.len().saturating_sub(MOST_LISTED);
                let listed = ids.iter().take(MOST_LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                write!(f, "{what}: the ends of these edges are not there: {listed}{more}")
            }
            StoreError::Incomplete { what, sent, arrived } => {
                write!(f, "{what}: {sent} were sent and {arrived} arrived")
            }
            StoreError::TooMuch { what } => write!(
                f,
                "{what}: the server answers more than this load may fill memory with; if that is right, raise the limit by \
                 --max-answer"
            ),
            StoreError::Unverified(counts) => {
                write!(f, "after loading, the server does not hold what it should:")?;
                for count in counts.iter().filter(|count| !count.holds()).take(MOST_LISTED) {
                    write!(f, "\n  {}: {} expected, {} found", count.what, count.expected, count.found)?;
                }
                write!(f, "\nsomebody else may be writing to it; load again")
            }
            StoreError::Answer { what, why } => write!(f, "{what}: the answer cannot be understood: {why}"),
            StoreError::Value { id, why } => write!(f, "{id}: {why}"),
            StoreError::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StoreError::Io(_, error) => Some(error),
            _ => None,
        }
    }
}
