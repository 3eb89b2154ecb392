//! Names of files that are made of other names.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The longest name in bytes: file systems take 255, and extensions follow.
const LONGEST: usize = 160;

/// Devices of Windows, whatever follows after a dot ("Naming Files, Paths, and Namespaces", Microsoft). Those of a number
/// have one of the digits 1 to 9.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// A name with which a file can be called on every system: that of a device gets a `_`, a long one is cut and gets the
/// beginning of its SHA-256, so that two names stay two.
pub fn file_name(name: &str) -> String {
    if name.len() > LONGEST {
        let mut cut: String = name.chars().scan(0, |bytes, c| take(bytes, c).then_some(c)).collect();
        cut.push('-');
        for byte in Sha256::digest(name).iter().take(6) {
            let _ = write!(cut, "{byte:02x}");
        }
        return file_name(&cut);
    }
    let (stem, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
    if is_device(stem) { format!("{stem}_{rest}") } else { name.to_owned() }
}

/// Counts a character; returns whether there is room for it, and for the checksum after it.
fn take(bytes: &mut usize, character: char) -> bool {
    *bytes += character.len_utf8();
    *bytes <= LONGEST - 13
}

fn is_device(stem: &str) -> bool {
    let stem = stem.trim_end().to_lowercase();
    let is_numbered = |device: &&str| {
        stem.strip_prefix(device).is_some_and(|number| {
            let mut digits = number.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(is_numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_and_long_names_become_files() {
        for (name, expected) in [
            ("con", "con_"),
            ("NUL.around-x", "NUL_.around-x"),
            ("Com1", "Com1_"),
            ("lpt³.x", "lpt³_.x"),
            ("aux ", "aux _"),
            ("con+a", "con+a"),
            ("common", "common"),
            ("com10", "com10"),
            ("x.con", "x.con"),
            ("console", "console"),
        ] {
            assert_eq!(file_name(name), expected);
        }
        let (one, other) = (file_name(&"a".repeat(300)), file_name(&"a".repeat(301)));
        assert_eq!((one.len(), other.len()), (LONGEST, LONGEST));
        assert_ne!(one, other);
        assert!(file_name(&"é".repeat(300)).len() <= LONGEST);
        assert_eq!(file_name(&"a".repeat(LONGEST)), "a".repeat(LONGEST));
    }
}
