//! Bodies that one thread writes while another one sends them.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::store::StoreError;

/// The bytes of a block, and how many blocks may wait.
const BLOCK: usize = 1 << 16;
const WAITING: usize = 8;

/// Writes a body, as often as it is sent.
pub(super) type WriteBody<'a> = dyn Fn(&mut dyn Write) -> Result<(), StoreError> + Sync + 'a;

/// Calls `send` with what `write` writes meanwhile.
///
/// # Errors
/// That of `write`; the body has no end then, so that nobody takes it for whole.
pub(super) fn written<T>(
    write: &WriteBody<'_>,
    send: impl FnOnce(&mut dyn Read) -> T,
) -> Result<T, StoreError> {
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let walk = scope.spawn(move || {
            let mut out = io::BufWriter::with_capacity(BLOCK, Sender(sender));
            write(&mut out)?;
            // Who wants no more has hung up.
            let _ = out.flush().and_then(|()| out.get_mut().send(Vec::new()));
            Ok(())
        });
        let mut reader = Blocks { receiver, block: io::Cursor::new(Vec::new()), is_whole: false };
        let sent = send(&mut reader);
        // Who answers before the end does not want the rest: the walk ends with its next block.
        let Blocks { receiver, is_whole, .. } = reader;
        drop(receiver);
        match walk.join() {
            Ok(Err(error)) if !is_whole && !is_closed(&error) => Err(error),
            _ => Ok(sent),
        }
    })
}

/// The error of a walk whose blocks nobody takes.
pub(super) fn closed(_: io::Error) -> StoreError {
    StoreError::Unreachable { address: String::new(), why: String::new() }
}

fn is_closed(error: &StoreError) -> bool {
    matches!(error, StoreError::Unreachable { .. })
}

struct Sender(SyncSender<Vec<u8>>);

impl Sender {
    fn send(&mut self, block: Vec<u8>) -> io::Result<()> {
        self.0.send(block).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Sender {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            self.send(bytes.to_vec())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads blocks, the last of which is empty.
struct Blocks {
    receiver: Receiver<Vec<u8>>,
    block: io::Cursor<Vec<u8>>,
    is_whole: bool,
}

impl Read for Blocks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.block.read(buffer)?;
            if read > 0 || self.is_whole || buffer.is_empty() {
                return Ok(read);
            }
            let block = self.receiver.recv().map_err(|_| io::Error::other("the load has failed"))?;
            self.is_whole = block.is_empty();
            self.block = io::Cursor::new(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_only_a_whole_body_ends() {
        let text: Vec<u8> = (0..1_000_000_u32).flat_map(u32::to_le_bytes).collect();
        let read = |write: &WriteBody<'_>| {
            written(write, |body| {
                let mut bytes = Vec::new();
                body.read_to_end(&mut bytes).map(|_| bytes)
            })
        };
        let whole = read(&|out| out.write_all(&text).map_err(closed));
        assert!(whole.unwrap().unwrap() == text);
        assert_eq!(read(&|_| Ok(())).unwrap().unwrap(), b"");
        let cut = read(&|out| {
            out.write_all(&text).map_err(closed)?;
            Err(StoreError::Usage("no".to_owned()))
        });
        assert!(matches!(cut, Err(StoreError::Usage(_))));
        // Who wants no more gets no more.
        let none = written(&|out| out.write_all(&text).map_err(closed), |_| 5);
        assert_eq!(none.unwrap(), 5);
    }
}
