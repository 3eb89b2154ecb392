//! Messages of servers, prepared for people.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Credentials, Secret};

/// The most characters of a server's message that are quoted.
const MOST_REPEATED: usize = 400;

/// What a server says: on one line, without control characters, cut where it is long, and without a password that it
/// repeats.
pub(super) fn said(credentials: Option<&Credentials>, words: &str) -> String {
    let mut text = words.to_owned();
    if let Some(Credentials::Password { password, .. } | Credentials::Token(password)) = credentials
        && !password.reveal().is_empty()
    {
        text = text.replace(password.reveal(), "…");
    }
    if let Some(Credentials::Password { user, password }) = credentials {
        text = text.replace(&basic(user, password), "…");
    }
    let mut plain = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut line = String::new();
    // What will be truncated is not collected first.
    while line.len() <= 4 * MOST_REPEATED
        && let Some(word) = plain.next()
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(MOST_REPEATED) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}

/// The credentials, in the format of RFC 7617.
pub(super) fn basic(user: &str, password: &Secret) -> String {
    STANDARD.encode(format!("{user}:{}", password.reveal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_short_plain_and_without_passwords() {
        let ada = Credentials::Password { user: "ada".to_owned(), password: Secret::new("s3 cret") };
        let words = format!("no\r\n\u{1b}[2J s3 cret, {}", basic("ada", &Secret::new("s3 cret")));
        assert_eq!(said(Some(&ada), &words), "no [2J …, …");
        let long = said(None, &"é".repeat(1 << 20));
        assert_eq!(long.chars().count(), MOST_REPEATED + 2);
        assert_eq!(said(None, &"é ".repeat(1 << 20)).chars().count(), MOST_REPEATED + 2);
    }
}
