//! Escapes of target languages as tables by byte, one table for each language.

/// What a format writes for some bytes of a text.
pub(in crate::export) struct Escapes {
    /// By byte: 0 for itself, or the number of a replacement, from 1.
    numbers: [u8; 256],
    replacements: &'static [&'static [u8]],
    /// Characters of several bytes, each with its replacement.
    characters: &'static [(&'static [u8], &'static [u8])],
}

impl Escapes {
    /// Replaces single bytes, and control characters that are not among them as [`Controls`] says.
    pub(in crate::export) const fn new(
        bytes: &[u8],
        replacements: &'static [&'static [u8]],
        controls: Controls,
    ) -> Escapes {
        let mut numbers = [0; 256];
        let mut code = 0;
        while code < 0x20 {
            numbers[code] = match controls {
                Controls::Coded => CODED + code as u8,
                Controls::Pictured => PICTURED + code as u8,
                Controls::Replaced => REPLACED,
                Controls::Kept => 0,
            };
            code += 1;
        }
        let mut at = 0;
        while at < bytes.len() {
            numbers[bytes[at] as usize] = at as u8 + 1;
            at += 1;
        }
        Escapes { numbers, replacements, characters: &[] }
    }

    /// Replaces characters of several bytes, too.
    pub(in crate::export) const fn with_characters(
        mut self,
        characters: &'static [(&'static [u8], &'static [u8])],
    ) -> Escapes {
        let mut at = 0;
        while at < characters.len() {
            self.numbers[characters[at].0[0] as usize] = LONG;
            at += 1;
        }
        self.characters = characters;
        self
    }

    /// Writes a text with its replacements, and returns whether U+FFFD or a picture stands for a character of it.
    pub(in crate::export) fn put(&self, out: &mut Vec<u8>, text: &[u8]) -> bool {
        let (mut rest, mut has_replacements) = (text, false);
        while let Some(at) = rest.iter().position(|byte| self.numbers[usize::from(*byte)] != 0) {
            let (before, found) = rest.split_at(at);
            out.extend_from_slice(before);
            let Some((byte, mut behind)) = found.split_first() else { break };
            let instead = match self.numbers[usize::from(*byte)] {
                REPLACED => REPLACEMENT,
                pictured @ PICTURED.. => {
                    has_replacements = true;
                    PICTURES.get(usize::from(pictured - PICTURED)).map_or(REPLACEMENT, |picture| &picture[..])
                }
                LONG => match self.characters.iter().find(|(character, _)| found.starts_with(character)) {
                    Some((character, instead)) => {
                        behind = found.get(character.len()..).unwrap_or(&[]);
                        instead
                    }
                    None => found.get(..1).unwrap_or(&[]),
                },
                coded @ CODED.. => CONTROLS.get(usize::from(coded - CODED)).map_or(&[][..], |code| &code[..]),
                number => self.replacements.get(usize::from(number) - 1).copied().unwrap_or(&[]),
            };
            has_replacements |= instead == REPLACEMENT;
            out.extend_from_slice(instead);
            rest = behind;
        }
        out.extend_from_slice(rest);
        has_replacements
    }
}

/// What becomes of control characters.
#[derive(Clone, Copy)]
pub(in crate::export) enum Controls {
    /// A code such as `\u0001`.
    Coded,
    /// U+FFFD.
    Replaced,
    /// Their pictures (Unicode, block Control Pictures).
    Pictured,
    /// Themselves.
    Kept,
}

/// The numbers of the codes of control characters begin here.
const CODED: u8 = 0x80;
/// The numbers of the pictures of control characters begin here.
const PICTURED: u8 = CODED + 0x20;
/// The number of U+FFFD.
const REPLACED: u8 = 0x7F;
/// The number of bytes with which characters of several bytes begin that have a replacement.
const LONG: u8 = 0x7E;
/// The replacement for a character that a format cannot contain.
pub(in crate::export) const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();

/// The codes of control characters, as JSON and N-Triples write them.
static CONTROLS: [[u8; 6]; 32] = {
    let mut codes = [*b"\\u0000"; 32];
    let mut code = 0;
    while code < 32 {
        codes[code][4] = b'0' + (code / 16) as u8;
        codes[code][5] = b"0123456789ABCDEF"[code % 16];
        code += 1;
    }
    codes
};

/// The pictures of control characters, from U+2400.
static PICTURES: [[u8; 3]; 32] = {
    let mut pictures = [[0xE2, 0x90, 0x80]; 32];
    let mut code = 0;
    while code < 32 {
        pictures[code][2] += code as u8;
        code += 1;
    }
    pictures
};
