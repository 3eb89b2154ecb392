//! Files that are not UTF-8: named, and read where somebody says what they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::dump::{findings, read, rows};
use dossier::read::Encoding;
use dossier::read::rows::{RowOptions, RowReading, read_rows};

const NODE: &str = "node a note=\"Müller – “Straße”\"";
const TABLE: &str = "id,note\na,Müller – “Straße”\n";

fn with(path: &Path, encoding: &str) -> RowReading {
    let options = RowOptions::default().with_encoding(Some(Encoding::named(encoding).unwrap()));
    read_rows(&[path.to_owned()], &options).unwrap()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn wide(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn very_wide(text: &str, unit: impl Fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|character| unit(u32::from(character))).collect()
}

/// A table in encodings: how each is called, and whether it is so for sure that nothing of the file is read.
fn tables() -> Vec<(&'static str, Vec<u8>)> {
    let marked = format!("\u{FEFF}{TABLE}");
    vec![
        ("utf-16le", wide(TABLE, u16::to_le_bytes)),
        ("utf-16be", wide(TABLE, u16::to_be_bytes)),
        ("utf-16le", wide(&marked, u16::to_le_bytes)),
        ("utf-16be", wide(&marked, u16::to_be_bytes)),
        ("utf-32le", very_wide(TABLE, u32::to_le_bytes)),
        ("utf-32be", very_wide(TABLE, u32::to_be_bytes)),
        ("utf-32le", very_wide(&marked, u32::to_le_bytes)),
        ("utf-32be", very_wide(&marked, u32::to_be_bytes)),
    ]
}

#[test]
fn wide_encodings_are_named_and_read_if_somebody_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for (at, (encoding, bytes)) in tables().into_iter().enumerate() {
        let path = write(folder.path(), &format!("{at}.csv"), &bytes);
        let reading = read(std::slice::from_ref(&path), "", 1);
        let found = findings(&reading);
        assert_eq!(rows(&reading.graph), [""; 0], "{encoding}");
        assert!(found.contains(&format!("it is {encoding}, not UTF-8")), "{found}");
        assert!(found.contains(&format!("--encoding {encoding}")), "{found}");
        let reading = with(&path, encoding);
        assert_eq!(findings(&reading), "", "{encoding}");
        assert_eq!(rows(&reading.graph), [NODE], "{encoding}");
        assert!(reading.understood[0].1.ends_with(&format!("; in {encoding}")), "{:?}", reading.understood);
        // A mark says it better than the user.
        if at % 4 > 1 {
            assert_eq!(rows(&with(&path, &encoding[..6]).graph), [NODE], "{encoding}");
        }
    }
}

#[test]
fn other_encodings_are_guessed_and_read_if_somebody_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let russian = "id,note\na,Съешь же ещё этих мягких французских булок\nb,да выпей чаю\n";
    let chinese = "id,note\na,他们在学校里学习中文和数学\nb,今天天气很好我们去公园\n";
    let japanese = "id,note\na,これは日本語の文章です。ひらがなとカタカナ\nb,東京都に住んでいます\n";
    for (encoding, text) in [
        ("windows-1252", TABLE),
        ("windows-1251", russian),
        ("koi8-r", russian),
        ("gbk", chinese),
        ("big5", "id,note\na,他們在學校裡學習中文和數學\nb,今天天氣很好我們去公園\n"),
        ("shift_jis", japanese),
        ("euc-jp", japanese),
    ] {
        let web = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap();
        let path = write(folder.path(), &format!("{encoding}.csv"), &web.encode(text).0);
        let found = findings(&read(std::slice::from_ref(&path), "", 1));
        let label = if encoding == "koi8-r" { "koi8-u" } else { encoding };
        assert!(found.contains(&format!("looks like {label}")), "{encoding}: {found}");
        assert!(
            found.contains(&format!("--encoding {label}")) && found.contains(":2:"),
            "{encoding}: {found}"
        );
        let reading = with(&path, encoding);
        assert_eq!(findings(&reading), "", "{encoding}");
        let utf8 = write(folder.path(), "utf8.csv", text.as_bytes());
        let wanted = rows(&read(&[utf8], "", 1).graph);
        assert_eq!(rows(&reading.graph), wanted, "{encoding}");
    }
}

#[test]
fn every_kind_of_format_says_it() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.jsonl", "{\"id\":\"a\",\"n\":\"Müller\"}\n"),
        ("a.nt", "<http://e.org/a> <http://e.org/n> \"Müller\" .\n"),
        ("a.ttl", "@prefix e: <http://e.org/> .\ne:a e:n \"Müller\" .\n"),
        (
            "a.rdf",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e.org/\">\n\
          <rdf:Description rdf:about=\"http://e.org/a\"><e:n>Müller</e:n></rdf:Description></rdf:RDF>",
        ),
        (
            "a.graphml",
            "<graphml><key id=\"n\" attr.name=\"n\"/><graph edgedefault=\"directed\">\n<node id=\"a\"><data key=\"n\">Müller</data></node></graph></graphml>",
        ),
        (
            "a.jsonld",
            "{\"@context\": {\"@vocab\": \"http://e.org/\"},\n\"@id\": \"http://e.org/a\", \"n\": \"Müller\"}",
        ),
    ] {
        let path = write(folder.path(), name, &encoding_rs::WINDOWS_1252.encode(text).0);
        let found = findings(&read(std::slice::from_ref(&path), "", 1));
        assert!(found.contains("windows-125") && found.contains("--encoding windows-125"), "{name}: {found}");
        let line = text[..text.find("ü").unwrap()].matches('\n').count() + 1;
        assert!(found.contains(&format!("{name}:{line}")), "{name}: {found}");
        let reading = with(&path, "latin1");
        assert_eq!(findings(&reading), "", "{name}");
        assert_eq!(rows(&reading.graph).len(), 1, "{name}");
        assert!(rows(&reading.graph)[0].contains("Müller"), "{name}: {:?}", rows(&reading.graph));
        // A file that is UTF-8 is read as such.
        let path = write(folder.path(), &format!("utf8-{name}"), text.as_bytes());
        let reading = with(&path, "latin1");
        assert!(rows(&reading.graph)[0].contains("Müller"), "{name}: {:?}", rows(&reading.graph));
        assert!(reading.understood[0].1.ends_with("; in utf-8"), "{:?}", reading.understood);
    }
}

