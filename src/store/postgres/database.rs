//! A database of PostgreSQL that is reconnected after its connection broke, within what an attempt may take.

use std::io;

use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::{MakeTlsConnect, NoTls};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::bounded::{Bounded, Bounding, Meter};
use crate::store::allowance::{Allowance, FAREWELL};
use crate::store::dial::{dial, tls_config};
use crate::store::said::said;
use crate::store::{Access, Address, Credentials, PASSWORD, StoreError, USER};

/// The port where none is written.
const PORT: u16 = 5432;
/// How many rows of a query are fetched together.
const PORTION: i32 = 1_000;

/// A database.
pub(super) struct Database {
    place: Address,
    config: Config,
    credentials: Option<Credentials>,
    encrypted: bool,
    allowance: Allowance,
    meter: Meter,
    link: Option<Link>,
}

/// An open connection: what drives it, and the task that ends with it.
struct Link {
    runtime: Runtime,
    client: Client,
    task: JoinHandle<Result<(), Error>>,
}

impl Link {
    /// Takes leave, so that the server forgets what was prepared, and says why the connection broke if it did.
    fn end(self) -> Option<Error> {
        let Link { runtime, client, task } = self;
        drop(client);
        let ended = runtime.block_on(async { tokio::time::timeout(FAREWELL, task).await });
        ended.ok()?.ok()?.err()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.link.take().map(Link::end);
    }
}

/// Why a request came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// The time is over.
    Late,
    /// What the driver says.
    Driver(Error),
}

impl Database {
    /// A database that is not connected to yet.
    ///
    /// # Errors
    /// [`StoreError`] where the address or the credentials are none that PostgreSQL takes.
    pub(super) fn new(address: &Address, access: &Access<'_>) -> Result<Database, StoreError> {
        let mut config = Config::new();
        config.application_name("dossier");
        let name = address.path().trim_start_matches('/');
        if !name.is_empty() {
            config.dbname(name);
        }
        let encrypted = is_encrypted(address)?;
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        match access.credentials {
            None => {}
            Some(Credentials::Password { user, password }) => {
                config.user(user).password(password.reveal());
            }
            Some(Credentials::Token(_)) => {
                return Err(StoreError::Credentials(format!(
                    "{address}: PostgreSQL does not accept tokens; set {USER} and {PASSWORD}"
                )));
            }
        }
        Ok(Database {
            place: address.clone(),
            config,
            credentials: access.credentials.cloned(),
            encrypted,
            allowance: access.allowance,
            meter: Meter::new(access.allowance.bytes()),
            link: None,
        })
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, allowance: Allowance) {
        self.allowance = allowance;
        self.meter.set(allowance.bytes());
    }

    /// The rows of a query.
    pub(super) fn query(
        &mut self,
        what: &str,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        self.with(what, async |client| client.query(words, parameters).await)
    }

    /// Visits the rows of a query. They come in portions: the driver keeps no more of them.
    pub(super) fn each(
        &mut self,
        what: &str,
        words: &str,
        parameters: &[&(dyn ToSql + Sync)],
        visit: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut visited = Ok(());
        self.with(what, async |client| {
            let transaction = client.transaction().await?;
            let portal = transaction.bind(words, parameters).await?;
            while visited.is_ok() {
                let rows = transaction.query_portal(&portal, PORTION).await?;
                if rows.is_empty() {
                    break;
                }
                visited = rows.into_iter().try_for_each(&mut *visit);
            }
            transaction.commit().await
        })?;
        visited
    }

