//! EDTF and its words, by hand.

use proptest::prelude::*;

use super::super::Language;
use super::*;

fn words(language: &str, written: &str) -> String {
    let date = Edtf::new(written).unwrap_or_else(|error| panic!("{written}: {error}"));
    Wording::of(&Language::new(language).unwrap()).date(&date)
}

fn check(language: &str, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter(|(written, expected)| words(language, written) != *expected)
        .map(|(written, expected)| format!("{written}: {}, not {expected}", words(language, written)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english() {
    check(
        "en",
        &[
            // Level 0
            ("1985-04-12", "12 April 1985"),
            ("1985-04", "April 1985"),
            ("1985", "1985"),
            ("0520", "520"),
            ("0044", "AD 44"),
            ("0000", "1 BC"),
            ("2024-03-01T06:43:00", "1 March 2024, 06:43"),
            ("2024-03-01T06:43:20", "1 March 2024, 06:43:20"),
            ("2024-03-01T06:43:00Z", "1 March 2024, 06:43 UTC"),
            ("2024-03-01T06:43:00-04", "1 March 2024, 06:43 UTC-04"),
            ("2024-03-01T24:00:00+04:30", "1 March 2024, 24:00 UTC+04:30"),
            ("1964/2008", "1964–2008"),
            ("2004-06/2004-08", "June–August 2004"),
            ("2004-06/2006-08", "June 2004 – August 2006"),
            ("2004-02-01/2005", "1 February 2004 – 2005"),
            ("2020-11-12/2020-11-13", "12–13 November 2020"),
            ("2020-11-12/2020-12-03", "12 November – 3 December 2020"),
            ("2020-11-12/2021-01-03", "12 November 2020 – 3 January 2021"),
            ("2019/2019", "2019"),
            // Level 1
            ("Y-137E8", "13.7 billion years ago"),
            ("Y-66000000", "66 million years ago"),
            ("Y-12000", "12,000 BC"),
            ("Y-252E6/Y-201E6", "252 million years ago – 201 million years ago"),
            ("Y170000002", "AD 170,000,002"),
            ("2001-21", "spring 2001"),
            ("2021-23", "autumn 2021"),
            ("1984?", "probably 1984"),
            ("2004-06~", "about June 2004"),
            ("2004-06-11%", "probably about 11 June 2004"),
            ("0520~", "about 520"),
            ("196X", "the 1960s"),
            ("200X", "2000–2009"),
            ("003X", "AD 30–39"),
            ("000X", "AD 1–9"),
            ("19XX", "20th century"),
            ("03XX", "4th century"),
            ("20XX?", "probably 21st century"),
            ("-03XX", "4th century BC"),
            ("1XXX", "2nd millennium"),
            ("-2XXX", "3rd millennium BC"),
            ("XXXX", "unknown year"),
            ("-XXXX", "-XXXX"),
            ("2004-XX", "2004 (month unknown)"),
            ("1985-04-XX", "April 1985 (day unknown)"),
            ("1985-XX-XX", "1985 (month and day unknown)"),
            ("XXXX-11-12", "12 November"),
            ("XXXX-11", "November"),
            ("XXXX-21", "spring"),
            ("XXXX-33", "first quarter"),
            ("XXXX-12-XX", "December (day unknown)"),
            ("XXXX-11-12/XXXX-11-13", "12–13 November"),
            ("2022-06/..", "June 2022 or later"),
            ("2022-06~/..", "about June 2022 or later"),
            ("../-0699", "before 700 BC"),
            ("1985/", "from 1985 (end unknown)"),
            ("/1985-04", "until April 1985 (start unknown)"),
            ("-0971", "972 BC"),
            ("-0971~", "about 972 BC"),
            ("-0971/-0912", "972–913 BC"),
            ("-0699/-0499~", "700 BC – about 500 BC"),
            ("-0043/0014", "44 BC – AD 14"),
            ("-0043/1200", "44 BC – AD 1200"),
            ("-0043-03-12", "12 March 44 BC"),
            ("1560~/1580?", "about 1560 – probably 1580"),
            // Level 2
            ("Y-17E7", "170 million years ago"),
            ("Y12E4", "AD 120,000"),
            ("1950S2", "about 1950 (1900–1999)"),
            ("Y171010000S3", "about AD 171.01 million (AD 171 million–AD 171,999,999)"),
            ("2001-25", "spring 2001 (northern hemisphere)"),
            ("2001-32", "winter 2001 (southern hemisphere)"),
            ("2018-36~", "about fourth quarter of 2018"),
            ("2018-37", "first third of 2018"),
            ("2018-41", "second half of 2018"),
            ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672"),
            ("[0510..0530]", "between 510 and 530"),
            ("[-0529..-0509]", "between 530 and 510 BC"),
            ("[2020-01..2020-03]", "between January and March 2020"),
            ("[XXXX-11-12,XXXX-11-13]", "12 or 13 November"),
            ("[2020-11-12,2020-11-13,2020-11-15]", "12, 13 or 15 November 2020"),
            ("[2020-11-12,2020-12-03]", "12 November or 3 December 2020"),
            ("[1432-21,1433-21]", "spring 1432 or 1433"),
            ("[1432-05,1432-06]", "May or June 1432"),
            ("[-0043,-0042]", "44 or 43 BC"),
            ("[..1760-12-03]", "3 December 1760 or earlier"),
            ("[1760-12..]", "December 1760 or later"),
            ("[1760-01,1760-02,1760-12..]", "January 1760, February 1760 or December 1760 or later"),
            ("{1667,1668,1670..1672}", "1667, 1668 and 1670–1672"),
            ("{1670..1672}", "every one of 1670–1672"),
            ("{1960,1961-12}", "1960 and December 1961"),
            ("{..1984}", "1984 and all earlier"),
            ("[1984]", "1984"),
            ("2004-06~-11", "11 June 2004 (approximate: year, month)"),
            ("2004?-06-11", "11 June 2004 (uncertain: year)"),
            ("?2004-06-~11", "11 June 2004 (uncertain: year; approximate: day)"),
            ("2004-06-~01/2004-06-~20", "1 June 2004 (approximate: day) – 20 June 2004 (approximate: day)"),
            ("~-0500", "about 501 BC"),
            ("156X-12-25", "25 December (the 1560s)"),
            ("15XX-12-25", "25 December (16th century)"),
            ("-196X", "1970–1961 BC"),
            ("1984-1X", "between October and December 1984"),
            ("2004-06-1X", "between 10 and 19 June 2004"),
            ("2004-02-2X", "between 20 and 29 February 2004"),
            ("1X84", "1X84"),
            ("1985-0X-X5", "1985-0X-X5"),
        ],
    );
}

#[test]
fn other_languages() {
    check(
        "de",
        &[
            ("2021-23", "Herbst 2021"),
            ("1985-04-12", "12. April 1985"),
            ("2020-11-12/2020-11-13", "12.–13. November 2020"),
            ("-0971/-0912", "972–913 v. Chr."),
            ("0520~", "etwa 520"),
            ("03XX", "4. Jahrhundert"),
            ("196X", "1960er Jahre"),
            ("2022-06/..", "Juni 2022 oder später"),
            ("[XXXX-11-12,XXXX-11-13]", "12. oder 13. November"),
            ("2024-03-01T06:43:00", "1. März 2024, 06:43"),
            ("Y-137E8", "vor 13,7 Milliarden Jahren"),
            ("2018-36", "4. Quartal 2018"),
        ],
    );
    check(
        "fr",
        &[
            ("2021-23", "automne 2021"),
            ("2021-05-01", "1er mai 2021"),
            ("-0971/-0912", "972–913 av. J.-C."),
            ("0520~", "vers 520"),
            ("03XX", "IVe siècle"),
            ("00XX", "Ier siècle"),
            ("196X", "les années 1960"),
            ("2022-06/..", "juin 2022 ou plus tard"),
            ("[0510..0530]", "entre 510 et 530"),
            ("Y-137E8", "il y a 13,7 milliards d’années"),
        ],
    );
    check(
        "es",
        &[
            ("2021-23", "otoño de 2021"),
            ("2020-11-12/2020-11-13", "12–13 de noviembre de 2020"),
            ("-0971", "972 a. C."),
            ("03XX", "siglo IV"),
            ("../-0699", "antes de 700 a. C."),
            ("1984?", "probablemente 1984"),
            ("Y-137E8", "hace 13.700 millones de años"),
        ],
    );
    check(
        "zh",
        &[
            ("2021-23", "2021年秋季"),
            ("2020-11-12/2020-11-13", "2020年11月12日至13日"),
            ("2020-11-12/2020-12-03", "2020年11月12日至12月3日"),
            ("-0971/-0912", "公元前972至913年"),
            ("03XX", "4世纪"),
            ("0520~", "约520年"),
            ("[XXXX-11-12,XXXX-11-13]", "11月12日或13日"),
            ("2004-06-1X", "2004年6月10日至19日之间"),
            ("2024-03-01T06:43:00", "2024年3月1日06:43"),
            ("Y-137E8", "137亿年前"),
        ],
    );
    check("nl", &[("2021-23", "autumn 2021")]);
}

#[test]
fn ticks_have_words() {
    let english = Wording::of(&Language::default());
    assert_eq!(
        [-699, 1, 2020, -12_000_000_000].map(|year| english.year(year, false)),
        ["700 BC", "AD 1", "2020", "12 billion years ago"]
    );
    assert_eq!(english.year(500, true), "AD 500");
    assert_eq!(english.month(2020, 5), "May 2020");
    assert_eq!(english.day((-43, 3, 15)), "15 March 44 BC");
}

proptest! {
    #[test]
    fn every_date_has_words(text in "[-0-9XYEST?~%/.,:\\[\\]{}]{0,20}", part in "[-]?[0-9X]{4}(-[0-9X]{2}){0,2}[?~%]?") {
        for text in [text, part.clone(), format!("[{part},{part}]"), format!("{{{part}..}}"), format!("{part}/..")] {
            if let Ok(date) = Edtf::new(&text) {
                for language in ["en", "de", "fr", "es", "zh"] {
                    prop_assert!(!words(language, date.as_written()).trim().is_empty());
                }
            }
        }
    }

    #[test]
    fn different_dates_of_one_precision_have_different_words(
        one in (-9999i64..9999, 1u8..13, 1u8..29, 21u8..42, 0u8..24, 0u8..60),
        other in (-9999i64..9999, 1u8..13, 1u8..29, 21u8..42, 0u8..24, 0u8..60),
    ) {
        let forms = |(year, month, day, part, hour, second): (i64, u8, u8, u8, u8, u8)| {
            let sign = if year < 0 { "-" } else { "" };
            let year = format!("{sign}{:04}", year.unsigned_abs());
            [
                year.clone(),
                format!("{year}-{month:02}"),
                format!("{year}-{month:02}-{day:02}"),
                format!("{year}-{part}"),
                format!("{year}/.."),
                format!("[..{year}]"),
                format!("{year}~"),
                format!("{year}/9999-12"),
                format!("{}-{month:02}-{day:02}T{hour:02}:00:{second:02}", year.trim_start_matches('-')),
                format!("Y{sign}{}00000", year.trim_start_matches(['-', '0']).parse::<u64>().unwrap_or(1)),
            ]
        };
        for (one, other) in forms(one).into_iter().zip(forms(other)) {
            for language in ["en", "de", "fr", "es", "zh"] {
                prop_assert_eq!(words(language, &one) == words(language, &other), one == other, "{} {}", one, other);
            }
        }
    }
}
