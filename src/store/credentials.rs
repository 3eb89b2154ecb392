//! Users, passwords and tokens: from the environment or a netrc file, never from the command line.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::StoreError;

/// The name of the variable that holds the user.
pub const USER: &str = "DOSSIER_USER";
/// The name of the variable that holds the password.
pub const PASSWORD: &str = "DOSSIER_PASSWORD";
/// The name of the variable that holds a token, sent as `Authorization: Bearer` (RFC 6750, section 2.1).
pub const TOKEN: &str = "DOSSIER_TOKEN";

/// Something that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides some words.
    pub fn new(words: impl Into<String>) -> Secret {
        Secret(words.into())
    }

    /// The words, to be sent and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The credentials that are sent to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// A user and a password.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A token.
    Token(Secret),
}

/// The netrc file that may be read: that which `NETRC` names, or `~/.netrc`. `None` where the user has no home.
pub fn netrc() -> Option<PathBuf> {
    let named = std::env::var_os("NETRC").filter(|name| !name.is_empty()).map(PathBuf::from);
    named.or_else(|| std::env::home_dir().map(|home| home.join(".netrc")))
}

impl Credentials {
    /// Those of a host in the environment of the process: a token, else a user with a password, else a line of the file that
    /// `NETRC` names, or of `~/.netrc`. `None` where there are none. A `~/.netrc` that cannot be read or is malformed is
    /// passed over, since the server may want no password; `warn` hears of it.
    ///
    /// # Errors
    /// [`StoreError::Credentials`] where a user has no password or the other way round, where the file that `NETRC` names
    /// cannot be read or is malformed, and where others than its owner may read it.
    pub fn find(host: &str, warn: &mut dyn FnMut(&str)) -> Result<Option<Credentials>, StoreError> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(credentials) = of_variables(variable)? {
            return Ok(Some(credentials));
        }
        let named = variable("NETRC").map(PathBuf::from);
        let Some(path) = netrc() else { return Ok(None) };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error)
                if named.is_none()
                    && [std::io::ErrorKind::NotFound, std::io::ErrorKind::NotADirectory]
                        .contains(&error.kind()) =>
            {
                return Ok(None);
            }
            Err(error) => return unread(&path, &error.to_string(), named.is_some(), warn),
        };
        let found = match of_netrc(&text, host) {
            Ok(found) => found,
            Err(why) => return unread(&path, &why, named.is_some(), warn),
        };
        if found.is_some() && others_may_read(&path) {
            return Err(StoreError::Credentials(format!(
                "{}: other users can read this file of passwords; run chmod 600 on it",
                path.display()
            )));
        }
        Ok(found)
    }
}

/// A netrc file that cannot be used: an error where the user names it, else a warning.
fn unread(
    path: &Path,
    why: &str,
    is_named: bool,
    warn: &mut dyn FnMut(&str),
) -> Result<Option<Credentials>, StoreError> {
    let message = format!("{}: {why}", path.display());
    if is_named {
        return Err(StoreError::Credentials(message));
    }
    warn(&format!("{message}; no password is sent"));
    Ok(None)
}

#[cfg(unix)]
fn others_may_read(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &std::path::Path) -> bool {
    false
}

fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Credentials>, StoreError> {
    if let Some(token) = variable(TOKEN) {
        return Ok(Some(Credentials::Token(Secret(token))));
    }
    match (variable(USER), variable(PASSWORD)) {
        (Some(user), Some(password)) => Ok(Some(Credentials::Password { user, password: Secret(password) })),
        (None, None) => Ok(None),
        (Some(_), None) => {
            Err(StoreError::Credentials(format!("{USER} is set and {PASSWORD} is not; set both")))
        }
        (None, Some(_)) => {
            Err(StoreError::Credentials(format!("{PASSWORD} is set and {USER} is not; set both")))
        }
    }
}

/// The entry of a host, else that of `default`: `machine HOST login USER password WORDS`, in any layout, as curl and ftp
/// read it.
fn of_netrc(text: &str, host: &str) -> Result<Option<Credentials>, String> {
    let text = without_macros(text);
    let (mut words, host) = (words(&text), host.trim_matches(['[', ']']));
    let (mut inside, mut user, mut password) = (false, None, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "machine" | "default" => {
                if inside && (user.is_some() || password.is_some()) {
                    break;
                }
                inside = word == "default"
                    || words
                        .next()
                        .ok_or("it ends after `machine`")?
                        .trim_matches(['[', ']'])
                        .eq_ignore_ascii_case(host);
                (user, password) = (None, None);
            }
            "login" | "account" | "password" => {
                let value = words.next().ok_or_else(|| format!("it ends after `{word}`"))?;
                match word.as_str() {
                    "login" => user = Some(value),
                    "password" => password = Some(value),
                    _ => {}
                }
            }
            _ => {
                return Err(
                    "unexpected word; expected machine, default, login, password or account".to_owned()
                );
            }
        }
    }
    match (inside, user, password) {
        (true, Some(user), Some(password)) => {
            Ok(Some(Credentials::Password { user, password: Secret(password) }))
        }
        (true, None, None) | (false, ..) => Ok(None),
        (true, ..) => Err(format!("the entry of {host} needs both login and password")),
    }
}

