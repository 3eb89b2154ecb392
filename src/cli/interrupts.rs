//! Ctrl-C.

use std::sync::atomic::{AtomicBool, Ordering};

use super::output::{Failure, say_interrupted};

/// Set when the user presses Ctrl-C.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// Set while there is a file that is not whole yet.
static IS_WRITING: AtomicBool = AtomicBool::new(false);

/// Ends the program at Ctrl-C: at once while there is nothing to be cleaned up, or when it is pressed again, otherwise
/// as soon as the writer sees it.
pub(super) fn watch_interrupts() {
    let interrupted = || {
        let is_second = INTERRUPTED.swap(true, Ordering::Relaxed);
        if is_second || !IS_WRITING.load(Ordering::Relaxed) {
            say_interrupted();
            std::process::exit(i32::from(Failure::INTERRUPTED));
        }
    };
    // There is one handler; whoever asks again has it already.
    let _ = ctrlc::set_handler(interrupted);
}

/// Whether the user has pressed Ctrl-C.
pub(super) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Says whether a file is being written, which its writer then ends at Ctrl-C.
pub(super) fn set_writing(is_writing: bool) {
    IS_WRITING.store(is_writing, Ordering::Relaxed);
}
