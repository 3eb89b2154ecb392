//! Files made to eat the machine: the program keeps to `--memory`, whatever it reads, and says what is too much.
//!
//! Every case is the real program in four gigabytes of address space, so that one that fails cannot take the machine
//! with it; its peak of resident memory is what the system counted.
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// The memory that the program may use, and the most that it may take with all that is not counted, in kB.
const MEMORY: &str = "200MB";
const MOST: u64 = 300_000;
/// The address space, in kB.
const SPACE: u64 = 4_000_000;

/// What became of a run.
struct Run {
    code: i32,
    peak: u64,
    out: String,
    err: String,
}

/// Runs the program; `feed` writes what it reads on standard input, for as long as it reads.
fn run(
    folder: &Path,
    space: u64,
    arguments: &[&str],
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Run {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/tools/venv/bin/python");
    let mut command = Command::new(&python);
    command.arg(root.join("tests/memory/measure.py")).arg(space.to_string());
    command.arg(env!("CARGO_BIN_EXE_dossier")).args(arguments).current_dir(folder);
    let out = folder.join(".out");
    command.stdin(Stdio::piped()).stdout(File::create(&out).unwrap()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| {
        panic!("{}: {error}; tests/setup installs what this test needs", python.display())
    });
    // Whoever has read enough closes the pipe.
    let _ = feed(&mut child.stdin.take().unwrap());
    let output = child.wait_with_output().unwrap();
    let out = fs::read_to_string(out).unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = out.lines().last().unwrap_or("").split_once(' ');
    let (code, peak) = last.unwrap_or_else(|| panic!("no measurement: {out}{err}"));
    Run { code: code.parse().unwrap(), peak: peak.parse().unwrap(), out, err }
}

impl Run {
    /// Fails unless the run ended in order, in its memory, with one of these codes and with these words.
    fn expect(&self, name: &str, codes: &[i32], words: &str) {
        let said = format!("{name}: {} in {} kB: {}{}", self.code, self.peak, self.out, self.err);
        let said: String = said.chars().take(2000).collect();
        assert!(codes.contains(&self.code), "{said}");
        assert!(self.peak <= MOST, "{said}");
        assert!(self.out.contains(words) || self.err.contains(words), "{said}");
    }
}

/// A text that goes on and on: a beginning, and pieces by their numbers.
struct Endless {
    name: &'static str,
    from: &'static str,
    start: &'static str,
    piece: fn(usize) -> String,
    words: &'static str,
}

impl Endless {
    /// Writes so many bytes.
    fn write(&self, out: &mut dyn Write, bytes: usize) -> io::Result<()> {
        let (mut written, mut number) = (self.start.len(), 0);
        out.write_all(self.start.as_bytes())?;
        let mut block = Vec::new();
        while written < bytes {
            block.clear();
            while block.len() < 1 << 16 {
                block.extend_from_slice((self.piece)(number).as_bytes());
                number += 1;
            }
            out.write_all(&block)?;
            written += block.len();
        }
        Ok(())
    }

    /// What is checked: a file, or standard input.
    fn arguments<'a>(&'a self, path: &'a str) -> Vec<&'a str> {
        let mut arguments = vec!["check", path, "--memory", MEMORY];
        if !self.from.is_empty() {
            arguments.extend(["--from", self.from]);
        }
        arguments
    }
}

const TOO_LITTLE: &str = "this needs more memory than the limit of 200.0 MB";
const RECORD: &str = "a record is longer than 25000000 bytes";
const RDF: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='urn:x#'><rdf:Description rdf:about='urn:a'>";

fn xs(_: usize) -> String {
    "x".repeat(1 << 10)
}

/// At least one for every format that is read. More than 300 MB of each would be needed to hold it.
const ENDLESS: &[Endless] = &[
    Endless { name: "yaml", from: "", start: "dossier: d\ntitle: ", piece: xs, words: "--memory" },
    Endless {
        name: "yaml-nodes",
        from: "",
        start: "dossier: d\nnodes:\n  Person:\n",
        piece: |_| "    n: N\n".repeat(100),
        words: "--memory",
    },
    Endless {
        name: "dossier-lines",
        from: "",
        start: "{\"dossier\":{\"name\":\"d\"}}\n",
        piece: |_| "{\"node\":\"n\",\"type\":\"Person\"}\n".repeat(100),
        words: "--memory",
    },
    Endless { name: "jsonl", from: "jsonl", start: "{\"id\":\"", piece: xs, words: RECORD },
    Endless {
        name: "jsonl-list",
        from: "jsonl",
        start: "{\"id\":\"a\",\"l\":[1",
        piece: |_| ",1".repeat(512),
        words: RECORD,
    },
    Endless { name: "kgx", from: "kgx", start: "id\tcategory\na\t", piece: xs, words: RECORD },
    Endless { name: "csv-header", from: "csv", start: "id", piece: |_| ",c".repeat(512), words: RECORD },
    Endless { name: "csv-quoted", from: "csv", start: "id,c\na,\"", piece: xs, words: RECORD },
    Endless { name: "tsv", from: "tsv", start: "id\tc\na\t", piece: xs, words: RECORD },
    Endless {
        name: "neo4j",
        from: "neo4j",
        start: ":ID,:LABEL\na,",
        piece: |_| "L;".repeat(512),
        words: RECORD,
    },
    Endless {
        name: "ftm",
        from: "ftm",
        start: "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"",
        piece: xs,
        words: RECORD,
    },
    Endless {
        name: "graphml",
        from: "graphml",
        start: "<graphml><graph><node id='a'><data key='k'>",
        piece: xs,
        words: TOO_LITTLE,
    },
    Endless {
        name: "graphml-comment",
        from: "graphml",
        start: "<graphml><!--",
        piece: xs,
        words: TOO_LITTLE,
    },
    Endless { name: "dot", from: "dot", start: "digraph { a [x=\"", piece: xs, words: RECORD },
    Endless {
        name: "dot-nodes",
        from: "dot",
        start: "digraph { ",
        piece: |n| (0..100).map(|at| format!("n{}[x={at}];", n * 100 + at)).collect(),
        words: TOO_LITTLE,
    },
    Endless {
        name: "dot-subgraphs",
        from: "dot",
        start: "digraph { ",
        piece: |_| "{}".repeat(512),
        words: TOO_LITTLE,
    },
    Endless { name: "gml", from: "gml", start: "graph [ node [ id 1 label \"", piece: xs, words: RECORD },
    Endless {
        name: "gml-list",
        from: "gml",
        start: "graph [ node [ id 1 ",
        piece: |_| "l 1 ".repeat(256),
        words: TOO_LITTLE,
    },
    Endless { name: "gdf", from: "gdf", start: "nodedef>name\n", piece: xs, words: RECORD },
    Endless { name: "pajek", from: "pajek", start: "*Vertices 1\n1 \"", piece: xs, words: RECORD },
    Endless { name: "sif", from: "sif", start: "a b ", piece: xs, words: RECORD },
    Endless { name: "tgf", from: "tgf", start: "1 ", piece: xs, words: RECORD },
    Endless {
        name: "gexf",
        from: "gexf",
        start: "<gexf><graph><nodes><node id='a' label='",
        piece: xs,
        words: TOO_LITTLE,
    },
    Endless {
        name: "yed",
        from: "graphml",
        start: "<graphml><graph><node id='a'><data key='k'><NodeLabel>",
        piece: xs,
        words: TOO_LITTLE,
    },
    Endless { name: "geonames-rdf", from: "geonames-rdf", start: "<rdf:RDF>", piece: xs, words: RECORD },
    Endless {
        name: "rdfxml",
        from: "rdfxml",
        start: RDF,
        piece: |n| if n == 0 { "<e:p>".to_owned() } else { xs(n) },
        words: TOO_LITTLE,
    },
    Endless {
        name: "turtle",
        from: "turtle",
        start: "<urn:a> <urn:p> ",
        piece: |_| "[<urn:p> ".repeat(100),
        words: TOO_LITTLE,
    },
    Endless {
        name: "trig",
        from: "trig",
        start: "<urn:g> { <urn:a> <urn:p> ",
        piece: |_| "[<urn:p> ".repeat(100),
        words: TOO_LITTLE,
    },
    Endless { name: "ntriples", from: "ntriples", start: "<urn:a> <urn:p> \"", piece: xs, words: RECORD },
    Endless { name: "nquads", from: "nquads", start: "<urn:a> <urn:p> \"", piece: xs, words: RECORD },
    Endless {
        name: "jsonld",
        from: "jsonld",
        start: "{\"@id\":\"urn:a\",\"urn:p\":[1",
        piece: |_| ",1".repeat(512),
        words: TOO_LITTLE,
    },
    Endless {
        name: "jsonld-context",
        from: "jsonld",
        start: "{\"@context\":{\"a\":\"urn:a\"",
        piece: |_| ",\"t\":\"urn:x\"".repeat(100),
        words: TOO_LITTLE,
    },
];

#[test]
fn whatever_comes_on_standard_input_keeps_to_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    for bomb in ENDLESS {
        let ran = run(folder.path(), SPACE, &bomb.arguments("-"), |out| bomb.write(out, 400 << 20));
        ran.expect(bomb.name, &[1, 3], bomb.words);
    }
}

