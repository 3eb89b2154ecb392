//! A line that shows how far a piece of work is, if it takes longer than a second: on a terminal it is written over, elsewhere a
//! new one follows now and then.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::interrupts::is_interrupted;
use super::numbers::{grouped, size};
use super::output::{StatusLine, Terminal};
use crate::read::rows::{Progress, Watch};
use crate::store::Observer;

/// Shorter work is not shown.
const SHORT: Duration = Duration::from_secs(1);
/// How often a line on a terminal changes.
const OFTEN: Duration = Duration::from_millis(200);
/// How often a line follows where nobody looks on.
const SELDOM: Duration = Duration::from_secs(5);

/// Shows how far a piece of work is.
pub(super) struct Meter {
    /// What is done with each share, such as `read`.
    what: &'static str,
    terminal: Terminal,
    line: StatusLine,
    begun: Instant,
    shown: Mutex<Option<Instant>>,
}

impl Meter {
    pub(super) fn new(what: &'static str, terminal: &Terminal) -> Meter {
        Meter {
            what,
            terminal: *terminal,
            line: StatusLine::new(),
            begun: Instant::now(),
            shown: Mutex::default(),
        }
    }

    /// Shows a line, made of the seconds that have passed, where it is time for one.
    fn show(&self, line: impl FnOnce(f64) -> String) {
        let pause = if self.line.on_terminal() { OFTEN } else { SELDOM };
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let (whole, since) = (self.begun.elapsed(), shown.unwrap_or(self.begun).elapsed());
        if !self.terminal.is_quiet() && whole > SHORT && since > pause {
            *shown = Some(Instant::now());
            self.line.show(&line(whole.as_secs_f64()));
        }
    }

    /// Shows a share of the work, in thousandths. Returns whether to continue.
    pub(super) fn share(&self, share: usize) -> bool {
        self.show(|seconds| {
            let left = seconds * (1000 - share.min(1000)) as f64 / share.max(1) as f64;
            format!("{} {} %, {left:.0} s left", self.what, share / 10)
        });
        !is_interrupted()
    }

    /// Removes the line from a terminal.
    pub(super) fn clear(&self) {
        if self.shown.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            self.line.clear();
        }
    }
}

impl Watch for Meter {
    fn should_continue(&self, progress: Progress) -> bool {
        self.show(|seconds| {
            let Progress { bytes, of_bytes, nodes, edges } = progress;
            let rate = size((bytes as f64 / seconds) as u64);
            let rows = format!("{} nodes, {} edges", grouped(nodes), grouped(edges));
            if of_bytes > bytes {
                let left = seconds * (of_bytes - bytes) as f64 / bytes.max(1) as f64;
                let share = bytes * 100 / of_bytes;
                format!("{} {share} %, {rows}, {rate} per second, {left:.0} s left", self.what)
            } else {
                format!("{} {rows}, {rate} per second", self.what)
            }
        });
        !is_interrupted()
    }
}

impl Observer for Meter {
    fn progress(&mut self, done: usize, all: usize, what: &str) {
        self.show(|_| match all {
            0 => what.to_owned(),
            all => format!("{} of {}: {what}", grouped(done as u64), grouped(all as u64)),
        });
    }

    fn notice(&mut self, words: &str) {
        self.clear();
        self.terminal.say(format_args!("notice: {words}"));
    }
}
