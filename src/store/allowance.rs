//! What a server may cost: how long it may take, and how much memory its answers may fill.

use std::io;
use std::time::{Duration, Instant};

/// How long one attempt at a step may take where the user says nothing.
pub const ATTEMPT: Duration = Duration::from_secs(300);
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "http", feature = "postgres"))]
/// How long connecting may take.
pub(super) const CONNECT: Duration = Duration::from_secs(10);
/// How long connecting may take with all that is said before the first request.
const GREETING: Duration = Duration::from_secs(20);
#[cfg(any(feature = "bolt", feature = "postgres"))]
/// How long taking leave may take.
pub(super) const FAREWELL: Duration = Duration::from_millis(200);
/// The bytes of answers that are accepted whatever is loaded.
const BASE: u64 = 64 << 20;
/// The bytes of answers that are accepted for each byte that is loaded: what is parsed takes several times its text.
const FACTOR: u64 = 8;

/// What one attempt at a step may still take. Everything that comes from a server is charged to it, by what it fills in
/// memory and not only by what it is on the wire, since a byte of an answer can become a value of many.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    until: Instant,
    bytes: u64,
}

impl Allowance {
    /// An attempt that ends at an instant, and whose answers take a limited number of bytes of memory.
    pub fn new(until: Instant, bytes: u64) -> Allowance {
        Allowance { until, bytes }
    }

    /// How many bytes answers may fill where the user says nothing: 64 MiB, and eight times the size of what is loaded as
    /// N-Quads, because a server may already hold as much.
    pub(super) fn bytes_for(loaded: u64) -> u64 {
        BASE.saturating_add(loaded.saturating_mul(FACTOR))
    }

    /// What connecting may take of it, up to the first request.
    pub fn greeting(&self) -> Allowance {
        Allowance { until: self.until.min(Instant::now() + GREETING), ..*self }
    }

    /// How much time is left.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] where none is.
    pub fn time(&self) -> io::Result<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }

    /// How many bytes are left.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Charges a number of bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::QuotaExceeded`] where fewer are left.
    pub fn take(&mut self, bytes: u64) -> io::Result<()> {
        match self.bytes.checked_sub(bytes) {
            Some(left) => {
                self.bytes = left;
                Ok(())
            }
            None => Err(io::ErrorKind::QuotaExceeded.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_runs_out_of_bytes_and_of_time() {
        let mut allowance = Allowance::new(Instant::now() + ATTEMPT, 10);
        assert!(allowance.take(4).is_ok() && allowance.take(6).is_ok());
        assert_eq!(allowance.take(1).unwrap_err().kind(), io::ErrorKind::QuotaExceeded);
        assert_eq!((allowance.bytes(), allowance.time().unwrap() <= ATTEMPT), (0, true));
        let over = Allowance::new(Instant::now(), 10);
        assert_eq!(over.time().unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(Allowance::bytes_for(u64::MAX), u64::MAX);
    }
}
