//! `--memory`: how much the program may use, and its end where that is not enough.

use std::fs::read_to_string;
use std::path::Path;

use super::numbers::size;
use super::output::{Failure, say_at_the_end};
use crate::memory::{Exceeded, Refused, being_read, set_limit};

/// A size as the user writes it: `500MB`, `4GB`, `2GiB`, or bytes.
///
/// # Errors
/// What to write instead.
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let at =
        text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        _ => 0.0,
    };
    match number.parse::<f64>() {
        Ok(number) if factor > 0.0 => Ok((number * factor) as u64),
        _ => Err("write a size, such as 500MB or 4GB".to_owned()),
    }
}

/// Limits the memory of the program to what the user wants, or else to nine tenths of what is free.
pub(super) fn limit(wanted: Option<u64>) {
    if let Some(bytes) = wanted.or_else(available) {
        set_limit(bytes, end);
    }
}

/// What the user reads where the limit is exceeded.
pub(super) fn too_little(exceeded: Exceeded) -> String {
    format!(
        "this needs more memory than the limit of {}; raise it with --memory, or read less at once",
        size(exceeded.limit)
    )
}

/// Ends the program where an allocation cannot be had. Files that are not whole have no names, so nothing is left of them.
fn end(why: Refused) {
    let message = match why {
        Refused::Limit(limit) => too_little(Exceeded { used: limit, limit }),
        Refused::System => {
            "the operating system refuses more memory; close other programs, raise its limits \
                            (ulimit -v), or read less at once"
                .to_owned()
        }
    };
    let place = being_read().map_or(String::new(), |file| format!("{file}: "));
    say_at_the_end(&format!("error: {place}{message}"));
    std::process::exit(i32::from(Failure::IO));
}

/// Nine tenths of the memory that is free: to the machine (proc(5), `/proc/meminfo`), to the control group (the kernel's
/// `cgroup-v2`, `memory.max`) and half of the address space that is left (getrlimit(2)), whichever is least. `None` where
/// the system does not say.
fn available() -> Option<u64> {
    let text = read_to_string("/proc/meminfo").ok()?;
    let machine = number_behind(&text, "MemAvailable:")? * 1024;
    let groups = read_to_string("/proc/self/cgroup").ok();
    let group = groups.as_deref().and_then(|groups| free_of_group(Path::new("/sys/fs/cgroup"), groups));
    // Threads reserve address space that they do not use.
    let shared = group.map_or(machine, |group| group.min(machine)) / 10 * 9;
    Some(address_space().map_or(shared, |space| shared.min(space / 2)))
}

/// How many threads the address space that is left has room for; as many as one likes where it is not limited.
pub(super) fn threads_with_room() -> usize {
    // The stack of a thread, and what malloc reserves for one (glibc, `HEAP_MAX_SIZE`). A thread without room ends the program.
    const ROOM: u64 = 128 << 20;
    address_space().map_or(usize::MAX, |space| usize::try_from(space / ROOM).unwrap_or(usize::MAX).max(1))
}

/// The address space that the process may still take; `None` where it is not limited.
fn address_space() -> Option<u64> {
    free_of_space(&read_to_string("/proc/self/limits").ok()?, &read_to_string("/proc/self/statm").ok()?)
}

/// The number behind a word.
fn number_behind(text: &str, word: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(word))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// What is free in the control groups of the process, the least of all above it; `None` where none is limited.
fn free_of_group(root: &Path, groups: &str) -> Option<u64> {
    let path = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let free = |folder: &Path| {
        let most: u64 = read_to_string(folder.join("memory.max")).ok()?.trim().parse().ok()?;
        let used: u64 = read_to_string(folder.join("memory.current")).ok()?.trim().parse().ok()?;
        // What the kernel keeps of files is given back when it is needed.
        let files = read_to_string(folder.join("memory.stat")).ok();
        let files = files.and_then(|text| number_behind(&text, "inactive_file ")).unwrap_or(0);
        Some(most.saturating_sub(used.saturating_sub(files)))
    };
    root.join(path).ancestors().take_while(|folder| folder.starts_with(root)).filter_map(free).min()
}

/// The address space that a process may still take, by its `limits` and `statm` (proc(5)); `None` where it is not limited.
fn free_of_space(limits: &str, statm: &str) -> Option<u64> {
    let most = number_behind(limits, "Max address space")?;
    let pages: u64 = statm.split_ascii_whitespace().next()?.parse().ok()?;
    Some(most.saturating_sub(pages * 4096))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, wanted) in [("200MB", 200_000_000), ("1.5 GiB", 1_610_612_736), ("7", 7), ("2k", 2000)] {
            assert_eq!(bytes(text), Ok(wanted));
        }
        for text in ["", "MB", "1 potato", "-1", "1..2"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_least_control_group_counts() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        let write = |folder: &Path, name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        assert_eq!(free_of_group(root.path(), "0::/a/b\n"), None);
        write(&inner, "memory.max", "max\n");
        write(&inner, "memory.current", "10\n");
        assert_eq!(free_of_group(root.path(), "0::/a/b\n"), None);
        write(&root.path().join("a"), "memory.max", "1000\n");
        write(&root.path().join("a"), "memory.current", "700\n");
        assert_eq!(free_of_group(root.path(), "1:cpu:/\n0::/a/b\n"), Some(300));
        write(&root.path().join("a"), "memory.stat", "anon 1\ninactive_file 200\n");
        assert_eq!(free_of_group(root.path(), "0::/a/b\n"), Some(500));
        write(&inner, "memory.max", "60\n");
        assert_eq!(free_of_group(root.path(), "0::/a/b\n"), Some(50));
    }

    #[test]
    fn limited_address_space_counts() {
        let limits =
            "Limit  Soft Limit\nMax address space         409600000            unlimited            bytes\n";
        assert_eq!(free_of_space(limits, "10000 3 4"), Some(409_600_000 - 40_960_000));
        assert_eq!(free_of_space(&limits.replace("409600000", "unlimited"), "10000 3 4"), None);
    }
}
