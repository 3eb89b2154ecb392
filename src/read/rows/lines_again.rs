//! Lines of files that were read before, read again to show them.

use std::io::{self, BufRead, Read};

use super::input::Again;

/// How many places in files are kept.
const KEPT: usize = 4;
/// How much of a line is shown at most, in bytes: a line may be a whole document.
const LONGEST: u64 = 4 << 20;

/// Reads lines again. Requests mostly come in the order of the file, so reading continues where it ended.
#[derive(Default)]
pub(super) struct LinesAgain(Vec<Place>);

/// A place in a file.
struct Place {
    file: usize,
    /// The line that is read next, from 0.
    next: u64,
    stream: io::BufReader<Box<dyn Read>>,
}

impl LinesAgain {
    /// A line of a file, counted from 0, without its line feed; `None` where it cannot be read any more.
    pub(super) fn line(&mut self, file: usize, again: &Again, line: u64) -> Option<Vec<u8>> {
        let before = self.0.iter().enumerate().filter(|(_, place)| place.file == file && place.next <= line);
        let nearest = before.max_by_key(|(_, place)| place.next).map(|(at, _)| at);
        let mut place = match nearest {
            Some(at) => self.0.remove(at),
            None => {
                let stream: Box<dyn Read> = Box::new(again.open().ok()?);
                Place { file, next: 0, stream: io::BufReader::with_capacity(1 << 16, stream) }
            }
        };
        let read = place.line(line);
        // The place that has not been used for the longest time goes.
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        self.0.push(place);
        read
    }
}

impl Place {
    fn line(&mut self, line: u64) -> Option<Vec<u8>> {
        while self.next < line {
            self.stream.skip_until(b'\n').ok().filter(|skipped| *skipped > 0)?;
            self.next += 1;
        }
        let mut bytes = Vec::new();
        self.stream.by_ref().take(LONGEST).read_until(b'\n', &mut bytes).ok().filter(|read| *read > 0)?;
        self.next += 1;
        if bytes.ends_with(b"\n") {
            bytes.pop();
        } else {
            self.stream.skip_until(b'\n').ok()?;
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::RowFile;
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn any_line_is_found_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.txt");
        let lines: Vec<String> = (0..1000).map(|line| format!("line {line}")).collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        let at = |path: PathBuf| RowFile::open(&path, None).ok().and_then(|file| file.again);
        let (lasting, mut again) = (at(path).unwrap(), LinesAgain::default());
        for line in [5, 6, 900, 7, 7, 999, 0, 998, 1, 500, 501, 2] {
            let read = again.line(0, &lasting, line).unwrap();
            assert_eq!(String::from_utf8(read).unwrap(), lines[line as usize]);
            assert!(again.0.len() <= KEPT);
        }
        assert_eq!(again.line(0, &lasting, 1000), None);
        std::fs::remove_file(folder.path().join("rows.txt")).unwrap();
        assert_eq!(again.line(1, &lasting, 0), None);
    }
}
