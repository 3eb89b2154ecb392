//! A stream from PostgreSQL that ends where the server sends more than it may, or what the driver would trust too far
//! (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).
//!
//! The driver reserves memory for a message by its length, keeps every row, and queries the server about each type that it does
//! not know, and about the types in that answer, without end. Here every message is looked at before the driver sees it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_postgres::types::Type;

/// The memory of a message besides its bytes.
const MESSAGE: u64 = 256;
/// The memory of a cell besides its bytes.
const CELL: u64 = 32;
/// The longest description of columns or parameters.
const LONGEST_DESCRIPTION: usize = 1 << 16;

/// How many bytes the server may still fill; shared with the stream, which a task of the runtime reads.
#[derive(Clone, Debug)]
pub(super) struct Meter(Arc<AtomicU64>);

impl Meter {
    /// A number of bytes.
    pub(super) fn new(bytes: u64) -> Meter {
        Meter(Arc::new(AtomicU64::new(bytes)))
    }

    /// Starts over.
    pub(super) fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    fn take(&self, bytes: u64) -> io::Result<()> {
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken.map(drop).map_err(|_| io::ErrorKind::QuotaExceeded.into())
    }
}

/// Where one is in the messages of a server: a type of one byte, a length of four that counts itself, and content.
#[derive(Debug, Default)]
struct Frames {
    head: Vec<u8>,
    left: usize,
    description: Option<(u8, Vec<u8>)>,
}