/// A frame of Zstandard that holds nothing (RFC 8878, section 3.1.2), to make a file large enough for what comes of it.
fn skippable(bytes: u32) -> Vec<u8> {
    [&0x184D_2A50_u32.to_le_bytes()[..], &bytes.to_le_bytes(), &vec![0; bytes as usize]].concat()
}

fn zstandard(path: &Path, window: u32, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = zstd::Encoder::new(File::create(path).unwrap(), 1).unwrap();
    out.window_log(window).unwrap();
    out.long_distance_matching(window > 24).unwrap();
    write(&mut out).unwrap();
    let mut file = out.finish().unwrap();
    file.write_all(&skippable(1 << 20)).unwrap();
}

#[test]
fn compressed_files_keep_to_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let named = |name: &str| ENDLESS.iter().find(|bomb| bomb.name == name).unwrap();
    for (name, file, words) in [
        ("jsonl", "a.jsonl.gz", RECORD),
        ("csv-quoted", "a.csv.zst", RECORD),
        ("graphml", "a.graphml.gz", "error"),
        ("graphml", "b.graphml.zst", "error"),
        ("yaml", "a.yaml.gz", "more than 1000 times its compressed size"),
        ("yaml", "b.yaml.zst", "error"),
        ("jsonld", "a.jsonld.zst", "error"),
    ] {
        let bomb = named(name);
        if file.ends_with(".gz") {
            let mut out =
                flate2::write::GzEncoder::new(File::create(path(file)).unwrap(), flate2::Compression::best());
            bomb.write(&mut out, 100 << 20).unwrap();
            out.finish().unwrap();
        } else {
            zstandard(&path(file), 20, |out| bomb.write(out, 100 << 20));
        }
        run(folder.path(), SPACE, &bomb.arguments(file), |_| Ok(())).expect(file, &[1, 3], words);
    }
    // A window that needs most of the memory by itself, and one that nobody takes.
    for window in [26, 31] {
        zstandard(&path("window.jsonl.zst"), window, |out| {
            (0..3_000_000).try_for_each(|n| writeln!(out, "{{\"id\":\"n{n}\"}}"))
        });
        let ran = run(folder.path(), SPACE, &["check", "window.jsonl.zst", "--memory", MEMORY], |_| Ok(()));
        ran.expect("window", &[1, 3], "Zstandard window");
    }
}

