//! The house is in order: layers, no circles of files, registries, no panics, no paths of one machine, tables that are
//! true.
mod circles;
pub mod tokens;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::circles::{Module, circles};
use self::tokens::{Token, paths, split_tests, tokens};

/// Each layer and the layers that it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("disk", &[]),
    ("memory", &[]),
    ("text", &[]),
    ("door", &[]),
    ("ontology", &["text"]),
    ("diagnostic", &["text"]),
    ("graph", &["ontology", "text"]),
    ("read", &["graph", "ontology", "diagnostic", "text", "door", "memory"]),
    ("view", &["graph", "ontology", "diagnostic", "text"]),
    ("check", &["read", "graph", "ontology", "diagnostic", "text"]),
    ("fix", &["check", "read", "diagnostic", "text"]),
    ("export", &["view", "check", "graph", "ontology", "text"]),
    ("draw", &["export", "view", "check", "graph", "ontology", "text"]),
    ("store", &["export", "view", "check", "graph", "ontology", "disk", "text", "memory"]),
    (
        "cli",
        &[
            "store",
            "draw",
            "export",
            "fix",
            "view",
            "check",
            "read",
            "graph",
            "ontology",
            "diagnostic",
            "disk",
            "text",
            "memory",
        ],
    ),
];

/// A file of the library, with its layer.
struct SourceText {
    name: String,
    module: Vec<String>,
    text: String,
    program: Vec<Token>,
    tests: Vec<Token>,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder of the project, sorted, without what is made or hidden.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let made = ["target", "node_modules", "corpus", "artifacts"].contains(&name.as_str());
                if !made && (!name.starts_with('.') || name == ".ci") {
                    folders.push(path);
                }
            } else if !name.starts_with('.') {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// All files of `src`. A file that is a module under `#[cfg(test)]`, or whose name ends in `_tests`, has all its tokens
/// among the tests.
fn sources() -> Vec<SourceText> {
    let mut sources: Vec<SourceText> = rust_files("src")
        .into_iter()
        .map(|path| {
            let name = relative(&path);
            let mut module: Vec<String> = name
                .trim_start_matches("src/")
                .trim_end_matches(".rs")
                .split('/')
                .map(str::to_owned)
                .collect();
            if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
                module.pop();
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let (program, tests) = split_tests(&tokens(&text));
            SourceText { name, module, text, program, tests }
        })
        .collect();
    let mut under_test = BTreeSet::new();
    for source in &sources {
        for at in 0..source.tests.len() {
            let declares =
                source.tests[at] == "mod" && source.tests.get(at + 2).is_some_and(|token| token == ";");
            if declares {
                let mut module = source.module.clone();
                module.push(source.tests[at + 1].clone());
                under_test.insert(module);
            }
        }
    }
    for source in &mut sources {
        let named = source.module.last().and_then(|last| last.strip_suffix("_tests")).map(str::to_owned);
        if named.is_some() || under_test.contains(&source.module) {
            if let Some(name) = named {
                source.module.pop();
                source.module.extend([name, "tests".to_owned()]);
            }
            let program = std::mem::take(&mut source.program);
            source.tests.extend(program);
        }
    }
    sources
}

/// The path from the crate's root of a path that is written in a module.
fn resolve(module: &[String], written: &[String]) -> Vec<String> {
    if written[0] == "crate" {
        return written[1..].to_vec();
    }
    let ups = written.iter().take_while(|word| *word == "super").count();
    let mut path = module[..module.len().saturating_sub(ups)].to_vec();
    path.extend_from_slice(&written[ups..]);
    path
}

/// What keeps a file of a layer from naming a path.
fn forbidden(layer: &str, path: &[String]) -> Option<String> {
    let named = path.first()?.as_str();
    if named == layer {
        return None;
    }
    let allowed = LAYERS.iter().find(|(name, _)| *name == layer).map(|(_, allowed)| *allowed);
    let Some(allowed) = allowed else { return Some(format!("no layer is called {layer}")) };
    if !allowed.contains(&named) {
        return Some(format!("{layer} may not name {named}"));
    }
    let token_only = ["export", "draw", "store"].contains(&layer)
        && named == "check"
        && path.get(1).is_none_or(|name| name != "Checked");
    token_only.then(|| format!("{layer} may name only Checked of check"))
}

#[test]
fn a_layer_names_lower_layers_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(layer) = source.module.first() else { continue };
        assert!(LAYERS.iter().any(|(name, _)| name == layer), "{} is on no layer", source.name);
        let mut inner = source.module.clone();
        inner.push("tests".to_owned());
        // A file of tests is a module itself; tests beside code are one module deeper.
        let of_tests = if source.program.is_empty() { &source.module } else { &inner };
        for (module, tokens) in [(&source.module, &source.program), (of_tests, &source.tests)] {
            for written in paths(tokens) {
                let path = resolve(module, &written);
                if let Some(why) = forbidden(layer, &path) {
                    wrong.push(format!("{}: {}: {why}", source.name, written.join("::")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_do_not_go_in_circles() {
    let sources = sources();
    // `main.rs` is a crate of its own.
    let of_library = |source: &&SourceText| source.name != "src/main.rs" && !source.program.is_empty();
    let modules: Vec<Module<'_>> = sources
        .iter()
        .filter(of_library)
        .map(|source| Module { name: &source.name, path: &source.module, tokens: &source.program })
        .collect();
    let found = circles(&modules);
    let shown: Vec<String> = found.iter().map(|circle| circle.join("\n  ")).collect();
    assert!(found.is_empty(), "circles of files:\n\n  {}", shown.join("\n\n  "));
}

/// The circles of files, which are given as paths and texts.
fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let parsed: Vec<(Vec<String>, Vec<Token>)> = files
        .iter()
        .map(|(path, text)| {
            let path = path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            (path, split_tests(&tokens(text)).0)
        })
        .collect();
    let modules: Vec<Module<'_>> =
        files.iter().zip(&parsed).map(|((name, _), (path, tokens))| Module { name, path, tokens }).collect();
    circles(&modules)
}

#[test]
fn circles_of_files_are_found() {
    let root = ("", "pub mod a;");
    // A registry that its entries name; their paths lead through the registry's own imports.
    let registry = ("a", "mod b; mod c; pub use c::C; pub trait T {} pub static ALL: &[&dyn T] = &[&b::B];");
    let entry = ("a::b", "use super::T; use crate::a::C; pub struct B; impl T for B {}");
    let found = circles_of(&[root, registry, entry, ("a::c", "pub struct C;")]);
    assert_eq!(found, [["a::b names a: super::T", "a names a::b: b::B"]]);
    // The trait in a file of its own ends the circle, under whatever name it is imported.
    let apart =
        ("a", "mod b; mod c; mod t; pub use t::T; use c::C as D; pub static ALL: &[&dyn T] = &[&b::B];");
    let entry = ("a::b", "use super::{D, T}; pub struct B(D); impl T for B {}");
    let parts = [("a::c", "pub struct C;"), ("a::t", "pub trait T {}")];
    assert!(circles_of(&[root, apart, entry, parts[0], parts[1]]).is_empty());
    // Three files in a circle, one of which names the next within a function, the last through a glob.
    let three = [
        ("a", "pub mod b; pub mod c; pub mod d;"),
        ("a::b", "pub fn f() { crate::a::c::g() }"),
        ("a::c", "use super::d::*; pub fn g() { let _ = h; }"),
        ("a::d", "use super::b; pub fn h() {}"),
    ];
    let found = circles_of(&[root, three[0], three[1], three[2], three[3]]);
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
    // Tests and tables of contents close no circle.
    let b = ("a::b", "#[cfg(test)] mod tests { use super::super::c::C; }");
    let c = ("a::c", "use crate::a::b::f; pub struct C;");
    assert!(circles_of(&[root, ("a", "mod b; mod c; pub use c::C;"), b, c]).is_empty());
}

#[test]
fn the_reader_of_paths_reads_them() {
    let source = r##"
        //! [`crate::cli`] and `super::super::cli` in words name nothing
        use crate::{text::{Id, Span as S}, graph}; /* crate::read */
        use super::node::{self, Node};
        fn f<'a>(x: &'a str) { let _ = ("crate::cli", 'c', r#"crate::cli"#, b'\'', '"'); crate::view::g() }
        pub(super) fn g() {}
        #[cfg(test)]
        mod tests { use super::*; use crate::check::check; }
    "##;
    let (program, tests) = split_tests(&tokens(source));
    let joined =
        |tokens: &[Token]| paths(tokens).iter().map(|path| path.join("::")).collect::<Vec<_>>().join(" ");
    assert_eq!(
        joined(&program),
        "crate::text::Id crate::text::Span crate::graph super::node::self super::node::Node crate::view::g"
    );
    assert_eq!(joined(&tests), "super::* crate::check::check");
    let module = ["graph".to_owned(), "claim".to_owned()];
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(resolve(&module, &path("super::super::read::x")), ["read", "x"]);
    assert!(forbidden("graph", &path("read::Disk")).is_some());
    assert!(forbidden("view", &path("check::Checked")).is_some());
    assert!(forbidden("export", &path("check::Checked")).is_none());
    assert!(forbidden("export", &path("check::check")).is_some());
}

#[test]
fn every_file_says_what_it_is_for() {
    for path in rust_files("src").into_iter().chain(rust_files("tests")) {
        let (name, text) = (relative(&path), std::fs::read_to_string(&path).unwrap());
        let first = text.lines().next().unwrap_or("");
        let says =
            (first.len() > 4 && first.starts_with("//! ")) || first.starts_with("#![doc = include_str!");
        assert!(says, "{name} does not begin with what it is for");
    }
}

#[test]
fn nothing_in_the_program_panics_or_prints_on_its_own() {
    let calls = ["unwrap", "expect"];
    let macros = ["panic", "todo", "unimplemented", "unreachable", "dbg"];
    let prints = ["print", "println", "eprint", "eprintln"];
    let mut wrong = Vec::new();
    for source in sources() {
        for window in source.program.windows(3) {
            let [before, word, after] = window else { continue };
            let name = word.as_str();
            let call = before == "." && after == "(" && calls.contains(&name);
            let macro_call = after == "!" && (macros.contains(&name) || prints.contains(&name));
            // `cli/output.rs` makes everything that goes to people harmless, so nobody else opens the streams.
            let stream = before == "::" && ["stdout", "stderr"].contains(&name);
            if call || macro_call || (stream && source.name != "src/cli/output.rs") {
                wrong.push(format!("{}: {name}", source.name));
            }
        }
        if source.text.contains("#![allow(") {
            wrong.push(format!("{}: lints are allowed away for a whole file", source.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let folders = ["home", "Users", "root", "work", "mnt"].map(|name| format!("/{name}/"));
    for path in files(".") {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for folder in &folders {
            for (at, _) in text.match_indices(folder.as_str()) {
                let before = text[..at].chars().next_back();
                let absolute = before.is_none_or(|c| !(c.is_alphanumeric() || "._-~}".contains(c)));
                let shown: String = text[at..].chars().take(40).collect();
                assert!(!absolute, "{} names a path of one machine: {shown}", relative(&path));
            }
        }
    }
}

/// Names that must be unique and sorted.
fn in_order(registry: &str, names: &[&str]) {
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted, "{registry} is not in the order of unique names");
    for name in names {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        assert!(!name.is_empty() && name.chars().all(plain), "{registry}: {name:?} is no plain name");
    }
}

#[test]
fn registries_are_sorted_and_their_names_unique() {
    use dossier::{check::CHECKS, diagnostic::RULES, export::EXPORTERS, read::READERS, store::STORES};
    in_order("EXPORTERS", &EXPORTERS.iter().map(|exporter| exporter.name()).collect::<Vec<_>>());
    in_order("CHECKS", &CHECKS.iter().map(|check| check.name()).collect::<Vec<_>>());
    in_order("READERS", &READERS.iter().map(|reader| reader.name()).collect::<Vec<_>>());
    in_order("STORES", &STORES.iter().map(|store| store.name()).collect::<Vec<_>>());
    in_order("RULES", &RULES.iter().map(|rule| rule.code).collect::<Vec<_>>());
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    in_order("the names of RULES", &names);
    let mut endings: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.extension()).collect();
    endings.sort_unstable();
    in_order("the endings of EXPORTERS", &endings);
    assert!(EXPORTERS.iter().any(|exporter| exporter.by_default()), "no format is written by default");
    let abouts = EXPORTERS.iter().map(|exporter| exporter.about());
    for about in abouts.chain(READERS.iter().map(|reader| reader.about())) {
        assert!(!about.is_empty() && !about.contains('\n') && !about.ends_with('.'), "{about:?}");
    }
}

#[test]
fn the_documentation_is_there() {
    for name in ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "deny.toml"]
    {
        let length = std::fs::metadata(root().join(name)).map_or(0, |data| data.len());
        assert!(length > 100, "{name} is missing or empty");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (manifest, table) = (read("Cargo.toml"), read("docs/dependencies.md"));
    let (mut of_program, mut of_tests, mut section) = (Vec::new(), Vec::new(), "");
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if let Some((name, _)) = line.split_once(" = ")
            && section.ends_with("dependencies]")
        {
            if section == "[dev-dependencies]" { &mut of_tests } else { &mut of_program }.push(name);
        }
    }
    let (program, tests) = table.split_once("## For tests").unwrap();
    for (rows, mut wanted) in [(program, of_program), (tests, of_tests)] {
        wanted.sort_unstable();
        let rows =
            rows.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        let rows: Vec<_> = rows.filter(|(name, _)| !["crate", "---"].contains(name)).collect();
        assert_eq!(rows.iter().map(|(name, _)| *name).collect::<Vec<_>>(), wanted, "docs/dependencies.md");
        assert!(
            rows.iter().all(|(_, why)| !why.trim().is_empty()),
            "docs/dependencies.md: a reason is missing"
        );
    }
    // One TLS stack.
    let lock = read("Cargo.lock");
    for name in ["aws-lc-rs", "aws-lc-sys", "native-tls", "openssl"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name} is a second TLS stack");
    }
}

#[test]
fn the_tables_of_the_documentation_are_current() {
    for (page, name, current) in [
        ("docs/formats.md", "formats", dossier::export::format_table()),
        ("docs/databases.md", "databases", dossier::store::database_table()),
    ] {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        let (begin, end) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
        let after = text.split_once(&begin).unwrap_or_else(|| panic!("{page} has no {begin}")).1;
        let table = after.split_once(&end).unwrap_or_else(|| panic!("{page} has no {end}")).0;
        assert!(
            table.trim() == current.trim(),
            "{page}: between the marks of the {name} belongs\n\n{current}"
        );
    }
}

/// The table of formats and their files names each format once, with the file that has its name and its exporter; two formats of one
/// syntax share both.
#[test]
fn every_format_has_its_file() {
    let page = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let table = page.split_once("<!-- files -->").unwrap().1.split_once("<!-- /files -->").unwrap().0;
    let rows: Vec<(&str, &str)> = table
        .lines()
        .skip(3)
        .filter_map(|line| line.trim_matches(['|', ' ']).split_once(" | "))
        .map(|(format, file)| (format, file.trim_matches('`')))
        .collect();
    let formats: Vec<&str> = rows.iter().map(|(format, _)| *format).collect();
    let expected: Vec<&str> = dossier::export::EXPORTERS.iter().map(|exporter| exporter.name()).collect();
    assert_eq!(formats, expected);
    for (format, file) in rows {
        let path = root().join("src/export").join(file);
        let path = if file.ends_with('/') { path.join("mod.rs") } else { path };
        let code = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{format}: {file}: {error}"));
        assert!(code.contains(&format!("\"{format}\"")), "{format} is not named in {file}");
        assert_eq!(code.matches("impl Exporter for").count(), 1, "{file} has another exporter, too");
    }
}

/// The links of Markdown pages to files of the project lead somewhere.
#[test]
fn the_links_of_the_documentation_lead_somewhere() {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    // What the suites quote are no pages of ours.
    let pages =
        files(".").into_iter().filter(|path| is_page(path) && !path.starts_with(root().join("tests")));
    let mut count = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or("");
            if file.is_empty() || file.contains("://") {
                continue;
            }
            count += 1;
            let target = page.parent().unwrap().join(file);
            assert!(target.exists(), "{}: the link to {link} leads nowhere", relative(&page));
        }
    }
    assert!(count > 10, "only {count} links were found");
}

#[test]
fn every_database_is_filled_by_something_that_is_there() {
    use dossier::store::{DATABASES, STORES, Way};
    let mut names: Vec<&str> = DATABASES.iter().map(|database| database.name).collect();
    names.dedup();
    assert!(names.len() == DATABASES.len() && names.is_sorted(), "{names:?}");
    for database in DATABASES {
        let found = match database.way {
            Way::Store(name) => STORES.iter().any(|store| store.name() == name),
            Way::Format(name) => {
                assert!(database.command.contains(name), "{}", database.command);
                dossier::export::exporter(name).is_some()
            }
        };
        assert!(found, "{}: {:?} is not there", database.name, database.way);
    }
}
