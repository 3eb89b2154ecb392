//! Work of several threads whose results are taken in order: what comes of it is the same whatever the number of threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

/// How many parts may wait for one that takes longer.
const WAITING: usize = 8;

/// Makes parts on several threads and takes them, in the order of their numbers, on this one, which also makes parts,
/// while there is nothing to take.
///
/// `begin` makes what a thread keeps for itself. `make` makes the next part and says its number, from 0 without gaps, or
/// says that there is none.
///
/// # Errors
/// The first one of `take`; nothing is taken after it.
pub fn in_order<S, T: Send, E>(
    threads: usize,
    begin: impl Fn() -> S + Sync,
    make: impl Fn(&mut S) -> Option<(usize, T)> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let is_stopped = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING);
        for _ in 1..threads {
            let (send, begin, make, is_stopped) = (send.clone(), &begin, &make, &is_stopped);
            let work = move || make_all(&mut begin(), make, &send, is_stopped);
            // If the system starts fewer threads, these do more.
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
        drop(send);
        let taken = take_all(&mut begin(), &make, &receive, &mut take);
        is_stopped.store(true, Ordering::Relaxed);
        taken
    })
}

/// Makes parts for another thread, until there are none or nobody wants them.
fn make_all<S, T>(
    state: &mut S,
    make: impl Fn(&mut S) -> Option<(usize, T)>,
    send: &SyncSender<(usize, T)>,
    is_stopped: &AtomicBool,
) {
    while !is_stopped.load(Ordering::Relaxed) {
        let Some(part) = make(state) else { return };
        if send.send(part).is_err() {
            return;
        }
    }
}

/// Takes the parts of other threads as they arrive, and makes some itself while there are none.
fn take_all<S, T, E>(
    state: &mut S,
    make: impl Fn(&mut S) -> Option<(usize, T)>,
    receive: &Receiver<(usize, T)>,
    take: &mut impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let (mut early, mut wanted, mut is_exhausted) = (BTreeMap::new(), 0, false);
    loop {
        let come = match receive.try_recv() {
            Ok(part) => Some(part),
            Err(TryRecvError::Empty) if is_exhausted || early.len() >= WAITING => receive.recv().ok(),
            Err(_) if is_exhausted => return Ok(()),
            Err(_) => {
                let made = make(state);
                is_exhausted = made.is_none();
                made
            }
        };
        let Some((number, part)) = come else { continue };
        early.insert(number, part);
        while let Some(part) = early.remove(&wanted) {
            take(part)?;
            wanted += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// Parts that take very different times, so that threads overtake each other.
    fn made(threads: usize, parts: usize, until: usize) -> (Vec<usize>, Result<(), ()>) {
        let next = AtomicUsize::new(0);
        let make = |sum: &mut u64| {
            let number = next.fetch_add(1, Ordering::Relaxed);
            *sum = (0..(number * 7919) % 5000).fold(*sum, |sum, next| sum.wrapping_mul(31) + next as u64);
            (number < parts).then_some((number, number))
        };
        let mut taken = Vec::new();
        let outcome = in_order(
            threads,
            || 0,
            make,
            |part| {
                taken.push(part);
                if taken.len() < until { Ok(()) } else { Err(()) }
            },
        );
        (taken, outcome)
    }

    #[test]
    fn parts_are_taken_in_order() {
        for threads in [0, 1, 2, 3, 8] {
            for parts in [0, 1, 2, 500] {
                assert_eq!(made(threads, parts, 1000), ((0..parts).collect(), Ok(())), "{threads}");
            }
        }
    }

    #[test]
    fn an_error_ends_the_work() {
        for threads in [1, 2, 5] {
            assert_eq!(made(threads, 500, 7), ((0..7).collect(), Err(())), "{threads}");
        }
    }
}
