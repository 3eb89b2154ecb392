//! Writes what several threads make, in order: the bytes are the same whatever the number of threads.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::graph::rows::in_order;

/// A buffer that has grown larger than this is not used again.
const LARGEST_KEPT: usize = 64 << 20;

/// Makes `jobs` buffers and writes them in the order of their numbers. `should_continue` is called before each is written.
///
/// # Errors
/// Those of the output; [`io::ErrorKind::Interrupted`] when `should_continue` says no.
pub(in crate::export) fn write_in_order(
    threads: usize,
    jobs: usize,
    out: &mut dyn Write,
    should_continue: &dyn Fn(usize) -> bool,
    make: &(dyn Fn(usize, &mut Vec<u8>) + Sync),
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let spare = Mutex::new(Vec::<Vec<u8>>::new());
    let spare = || spare.lock().unwrap_or_else(PoisonError::into_inner);
    in_order(
        threads.min(jobs),
        || (),
        |()| {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                return None;
            }
            let mut buffer = spare().pop().unwrap_or_default();
            buffer.clear();
            make(job, &mut buffer);
            Some((job, (job, buffer)))
        },
        |(job, buffer)| {
            if !should_continue(job) {
                // The writer would retry after `Interrupted`.
                return Err(io::Error::other(Interrupted));
            }
            out.write_all(&buffer)?;
            if buffer.capacity() <= LARGEST_KEPT {
                spare().push(buffer);
            }
            Ok(())
        },
    )
}

/// Looks at all blocks on several threads, each of which gathers something; nothing may depend on which thread has seen
/// which block.
pub(in crate::export) fn each_block<B: Sync, T: Send>(
    threads: usize,
    blocks: &[B],
    begin: impl Fn() -> T + Sync,
    see: impl Fn(&mut T, &B) + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut gathered = begin();
        while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
            see(&mut gathered, block);
        }
        gathered
    };
    if threads < 2 || blocks.len() < 2 {
        return vec![work()];
    }
    std::thread::scope(|scope| {
        // If the system starts fewer threads, these do more.
        let spawn = |_| std::thread::Builder::new().spawn_scoped(scope, work).ok();
        let threads: Vec<_> = (1..threads).filter_map(spawn).collect();
        let own = std::iter::once(work());
        own.chain(threads.into_iter().filter_map(|thread| thread.join().ok())).collect()
    })
}

/// What several threads gathered, as one list; that of one thread is not copied.
pub(in crate::export) fn concat<T>(parts: Vec<Vec<T>>) -> Vec<T> {
    let all = parts.into_iter().reduce(|mut all, part| {
        all.extend(part);
        all
    });
    all.unwrap_or_default()
}

/// Somebody wanted the work to end.
#[derive(Clone, Copy, Debug)]
pub struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_jobs() {
        let make = |job: usize, buffer: &mut Vec<u8>| {
            // Work of very different size, so that threads overtake each other.
            let noise =
                (0..(job * 7919) % 5000).fold(job as u64, |sum, next| sum.wrapping_mul(31) + next as u64);
            let _ = write!(buffer, "{job}:{noise} ");
        };
        let written = |threads| {
            let mut out = Vec::new();
            write_in_order(threads, 500, &mut out, &|_| true, &make).unwrap();
            out
        };
        assert!(written(1).starts_with(b"0:0 1:"));
        for threads in [2, 3, 8] {
            assert_eq!(written(1), written(threads));
        }
    }

    #[test]
    fn errors_and_interruptions_end_it() {
        struct Full(usize);
        impl Write for Full {
            fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
                Ok(buffer.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let make = |_: usize, buffer: &mut Vec<u8>| buffer.push(b'x');
        for threads in [1, 4] {
            let error = write_in_order(threads, 100, &mut Full(3), &|_| true, &make).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
            let error = write_in_order(threads, 100, &mut Full(99), &|job| job < 5, &make).unwrap_err();
            assert!(error.get_ref().unwrap().is::<Interrupted>());
        }
    }
}
