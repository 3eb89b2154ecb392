//! What files are wrapped in: other programs wrap one table in everything, and it is the same table; what is not read is refused
//! by name.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::dump::{findings, read, rows};

const TABLE: [&str; 2] = ["node a :Person note=\"x\"", "node b :Person note=\"y\""];

/// What Python wraps.
fn packed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new(root.join("target/tools/venv/bin/python"))
        .arg(root.join("tests/row_readers/pack.py"))
        .arg(folder.path())
        .status()
        .expect("tests/run installs Python");
    assert!(status.success());
    folder
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn dossier(folder: &Path, arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn one_table_is_the_same_in_all_wrappers() {
    let folder = packed();
    let all = files(folder.path());
    assert!(all.len() > 25, "{all:?}");
    for path in &all {
        for threads in [1, 2] {
            let reading = read(std::slice::from_ref(path), "", threads);
            assert_eq!(findings(&reading), "", "{}", path.display());
            assert_eq!(rows(&reading.graph), TABLE, "{}", path.display());
            let (name, taken_for) = &reading.understood[0];
            assert!(name.starts_with(&*path.to_string_lossy()), "{name}");
            assert_eq!(taken_for, "nodes (CSV): id=id, type=type; 1 property");
        }
        let name = path.file_name().unwrap().to_string_lossy();
        let (code, out, err) = dossier(folder.path(), &["check", "-"], &fs::read(path).unwrap());
        if name.ends_with(".zip") {
            assert_eq!(code, 3, "{name}: {err}");
            assert!(out.contains("a zip archive, which cannot be read from a pipe"), "{name}: {out}");
            assert!(out.contains("unzip -p"), "{name}: {out}");
        } else {
            assert_eq!((code, &*out), (0, "2 nodes, 0 edges\n"), "{name}: {err}");
        }
    }
    let reading = read(&[folder.path().join("deflate.zip")], "", 1);
    assert!(reading.understood[0].0.ends_with("deflate.zip: nodes.csv"), "{:?}", reading.understood);
}

#[test]
fn what_is_wrong_inside_has_its_line_there() {
    let folder = packed();
    for name in ["deflate.zip", "t.tar.gz", "one.csv.xz", "one.csv.bz2", "pax.tar"] {
        let twice = [folder.path().join(name), folder.path().join(name)];
        let reading = read(&twice, "", 1);
        assert_eq!(reading.repairs.repeated, 2, "{name}");
        let other = folder.path().join("other.csv");
        fs::write(&other, "id,type,note\na,Person,z\n").unwrap();
        let found = findings(&read(&[other, twice[0].clone()], "", 1));
        assert!(
            found.contains(&format!("{name}: nodes.csv:2:1")) || found.contains(&format!("{name}:2:1")),
            "{found}"
        );
        assert!(found.contains("a,Person,x"), "{name}: {found}");
    }
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    let folder = packed();
    let refused = folder.path().join("refused");
    let python_damages = |name: &str, to: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(folder.path().join(name)).unwrap();
        change(&mut bytes);
        fs::write(refused.join(to), bytes).unwrap();
    };
    let replace = |bytes: &mut Vec<u8>, from: &[u8], to: &[u8]| {
        let at: Vec<usize> =
            (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
        assert!(!at.is_empty());
        for at in at {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    };
    // The first bit of the flags, in both headers of every file.
    python_damages("deflate.zip", "encrypted.zip", &|bytes| {
        for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let at: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(magic)).collect();
            at.iter().for_each(|at| bytes[at + flags] |= 1);
        }
    });
    python_damages("stored.zip", "crc.zip", &|bytes| replace(bytes, b"a,Person,x", b"a,Person,q"));
    python_damages("deflate.zip", "cut.zip", &|bytes| bytes.truncate(bytes.len() / 2));
    python_damages("one.csv.bz2", "cut.csv.bz2", &|bytes| bytes.truncate(bytes.len() - 8));
    python_damages("one.csv.xz", "cut.csv.xz", &|bytes| bytes.truncate(bytes.len() - 8));
    python_damages("one.csv.bz2", "crc.csv.bz2", &|bytes| bytes[10] ^= 0x55);
    python_damages("one.csv.xz", "crc.csv.xz", &|bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
    });
    python_damages("ustar.tar", "cut.tar", &|bytes| {
        let at = (0..bytes.len()).rfind(|at| bytes[*at..].starts_with(b"id,type")).unwrap();
        bytes.truncate(at + 20);
    });
    python_damages("t.tar.gz", "cut.tar.gz", &|bytes| bytes.truncate(bytes.len() - 30));
    let wanted = [
        ("several.zip", "an archive with several files: `nodes.csv`, `edges.csv`, `c.csv` and more"),
        ("several.tar.gz", "an archive with several files: `nodes.csv`, `edges.csv`, `c.csv` and more"),
        ("several-large.tar.gz", "an archive with several files: `nodes.csv`, `edges.csv`, `c.csv` and more"),
        ("empty.zip", "an archive without a file"),
        ("empty.tar", "an archive without a file"),
        ("lzma.zip", "a zip archive compressed with LZMA"),
        ("encrypted.zip", "an encrypted zip archive"),
        ("three.zip", "an archive in an archive"),
        ("three.tar.gz", "an archive in an archive"),
        ("book.xlsx", "an Excel workbook"),
        ("text.docx", "a Word document"),
        ("sheet.ods", "an OpenDocument spreadsheet"),
        ("places.kmz", "KMZ"),
        ("session.cys", "a session of Cytoscape"),
        ("project.gephi", "a project of Gephi"),
        ("bomb.zip", "more than 1000 times its compressed size"),
        ("bomb.csv.bz2", "more than 1000 times its compressed size"),
        ("bomb.csv.xz", "more than 1000 times its compressed size"),
        ("bomb.csv.gz.gz", "more than 1000 times its compressed size"),
        ("window.csv.xz", "xz dictionary is larger than 128 MiB"),
        ("crc.zip", "checksum (CRC-32)"),
        ("cut.zip", "damaged or truncated"),
        ("cut.csv.bz2", "truncated"),
        ("cut.csv.xz", "truncated"),
        ("crc.csv.bz2", ""),
        ("crc.csv.xz", ""),
        ("cut.tar", "truncated"),
        ("cut.tar.gz", "truncated"),
    ];
    let names = files(&refused);
    for path in &names {
        let name = path.file_name().unwrap().to_string_lossy();
        let words = wanted.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name}")).1;
        if !name.starts_with("bomb") {
            let found = findings(&read(std::slice::from_ref(path), "", 2));
            assert!(found.contains("error") && found.contains(words), "{name}: {found}");
        }
        let (code, out, err) = dossier(&refused, &["check", &name], b"");
        assert!([1, 3].contains(&code), "{name}: {out}{err}");
        assert!(out.contains(words) && out.contains(&*name), "{name}: {out}");
    }
    assert_eq!(names.len(), wanted.len());
}

