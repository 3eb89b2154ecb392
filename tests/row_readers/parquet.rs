//! Parquet as other programs write it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::dump::{findings, read, rows};

fn written() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new(root.join("target/tools/venv/bin/python"))
        .arg(root.join("tests/row_readers/parquet.py"))
        .arg(folder.path())
        .status()
        .expect("tests/run installs Python");
    assert!(status.success());
    folder
}

fn one(path: PathBuf) -> (Vec<String>, String) {
    let reading = read(&[path], "", 2);
    (rows(&reading.graph), findings(&reading))
}

#[test]
fn values_keep_their_types() {
    let folder = written();
    let (rows, found) = one(folder.path().join("nodes.parquet"));
    assert_eq!(found, "");
    let [first, second] = rows.as_slice() else { panic!("{rows:?}") };
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    for wanted in [
        "node a :Person :Author ".to_owned(),
        " int8=-1".to_owned(),
        " uint64=18446744073709551615".to_owned(),
        " single=1.5".to_owned(),
        " double=0.1".to_owned(),
        " boolean=true".to_owned(),
        " text=\"x\\n\\\"y\\\"\"".to_owned(),
        format!(" date=\"1815-12-10\"^^{xsd}date"),
        format!(" utc=\"2019-05-10T10:00:00.5Z\"^^{xsd}dateTime"),
        format!(" local=\"2019-05-10T10:00:00.5\"^^{xsd}dateTime"),
        format!(" nanos=\"2019-05-10T10:00:00.500000001\"^^{xsd}dateTime"),
        format!(" time=\"10:00:00.000005\"^^{xsd}time"),
        " small=-1.50".to_owned(),
        " large=12345678901234567890123456789012345678901234567890".to_owned(),
        " list=[\"a\" \"b;c\"]".to_owned(),
        " numbers=[1 2]".to_owned(),
        " nested=json([[1],[2,3]])".to_owned(),
        " struct=json({\"x\":1,\"y\":[\"\\\"z\\\"\"]})".to_owned(),
        " map=json({\"k\":1})".to_owned(),
        format!(" bytes=\"/wA=\"^^{xsd}base64Binary"),
        " uuid=\"12345678-1234-5678-1234-567812345678\"".to_owned(),
    ] {
        assert!(first.contains(&wanted), "{wanted} is not in {first}");
    }
    for wanted in [
        "node b :Place ".to_owned(),
        format!(" single=\"NaN\"^^{xsd}double"),
        format!(" double=\"-INF\"^^{xsd}double"),
        " text=\"\"".to_owned(),
        format!(" date=\"0001-01-01\"^^{xsd}date"),
        " small=0.05".to_owned(),
        " bytes=\"text\"".to_owned(),
    ] {
        assert!(second.contains(&wanted), "{wanted} is not in {second}");
    }
    assert!(!second.contains("int8="), "{second}");
}

#[test]
fn compression_inside_is_read_or_named() {
    let folder = written();
    for name in ["none", "snappy", "gzip", "zstd", "lz4", "old"] {
        let (rows, found) = one(folder.path().join(format!("edges-{name}.parquet")));
        assert_eq!(found, "", "{name}");
        assert_eq!(rows.iter().filter(|row| row.starts_with("edge")).count(), 2, "{name}");
        assert!(rows.contains(&"edge a -> b :knows since=1999".to_owned()), "{name}: {rows:?}");
    }
    let (_, found) = one(folder.path().join("brotli.parquet"));
    assert!(found.to_lowercase().contains("brotli"), "{found}");
    let (rows, found) = one(folder.path().join("duck.parquet"));
    assert!(found.contains("D0804") && found.contains("the column `d` was ignored"), "{found}");
    assert!(
        rows.iter().any(|row| row.contains("huge=1") && row.contains("2020-01-01T00:00:00Z")),
        "{rows:?}"
    );
    let (_, found) = one(folder.path().join("neither.parquet"));
    assert!(found.contains("its columns are: x, y") && found.contains("needs a column `id`"), "{found}");
}

#[test]
fn groups_of_rows_are_in_order_on_any_number_of_threads() {
    let folder = written();
    let path = folder.path().join("many.parquet");
    let wanted: Vec<String> = (0..30_000).map(|row| format!("node n{row} row={row}")).collect();
    for threads in [1, 2, 5] {
        let reading = read(std::slice::from_ref(&path), "", threads);
        assert_eq!(findings(&reading), "");
        assert!(rows(&reading.graph) == wanted, "{threads}");
    }
    // A row counts as a line.
    let other = folder.path().join("other.csv");
    fs::write(&other, "id,row\nn20000,7\n").unwrap();
    let found = findings(&read(&[other, path], "", 2));
    assert!(found.contains("many.parquet:20001") && found.contains("duplicate node `n20000`"), "{found}");
}

/// Whatever bytes change, it is an error or a graph.
#[test]
fn damaged_parquet_ends_in_words() {
    let folder = written();
    let path = folder.path().join("damaged.parquet");
    let mut seed = 11u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for name in ["nodes", "edges-zstd", "edges-old", "duck"] {
        let whole = fs::read(folder.path().join(format!("{name}.parquet"))).unwrap();
        for round in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..1 + next(3) {
                // Most of it is what describes the rest.
                let at =
                    if round % 2 == 0 { next(bytes.len()) } else { bytes.len() - 1 - next(bytes.len() / 2) };
                bytes[at] = next(256) as u8;
            }
            fs::write(&path, &bytes).unwrap();
            let _ = findings(&read(std::slice::from_ref(&path), "parquet", 1));
        }
        fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        assert!(one(path.clone()).1.contains("truncated"), "{name}");
    }
    for text in ["", "PAR1", "PAR1PAR1", "PAR1\u{1}\0\0\0PAR1", "PAR1\u{1}\0\0\u{7f}PAR1"] {
        fs::write(&path, text).unwrap();
        let found = findings(&read(std::slice::from_ref(&path), "parquet", 1));
        assert!(found.contains("error"), "{text:?}: {found}");
    }
}

/// The metadata of a file whose schema has so many levels (Thrift's compact protocol).
fn nested(levels: usize) -> Vec<u8> {
    // The version; then the elements of the schema: a repetition, a name and one child each.
    let mut metadata = vec![0x15, 2, 0x19, 0xFC];
    let mut count = levels + 1;
    while count > 0x7F {
        metadata.push(count as u8 | 0x80);
        count >>= 7;
    }
    metadata.push(count as u8);
    (0..levels).for_each(|_| metadata.extend([0x35, 0, 0x18, 1, b'a', 0x15, 2, 0]));
    metadata.extend([0x15, 2, 0x25, 0, 0x18, 1, b'a', 0]);
    metadata.extend([0x16, 0, 0x19, 0x0C, 0]);
    let length = (metadata.len() as u32).to_le_bytes();
    [b"PAR1", metadata.as_slice(), &length, b"PAR1"].concat()
}

#[test]
fn deep_schemas_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.parquet");
    for levels in [100, 1_000_000] {
        fs::write(&path, nested(levels)).unwrap();
        let found = one(path.clone()).1;
        assert!(found.contains("its schema is deeper than 32 levels"), "{found}");
    }
    fs::write(&path, nested(3)).unwrap();
    assert!(one(path).1.contains("no column of this table"));
}
