//! Where a load goes: the address of a server, or a folder.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use oxiri::Iri;
use sha2::{Digest, Sha256};

use super::StoreError;

/// Where a load goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// A server.
    Server(Address),
    /// A folder of this machine.
    Folder(PathBuf),
}

/// The address of a server: a URL (RFC 3986) without user and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    scheme: String,
    host: String,
    port: Option<u16>,
    path: String,
    query: Option<String>,
}

impl Target {
    /// Reads what a user types: a URL, or the path of a folder.
    ///
    /// # Errors
    /// [`StoreError::Usage`] where a URL is malformed, or holds a user, a password or a fragment. What stands in the place of
    /// a password is never repeated.
    pub fn parse(words: &str) -> Result<Target, StoreError> {
        if let Some(path) = words.strip_prefix("file://") {
            return Ok(Target::Folder(PathBuf::from(path)));
        }
        if !words.contains("://") {
            return Ok(Target::Folder(PathBuf::from(words)));
        }
        Address::parse(words).map(Target::Server)
    }

    /// What tells this target from others in the names of files: the first half of the SHA-256 of its address.
    pub fn fingerprint(&self) -> String {
        let words = match self {
            Target::Server(address) => match &address.query {
                Some(query) => format!("{address}?{query}"),
                None => address.to_string(),
            },
            Target::Folder(path) => {
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                format!("file://{}", whole.display())
            }
        };
        hexadecimal(&Sha256::digest(words.as_bytes()))[..32].to_owned()
    }

    /// The address, where it is that of a server.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Target::Server(address) => Some(address),
            Target::Folder(_) => None,
        }
    }

    /// The folder, where it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Target::Folder(path) => Some(path),
            Target::Server(_) => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Server(address) => write!(f, "{address}"),
            Target::Folder(path) => write!(f, "{}", path.display()),
        }
    }
}

impl Address {
    fn parse(words: &str) -> Result<Address, StoreError> {
        // A password may stand before the last @ of what is not even a URL, and @ may be written as %40.
        let at = |words: &str| {
            let plain = words.rfind('@').map(|at| at + 1);
            plain.max(words.rfind("%40").map(|at| at + 3))
        };
        let shown = at(words).map_or(words, |end| &words[end..]);
        let usage = |why: &str| StoreError::Usage(format!("{shown}: {why}"));
        let authority = words.split_once("://").map_or("", |(_, rest)| rest);
        if authority.split(['/', '?', '#']).next().is_some_and(|authority| at(authority).is_some()) {
            return Err(usage(
                "an address holds no user and no password, since others can read command lines; set DOSSIER_USER and \
                 DOSSIER_PASSWORD (or DOSSIER_TOKEN), or write a line into ~/.netrc",
            ));
        }
        let url = Iri::parse(words).map_err(|error| usage(&format!("this is no address: {error}")))?;
        if url.fragment().is_some() {
            return Err(usage("the address of a server has no #"));
        }
        let authority = url.authority().unwrap_or("");
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                let number = port.parse().map_err(|_| usage("the port is no number up to 65535"))?;
                (host, Some(number))
            }
            _ => (authority, None),
        };
        if host.is_empty() {
            return Err(usage("the address names no host, as in http://localhost:3030/ds"));
        }
        Ok(Address {
            scheme: url.scheme().to_ascii_lowercase(),
            host: host.to_ascii_lowercase(),
            port,
            path: url.path().trim_end_matches('/').to_owned(),
            query: url.query().map(str::to_owned),
        })
    }

    /// The scheme, in lower case: `http`.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The host, in lower case; an IPv6 address stands in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, where it is written.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path without a slash at its end: `/ds`, or nothing.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What stands after the question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Scheme, host and port: `http://localhost:3030`.
    pub fn origin(&self) -> String {
        let port = self.port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{}{port}", self.scheme, self.host)
    }

    /// Whether the server is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// Whether a host is this machine by its name alone: `localhost`, 127.0.0.0/8, ::1. What other names lead to is for others
/// to say.
pub(super) fn is_loopback(host: &str) -> bool {
    let number = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || number.is_ok_and(|number| number.is_loopback())
}

impl fmt::Display for Address {
    /// The address without its query, in which some servers take keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_folders_are_told_apart() {
        let target = Target::parse("HTTP://LocalHost:3030/ds/").unwrap();
        let address = target.address().unwrap();
        assert_eq!((address.scheme(), address.host(), address.port()), ("http", "localhost", Some(3030)));
        assert_eq!((address.path(), address.is_loopback()), ("/ds", true));
        assert_eq!(target.to_string(), "http://localhost:3030/ds");
        assert_eq!(Target::parse("bolt://[::1]:7687").unwrap().address().unwrap().host(), "[::1]");
        for (words, loopback) in
            [("http://127.0.0.1", true), ("bolt://[::1]", true), ("http://127.example", false)]
        {
            assert_eq!(Target::parse(words).unwrap().address().unwrap().is_loopback(), loopback, "{words}");
        }
        assert_eq!(Target::parse("graphs/talks").unwrap(), Target::Folder("graphs/talks".into()));
        assert_eq!(Target::parse("file:///tmp/x").unwrap(), Target::Folder("/tmp/x".into()));
    }

    #[test]
    fn a_password_is_refused_and_never_repeated() {
        for words in
            ["bolt://neo4j:s3cret@localhost", "http://u:s3cret@h/x", "http://s3cret@h", "http://a b:s3cret@h"]
        {
            let error = Target::parse(words).unwrap_err().to_string();
            assert!(error.contains("DOSSIER_PASSWORD") && !error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn malformed_addresses_say_why() {
        for (words, why) in [
            ("http://localhost:99999/", "65535"),
            ("http:///ds", "names no host"),
            ("http://h/#x", "no #"),
            ("http://h/a b", "no address"),
        ] {
            let error = Target::parse(words).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn fingerprints_tell_targets_apart() {
        let of = |words| Target::parse(words).unwrap().fingerprint();
        assert_eq!(of("http://h/ds"), of("http://H/ds/"));
        assert_ne!(of("http://h/ds"), of("http://h/other"));
        assert_ne!(of("http://h/ds?a"), of("http://h/ds?b"));
        assert_eq!(of("folder").len(), 32);
    }
}
