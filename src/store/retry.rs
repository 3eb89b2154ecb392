//! Trying again, a bounded number of times, with growing pauses.

use std::time::{Duration, Instant};

use super::StoreError;

/// How often and after which pauses a step is tried again. The pauses double; there is one writer, so they need no
/// randomness to keep writers apart.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    attempts: u32,
    first: Duration,
    longest: Duration,
}

impl Default for Retry {
    /// Seven attempts within about half a minute.
    fn default() -> Retry {
        Retry::new(7, Duration::from_millis(500), Duration::from_secs(15))
    }
}

impl Retry {
    /// The number of attempts, the first pause and the longest.
    pub fn new(attempts: u32, first: Duration, longest: Duration) -> Retry {
        Retry { attempts: attempts.max(1), first, longest }
    }

    /// The pause after an attempt, the first of which is 0. A server may request a longer one, up to the longest.
    fn pause(&self, attempt: u32, wanted: Option<Duration>) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX));
        doubled.max(wanted.unwrap_or_default()).min(self.longest)
    }

    /// Does something until it goes well or fails for good, and begins nothing after `end`. `report` is called for each failure after
    /// which it is tried again.
    ///
    /// # Errors
    /// The first error that is not transient, or that of the last attempt.
    pub(super) fn run<T>(
        &self,
        end: Instant,
        mut report: impl FnMut(&StoreError, Duration),
        mut attempt: impl FnMut() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut number = 0;
        loop {
            match attempt() {
                Err(error) if error.is_transient() && number + 1 < self.attempts => {
                    let pause = self.pause(number, error.after());
                    if Instant::now() + pause >= end {
                        return Err(error);
                    }
                    report(&error, pause);
                    std::thread::sleep(pause);
                    number += 1;
                }
                result => return result,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(600)
    }

    fn busy() -> StoreError {
        StoreError::Busy { what: "x".to_owned(), why: "y".to_owned(), after: None }
    }

    #[test]
    fn transient_errors_are_tried_again_and_others_are_not() {
        let retry = Retry::new(4, Duration::ZERO, Duration::ZERO);
        let (mut report, mut calls) = (0, 0);
        let result = retry.run(
            soon(),
            |_, _| report += 1,
            || {
                calls += 1;
                if calls < 3 { Err(busy()) } else { Ok(calls) }
            },
        );
        assert_eq!((result.unwrap(), report), (3, 2));

        let mut calls = 0;
        let result: Result<(), _> = retry.run(
            soon(),
            |_, _| {},
            || {
                calls += 1;
                Err(busy())
            },
        );
        assert!(result.is_err() && calls == 4);

        let mut calls = 0;
        let result: Result<(), _> = retry.run(
            soon(),
            |_, _| {},
            || {
                calls += 1;
                Err(StoreError::Refused { what: "x".to_owned(), why: "no".to_owned() })
            },
        );
        assert!(result.is_err() && calls == 1);
    }

    #[test]
    fn nothing_is_tried_again_after_the_end() {
        let retry = Retry::new(4, Duration::from_secs(1), Duration::from_secs(1));
        let mut calls = 0;
        let result: Result<(), _> = retry.run(
            Instant::now(),
            |_, _| {},
            || {
                calls += 1;
                Err(busy())
            },
        );
        assert!(result.is_err() && calls == 1);
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retry = Retry::new(9, Duration::from_millis(100), Duration::from_millis(700));
        let pauses: Vec<u128> = (0..5).map(|number| retry.pause(number, None).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 700, 700]);
        assert_eq!(retry.pause(0, Some(Duration::from_millis(300))).as_millis(), 300);
        assert_eq!(retry.pause(0, Some(Duration::from_secs(99))).as_millis(), 700);
        assert_eq!(retry.pause(99, None).as_millis(), 700);
    }
}
