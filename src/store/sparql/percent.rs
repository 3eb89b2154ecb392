//! Percent-encoding (RFC 3986, section 2.1).

use std::fmt::Write as _;

/// Words as the value of a parameter: all but unreserved characters (section 2.3) are encoded.
pub(super) fn encoded(words: &str) -> String {
    let mut encoded = String::with_capacity(words.len());
    for byte in words.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_encoded() {
        assert_eq!(super::encoded("urn:a b&é~"), "urn%3Aa%20b%26%C3%A9~");
    }
}