#[test]
fn what_a_dossier_names_keeps_to_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = "Words of a text.\n".repeat(1 << 10);
    for name in ["t.md", "o.yaml", "t.jsonl"] {
        zstandard(&path(name), 20, |out| (0..10_000).try_for_each(|_| out.write_all(text.as_bytes())));
    }
    fs::write(path("source.yaml"), "dossier: d\nsource: {t: t.md}\nnodes: {Work: {t: T}}\n").unwrap();
    fs::write(path("ontology.yaml"), "dossier: d\nontology: {extend: o.yaml}\nnodes: {Work: {t: T}}\n")
        .unwrap();
    fs::write(path("rows.jsonl"), "{\"id\":\"a\",\"quote\":\"Words\",\"document\":\"t\"}\n").unwrap();
    for arguments in [
        &["check", "source.yaml"][..],
        &["check", "ontology.yaml"],
        &["check", "rows.jsonl", "--texts", "t.jsonl"],
        &["ontology", "o.yaml"],
    ] {
        let arguments = [arguments, &["--memory", MEMORY]].concat();
        let ran = run(folder.path(), SPACE, &arguments, |_| Ok(()));
        ran.expect(&arguments.join(" "), &[1, 3], "t");
        assert!(ran.out.contains("error") || ran.err.contains("error"), "{}{}", ran.out, ran.err);
    }
}

/// A document of RDF/XML.
fn rdf(doctype: &str, inside: &str) -> String {
    format!("<?xml version='1.0'?>\n{doctype}\n{RDF}{inside}</rdf:Description></rdf:RDF>")
}