/// A netrc file without its macros: each begins with the word `macdef` and ends at the next blank line.
fn without_macros(text: &str) -> String {
    let (mut kept, mut in_macro) = (String::new(), false);
    for line in text.lines() {
        in_macro &= !line.trim().is_empty();
        if in_macro {
            continue;
        }
        for word in line.split_inclusive(char::is_whitespace) {
            in_macro = word.trim_end() == "macdef";
            if in_macro {
                break;
            }
            kept.push_str(word);
        }
        kept.push('\n');
    }
    kept
}

/// The words of a netrc file; a comment begins with # at the begin of a word, and quoted words may hold spaces.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().flat_map(|line| {
        let (mut found, mut rest) = (Vec::new(), line.trim_start());
        while !rest.is_empty() && !rest.starts_with('#') {
            if let Some(quoted) = rest.strip_prefix('"') {
                let (mut word, mut escaped, mut end) = (String::new(), false, quoted.len());
                for (at, character) in quoted.char_indices() {
                    match character {
                        '"' if !escaped => {
                            end = at + 1;
                            break;
                        }
                        '\\' if !escaped => escaped = true,
                        _ => {
                            word.push(character);
                            escaped = false;
                        }
                    }
                }
                found.push(word);
                rest = quoted[end..].trim_start();
            } else {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                found.push(rest[..end].to_owned());
                rest = rest[end..].trim_start();
            }
        }
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(user: &str, password: &str) -> Credentials {
        Credentials::Password { user: user.to_owned(), password: Secret::new(password) }
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?} {:?}", password("ada", "s3cret"), Credentials::Token(Secret::new("t0ken")));
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        assert!(shown.contains("ada"));
    }

    #[test]
    fn the_environment_gives_a_token_or_a_user_with_a_password() {
        let of = |set: &[(&str, &str)]| {
            of_variables(|name| {
                set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(of(&[]).unwrap(), None);
        assert_eq!(of(&[(USER, "u"), (PASSWORD, "p")]).unwrap(), Some(password("u", "p")));
        let token = of(&[(TOKEN, "t"), (USER, "u")]).unwrap();
        assert_eq!(token, Some(Credentials::Token(Secret::new("t"))));
        let error = of(&[(PASSWORD, "s3cret")]).unwrap_err().to_string();
        assert!(error.contains(USER) && !error.contains("s3cret"), "{error}");
        assert!(of(&[(USER, "u")]).unwrap_err().to_string().contains(PASSWORD));
    }

    #[test]
    fn netrc_files_are_read_by_host() {
        let text = "# mine\nmachine a.example login ada password \"p \\\" q\"\nmachine b.example\n  login ben\n  password x#y\n\
                    default login all password z\n";
        assert_eq!(of_netrc(text, "A.example").unwrap(), Some(password("ada", "p \" q")));
        assert_eq!(of_netrc(text, "b.example").unwrap(), Some(password("ben", "x#y")));
        assert_eq!(of_netrc(text, "c.example").unwrap(), Some(password("all", "z")));
        assert_eq!(of_netrc("machine a login u password p", "b").unwrap(), None);
        let six = of_netrc("machine ::1 login u password p", "[::1]").unwrap();
        assert_eq!(six, Some(password("u", "p")));
    }

    #[test]
    fn macros_are_passed_over() {
        let text = "macdef init\n  machine a login x\n  cd /\n\nmachine a login u password p macdef up\nput s3cret\n\n\
                    machine b login v password q\n";
        assert_eq!(of_netrc(text, "a").unwrap(), Some(password("u", "p")));
        assert_eq!(of_netrc(text, "b").unwrap(), Some(password("v", "q")));
        assert_eq!(of_netrc("macdef init\ncd /", "a").unwrap(), None);
    }

    #[test]
    fn malformed_netrc_files_are_told_without_their_words() {
        for (text, why) in [
            ("machine", "ends after `machine`"),
            ("machine a login", "ends after `login`"),
            ("machine a s3cret", "expected machine"),
            ("machine a login u", "needs both"),
            ("machine a password s3cret", "needs both"),
        ] {
            let error = of_netrc(text, "a").unwrap_err();
            assert!(error.contains(why) && !error.contains("s3cret"), "{error}");
        }
    }
}
