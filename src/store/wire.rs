//! Connections over TCP, with or without TLS, on which no read and no write outlasts the attempt that it belongs to.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use super::StoreError;
use super::allowance::Allowance;
use super::dial::{dial, tls_config};

/// A connection to a server.
pub(super) struct Wire(Stream);

enum Stream {
    Plain(Timed),
    Encrypted(Box<StreamOwned<ClientConnection, Timed>>),
}

/// A socket that is given up when an attempt ends.
struct Timed {
    socket: TcpStream,
    allowance: Allowance,
}

impl Wire {
    /// Connects to a host, a name or a number with or without brackets. With TLS, its certificate is checked against those
    /// that the system trusts, before anything is sent.
    ///
    /// # Errors
    /// [`StoreError`]: `address`, which the message names, does not answer in time or has no certificate that is trusted.
    pub(super) fn connect(
        address: &str,
        host: &str,
        port: u16,
        encrypted: bool,
        allowance: Allowance,
    ) -> Result<Wire, StoreError> {
        let host = host.trim_matches(['[', ']']);
        let failed = |error: io::Error| StoreError::of_connection(address, address, &error);
        let mut timed = Timed { socket: dial(host, port, &allowance).map_err(failed)?, allowance };
        timed.socket.set_nodelay(true).map_err(failed)?;
        if !encrypted {
            return Ok(Wire(Stream::Plain(timed)));
        }
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| StoreError::Usage(format!("{address}: {error}")))?;
        let mut tls = ClientConnection::new(Arc::new(tls_config(address)?), name)
            .map_err(|error| StoreError::Usage(format!("{address}: {error}")))?;
        while tls.is_handshaking() {
            tls.complete_io(&mut timed).map_err(|error| StoreError::of_handshake(address, &error))?;
        }
        Ok(Wire(Stream::Encrypted(Box::new(StreamOwned::new(tls, timed)))))
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, allowance: Allowance) {
        match &mut self.0 {
            Stream::Plain(timed) => timed.allowance = allowance,
            Stream::Encrypted(stream) => stream.sock.allowance = allowance,
        }
    }
}

/// A socket that runs into its time limit says that it would block.
fn in_time<T>(result: io::Result<T>) -> io::Result<T> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
        _ => error,
    })
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(self.allowance.time()?))?;
        in_time(self.socket.read(buffer))
    }
}

impl Write for Timed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(Some(self.allowance.time()?))?;
        in_time(self.socket.write(buffer))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Stream::Plain(timed) => timed.read(buffer),
            Stream::Encrypted(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Stream::Plain(timed) => timed.write(buffer),
            Stream::Encrypted(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Stream::Plain(timed) => timed.flush(),
            Stream::Encrypted(stream) => stream.flush(),
        }
    }
}