impl Frames {
    /// Takes incoming bytes, and charges the memory that they will need.
    fn feed(&mut self, mut bytes: &[u8], meter: &Meter) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.left == 0 {
                let (byte, rest) = (bytes[0], &bytes[1..]);
                self.head.push(byte);
                bytes = rest;
                if let [kind, a, b, c, d] = *self.head.as_slice() {
                    self.head.clear();
                    self.begin(kind, i32::from_be_bytes([a, b, c, d]), meter)?;
                }
                continue;
            }
            let (some, rest) = bytes.split_at(bytes.len().min(self.left));
            self.left -= some.len();
            bytes = rest;
            if let Some((kind, description)) = &mut self.description {
                description.extend(some);
                if self.left == 0 {
                    look(*kind, description)?;
                    self.description = None;
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, kind: u8, length: i32, meter: &Meter) -> io::Result<()> {
        let length = usize::try_from(length).ok().and_then(|length| length.checked_sub(4));
        let length = length.ok_or_else(|| malformed("the length of a message is wrong"))?;
        meter.take(MESSAGE + length as u64)?;
        self.left = length;
        // A cell is at least its length, of four bytes.
        match kind {
            b'D' => meter.take(length as u64 / 4 * CELL)?,
            b'T' | b't' if length > LONGEST_DESCRIPTION => {
                return Err(malformed("there are too many columns"));
            }
            b'T' | b't' => self.description = Some((kind, Vec::new())),
            _ => {}
        }
        Ok(())
    }
}

/// Refuses types of columns or parameters about which the driver would query the server.
fn look(kind: u8, description: &[u8]) -> io::Result<()> {
    let short = || malformed("a description of columns is truncated");
    let mut rest = description.get(2..).ok_or_else(short)?;
    while !rest.is_empty() {
        let before = match kind {
            // The name of the column, its table and its number there.
            b'T' => rest.iter().position(|byte| *byte == 0).ok_or_else(short)? + 1 + 4 + 2,
            _ => 0,
        };
        let oid = rest.get(before..before + 4).and_then(|oid| oid.try_into().ok()).ok_or_else(short)?;
        if Type::from_oid(u32::from_be_bytes(oid)).is_none() {
            return Err(malformed("a column has a type that is not built into PostgreSQL"));
        }
        // Of a column follow its size, its modifier and its format.
        let after = before + 4 + if kind == b'T' { 2 + 4 + 2 } else { 0 };
        rest = rest.get(after..).ok_or_else(short)?;
    }
    Ok(())
}

fn malformed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// A stream whose messages are looked at.
pub(super) struct Bounded<S> {
    stream: S,
    frames: Frames,
    meter: Meter,
}

impl<S> Bounded<S> {
    /// A stream at the begin of a message.
    pub(super) fn new(stream: S, meter: Meter) -> Bounded<S> {
        Bounded { stream, frames: Frames::default(), meter }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let Bounded { frames, meter, .. } = &mut *self;
        Poll::Ready(frames.feed(&buffer.filled()[before..], meter))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: TlsStream + Unpin> TlsStream for Bounded<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.stream.channel_binding()
    }
}

/// Connects by TLS, and looks at the messages inside.
pub(super) struct Bounding<T> {
    pub(super) connect: T,
    pub(super) meter: Meter,
}

impl<S, T> TlsConnect<S> for Bounding<T>
where
    S: 'static,
    T: TlsConnect<S> + 'static,
    T::Stream: Unpin,
{
    type Stream = Bounded<T::Stream>;
    type Error = T::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Bounded<T::Stream>, T::Error>>>>;

    fn connect(self, stream: S) -> Self::Future {
        let connecting = self.connect.connect(stream);
        Box::pin(async move { Ok(Bounded::new(connecting.await?, self.meter)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = (content.len() as i32 + 4).to_be_bytes();
        [&[kind], &length[..], content].concat()
    }

    fn columns(oids: &[u32]) -> Vec<u8> {
        let mut content = (oids.len() as u16).to_be_bytes().to_vec();
        for oid in oids {
            content.extend(b"name\0\0\0\0\0\0\0");
            content.extend(oid.to_be_bytes());
            content.extend([0; 8]);
        }
        message(b'T', &content)
    }

    /// Feeds bytes in pieces of a size.
    fn feed(bytes: &[u8], size: usize, most: u64) -> io::Result<u64> {
        let (mut frames, meter) = (Frames::default(), Meter::new(most));
        bytes.chunks(size).try_for_each(|piece| frames.feed(piece, &meter))?;
        Ok(most - meter.0.load(Ordering::Relaxed))
    }

    #[test]
    fn messages_are_charged_however_they_are_cut() {
        let text = Type::TEXT.oid();
        let bytes = [columns(&[text, text]), message(b'D', &[0; 40]), message(b'C', b"SELECT 1\0")].concat();
        let whole = feed(&bytes, bytes.len(), 1 << 20).unwrap();
        assert_eq!(whole, 3 * MESSAGE + 10 * CELL + bytes.len() as u64 - 3 * 5);
        for size in 1..40 {
            assert_eq!(feed(&bytes, size, 1 << 20).unwrap(), whole);
        }
    }

    #[test]
    fn what_is_too_much_or_wrong_is_refused_before_the_driver_sees_it() {
        let kind = |bytes: &[u8]| feed(bytes, 3, 1 << 20).unwrap_err().kind();
        assert_eq!(kind(&[b'D', 0x7F, 0xFF, 0xFF, 0xFF]), io::ErrorKind::QuotaExceeded);
        assert_eq!(kind(&[b'D', 0xFF, 0xFF, 0xFF, 0xFF]), io::ErrorKind::InvalidData);
        assert_eq!(kind(&message(b'N', b"\0").repeat(100_000)), io::ErrorKind::QuotaExceeded);
        assert_eq!(kind(&[b'T', 0, 2, 0, 0]), io::ErrorKind::InvalidData);
        assert_eq!(kind(&columns(&[Type::TEXT.oid(), 99_999])), io::ErrorKind::InvalidData);
        assert_eq!(kind(&message(b't', &[0, 1, 0, 1, 0x86, 0x9F])), io::ErrorKind::InvalidData);
        assert_eq!(kind(&message(b'T', &[0, 1, b'n'])), io::ErrorKind::InvalidData);
        assert!(feed(&message(b't', &[0, 1, 0, 0, 0, 25]), 3, 1 << 20).is_ok());
    }
}