    /// Does something with a connection, a new one if the last broke.
    pub(super) fn with<T>(
        &mut self,
        what: &str,
        act: impl AsyncFnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, StoreError> {
        let mut link = match self.link.take() {
            Some(link) if !link.client.is_closed() => link,
            _ => self.connect(what)?,
        };
        let left = self.allowance.time().map_err(|error| self.broken(what, &error))?;
        let Link { runtime, client, .. } = &mut link;
        match runtime.block_on(async { tokio::time::timeout(left, act(client)).await }) {
            Ok(Ok(done)) => {
                self.link = Some(link);
                Ok(done)
            }
            Ok(Err(error)) if link.client.is_closed() => {
                // The task knows why the connection is closed.
                let error = link.end().unwrap_or(error);
                Err(self.failed(what, &Failure::Driver(error)))
            }
            Ok(Err(error)) => {
                self.link = Some(link);
                Err(self.failed(what, &Failure::Driver(error)))
            }
            Err(_) => Err(self.failed(what, &Failure::Late)),
        }
    }

    fn connect(&self, what: &str) -> Result<Link, StoreError> {
        let broken = |error: io::Error| self.broken(what, &error);
        let tls = match self.encrypted {
            true => Some(tls_config(&self.place.to_string())?),
            false => None,
        };
        let host = self.place.host().trim_matches(['[', ']']);
        let socket = dial(host, self.place.port().unwrap_or(PORT), &self.allowance).map_err(broken)?;
        socket.set_nonblocking(true).and_then(|()| socket.set_nodelay(true)).map_err(broken)?;
        let left = self.allowance.greeting().time().map_err(broken)?;
        let runtime = Builder::new_current_thread().enable_io().enable_time().build().map_err(broken)?;
        let connected = runtime.block_on(async {
            let socket = TcpStream::from_std(socket).map_err(broken)?;
            let connecting = connect(socket, host, &self.config, tls, self.meter.clone());
            let connected = tokio::time::timeout(left, connecting).await;
            connected
                .map_err(|_| self.failed(what, &Failure::Late))?
                .map_err(|error| self.failed(what, &Failure::Driver(error)))
        });
        let (client, task) = connected?;
        Ok(Link { runtime, client, task })
    }

    fn broken(&self, what: &str, error: &io::Error) -> StoreError {
        StoreError::of_connection(&self.place.to_string(), what, error)
    }

    /// What an error means, by its code (PostgreSQL, appendix A).
    fn failed(&self, what: &str, failure: &Failure) -> StoreError {
        let Failure::Driver(error) = failure else {
            return self.broken(what, &io::ErrorKind::TimedOut.into());
        };
        let what = what.to_owned();
        let Some(refusal) = error.as_db_error() else {
            let source = std::error::Error::source(error);
            if let Some(error) = source.and_then(|source| source.downcast_ref::<io::Error>()) {
                return match error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) {
                    true => StoreError::of_handshake(&self.place.to_string(), error),
                    false => self.broken(&what, error),
                };
            }
            let source = source.map_or_else(String::new, |source| format!(": {source}"));
            let why = said(self.credentials.as_ref(), &format!("{error}{source}"));
            if error.to_string().contains("password missing") {
                return wanted(&why);
            }
            return StoreError::Unreachable { address: self.place.to_string(), why };
        };
        let code = refusal.code();
        let why = match refusal.detail() {
            Some(detail) => format!("{}: {detail} ({})", refusal.message(), code.code()),
            None => format!("{} ({})", refusal.message(), code.code()),
        };
        let why = said(self.credentials.as_ref(), &why);
        if code.code().starts_with("28") {
            return wanted(&why);
        }
        let transient = [
            &SqlState::T_R_SERIALIZATION_FAILURE,
            &SqlState::T_R_DEADLOCK_DETECTED,
            &SqlState::LOCK_NOT_AVAILABLE,
            &SqlState::TOO_MANY_CONNECTIONS,
            &SqlState::CANNOT_CONNECT_NOW,
            &SqlState::ADMIN_SHUTDOWN,
            &SqlState::CRASH_SHUTDOWN,
        ];
        if transient.contains(&code) {
            StoreError::Busy { what, why, after: None }
        } else {
            StoreError::Refused { what, why }
        }
    }
}

/// Whether the way to an address is encrypted: over a network it is and the certificate is checked, where PostgreSQL itself
/// would only prefer it, unless the address says otherwise.
///
/// # Errors
/// [`StoreError::Usage`] where the address says something else.
pub(super) fn is_encrypted(address: &Address) -> Result<bool, StoreError> {
    match address.query() {
        None => Ok(!address.is_loopback()),
        Some("sslmode=require" | "sslmode=verify-full") => Ok(true),
        Some("sslmode=disable") => Ok(false),
        // It may hold a password.
        Some(_) => Err(StoreError::Usage(format!(
            "{address}: only sslmode=require or sslmode=disable can follow the question mark"
        ))),
    }
}

/// That the server wants other credentials.
fn wanted(why: &str) -> StoreError {
    StoreError::Credentials(format!("{why}; set {USER} and {PASSWORD}, or add a line to ~/.netrc"))
}

/// Speaks with a server until it takes queries, and leaves a task that keeps listening.
async fn connect(
    socket: TcpStream,
    host: &str,
    config: &Config,
    tls: Option<ClientConfig>,
    meter: Meter,
) -> Result<(Client, JoinHandle<Result<(), Error>>), Error> {
    let Some(tls) = tls else {
        let (client, connection) = config.connect_raw(Bounded::new(socket, meter), NoTls).await?;
        return Ok((client, tokio::spawn(connection)));
    };
    let mut make = MakeRustlsConnect::new(tls);
    let Ok(connect) = MakeTlsConnect::<TcpStream>::make_tls_connect(&mut make, host);
    let (client, connection) = config.connect_raw(socket, Bounding { connect, meter }).await?;
    Ok((client, tokio::spawn(connection)))
}
