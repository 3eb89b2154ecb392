//! Floor 0: how much memory the program uses, and how much it may use.
//!
//! The program allocates through [`Counting`]. Whoever reads what others wrote asks [`check`] before taking more, so that
//! reading ends with a message that names the file; what slips through between two such questions ends the program in
//! an orderly way. Where nobody installed [`Counting`], nothing is counted and nothing is refused.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The system's allocator, with a count of what is allocated: `#[global_allocator] static ALLOCATOR: Counting = Counting;`
#[derive(Clone, Copy, Debug)]
pub struct Counting;

/// Bytes in use, as far as the threads have reported them.
static USED: AtomicI64 = AtomicI64::new(0);
/// How many bytes may be in use.
static LIMIT: AtomicU64 = AtomicU64::new(u64::MAX);
/// At so many bytes the program ends.
static END: AtomicI64 = AtomicI64::new(i64::MAX);
/// What ends it.
static ENDING: OnceLock<fn(Refused)> = OnceLock::new();

/// Threads report what they use in steps of so many bytes: a counter that all of them share is slow.
const STEP: i64 = 1 << 16;

/// Beyond the limit, so many bytes may be in use for a moment until somebody asks.
const SLACK: i64 = 32 << 20;

thread_local! {
    /// What this thread has allocated, less what it has freed, since it reported last. It needs no memory of its own.
    static UNREPORTED: Cell<i64> = const { Cell::new(0) };
}

/// Why no more memory is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The limit, in bytes, is reached.
    Limit(u64),
    /// The operating system has none.
    System,
}

/// More memory is used than may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceeded {
    /// Bytes in use.
    pub used: u64,
    /// How many may be.
    pub limit: u64,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it needs more than the {} MB of memory that may be used", self.limit / 1_000_000)
    }
}

impl std::error::Error for Exceeded {}

/// Limits the memory of the process, in bytes. `ending` is called where an allocation would go far beyond the limit,
/// or the system has no memory; it ends the process. Of several calls the last sets the limit, the first sets `ending`.
pub fn set_limit(bytes: u64, ending: fn(Refused)) {
    let _ = ENDING.set(ending);
    LIMIT.store(bytes, Ordering::Relaxed);
    END.store(i64::try_from(bytes).unwrap_or(i64::MAX).saturating_add(SLACK), Ordering::Relaxed);
}

/// The file that is being read, for the message where memory runs out.
static READING: Mutex<String> = Mutex::new(String::new());

/// Notes which file is being read; none, where the name is empty.
pub fn note_reading(name: &str) {
    let mut reading = READING.lock().unwrap_or_else(PoisonError::into_inner);
    reading.clear();
    reading.push_str(name);
}

/// The file that is being read, if one is and nobody is noting another just now.
pub fn being_read() -> Option<String> {
    READING.try_lock().ok().map(|reading| reading.clone()).filter(|name| !name.is_empty())
}

/// How many bytes may be used; `None` where nothing limits it.
pub fn limit() -> Option<u64> {
    Some(LIMIT.load(Ordering::Relaxed)).filter(|limit| *limit != u64::MAX)
}

/// How many bytes are in use, to within 64 KiB for each thread; 0 where nothing is counted.
pub fn used() -> u64 {
    u64::try_from(USED.load(Ordering::Relaxed)).unwrap_or(0)
}

/// Whether more memory may be used.
///
/// # Errors
/// [`Exceeded`] where more is used already than may be.
pub fn check() -> Result<(), Exceeded> {
    let (used, limit) = (used(), LIMIT.load(Ordering::Relaxed));
    if used > limit { Err(Exceeded { used, limit }) } else { Ok(()) }
}

/// What the system takes for an allocation: a multiple of 16 bytes with a word of its own (glibc, `malloc/malloc.c`).
fn cost(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX / 2).saturating_add(8 + 15).max(32) & !15
}

/// Counts bytes that are allocated or, below 0, freed.
#[inline]
fn count(bytes: i64) {
    UNREPORTED.with(|unreported| {
        let sum = unreported.get() + bytes;
        if sum.abs() < STEP {
            unreported.set(sum);
        } else {
            unreported.set(0);
            report(sum);
        }
    });
}

#[inline(never)]
fn report(bytes: i64) {
    let used = USED.fetch_add(bytes, Ordering::Relaxed) + bytes;
    if used > END.load(Ordering::Relaxed) && bytes > 0 {
        end(Refused::Limit(LIMIT.load(Ordering::Relaxed)));
    }
}

#[cold]
#[inline(never)]
fn end(why: Refused) {
    // What ends the program may allocate; of several threads one ends it.
    END.store(i64::MAX, Ordering::Relaxed);
    if let Some(ending) = ENDING.get() {
        ending(why);
    }
}

#[cold]
#[inline(never)]
fn given(pointer: *mut u8) -> *mut u8 {
    if pointer.is_null() {
        end(Refused::System);
    }
    pointer
}

#[allow(
    unsafe_code,
    reason = "GlobalAlloc is an unsafe trait, and only an allocator sees every allocation before it is made"
)]
// SAFETY: every method hands its arguments to the system's allocator, whose contract is the same, and returns what that
// returns. What is done besides does not touch the memory, does not allocate (atomics, a constant thread-local without
// a destructor) but where the process ends, and does not unwind. It is worth it: with checks between readings alone, 70 MB
// of JSON Lines of a dossier took 1.0 GB under `--memory 200MB`; with this they end at 0.25 GB.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(cost(layout.size()));
        // SAFETY: the caller's promise is that of `System`.
        let pointer = unsafe { System.alloc(layout) };
        if pointer.is_null() { given(pointer) } else { pointer }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(cost(layout.size()));
        // SAFETY: the caller's promise is that of `System`.
        let pointer = unsafe { System.alloc_zeroed(layout) };
        if pointer.is_null() { given(pointer) } else { pointer }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is that of `System`, from which the pointer comes.
        unsafe { System.dealloc(pointer, layout) };
        count(-cost(layout.size()));
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(cost(size) - cost(layout.size()));
        // SAFETY: the caller's promise is that of `System`, from which the pointer comes.
        let pointer = unsafe { System.realloc(pointer, layout, size) };
        if pointer.is_null() { given(pointer) } else { pointer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_those_of_glibc() {
        for (size, wanted) in [(0, 32), (1, 32), (24, 32), (25, 48), (40, 48), (41, 64), (1000, 1008)] {
            assert_eq!(cost(size), wanted, "{size}");
        }
        assert!(cost(usize::MAX) > 0);
    }

    #[test]
    fn what_is_counted_is_reported_in_steps() {
        let before = USED.load(Ordering::Relaxed);
        count(STEP * 3);
        assert_eq!(USED.load(Ordering::Relaxed) - before, STEP * 3);
        count(-STEP * 3);
        assert_eq!(USED.load(Ordering::Relaxed), before);
    }
}
