//! Digest access authentication (RFC 7616), which Virtuoso requires.

use md5::Md5;
use sha2::{Digest as _, Sha256};

use crate::store::target::hexadecimal;

/// What a server wants to be answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// Whether it offers `qop=auth`; servers of before 1999 do not.
    with_count: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Algorithm {
    #[default]
    Md5,
    Sha256,
}

/// The server, and the requested resource.
pub(super) struct Asked<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
    pub(super) method: &'a str,
    /// The path and query of the request.
    pub(super) uri: &'a str,
    /// How many requests have answered this challenge, this one included.
    pub(super) count: u32,
    /// Words of the client that cannot be foreseen.
    pub(super) cnonce: &'a str,
}

impl Challenge {
    /// Reads the value of a `WWW-Authenticate` header; `None` if it is not a challenge that can be answered.
    pub(super) fn parse(header: &str) -> Option<Challenge> {
        let (scheme, rest) = header.trim_start().split_once(char::is_whitespace)?;
        if !scheme.eq_ignore_ascii_case("digest") {
            return None;
        }
        let mut challenge = Challenge::default();
        let (mut offers, mut has_nonce) = (None, false);
        for (name, value) in parameters(rest) {
            match name.to_ascii_lowercase().as_str() {
                "realm" => challenge.realm = value,
                "nonce" => (challenge.nonce, has_nonce) = (value, true),
                "opaque" => challenge.opaque = Some(value),
                "qop" => offers = Some(value),
                "algorithm" => {
                    challenge.algorithm = match value.to_ascii_uppercase().as_str() {
                        "MD5" => Algorithm::Md5,
                        "SHA-256" => Algorithm::Sha256,
                        _ => return None,
                    }
                }
                _ => {}
            }
        }
        challenge.with_count = match offers {
            None => false,
            Some(offers) if offers.split(',').any(|offer| offer.trim().eq_ignore_ascii_case("auth")) => true,
            Some(_) => return None,
        };
        has_nonce.then_some(challenge)
    }

    /// Whether it is the stronger of two.
    pub(super) fn is_strong(&self) -> bool {
        self.algorithm == Algorithm::Sha256
    }

    /// The value of the `Authorization` header.
    pub(super) fn answer(&self, asked: &Asked<'_>) -> String {
        let Asked { user, password, method, uri, count, cnonce } = asked;
        let secret = self.hash(&format!("{user}:{}:{password}", self.realm));
        let request = self.hash(&format!("{method}:{uri}"));
        let quoted = |words: &str| words.replace('\\', "\\\\").replace('"', "\\\"");
        let mut answer = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\"",
            quoted(user),
            quoted(&self.realm),
            quoted(&self.nonce)
        );
        let response = if self.with_count {
            answer += &format!(", qop=auth, nc={count:08x}, cnonce=\"{cnonce}\"");
            self.hash(&format!("{secret}:{}:{count:08x}:{cnonce}:auth:{request}", self.nonce))
        } else {
            self.hash(&format!("{secret}:{}:{request}", self.nonce))
        };
        answer += &format!(", response=\"{response}\"");
        answer += match self.algorithm {
            Algorithm::Md5 => ", algorithm=MD5",
            Algorithm::Sha256 => ", algorithm=SHA-256",
        };
        if let Some(opaque) = &self.opaque {
            answer += &format!(", opaque=\"{}\"", quoted(opaque));
        }
        answer
    }

    fn hash(&self, words: &str) -> String {
        match self.algorithm {
            Algorithm::Md5 => hexadecimal(&Md5::digest(words)),
            Algorithm::Sha256 => hexadecimal(&Sha256::digest(words)),
        }
    }
}

/// The parameters of a challenge: `name=token` or `name="words"`, between commas.
fn parameters(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', ',', '\t']).to_owned();
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => until_quote(quoted),
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (after[..end].trim().to_owned(), &after[end..])
            }
        };
        found.push((name, value));
        rest = next;
    }
    found
}

/// The words up to a quotation mark that is not escaped, and what follows it.
fn until_quote(quoted: &str) -> (String, &str) {
    let (mut words, mut escaped) = (String::new(), false);
    for (at, character) in quoted.char_indices() {
        match character {
            '"' if !escaped => return (words, &quoted[at + 1..]),
            '\\' if !escaped => escaped = true,
            _ => {
                words.push(character);
                escaped = false;
            }
        }
    }
    (words, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 7616, section 3.9.1.
    const REST: &str = "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", \
        nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    fn answer(algorithm: &str) -> String {
        let challenge = Challenge::parse(&format!("Digest {REST}, algorithm={algorithm}")).unwrap();
        challenge.answer(&Asked {
            user: "Mufasa",
            password: "Circle of Life",
            method: "GET",
            uri: "/dir/index.html",
            count: 1,
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        })
    }

    #[test]
    fn the_example_of_the_standard_is_answered() {
        let md5 = answer("MD5");
        assert!(md5.contains("response=\"8ca523f5e9506fed4657c9700eebdbec\""), "{md5}");
        assert!(md5.contains("nc=00000001") && md5.contains("opaque=\"FQhe/"), "{md5}");
        let sha = answer("SHA-256");
        let response = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert!(sha.contains(&format!("response=\"{response}\"")), "{sha}");
    }

    #[test]
    fn what_cannot_be_answered_is_no_challenge() {
        assert_eq!(Challenge::parse("Basic realm=\"x\""), None);
        assert_eq!(Challenge::parse("Digest realm=\"x\""), None);
        assert_eq!(Challenge::parse("Digest nonce=\"n\", qop=\"auth-int\""), None);
        assert_eq!(Challenge::parse("Digest nonce=\"n\", algorithm=SHA-512-256"), None);
        let old = Challenge::parse("digest realm=\"a \\\"b\\\"\",nonce=n").unwrap();
        assert_eq!((old.realm.as_str(), old.nonce.as_str(), old.with_count), ("a \"b\"", "n", false));
    }
}
