//! What the shell scripts of exported folders have in common (POSIX.1-2017, XCU 2).

/// Goes to the folder of the script, whatever that is called: nothing is searched in `CDPATH`, no name is read as an option,
/// and no line feed at its end gets lost, as it would in `$(dirname "$0")`.
pub(super) const TO_ITS_FOLDER: &str = "case $0 in */*) CDPATH= cd -- \"${0%/*}/\" ;; esac\n";
