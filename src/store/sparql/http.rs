//! Requests over HTTP: credentials, limits of time, what an answer means.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::http;
use ureq::tls::{RootCerts, TlsConfig};

use super::digest::{Asked, Challenge};
use crate::store::{Address, Credentials, Secret, StoreError};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a server may think or send.
const ANSWER: Duration = Duration::from_secs(300);
/// So much of what a server says is told.
const MOST_TOLD: usize = 400;
/// So much of an error is read.
const MOST_READ: u64 = 1 << 16;

/// What is asked of a server.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    /// What it is for, in words for people.
    pub(super) what: &'a str,
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    /// The types of answer that are understood.
    pub(super) accept: &'a str,
    /// The type of the body and the body.
    pub(super) body: Option<(&'a str, &'a [u8])>,
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

/// How a server wants to be told who asks.
enum Scheme {
    /// It has not asked yet.
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
}

impl Client {
    /// A client; certificates are checked against those that the system trusts.
    pub(super) fn new(address: &Address, credentials: Option<&Credentials>) -> Client {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("dossier/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_send_body(Some(ANSWER))
            .timeout_recv_response(Some(ANSWER))
            .timeout_recv_body(Some(ANSWER))
            .tls_config(tls);
        if address.is_loopback() {
            config = config.proxy(None);
        }
        Client {
            agent: config.build().new_agent(),
            address: address.clone(),
            credentials: credentials.cloned(),
            scheme: Scheme::Unasked,
        }
    }

    /// The address.
    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Whether there is something to tell a server that asks.
    pub(super) fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    /// Sends a request and takes any answer but one that asks for credentials which are there to be told.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::Refused`] where its certificate is not trusted.
    pub(super) fn send_any(&mut self, request: &Request<'_>) -> Result<Response, StoreError> {
        let mut response = self.once(request)?;
        // A second time with what the server asks for; a third time where its nonce has grown stale.
        for _ in 0..2 {
            if response.status != 401 || !self.learn(&response) {
                break;
            }
            response = self.once(request)?;
        }
        Ok(response)
    }

    /// Sends a request that must go well, or find nothing.
    ///
    /// # Errors
    /// [`StoreError`]: [`StoreError::Busy`] where the server asks to come again, else what it says.
    pub(super) fn send(&mut self, request: &Request<'_>) -> Result<Response, StoreError> {
        let response = self.send_any(request)?;
        if response.is_good() || (response.status == 404 && request.method != "POST") {
            return Ok(response);
        }
        Err(self.failure(request, &response))
    }

    /// What an answer means that is not good.
    pub(super) fn failure(&self, request: &Request<'_>, response: &Response) -> StoreError {
        let (what, said) = (request.what.to_owned(), self.said(response));
        let status = response.status;
        // SQLSTATE 40001 and its kin: the transaction gave way to another one.
        let gave_way =
            status >= 500 && ["40001", "deadlock", "Deadlock"].iter().any(|sign| said.contains(sign));
        match status {
            401 | 403 => {
                StoreError::Credentials(format!("{what}: {}", self.credentials_wanted(status, &said)))
            }
            408 | 425 | 429 | 502 | 503 | 504 => {
                let after = response.header("retry-after").and_then(|value| value.parse().ok());
                StoreError::Busy {
                    what,
                    why: with_status(status, &said),
                    after: after.map(Duration::from_secs),
                }
            }
            _ if gave_way => StoreError::Busy { what, why: said, after: None },
            300..=399 => {
                let place = response.header("location").unwrap_or("elsewhere");
                StoreError::Refused {
                    what,
                    why: format!("the server sends us to {place}; give this address"),
                }
            }
            404 | 405 => {
                let why = with_status(status, &said) + "; is the address right, and the --profile?";
                StoreError::Refused { what, why }
            }
            _ => StoreError::Refused { what, why: with_status(status, &said) },
        }
    }

    fn credentials_wanted(&self, status: u16, said: &str) -> String {
        let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
        match (&self.credentials, status) {
            (None, _) => format!(
                "the server wants to know who asks{said}; set DOSSIER_USER and DOSSIER_PASSWORD or DOSSIER_TOKEN, or write \
                 `machine {} login … password …` into ~/.netrc",
                self.address.host()
            ),
            (Some(_), 401) => format!(
                "the server does not accept these credentials{said}; look at DOSSIER_USER and DOSSIER_PASSWORD, DOSSIER_TOKEN \
                 or ~/.netrc"
            ),
            (Some(_), _) => format!("the server knows who asks and does not allow it{said}"),
        }
    }

    /// Keeps how the server wants to be told who asks; whether it is worth asking again.
    fn learn(&mut self, response: &Response) -> bool {
        if !matches!(self.credentials, Some(Credentials::Password { .. })) {
            return false;
        }
        let headers = response.headers.get_all("www-authenticate");
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

    fn once(&mut self, request: &Request<'_>) -> Result<Response, StoreError> {
        let authorization = self.authorization(request);
        let mut builder = http::Request::builder().method(request.method).uri(request.url);
        builder = builder.header("accept", request.accept);
        if let Some(authorization) = authorization {
            builder = builder.header("authorization", authorization);
        }
        let malformed = |error: http::Error| StoreError::Usage(format!("{}: {error}", self.address));
        let answer = match request.body {
            Some((content_type, bytes)) => {
                let builder = builder.header("content-type", content_type);
                self.agent.run(builder.body(bytes).map_err(malformed)?)
            }
            None => self.agent.run(builder.body(()).map_err(malformed)?),
        };
        let (parts, mut body) = answer.map_err(|error| self.unanswered(&error))?.into_parts();
        let status = parts.status.as_u16();
        let most = if parts.status.is_success() { u64::MAX } else { MOST_READ };
        let mut bytes = Vec::new();
        let read = body.as_reader().take(most).read_to_end(&mut bytes);
        read.map_err(|error| self.broken_off(&error))?;
        Ok(Response { status, headers: parts.headers, body: bytes })
    }

    fn unanswered(&self, error: &ureq::Error) -> StoreError {
        let address = self.address.origin();
        let unreachable = |why: String| StoreError::Unreachable { address: address.clone(), why };
        // What is no TLS at all is no matter of trust.
        let untrusted = |why: String| match why.contains("corrupt message") {
            true => unreachable(why),
            false => StoreError::Refused { what: address.clone(), why },
        };
        match error {
            ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                untrusted(error.to_string())
            }
            ureq::Error::Io(error) => self.broken_off(error),
            ureq::Error::Rustls(error) => untrusted(error.to_string()),
            ureq::Error::Tls(why) => untrusted((*why).to_owned()),
            ureq::Error::Timeout(_) => unreachable("it does not answer in time".to_owned()),
            ureq::Error::HostNotFound => unreachable("no host has this name".to_owned()),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => StoreError::Usage(format!("{address}: {error}")),
            other => unreachable(other.to_string()),
        }
    }

    fn broken_off(&self, error: &io::Error) -> StoreError {
        let why = match error.kind() {
            io::ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => "the connection broke off".to_owned(),
            _ => error.to_string(),
        };
        StoreError::Unreachable { address: self.address.origin(), why }
    }

    /// What a server says, on one line, without tags and without a password that it repeats.
    fn said(&self, response: &Response) -> String {
        let mut text = response.text();
        if let Some(Credentials::Password { password, .. } | Credentials::Token(password)) = &self.credentials
            && !password.reveal().is_empty()
        {
            text = text.replace(password.reveal(), "…");
        }
        if let Some(Credentials::Password { user, password }) = &self.credentials {
            text = text.replace(&basic(user, password), "…");
        }
        let mut plain = String::new();
        let mut inside = false;
        let html = response.header("content-type").is_some_and(|value| value.contains("html"));
        for character in text.chars() {
            match character {
                '<' if html => inside = true,
                '>' if html => {
                    inside = false;
                    plain.push(' ');
                }
                _ if inside => {}
                character => plain.push(if character.is_control() { ' ' } else { character }),
            }
        }
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = plain.chars().take(MOST_TOLD).collect();
        if cut.len() < plain.len() { cut + " …" } else { cut }
    }
}

/// Who asks, in the words of RFC 7617.
fn basic(user: &str, password: &Secret) -> String {
    STANDARD.encode(format!("{user}:{}", password.reveal()))
}

fn with_status(status: u16, said: &str) -> String {
    if said.is_empty() { format!("the server answers {status}") } else { format!("{said} (HTTP {status})") }
}