#[test]
fn xml_that_grows_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut nested = "<!ENTITY a0 \"lollollol\">".to_owned();
    for level in 1..12 {
        nested += &format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10));
    }
    let entity = |length: usize| format!("<!DOCTYPE rdf:RDF [<!ENTITY e \"{}\">]>", "x".repeat(length));
    let attributes =
        |count: usize, name: &str| -> String { (0..count).map(|n| format!(" {name}{n}='v'")).collect() };
    let deep = |count: usize| format!("{}{}", "<x>".repeat(count), "</x>".repeat(count));
    let graph = |keys: &str, inside: &str| format!("<graphml>{keys}<graph>{inside}</graph></graphml>");
    let keys: String = (0..5000)
        .map(|n| format!("<key id='k{n}' for='node' attr.name='n{n}'><default>x</default></key>"))
        .collect();
    let nodes: String = (0..5000).map(|n| format!("<node id='n{n}'/>")).collect();
    for (file, text, words) in [
        (
            "nested.rdf",
            rdf(&format!("<!DOCTYPE rdf:RDF [{nested}]>"), "<e:p>&a11;</e:p>"),
            "the text of the entity `a2`",
        ),
        (
            "quadratic.rdf",
            rdf(&entity(60_000), &format!("<e:p>{}</e:p>", "&e;".repeat(50_000))),
            "the text of the entity `e`",
        ),
        (
            "many.rdf",
            rdf(&entity(1000), &format!("<e:p>{}</e:p>", "&e;".repeat(500_000))),
            "entities expand to more than",
        ),
        ("deep.rdf", rdf("", &"<e:p><rdf:Description>".repeat(50_000)), "nested more than 1000 deep"),
        (
            "literal.rdf",
            rdf("", &format!("<e:p rdf:parseType='Literal'>{}</e:p>", deep(50_000))),
            "nested more than 1000 deep",
        ),
        (
            "attributes.rdf",
            rdf("", &format!("<e:p{}/>", attributes(100_000, "e:a"))),
            "more than 500 attributes",
        ),
        (
            "namespaces.rdf",
            rdf("", &format!("<e:p{}/>", attributes(400, "xmlns:n"))),
            "more than 250 namespaces",
        ),
        (
            "again.rdf",
            rdf("", &"<e:p xmlns:n='urn:n'><rdf:Description>".repeat(400)),
            "more than 250 namespaces",
        ),
        ("deep.graphml", graph("", &deep(50_000)), "nested more than 1000 deep"),
        (
            "attributes.graphml",
            graph("", &format!("<node id='a'{}/>", attributes(100_000, "a"))),
            "more than 500 attributes",
        ),
        ("defaults.graphml", graph(&keys, &nodes), "default values of its keys expand"),
    ] {
        fs::write(folder.path().join(file), text).unwrap();
        let ran = run(folder.path(), SPACE, &["check", file, "--memory", MEMORY], |_| Ok(()));
        ran.expect(file, &[1], words);
    }
    let namespaces =
        "<!DOCTYPE rdf:RDF [<!ENTITY owl \"http://www.w3.org/2002/07/owl#\"><!ENTITY thing \"&owl;Thing\">]>";
    fs::write(folder.path().join("good.rdf"), rdf(namespaces, "<rdf:type rdf:resource='&thing;'/>")).unwrap();
    let ran =
        run(folder.path(), SPACE, &["export", "good.rdf", "--to", "ntriples", "--out", "-"], |_| Ok(()));
    ran.expect("good.rdf", &[0], "<http://www.w3.org/2002/07/owl#Thing>");
}

fn is_dossier(file: &str) -> bool {
    file.ends_with("yaml") || file.starts_with("dossier")
}