#[test]
fn xml_is_read_in_the_encoding_that_it_declares() {
    let folder = tempfile::tempdir().unwrap();
    let document = |label: &str| {
        format!(
            "<?xml version=\"1.0\" encoding='{label}'?>\n<graphml><key id=\"n\" attr.name=\"n\"/><graph edgedefault=\"directed\">\
             <node id=\"a\"><data key=\"n\">Müller</data></node></graph></graphml>"
        )
    };
    for label in ["ISO-8859-1", "windows-1252", "ISO-8859-15"] {
        let path = write(folder.path(), "a.graphml", &encoding_rs::WINDOWS_1252.encode(&document(label)).0);
        let reading = read(std::slice::from_ref(&path), "", 1);
        assert_eq!(findings(&reading), "", "{label}");
        assert_eq!(rows(&reading.graph), ["node a n=\"Müller\""], "{label}");
        assert!(reading.understood[0].1.contains("; in "), "{:?}", reading.understood);
        // Declared, but not so.
        let path = write(folder.path(), "b.graphml", document(label).as_bytes());
        assert_eq!(rows(&read(&[path], "", 1).graph), ["node a n=\"Müller\""], "{label}");
    }
    let path = write(folder.path(), "c.graphml", document("klingon").as_bytes());
    let found = findings(&read(&[path], "", 1));
    assert!(found.contains("declares the encoding `klingon`, which is not known"), "{found}");
    let utf16 = wide(&format!("\u{FEFF}{}", document("UTF-16")), u16::to_le_bytes);
    let path = write(folder.path(), "d.graphml", &utf16);
    assert!(findings(&read(std::slice::from_ref(&path), "", 1)).contains("it is utf-16le, not UTF-8"));
    assert_eq!(rows(&with(&path, "utf-16").graph), ["node a n=\"Müller\""]);
}

#[test]
fn bytes_that_the_encoding_does_not_have_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = b"id,note\n".to_vec();
    (0..5000).for_each(|row| bytes.extend(format!("n{row},plain\n").bytes()));
    bytes.extend(b"x,\x81\xFF\ny,z\n");
    let path = write(folder.path(), "a.csv", &bytes);
    let reading = with(&path, "shift_jis");
    let found = findings(&reading);
    assert!(found.contains("a.csv:5002") && found.contains("these bytes are not shift_jis"), "{found}");
    assert!(found.contains("choose another encoding with --encoding"), "{found}");
    let path = write(folder.path(), "b.csv", b"i\0\0\0d\0\0\0\n\0\0\0a\0\0\0\n\0\0\0\0\0\x11\0");
    let found = findings(&with(&path, "utf-32le"));
    assert!(found.contains("these bytes are not utf-32le"), "{found}");
    // A text that ends in the middle of a character.
    let path = write(folder.path(), "c.csv", b"i\0d\0\n\0a\0\n\0b");
    assert!(findings(&with(&path, "utf-16le")).contains("these bytes are not utf-16le"));
}

#[test]
fn lines_are_shown_decoded() {
    let folder = tempfile::tempdir().unwrap();
    let text = "id,note\na,Müller\nb,\"Größe\" x\n";
    let path = write(folder.path(), "a.csv", &wide(text, u16::to_le_bytes));
    let found = findings(&with(&path, "utf-16le"));
    assert!(found.contains("a.csv:3:10") && found.contains("b,\"Größe\" x"), "{found}");
    let path = write(folder.path(), "b.csv", &wide("id,note\na,Müller\na,Größe\n", u16::to_le_bytes));
    let found = findings(&with(&path, "utf-16le"));
    assert!(found.contains("b.csv:3:1") && found.contains("a,Größe"), "{found}");
}

/// A character may be cut by the pieces in which a file is read.
#[test]
fn long_files_are_decoded_piece_by_piece() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "id,note\n".to_owned();
    (0..30_000).for_each(|row| text.push_str(&format!("n{row},😀é中\n")));
    let utf8 = write(folder.path(), "utf8.csv", text.as_bytes());
    let wanted = rows(&read(&[utf8], "", 2).graph);
    for (encoding, bytes) in [
        ("utf-16le", wide(&text, u16::to_le_bytes)),
        ("utf-32be", very_wide(&text, u32::to_be_bytes)),
        ("gb18030", encoding_rs::GB18030.encode(&text).0.into_owned()),
    ] {
        let path = write(folder.path(), "a.csv", &bytes);
        let reading = with(&path, encoding);
        assert_eq!(findings(&reading), "", "{encoding}");
        assert_eq!(rows(&reading.graph), wanted, "{encoding}");
    }
    // The same of UTF-8 that is not read by lines.
    let mut turtle = "@prefix e: <http://e.org/> .\n".to_owned();
    (0..20_000).for_each(|row| turtle.push_str(&format!("e:n{row} e:n \"😀é中\" .\n")));
    let path = write(folder.path(), "a.ttl", turtle.as_bytes());
    let reading = read(&[path], "", 1);
    assert_eq!(findings(&reading), "");
    assert_eq!(reading.graph.node_count(), 20_000);
}
