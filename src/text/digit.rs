//! Decimal digits of all scripts.

/// The zeros of the runs of ten digits with the general category Nd (Unicode 17.0, UnicodeData.txt), ascending.
const ZEROS: [u32; 77] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40,
    0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA,
    0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60,
    0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0,
    0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script; `None` for every other character, such as ½, ² or 三.
pub fn digit_value(character: char) -> Option<u8> {
    let code = character as u32;
    let after = ZEROS.partition_point(|zero| *zero <= code);
    let value = code - ZEROS.get(after.checked_sub(1)?)?;
    u8::try_from(value).ok().filter(|value| *value < 10)
}

/// Whether a character is a decimal digit of any script.
pub fn is_digit(character: char) -> bool {
    digit_value(character).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_script_have_values() {
        for (character, value) in [('0', 0), ('9', 9), ('٣', 3), ('৭', 7), ('９', 9), ('𝟡', 9), ('𖩠', 0)]
        {
            assert_eq!(digit_value(character), Some(value), "{character}");
        }
        for character in ['½', '²', '三', 'Ⅳ', 'a', '/', ':', '①', '\0', char::MAX] {
            assert_eq!(digit_value(character), None, "{character}");
        }
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
    }

    #[test]
    fn each_digit_counts_as_numeric() {
        // The last run may be newer than the tables of the compiler.
        for zero in ZEROS.iter().filter(|zero| **zero != 0x11DE0) {
            for code in *zero..*zero + 10 {
                assert!(char::from_u32(code).is_some_and(char::is_numeric), "{code:X}");
            }
        }
    }
}