#[test]
fn whatever_is_nested_ends_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let times = |count: usize, open: &str, inside: &str, close: &str| {
        format!("{}{inside}{}", open.repeat(count), close.repeat(count))
    };
    let deep = |open: &str, inside: &str, close: &str| times(60_000, open, inside, close);
    let triple =
        |end: &str| format!("<urn:a> <urn:p> {} {end}\n", deep("<<( <urn:a> <urn:p> ", "<urn:b>", " )>>"));
    let turtle = |object: String| format!("<urn:a> <urn:p> {object} .\n");
    let json =
        |value: String| format!("{{\"@context\":{{\"@vocab\":\"urn:v#\"}},\"@id\":\"urn:a\",\"p\":{value}}}");
    for (file, text) in [
        ("triple.nt", triple(".")),
        ("triple.nq", triple("<urn:g> .")),
        ("triple.ttl", triple(".")),
        ("triple.trig", format!("<urn:g> {{ {} }}", triple("."))),
        ("open.ttl", turtle(deep("<<( <urn:a> <urn:p> ", "<urn:b>", "")) + &" )>>".repeat(50_000)),
        ("reified.ttl", turtle(times(10_000, "<< <urn:a> <urn:p> ", "<urn:b>", " >>"))),
        ("blank.ttl", turtle(times(10_000, "[ <urn:p> ", "1", "]"))),
        ("list.ttl", turtle(times(10_000, "(", "1", ")"))),
        ("object.jsonld", json(deep("{\"p\":", "1", "}"))),
        ("list.jsonld", json(deep("{\"@list\":[", "1", "]}"))),
        ("array.jsonld", json(deep("[", "1", "]"))),
        ("graph.jsonld", json(deep("{\"@graph\":[", "{}", "]}"))),
        ("context.jsonld", format!("{{\"@context\":{},\"@id\":\"urn:a\"}}", deep("[", "", "]"))),
        ("rows.jsonl", format!("{{\"id\":\"a\",\"p\":{}}}", deep("[", "", "]"))),
        ("dossier.jsonl", format!("{{\"dossier\":{}}}", deep("{\"a\":", "1", "}"))),
        (
            "entities.ftm.json",
            format!("{{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{}}}", deep("{\"a\":", "1", "}")),
        ),
        ("list.yaml", format!("dossier: d\ntitle: {}", deep("[", "", "]"))),
        ("map.yaml", format!("dossier: d\ntitle: {}", deep("{a: ", "", "}"))),
    ] {
        fs::write(folder.path().join(file), text).unwrap();
        // Other threads have smaller stacks; dossiers are read on one.
        let threads: &[&str] = if is_dossier(file) { &[] } else { &["--threads", "4"] };
        let arguments = [&["check", file, "--memory", MEMORY], threads].concat();
        run(folder.path(), SPACE, &arguments, |_| Ok(())).expect(file, &[0, 1, 3], "");
    }
}

#[test]
fn little_address_space_is_enough_or_too_little() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dossier = root.join("data/us-china-trade-talks").display().to_string();
    let rows: String = (0..20_000).map(|n| format!("{{\"id\":\"n{n}\",\"type\":\"Person\"}}\n")).collect();
    fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
    for (arguments, codes) in [
        (&["check", &dossier][..], [0, 0]),
        (&["draw", &dossier, "-o", "a.png"], [0, 0]),
        (&["query", "--named", "disputes", &dossier], [0, 0]),
        (&["export", "rows.jsonl", "--to", "neo4j,dot", "--threads", "8"], [0, 3]),
        (&["check", "rows.jsonl", "--threads", "64"], [0, 3]),
    ] {
        let ran = run(folder.path(), 400_000, arguments, |_| Ok(()));
        ran.expect(&arguments.join(" "), &codes, "");
    }
    let bomb = ENDLESS.iter().find(|bomb| bomb.name == "graphml").unwrap();
    let ran =
        run(folder.path(), 400_000, &["check", "-", "--from", "graphml"], |out| bomb.write(out, 400 << 20));
    ran.expect("a bomb", &[3], "memory");
}

/// A prefix, a namespace or a base stands before each name that is made with it.
#[test]
fn long_prefixes_are_not_multiplied_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(200_000);
    let many = |piece: &str| piece.repeat(20_000);
    for (name, text) in [
        ("p.ttl", format!("@prefix p: <urn:{long}#> .\n{}", many("p:a p:b p:c .\n"))),
        ("b.trig", format!("@base <http://e.org/{long}/> .\n{}", many("<a> <b> <c> .\n"))),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let ran = run(folder.path(), SPACE, &["--memory", "200MB", "check", name], |_| Ok(()));
        ran.expect(name, &[1], "more than 100 times the size of the file");
    }
    // The parser of JSON-LD holds what it makes of a file, so that memory ends it.
    let nodes = many("{\"@id\":\"p:a\",\"p:b\":1},");
    let text = format!("{{\"@context\":{{\"p\":\"urn:{long}#\"}},\"@graph\":[{nodes}{{}}]}}");
    fs::write(folder.path().join("p.jsonld"), text).unwrap();
    let ran = run(folder.path(), SPACE, &["--memory", "200MB", "check", "p.jsonld"], |_| Ok(()));
    ran.expect("p.jsonld", &[3], "p.jsonld: this needs more memory");
    // An image in an IRI is as long as it is in the file.
    let image = format!("<urn:a> <urn:image> <data:image/png;base64,{}> .\n", "A".repeat(12_000_000));
    fs::write(folder.path().join("image.ttl"), image).unwrap();
    run(folder.path(), SPACE, &["check", "image.ttl"], |_| Ok(())).expect(
        "image.ttl",
        &[0],
        "2 nodes, 1 edge",
    );
}
