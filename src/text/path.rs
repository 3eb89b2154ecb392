//! Paths as messages show them.

use std::fmt::Write as _;
use std::path::Path;

/// A path as text; bytes that are not UTF-8 become `<FF>`, so that two paths rarely look the same.
pub fn shown_path(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(shown, "<{byte:02X}>");
        }
    }
    shown
}