#[test]
fn a_dossier_may_be_in_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let demo = root.join("tests/suites/good/ceasefire");
    for entry in demo.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let to = if name.ends_with(".yaml") { "d.yaml" } else { &*name };
        fs::copy(&path, folder.path().join(to)).unwrap();
    }
    let (_, wanted, _) = dossier(folder.path(), &["check", "d.yaml"], b"");
    assert!(wanted.contains("1 dossier checked"), "{wanted}");
    let script = "import tarfile,zipfile,lzma,bz2;d=open('d.yaml','rb').read();open('d.yaml.xz','wb').write(lzma.compress(d));\
                  open('d.yaml.bz2','wb').write(bz2.compress(d));zipfile.ZipFile('d.zip','w').write('d.yaml');\
                  t=tarfile.open('d.tar.gz','w:gz');t.add('d.yaml');t.close()";
    let python = root.join("target/tools/venv/bin/python");
    let status = Command::new(python).args(["-c", script]).current_dir(folder.path()).status().unwrap();
    assert!(status.success());
    for name in ["d.yaml.xz", "d.yaml.bz2", "d.zip", "d.tar.gz"] {
        let (code, out, err) = dossier(folder.path(), &["check", name], b"");
        assert_eq!((code, out.lines().last()), (0, wanted.lines().last()), "{name}: {out}{err}");
    }
}

/// Whatever comes after the beginning of a wrapper, nothing panics, and it is an error or a table.
#[test]
fn damaged_wrappers_end_in_words() {
    let folder = packed();
    let names = [
        "deflate.zip",
        "zip64.zip",
        "descriptor.zip",
        "t.tar.gz",
        "pax-long.tar",
        "gnu-long.tar",
        "one.csv.xz",
        "one.csv.bz2",
    ];
    let path = folder.path().join("damaged");
    let mut seed = 7u64;
    for name in names {
        let whole = fs::read(folder.path().join(name)).unwrap();
        for _ in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..3 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % bytes.len();
                bytes[at] = (seed >> 20) as u8;
            }
            fs::write(&path, &bytes).unwrap();
            let reading = read(std::slice::from_ref(&path), "", 1);
            let is_whole = rows(&reading.graph) == TABLE;
            assert!(is_whole || !findings(&reading).is_empty() || name.ends_with(".tar"), "{name}");
        }
    }
}
