//! Percent-encoding (RFC 3986, section 2.1; RFC 3987, section 3.1).

use percent_encoding::percent_encode_byte;

/// The characters that IRIs, files and queries keep besides letters and digits (RFC 3986, section 2.3).
const UNRESERVED: &[u8] = b"-._~";

/// Whether a character is an ASCII letter or digit, or unreserved.
pub(crate) fn is_unreserved(character: char) -> bool {
    character.is_ascii_alphanumeric() || u8::try_from(character).is_ok_and(|byte| UNRESERVED.contains(&byte))
}

/// Whether an IRI may hold a character beyond ASCII (RFC 3987, section 2.2, `ucschar`).
pub(crate) fn is_ucschar(character: char) -> bool {
    matches!(character, '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}')
        || (character >= '\u{10000}' && u32::from(character) & 0xFFFE != 0xFFFE && character < '\u{E0000}')
}

/// Writes a text with all bytes of the characters encoded that are not kept.
pub(crate) fn put_percent_encoded(out: &mut Vec<u8>, text: &str, is_kept: impl Fn(char) -> bool) {
    let mut rest = text;
    while let Some(at) = rest.find(|character| !is_kept(character)) {
        let (run, behind) = rest.split_at(at);
        out.extend_from_slice(run.as_bytes());
        let length = behind.chars().next().map_or(0, char::len_utf8);
        let (character, behind) = behind.split_at(length);
        character.bytes().for_each(|byte| out.extend_from_slice(percent_encode_byte(byte).as_bytes()));
        rest = behind;
    }
    out.extend_from_slice(rest.as_bytes());
}

/// A text with all bytes of the characters encoded that are not kept.
pub(crate) fn percent_encoded(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut out = Vec::with_capacity(text.len());
    put_percent_encoded(&mut out, text, is_kept);
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_encoded() {
        assert_eq!(percent_encoded("urn:a b&é~", is_unreserved), "urn%3Aa%20b%26%C3%A9~");
        assert_eq!(
            percent_encoded("é\u{E000}%", |character| is_unreserved(character) || is_ucschar(character)),
            "é%EE%80%80%25"
        );
        assert_eq!(percent_encoded("", is_unreserved), "");
    }
}
