//! Text in XML files: content, attributes and name tokens.

use super::escapes::{Controls, Escapes, REPLACEMENT};

/// Content of elements, and attributes in double quotes (XML 1.0, sections 2.2, 2.11 and 3.3.3). As themselves, white space
/// but spaces would be read as spaces or line feeds in attributes, some of it in content, too.
pub(super) static XML: Escapes = Escapes::new(
    b"&<>\"\t\n\r",
    &[b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&#9;", b"&#10;", b"&#13;"],
    Controls::Replaced,
)
.with_characters(&[
    ("\u{FFFE}".as_bytes(), REPLACEMENT),
    ("\u{FFFF}".as_bytes(), REPLACEMENT),
    // Readers that take the line ends of XML 1.1 for those of XML 1.0 would read line feeds.
    ("\u{85}".as_bytes(), b"&#133;"),
    ("\u{2028}".as_bytes(), b"&#8232;"),
]);

/// Writes a comment for each name that stands for a longer one.
pub(super) fn put_names<'n>(out: &mut Vec<u8>, names: impl IntoIterator<Item = (&'n String, &'n String)>) {
    for (name, full) in names {
        out.extend_from_slice(b"<!-- ");
        put_comment(out, name);
        out.extend_from_slice(b" = ");
        put_comment(out, full);
        out.extend_from_slice(b" -->\n");
    }
}

/// Writes a text for a comment, which contains no two hyphens.
fn put_comment(out: &mut Vec<u8>, text: &str) {
    XML.put(out, text.replace("--", "-\u{2010}").as_bytes());
}

/// The start of a token that stands for another text.
const MARK: &[u8] = b"_.";

/// Writes a text as a name token (XML 1.0, section 2.3, `Nmtoken`), and returns whether the token is the text. Two texts
/// never collide: a token that is not the text begins with `_.`, and in it all but ASCII letters, digits, `-` and
/// `.` are codes between two `_`.
#[inline]
pub(super) fn put_token(out: &mut Vec<u8>, text: &[u8]) -> bool {
    if is_token(text) {
        out.extend_from_slice(text);
        return true;
    }
    out.extend_from_slice(MARK);
    for character in String::from_utf8_lossy(text).chars() {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '.') {
            out.push(character as u8);
        } else {
            put_code(out, u32::from(character));
        }
    }
    false
}

/// Writes a code in hexadecimal digits between two `_`.
fn put_code(out: &mut Vec<u8>, code: u32) {
    out.push(b'_');
    let digits = (u32::BITS - (code | 1).leading_zeros()).div_ceil(4);
    for digit in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(code >> (4 * digit)) as usize & 15]);
    }
    out.push(b'_');
}

/// A text as a name token.
pub(super) fn token(text: &[u8]) -> Vec<u8> {
    let mut token = Vec::new();
    put_token(&mut token, text);
    token
}

#[inline]
fn is_token(text: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    !text.is_empty()
        && !text.starts_with(MARK)
        && (text.iter().all(plain)
            || std::str::from_utf8(text).is_ok_and(|text| {
                text.chars().all(|character| match u8::try_from(character) {
                    Ok(byte) if byte.is_ascii() => plain(&byte),
                    _ => is_name_character(character),
                })
            }))
}

/// The characters of `NameChar` beyond ASCII.
pub(super) fn is_name_character(character: char) -> bool {
    matches!(
        character,
        '\u{B7}'
            | '\u{C0}'..='\u{D6}'
            | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}'
            | '\u{203F}'..='\u{2040}'
            | '\u{2070}'..='\u{218F}'
            | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}'
            | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}'
    )
}

/// Whether a character may be the first of a name without a colon (XML 1.0, section 2.3, `NameStartChar`).
pub(super) fn is_name_start(character: char) -> bool {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => byte.is_ascii_alphabetic() || byte == b'_',
        _ => {
            is_name_character(character)
                && !matches!(character, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_what_it_is_as_far_as_xml_can_hold_it() {
        let hard = "]]> </a> \"'&amp;\r\n\t\0\u{1f}\u{fffe}\u{85}\u{2028}\u{10ffff}";
        let mut text = Vec::new();
        assert!(XML.put(&mut text, hard.as_bytes()));
        let text = String::from_utf8(text).unwrap();
        let document = format!("<a b=\"{text}\">{text}</a>");
        let read = roxmltree::Document::parse(&document).unwrap();
        let expected = hard.replace(['\0', '\u{1f}', '\u{fffe}'], "\u{fffd}");
        assert_eq!(read.root_element().text(), Some(expected.as_str()));
        assert_eq!(read.root_element().attribute("b"), Some(expected.as_str()));
    }

    #[test]
    fn texts_become_different_tokens() {
        let texts =
            ["a", "a b", "a_b", "_.a", "a/b", "_.a_20_b", "a__b", "é", "貿易", "", "_", "×", "_.", "a:b"];
        let tokens: std::collections::BTreeSet<Vec<u8>> =
            texts.iter().map(|text| token(text.as_bytes())).collect();
        assert_eq!(tokens.len(), texts.len());
        assert!(tokens.iter().all(|token| !token.is_empty()));
        assert_eq!(token("a b".as_bytes()), b"_.a_20_b");
        assert_eq!(token("貿易".as_bytes()), "貿易".as_bytes());
        assert_eq!(token("×".as_bytes()), b"_._d7_");
        assert_eq!(token("\0\u{10} \u{10FFFF}".as_bytes()), b"_._0__10__20__10ffff_");
    }
}
