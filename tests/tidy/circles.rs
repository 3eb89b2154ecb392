//! Circles of files: a file names another, and by way of others is named by it.
//!
//! A file names another where a path of its program (`use`, type, call) resolves into that file: through the modules, and
//! through `use` declarations to the file that defines the item. Not counted are the declaration of a module, `pub use`
//! of what lies below the file (a table of contents), tests, and methods, which are called without a path.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use super::tokens::{Token, paths_from, uses};

/// A file as a module: its path from the crate's root, and the tokens of its program.
pub struct Module<'m> {
    pub name: &'m str,
    pub path: &'m [String],
    pub tokens: &'m [Token],
}

/// What a module makes known under names of its own.
struct Known {
    defined: BTreeSet<String>,
    imported: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

/// The circles: for each, the lines `FILE names FILE: PATH` that close it.
pub fn circles(modules: &[Module<'_>]) -> Vec<Vec<String>> {
    let index: BTreeMap<&[String], usize> =
        modules.iter().enumerate().map(|(at, module)| (module.path, at)).collect();
    let known: Vec<Known> = modules.iter().map(|module| known(module, &index)).collect();
    let mut graph = DiGraphMap::<usize, String>::new();
    for (at, module) in modules.iter().enumerate() {
        for written in named(module, &index) {
            let Some(to) = file_of(&absolute(module, &written), &index, &known, 0) else { continue };
            if to != at && graph.edge_weight(at, to).is_none() {
                graph.add_edge(at, to, written.join("::"));
            }
        }
    }
    let inside = |circle: &Vec<usize>| {
        let names = |from: usize| {
            graph
                .edges(from)
                .filter(|(_, to, _)| circle.contains(to))
                .map(|(from, to, path)| format!("{} names {}: {path}", modules[from].name, modules[to].name))
        };
        circle.iter().flat_map(|from| names(*from)).collect()
    };
    tarjan_scc(&graph).iter().filter(|circle| circle.len() > 1).map(inside).collect()
}

/// The paths that a file writes, without the `pub use` of what lies below it.
fn named(module: &Module<'_>, index: &BTreeMap<&[String], usize>) -> Vec<Vec<String>> {
    let mut rest = Vec::new();
    let mut at = 0;
    for (range, is_public, trees) in uses(module.tokens) {
        let below = |written: &Vec<String>| {
            let path = absolute(module, &relative(module, written, index));
            path.len() > module.path.len() && path.starts_with(module.path)
        };
        if is_public && trees.iter().all(|(written, _)| below(written)) {
            rest.extend_from_slice(&module.tokens[at..range.start]);
            at = range.end;
        }
    }
    rest.extend_from_slice(&module.tokens[at..]);
    let begins = |word: &str| begins(module, word, index);
    paths_from(&rest, &begins)
}

/// Whether a word begins a path to a file, written in a module.
fn begins(module: &Module<'_>, word: &str, index: &BTreeMap<&[String], usize>) -> bool {
    ["crate", "super", "self"].contains(&word) || is_child(module, word, index)
}

fn is_child(module: &Module<'_>, word: &str, index: &BTreeMap<&[String], usize>) -> bool {
    let mut path = module.path.to_vec();
    path.push(word.to_owned());
    index.contains_key(path.as_slice())
}

/// A path that begins with `crate`, `super` or `self`, or with the name of a module below, from the crate's root.
fn absolute(module: &Module<'_>, written: &[String]) -> Vec<String> {
    let mut written = written;
    let mut path = match written.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        _ => module.path.to_vec(),
    };
    while let Some(word @ ("crate" | "super" | "self")) = written.first().map(String::as_str) {
        if word == "super" {
            path.pop();
        }
        written = &written[1..];
    }
    path.extend_from_slice(written);
    path
}

/// A path as it is written in a `use`, marked as one of another crate where it does not begin in this one.
fn relative(module: &Module<'_>, written: &[String], index: &BTreeMap<&[String], usize>) -> Vec<String> {
    if written.first().is_some_and(|word| begins(module, word, index)) {
        return written.to_vec();
    }
    let foreign = ["crate".to_owned(), "<another crate>".to_owned()];
    foreign.iter().chain(written).cloned().collect()
}

fn known(module: &Module<'_>, index: &BTreeMap<&[String], usize>) -> Known {
    let items = ["struct", "enum", "trait", "fn", "const", "static", "type", "union"];
    let mut defined = BTreeSet::new();
    let mut depth = 0;
    for pair in module.tokens.windows(2) {
        match pair[0].as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            word if depth == 0 && items.contains(&word) => {
                defined.insert(pair[1].clone());
            }
            _ => {}
        }
    }
    let mut known = Known { defined, imported: BTreeMap::new(), globs: Vec::new() };
    for (_, _, trees) in uses(module.tokens) {
        for (written, alias) in trees {
            let mut path = absolute(module, &relative(module, &written, index));
            match path.last().map(String::as_str) {
                Some("*") => {
                    path.pop();
                    known.globs.push(path);
                }
                Some("self") => {
                    path.pop();
                    known.imported.insert(alias, path);
                }
                Some(_) => {
                    known.imported.insert(alias, path);
                }
                None => {}
            }
        }
    }
    known
}

/// The file that defines what a path from the crate's root names.
fn file_of(
    path: &[String],
    index: &BTreeMap<&[String], usize>,
    known: &[Known],
    steps: usize,
) -> Option<usize> {
    let length = (0..=path.len()).rev().find(|length| index.contains_key(&path[..*length]))?;
    let at = index[&path[..length]];
    let Some(name) = path.get(length).filter(|_| steps < 20) else { return Some(at) };
    let inside = &known[at];
    if name == "self" || inside.defined.contains(name) {
        return Some(at);
    }
    let onward = |target: &[String]| {
        let whole: Vec<String> = target.iter().chain(&path[length + 1..]).cloned().collect();
        file_of(&whole, index, known, steps + 1)
    };
    if let Some(target) = inside.imported.get(name) {
        return onward(target);
    }
    let by_glob = |glob: &Vec<String>| {
        let module = *index.get(glob.as_slice())?;
        let has = known[module].defined.contains(name) || known[module].imported.contains_key(name);
        has.then(|| file_of(&[glob.as_slice(), &path[length..]].concat(), index, known, steps + 1)).flatten()
    };
    if let Some(found) = inside.globs.iter().find_map(by_glob) {
        return Some(found);
    }
    // A macro, or a name of another crate; the crate's root is no place of things.
    (length > 0).then_some(at)
}
