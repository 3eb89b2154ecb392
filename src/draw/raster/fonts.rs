//! Which font each character gets.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use resvg::usvg::fontdb::{Database, Family, ID, Source};
use resvg::usvg::{self, FontResolver};

/// Droid Sans Fallback, for Chinese, Japanese and Korean.
const EAST_ASIAN: &[u8] = include_bytes!("../../../data/fonts/DroidSansFallback.ttf.gz");
/// The family of the font of emoji.
const EMOJI: &str = "Noto Emoji";

/// The built-in fonts, and the characters that they lack.
pub(super) struct Fonts {
    database: Arc<Database>,
    missing: Arc<Mutex<BTreeSet<char>>>,
}

impl Fonts {
    /// Noto Sans for Latin, Greek and Cyrillic; DejaVu Sans for Arabic, Hebrew, Armenian, Georgian and symbols; Noto Emoji
    /// for emoji. Large fonts are added when a character needs them.
    pub(super) fn new() -> Fonts {
        let mut database = Database::new();
        for bytes in [
            ttf_noto_sans::REGULAR,
            ttf_noto_sans::BOLD,
            ttf_noto_sans::ITALIC,
            dejavu::sans::regular(),
            dejavu::sans::bold(),
            epaint_default_fonts::NOTO_EMOJI_REGULAR,
        ] {
            database.load_font_data(bytes.to_vec());
        }
        database.set_sans_serif_family("Noto Sans");
        database.set_serif_family("Noto Sans");
        database.set_monospace_family("Noto Sans");
        Fonts { database: Arc::new(database), missing: Arc::default() }
    }

    /// How SVG is read with these fonts.
    pub(super) fn options(&self) -> usvg::Options<'static> {
        let missing = Arc::clone(&self.missing);
        let select_fallback = move |char: char, tried: &[ID], database: &mut Arc<Database>| {
            let found = face_with(database, char, tried)
                .or_else(|| {
                    load_east_asian(Arc::make_mut(database));
                    face_with(database, char, tried)
                })
                .or_else(|| {
                    load_system_fonts(Arc::make_mut(database));
                    face_with(database, char, tried)
                });
            if found.is_none() && !draws_nothing(char) {
                missing.lock().unwrap_or_else(PoisonError::into_inner).insert(char);
            }
            found
        };
        usvg::Options {
            font_family: "Noto Sans".to_owned(),
            fontdb: Arc::clone(&self.database),
            font_resolver: FontResolver {
                select_font: FontResolver::default_font_selector(),
                select_fallback: Box::new(select_fallback),
            },
            ..usvg::Options::default()
        }
    }

    /// The characters that no font has.
    pub(super) fn missing(&self) -> BTreeSet<char> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether one of the program's fonts has a character.
    pub(super) fn embedded_has(&self, char: char) -> bool {
        let mut database = Database::clone(&self.database);
        load_east_asian(&mut database);
        face_with(&database, char, &[]).is_some()
    }

    /// The family of a font of the system that has a character.
    pub(super) fn system_family(&self, char: char) -> Option<String> {
        let mut database = Database::new();
        load_system_fonts(&mut database);
        let id = face_with(&database, char, &[])?;
        database.face(id).and_then(|face| face.families.first()).map(|(name, _)| name.clone())
    }
}

/// Adds the font for Chinese, Japanese and Korean, once.
fn load_east_asian(database: &mut Database) {
    static UNPACKED: OnceLock<Arc<Vec<u8>>> = OnceLock::new();
    let unpack = || {
        let mut bytes = Vec::new();
        // The file is part of the program; if it were broken, its characters would be reported as missing.
        let _ = flate2::read::GzDecoder::new(EAST_ASIAN).read_to_end(&mut bytes);
        Arc::new(bytes)
    };
    if !database.faces().any(|face| face.post_script_name == "DroidSansFallback") {
        let bytes = Arc::clone(UNPACKED.get_or_init(unpack));
        database.load_font_source(Source::Binary(bytes));
    }
}

/// Adds the fonts of the system, once.
fn load_system_fonts(database: &mut Database) {
    let embedded =
        |database: &Database| database.faces().all(|face| matches!(face.source, Source::Binary(_)));
    if embedded(database) {
        let sans = database.family_name(&Family::SansSerif).to_owned();
        database.load_system_fonts();
        database.set_sans_serif_family(sans);
    }
}

/// The first face with a character, of those that were not tried. Emoji are of one font; else faces are of one weight
/// with the one tried first where there is a choice.
fn face_with(database: &Database, char: char, tried: &[ID]) -> Option<ID> {
    let wanted = tried.first().and_then(|id| database.face(*id)).map(|face| face.weight);
    let has = |id: ID| {
        let has_glyph = |data: &[u8], index| {
            ttf_parser::Face::parse(data, index).is_ok_and(|face| face.glyph_index(char).is_some())
        };
        database.with_face_data(id, has_glyph).unwrap_or(false)
    };
    let open = || database.faces().filter(|face| !tried.contains(&face.id));
    let of_emoji = open().find(|face| face.families.iter().any(|(name, _)| name == EMOJI));
    of_emoji
        .filter(|face| is_emoji(char) && has(face.id))
        .or_else(|| open().filter(|face| Some(face.weight) == wanted).find(|face| has(face.id)))
        .or_else(|| open().find(|face| has(face.id)))
        .map(|face| face.id)
}

/// Pictures and the letters of flags (Unicode blocks from "Mahjong Tiles" to "Symbols and Pictographs Extended-A").
fn is_emoji(char: char) -> bool {
    matches!(char, '\u{1f000}'..='\u{1faff}')
}

/// Characters without a picture of their own: controls, joiners, marks of direction, variation selectors.
fn draws_nothing(char: char) -> bool {
    char.is_control()
        || char.is_whitespace()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::raster::png;

    #[test]
    fn most_scripts_are_drawn_without_fonts_of_the_system() {
        let fonts = Fonts::new();
        for char in "aßαяԱაمש中贸東あカ한국😀👩🇳✅❤✗→".chars() {
            assert!(fonts.embedded_has(char), "{char}");
        }
        assert!(!fonts.embedded_has('ก'));
        let svg = |words: &str| {
            format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20'><text y='15'>{words}</text></svg>"
            )
        };
        let drawn = png(&svg("中국あ"), 96).unwrap();
        assert!(drawn.missing.is_empty());
        // A box is a box: other words are another picture only if they are drawn.
        assert!(drawn.bytes != png(&svg("国한カ"), 96).unwrap().bytes);
    }
}
