//! How servers are reached: over TCP, and how TLS is spoken.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;

use super::StoreError;
use super::allowance::{Allowance, CONNECT};

/// How TLS is spoken: by rustls with ring, and the certificates that the system trusts.
///
/// # Errors
/// [`StoreError::Usage`] where the system has none that can be read.
pub(super) fn tls_config(address: &str) -> Result<ClientConfig, StoreError> {
    // Another one may be chosen already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    ClientConfig::with_platform_verifier().map_err(|error| {
        StoreError::Usage(format!("{address}: the certificates of this system cannot be read: {error}"))
    })
}

/// Connects to a host, by its name or number without brackets.
///
/// # Errors
/// Those of the network; [`io::ErrorKind::TimedOut`] where the time is over.
pub(super) fn dial(host: &str, port: u16, allowance: &Allowance) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "unknown host");
    let places = (host, port).to_socket_addrs().map_err(|_| io::Error::new(last.kind(), last.to_string()))?;
    for place in places {
        match TcpStream::connect_timeout(&place, allowance.time()?.min(CONNECT)) {
            Ok(socket) => return Ok(socket),
            Err(error) => last = error,
        }
    }
    Err(last)
}
