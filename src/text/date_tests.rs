//! EDTF, level by level, and what it refuses.

use proptest::prelude::*;

use super::super::hard_text::hard_text;
use super::*;

fn bounds(written: &str) -> (Option<Day>, Option<Day>) {
    let date = Edtf::new(written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(date.to_string(), written);
    (date.bounds().earliest, date.bounds().latest)
}

fn days(earliest: Day, latest: Day) -> (Option<Day>, Option<Day>) {
    (Some(earliest), Some(latest))
}

#[test]
fn every_level_is_read() {
    for written in [
        "1985-04-12",
        "1985-04",
        "1985",
        "1985-04-12T23:20:30",
        "1985-04-12T23:20:30Z",
        "1985-04-12T23:20:30-04",
        "1985-04-12T23:20:30+04:30",
        "1964/2008",
        "2004-06/2006-08",
        "2004-02-01/2005-02",
        "Y170000002",
        "Y-170000002",
        "2001-21",
        "1984?",
        "2004-06~",
        "2004-06-11%",
        "201X",
        "20XX",
        "2004-XX",
        "1985-04-XX",
        "1985-XX-XX",
        "1985-04-12/..",
        "1985-04/..",
        "../1985-04-12",
        "1985-04-12/",
        "/1985",
        "1984~/2004-06",
        "-1985",
        "Y-17E7",
        "1950S2",
        "Y171010000S3",
        "Y3388E2S3",
        "2001-34",
        "[1667,1668,1670..1672]",
        "[..1760-12-03]",
        "[1760-12..]",
        "[1760-01,1760-02,1760-12..]",
        "{1667,1668,1670..1672}",
        "{1960,1961-12}",
        "{..1984}",
        "2004-06~-11",
        "2004?-06-11",
        "?2004-06-~11",
        "2004-?06-11",
        "2004-%06-11",
        "156X-12-25",
        "15XX-12-25",
        "XXXX-12-XX",
        "1XXX-XX",
        "1XXX-12",
        "1984-1X",
        "2004-06-~01/2004-06-~20",
        "2004-06-XX/2004-07-03",
        "0000",
        "-0001-12-31",
        "Y17E8",
        "~-0500",
        "2019-05-10T24:00:00Z",
        "2020-02-29",
        "XXXX-02-29",
        "2018-36~",
        "2021-23",
        "2019-03-03/2019-03-04",
        "XXXX-05-10",
        "1985-0X-X5",
        "Y12345?",
        "1560~/1580?",
    ] {
        bounds(written);
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (written, part, words) in [
        ("", 0..0, "missing"),
        ("2019-02-30", 8..10, "2019-02 has no day 30"),
        ("2019-02-29", 8..10, "no day 29"),
        ("2019-04-3X", 8..10, ""),
        ("2019-02-3X", 8..10, "2019-02 has no day 3X"),
        ("19X3-02-29", 8..10, "no day 29"),
        ("2019-13", 5..7, "01 to 12"),
        ("2019-00", 5..7, "01 to 12"),
        ("2019-5-10", 5..6, "05"),
        ("2019-05-1", 8..9, "01"),
        ("2019-05-00", 8..10, "no day 00"),
        ("2019-21-10", 8..10, "season"),
        ("2019-05-10-11", 11..13, "at most"),
        ("2019-", 5..5, "month is missing"),
        ("20190510", 0..8, "2019-05-10"),
        ("12019", 0..5, "Y12019"),
        ("201", 0..3, "201X"),
        ("19uu", 0..4, "19XX"),
        ("2004-06-uu", 8..10, "XX"),
        ("-0000", 0..5, "a sign"),
        ("2004??", 5..6, "one mark"),
        ("2004-06?~", 8..9, "one mark"),
        ("May 10", 3..4, "YYYY"),
        ("2019–2020", 4..7, "hyphen"),
        ("٢٠١٩", 0..2, "use 2"),
        ("2019/05/10", 7..8, "hyphens"),
        ("2020/2019", 5..9, "before it begins"),
        ("2019-05-10/2019-02-30", 19..21, "no day 30"),
        ("../..", 0..5, "needs a date"),
        ("/", 0..1, "needs a date"),
        ("Y1985", 1..5, "more than four"),
        ("Y017000", 1..7, "zeros"),
        ("Y17E99", 1..6, "out of range"),
        ("Yx", 1..2, "Y170000002"),
        ("1950S5", 0..6, "1 to 4"),
        ("1950S0", 0..6, "1 to 4"),
        ("1950S2-05", 7..9, "have a month"),
        ("[1667", 5..5, "not closed"),
        ("[1667}", 6..6, "not closed"),
        ("[]", 1..1, "missing"),
        ("[1667, 1668]", 6..7, "without ' '"),
        ("[1667,..1668]", 6..8, "open start"),
        ("[1667..,1668]", 1..7, "open end"),
        ("[1670..1667]", 7..11, "before"),
        ("[1667,1668-13]", 11..13, "01 to 12"),
        ("2019-05-10T25:00:00", 11..19, "hh:mm:ss"),
        ("2019-05-10T10:00", 11..16, "hh:mm:ss"),
        ("2019-05T10:00:00", 0..7, "complete date"),
        ("2019-05-1XT10:00:00", 0..10, "complete date"),
        ("2019-05-10T10:00:00+15:00", 19..25, "zone"),
        ("2019-05-10T10:00:00 Z", 19..20, "without"),
    ] {
        if words.is_empty() {
            bounds(written);
            continue;
        }
        let error = Edtf::new(written).unwrap_err();
        assert_eq!(error.part, part, "{written}: {error}");
        assert!(error.reason.contains(words), "{written}: {error}");
    }
}

#[test]
fn bounds_are_the_widest_that_the_date_allows() {
    assert_eq!(bounds("2019-05-10"), days((2019, 5, 10), (2019, 5, 10)));
    assert_eq!(bounds("2020-02"), days((2020, 2, 1), (2020, 2, 29)));
    assert_eq!(bounds("201X?"), days((2010, 1, 1), (2019, 12, 31)));
    assert_eq!(bounds("-01XX"), days((-199, 1, 1), (-100, 12, 31)));
    assert_eq!(bounds("2018-36~"), days((2018, 10, 1), (2018, 12, 31)));
    assert_eq!(bounds("1984-1X"), days((1984, 10, 1), (1984, 12, 31)));
    assert_eq!(bounds("1950S2"), days((1900, 1, 1), (1999, 12, 31)));
    assert_eq!(bounds("Y-17E7"), days((-170_000_000, 1, 1), (-170_000_000, 12, 31)));
    assert_eq!(bounds("Y3388E2S3"), days((338_000, 1, 1), (338_999, 12, 31)));
    let unbounded =
        ["XXXX-05-10", "-XXXX", "?XXXX-12", "XX19", "{2018,XXXX-02}", "XXXX-01/..", "XXXX-10-01/XXXX-10-05"];
    assert!(unbounded.into_iter().all(|written| bounds(written) == (None, None)));
    assert_eq!(bounds("2019-03-03/XXXX-03-05"), (Some((2019, 3, 3)), None));
    assert_eq!(bounds("2019-03-03/.."), (Some((2019, 3, 3)), None));
    assert_eq!(bounds("/2019"), (None, Some((2019, 12, 31))));
    assert_eq!(bounds("[1667,1660..1662]"), days((1660, 1, 1), (1667, 12, 31)));
    assert_eq!(bounds("[..1760-12-03,1800]"), (None, Some((1800, 12, 31))));
    assert_eq!(bounds("{1760-12..}"), (Some((1760, 12, 1)), None));
    assert_eq!(bounds("2019-05-10T23:00:00-04"), days((2019, 5, 10), (2019, 5, 10)));
}

proptest! {
    #[test]
    fn no_string_is_too_odd(text in "\\PC{0,12}|[-0-9XYESTZ?~%/.,:+\\[\\]{}]{0,16}", hard in hard_text()) {
        for text in [text, hard] {
            match Edtf::new(&text) {
                Ok(date) => {
                    let both = date.bounds().earliest.zip(date.bounds().latest);
                    prop_assert!(both.is_none_or(|(earliest, latest)| earliest <= latest));
                }
                Err(error) => prop_assert!(text.get(error.part).is_some()),
            }
        }
    }

    #[test]
    fn each_day_of_the_calendar_is_its_own_bounds(year in 0i64..10_000, month in 1u8..13, day in 1u8..32) {
        let written = format!("{year:04}-{month:02}-{day:02}");
        match Edtf::new(&written) {
            Ok(date) => prop_assert_eq!(date.bounds(), Bounds::from(((year, month, day), (year, month, day)))),
            Err(_) => prop_assert!(day > super::super::calendar::month_length(year, month)),
        }
    }

    #[test]
    fn hiding_a_digit_only_widens(year in 0i64..10_000, month in 1u8..13, day in 1u8..29, hide in proptest::sample::subsequence(vec![0usize, 1, 2, 3, 5, 6, 8, 9], 0..8)) {
        let mut written = format!("{year:04}-{month:02}-{day:02}");
        for at in hide {
            written.replace_range(at..at + 1, "X");
        }
        let bounds = Edtf::new(&written).unwrap().bounds();
        let own = Some((year, month, day));
        prop_assert!(bounds.earliest <= own && (bounds.latest.is_none() || own <= bounds.latest));
    }
}
