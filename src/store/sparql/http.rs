//! Requests over HTTP: credentials, limits of time, what an answer means.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read};
use std::time::Duration;

use ureq::SendBody;
use ureq::http;
use ureq::tls::{RootCerts, TlsConfig};

use super::digest::{Asked, Challenge};
use super::piped::{WriteBody, written};
use crate::store::allowance::{Allowance, CONNECT};
use crate::store::said::{basic, said};
use crate::store::{Address, Credentials, StoreError};

/// So much of an error is read.
const MOST_READ: u64 = 1 << 16;
/// So much of an answer is read at a time.
const PIECE: usize = 1 << 16;

/// A request to a server.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    /// What it is for, in words for people.
    pub(super) what: &'a str,
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    /// The types of answer that are understood.
    pub(super) accept: &'a str,
    /// The type of the body and the body.
    pub(super) body: Option<(&'a str, Content<'a>)>,
}

/// The body of a request.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    /// One that is written while it is sent, as often as it is sent; its length where the server must know it before.
    Written(&'a WriteBody<'a>, Option<u64>),
}

/// What a server answers.
pub(super) struct Response {
    pub(super) status: u16,
    headers: http::HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// A header, where there is one in plain words.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// The authentication scheme of a server.
enum Scheme {
    /// Not known yet.
    Unasked,
    Basic,
    Digest(Challenge, u32),
}

/// A client of one server.
pub(super) struct Client {
    agent: ureq::Agent,
    address: Address,
    credentials: Option<Credentials>,
    scheme: Scheme,
    allowance: Allowance,
}

impl Client {
    /// A client; certificates are checked against those that the system trusts.
    pub(super) fn new(address: &Address, credentials: Option<&Credentials>, allowance: Allowance) -> Client {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("dossier/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .tls_config(tls);
        if address.is_loopback() {
            config = config.proxy(None);
        }
        Client {
            agent: config.build().new_agent(),
            address: address.clone(),
            credentials: credentials.cloned(),
            scheme: Scheme::Unasked,
            allowance,
        }
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, allowance: Allowance) {
        self.allowance = allowance;
    }

    /// Charges the memory of an answer besides its bytes.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`]
    pub(super) fn take(&mut self, what: &str, bytes: u64) -> Result<(), StoreError> {
        self.allowance.take(bytes).map_err(|error| self.broken(what, &error))
    }

    /// What the attempt may still take.
    pub(super) fn allowance(&mut self) -> &mut Allowance {
        &mut self.allowance
    }

    /// The address.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Whether there are credentials for a server that requires them.
    pub(super) fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    /// Sends a request and accepts any answer, except one that requires credentials that are available.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::Refused`] where its certificate is not trusted.
    pub(super) fn send_any(&mut self, request: &Request<'_>) -> Result<Response, StoreError> {
        let (parts, body) = self.answered(request)?;
        self.whole(request, parts, body)
    }

    /// Sends a request that reads, and gives the body of its answer to `take` in pieces. What that fills in memory is for `take` to
    /// charge. Returns the answer without its body.
    ///
    /// # Errors
    /// Those of [`Client::send`] and of `take`.
    pub(super) fn read(
        &mut self,
        request: &Request<'_>,
        mut take: impl FnMut(&Response, &mut Allowance, &[u8]) -> Result<(), StoreError>,
    ) -> Result<Response, StoreError> {
        let (parts, mut body) = self.answered(request)?;
        if !parts.status.is_success() {
            let response = self.whole(request, parts, body)?;
            return self.good(request, response);
        }
        let response = Response { status: parts.status.as_u16(), headers: parts.headers, body: Vec::new() };
        let (mut reader, mut buffer) = (body.as_reader(), vec![0; PIECE]);
        loop {
            let read = reader.read(&mut buffer).map_err(|error| self.broken(request.what, &error))?;
            let piece = buffer.get(..read).unwrap_or_default();
            if piece.is_empty() {
                return Ok(response);
            }
            self.take(request.what, read as u64)?;
            take(&response, &mut self.allowance, piece)?;
            self.allowance.time().map_err(|error| self.broken(request.what, &error))?;
        }
    }

    /// What a server answers to a request, after it got the credentials that it requires.
    fn answered(&mut self, request: &Request<'_>) -> Result<(http::response::Parts, ureq::Body), StoreError> {
        let mut answer = self.once(request)?;
        // A second time with what the server requires; a third time where its nonce has grown stale.
        for _ in 0..2 {
            if answer.0.status.as_u16() != 401 || !self.learn(&answer.0.headers) {
                break;
            }
            // What is left of a body keeps the connection from being used again.
            let _ = answer.1.as_reader().take(MOST_READ).read_to_end(&mut Vec::new());
            answer = self.once(request)?;
        }
        Ok(answer)
    }

    /// An answer with its body.
    fn whole(
        &mut self,
        request: &Request<'_>,
        parts: http::response::Parts,
        mut body: ureq::Body,
    ) -> Result<Response, StoreError> {
        let most = if parts.status.is_success() { self.allowance.bytes() + 1 } else { MOST_READ };
        let mut bytes = Vec::new();
        let read = body.as_reader().take(most).read_to_end(&mut bytes);
        read.map_err(|error| self.broken(request.what, &error))?;
        self.take(request.what, bytes.len() as u64)?;
        Ok(Response { status: parts.status.as_u16(), headers: parts.headers, body: bytes })
    }

    /// Sends a request that must go well, or find nothing.
    ///
    /// # Errors
    /// [`StoreError`]: [`StoreError::Busy`] if the server asks to retry, else what it says.
    pub(super) fn send(&mut self, request: &Request<'_>) -> Result<Response, StoreError> {
        let response = self.send_any(request)?;
        self.good(request, response)
    }

    fn good(&self, request: &Request<'_>, response: Response) -> Result<Response, StoreError> {
        if response.is_good() || (response.status == 404 && request.method != "POST") {
            return Ok(response);
        }
        Err(self.failure(request, &response))
    }

    /// What an answer means that is not good.
    pub(super) fn failure(&self, request: &Request<'_>, response: &Response) -> StoreError {
        let (what, words) = (request.what.to_owned(), self.said(response));
        let status = response.status;
        // SQLSTATE 40001 and its kin: the transaction gave way to another one.
        let gave_way =
            status >= 500 && ["40001", "deadlock", "Deadlock"].iter().any(|sign| words.contains(sign));
        match status {
            401 | 403 => {
                StoreError::Credentials(format!("{what}: {}", self.credentials_wanted(status, &words)))
            }
            408 | 425 | 429 | 502 | 503 | 504 => {
                let after = response.header("retry-after").and_then(|value| value.parse().ok());
                StoreError::Busy {
                    what,
                    why: with_status(status, &words),
                    after: after.map(Duration::from_secs),
                }
            }
            _ if gave_way => StoreError::Busy { what, why: words, after: None },
            300..=399 => {
                let place =
                    said(self.credentials.as_ref(), response.header("location").unwrap_or("elsewhere"));
                StoreError::Refused {
                    what,
                    why: format!("the server redirects to {place}; use this address"),
                }
            }
            404 | 405 => {
                let why = with_status(status, &words) + "; check the address and the --profile";
                StoreError::Refused { what, why }
            }
            _ => StoreError::Refused { what, why: with_status(status, &words) },
        }
    }

    fn credentials_wanted(&self, status: u16, said: &str) -> String {
        let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
        match (&self.credentials, status) {
            (None, _) => format!(
                "the server requires credentials{said}; set DOSSIER_USER and DOSSIER_PASSWORD or DOSSIER_TOKEN, or add `machine {} login … password …` to ~/.netrc",
                self.address.host()
            ),
            (Some(_), 401) => format!(
                "the server rejects these credentials{said}; check DOSSIER_USER and DOSSIER_PASSWORD, DOSSIER_TOKEN or ~/.netrc"
            ),
            (Some(_), _) => format!("the server accepts these credentials but denies access{said}"),
        }
    }

    /// Remembers the authentication scheme of the server; returns whether a retry is useful.
    fn learn(&mut self, headers: &http::HeaderMap) -> bool {
        if !matches!(self.credentials, Some(Credentials::Password { .. })) {
            return false;
        }
        let headers = headers.get_all("www-authenticate");
        let headers: Vec<&str> = headers.iter().filter_map(|value| value.to_str().ok()).collect();
        let challenges = headers.iter().filter_map(|header| Challenge::parse(header));
        if let Some(challenge) = challenges.max_by_key(Challenge::is_strong) {
            // The same nonce again means that the password is wrong.
            let same = matches!(&self.scheme, Scheme::Digest(known, _) if *known == challenge);
            self.scheme = Scheme::Digest(challenge, 0);
            return !same;
        }
        let was_basic = matches!(self.scheme, Scheme::Basic);
        self.scheme = Scheme::Basic;
        !was_basic
    }

    fn authorization(&mut self, request: &Request<'_>) -> Option<String> {
        match (self.credentials.as_ref()?, &mut self.scheme) {
            (Credentials::Token(token), _) => Some(format!("Bearer {}", token.reveal())),
            (Credentials::Password { .. }, Scheme::Unasked) => None,
            (Credentials::Password { user, password }, Scheme::Basic) => {
                Some(format!("Basic {}", basic(user, password)))
            }
            (Credentials::Password { user, password }, Scheme::Digest(challenge, count)) => {
                *count += 1;
                let origin = self.address.origin();
                // The standard library keys its hashes with what cannot be foreseen.
                let cnonce = format!("{:016x}", RandomState::new().build_hasher().finish());
                Some(challenge.answer(&Asked {
                    user,
                    password: password.reveal(),
                    method: request.method,
                    uri: request.url.strip_prefix(&origin).unwrap_or(request.url),
                    count: *count,
                    cnonce: &cnonce,
                }))
            }
        }
    }

    fn once(&mut self, request: &Request<'_>) -> Result<(http::response::Parts, ureq::Body), StoreError> {
        let authorization = self.authorization(request);
        let mut builder = http::Request::builder().method(request.method).uri(request.url);
        builder = builder.header("accept", request.accept);
        if let Some(authorization) = authorization {
            builder = builder.header("authorization", authorization);
        }
        if let Some((content_type, content)) = request.body {
            builder = builder.header("content-type", content_type);
            if let Content::Written(_, Some(length)) = content {
                builder = builder.header("content-length", length);
            }
        }
        let malformed = |error: http::Error| StoreError::Usage(format!("{}: {error}", self.address));
        let answer = match request.body {
            Some((_, Content::Bytes(bytes))) => self.run(builder.body(bytes).map_err(malformed)?),
            Some((_, Content::Written(write, _))) => written(write, |body| {
                let request = builder.body(SendBody::from_reader(body)).map_err(ureq::Error::Http)?;
                self.run(request)
            })?,
            None => self.run(builder.body(()).map_err(malformed)?),
        };
        Ok(answer.map_err(|error| self.unanswered(request.what, &error))?.into_parts())
    }

    /// Sends a request; it and its whole answer end with the attempt.
    fn run(
        &self,
        request: http::Request<impl ureq::AsSendBody>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let left = self.allowance.time()?;
        self.agent.run(self.agent.configure_request(request).timeout_global(Some(left)).build())
    }

    fn unanswered(&self, what: &str, error: &ureq::Error) -> StoreError {
        let address = self.address.origin();
        let unreachable = |why: String| StoreError::Unreachable { address: address.clone(), why };
        let untrusted = |why: String| {
            StoreError::of_handshake(&address, &io::Error::new(io::ErrorKind::InvalidData, why))
        };
        match error {
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                untrusted(error.to_string())
            }
            ureq::Error::Io(error) => self.broken(what, error),
            ureq::Error::Rustls(error) => untrusted(error.to_string()),
            ureq::Error::Tls(why) => untrusted((*why).to_owned()),
            ureq::Error::Timeout(_) => self.broken(what, &io::ErrorKind::TimedOut.into()),
            ureq::Error::HostNotFound => unreachable("unknown host".to_owned()),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => StoreError::Usage(format!("{address}: {error}")),
            other => unreachable(other.to_string()),
        }
    }

    fn broken(&self, what: &str, error: &io::Error) -> StoreError {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
        if let Some(ureq::Error::Timeout(_)) = inner {
            return self.broken(what, &io::ErrorKind::TimedOut.into());
        }
        StoreError::of_connection(&self.address.origin(), what, error)
    }

    /// What a server says, without tags.
    fn said(&self, response: &Response) -> String {
        let text = response.text();
        if !response.header("content-type").is_some_and(|value| value.contains("html")) {
            return said(self.credentials.as_ref(), &text);
        }
        let mut plain = String::new();
        let mut inside = false;
        for character in text.chars() {
            match character {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    plain.push(' ');
                }
                _ if inside => {}
                character => plain.push(character),
            }
        }
        said(self.credentials.as_ref(), &plain)
    }
}

fn with_status(status: u16, said: &str) -> String {
    if said.is_empty() { format!("the server returned {status}") } else { format!("{said} (HTTP {status})") }
}
