//! Nothing is written over that a run reads, or that somebody else put there or changed.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use super::scene::{Run, program, run, tree};
use super::{done, edit};

const ROWS: &str = "{\"id\":\"a\",\"type\":\"P\"}\nbroken line precious\n{\"source\":\"a\",\"target\":\"zzz\",\"type\":\"r\"}\n";

/// Runs the program, which refuses, says why, and changes nothing in the folder.
fn refused(folder: &Path, arguments: &[&str], why: &str) -> Run {
    let before = tree(folder);
    let run = run(&mut program(folder, arguments));
    assert!(run.code.is_some_and(|code| code > 1), "{arguments:?}: {:?} {}", run.code, run.err);
    assert!(run.err.contains(why), "{arguments:?}: {}", run.err);
    assert!(tree(folder) == before, "{arguments:?}: something has changed");
    run
}

const READ: &str = "this run also reads this file";

#[test]
fn rows_are_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("x.jsonl"), ROWS).unwrap();
    let keep_going = ["--to", "jsonl", "--out", ".", "--keep-going"];
    let export = |input: &str| [&["export", input][..], &keep_going].concat().join(" ");
    for (input, words) in [("x.jsonl", READ), ("./x.jsonl", READ)] {
        refused(at, &export(input).split(' ').collect::<Vec<_>>(), words);
    }
    // Under other names: a hard link, a link, a link to the folder, and whatever standard input is.
    fs::create_dir(at.join("out")).unwrap();
    fs::hard_link(at.join("x.jsonl"), at.join("out/x.jsonl")).unwrap();
    refused(at, &["export", "x.jsonl", "--to", "jsonl", "--out", "out", "--keep-going"], READ);
    fs::remove_file(at.join("out/x.jsonl")).unwrap();
    symlink(at.join("x.jsonl"), at.join("out/x.jsonl")).unwrap();
    refused(at, &["export", "x.jsonl", "--to", "jsonl", "--out", "out", "--keep-going"], READ);
    symlink(at, at.join("elsewhere")).unwrap();
    let linked =
        run(&mut program(at, &["export", "x.jsonl", "--to", "jsonl", "--out", "elsewhere", "--keep-going"]));
    assert!(linked.err.contains(READ), "{}", linked.err);
    fs::remove_file(at.join("elsewhere")).unwrap();
    fs::copy(at.join("x.jsonl"), at.join("graph.jsonl")).unwrap();
    let mut piped = program(at, &["export", "-", "--to", "jsonl", "--out", ".", "--keep-going"]);
    piped.stdin(fs::File::open(at.join("graph.jsonl")).unwrap());
    let piped = run(&mut piped);
    assert!(piped.err.contains(READ) && piped.err.contains("standard input"), "{}", piped.err);
    assert_eq!(fs::read_to_string(at.join("graph.jsonl")).unwrap(), ROWS);
    // The texts that quotes are verified against.
    fs::create_dir_all(at.join("texts/deep")).unwrap();
    fs::write(at.join("texts/deep/x.dot"), "a string").unwrap();
    refused(
        at,
        &["export", "x.jsonl", "--to", "dot", "--texts", "texts", "--out", "texts/deep", "--keep-going"],
        READ,
    );
    // Elsewhere all is well.
    let run =
        run(&mut program(at, &["export", "x.jsonl", "--to", "jsonl", "--out", "other", "--keep-going"]));
    assert!(run.err.contains("wrote other/x.jsonl"), "{}", run.err);
    assert_eq!(fs::read_to_string(at.join("x.jsonl")).unwrap(), ROWS);
}

#[test]
fn what_a_dossier_is_made_of_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    fs::rename(at.join("strike/report.md"), at.join("strike/strike.ttl")).unwrap();
    edit(at, "article: report.md", "article: strike.ttl");
    refused(at, &["export", "strike", "--to", "turtle", "--out", "strike"], READ);
    refused(at, &["load", "graphs", "strike", "--report", "strike/strike.ttl"], READ);
    refused(at, &["query", "ASK {}", "strike", "--format", "csv", "-o", "strike/dossier.yaml"], READ);
    fs::hard_link(at.join("strike/dossier.yaml"), at.join("picture.svg")).unwrap();
    refused(at, &["draw", "strike", "-o", "picture.svg"], READ);
    refused(at, &["query", "CONSTRUCT WHERE { ?s neg:demands ?o }", "strike", "-o", "picture.svg"], READ);
    fs::remove_file(at.join("picture.svg")).unwrap();
    // Questions, ontologies, and a folder that is asked.
    fs::write(at.join("x.csv"), "ASK {}").unwrap();
    refused(at, &["query", "--file", "x.csv", "strike", "-o", "x.csv"], READ);
    done(at, &["ontology", "--to", "yaml", "--out", "types"]);
    let own = fs::read_dir(at.join("types")).unwrap().next().unwrap().unwrap().path();
    refused(at, &["ontology", &own.to_string_lossy(), "--to", "yaml", "--out", "types"], READ);
    done(at, &["load", "graphs", "strike"]);
    refused(at, &["query", "ASK {}", "graphs", "--format", "json", "-o", "graphs/dossier-store.json"], READ);
    // A dossier that quotes a file of the folder into which it is loaded.
    let file = fs::read_dir(at.join("graphs")).unwrap().map(|entry| entry.unwrap().path());
    let facts = file.into_iter().find(|path| path.to_string_lossy().contains("facts")).unwrap();
    fs::copy(at.join("strike/strike.ttl"), &facts).unwrap();
    edit(at, "article: strike.ttl", &format!("article: {}", facts.strip_prefix(at).unwrap().display()));
    fs::rename(at.join("strike/dossier.yaml"), at.join("dossier.yaml")).unwrap();
    refused(at, &["load", "graphs", "dossier.yaml"], READ);
    // Devices and pipes are not replaced.
    fs::rename(at.join("dossier.yaml"), at.join("strike/dossier.yaml")).unwrap();
    edit(at, &format!("article: {}", facts.strip_prefix(at).unwrap().display()), "article: strike.ttl");
    symlink("/dev/null", at.join("null.svg")).unwrap();
    let device = run(&mut program(at, &["draw", "strike", "-o", "null.svg"]));
    assert!(device.code == Some(3) && device.err.contains("a device"), "{}", device.err);
    assert!(at.join("null.svg").symlink_metadata().unwrap().is_symlink());
}

const EXPORT: &[&str] = &["export", "rows.jsonl", "--to", "neo4j"];

fn exported() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rows.jsonl"), "{\"id\":\"a\",\"type\":\"Person\"}\n").unwrap();
    done(folder.path(), EXPORT);
    folder
}

#[test]
fn files_of_others_stay_and_changed_ones_are_not_lost() {
    let folder = exported();
    let (at, out) = (folder.path(), folder.path().join("exports/rows.neo4j"));
    // What is added stays: the same file, with its links, in its folders.
    fs::create_dir_all(out.join("mine/deep")).unwrap();
    fs::write(out.join("mine/letters.txt"), "letters").unwrap();
    symlink("/nowhere", out.join("mine/deep/link")).unwrap();
    let inode = out.join("mine/letters.txt").metadata().unwrap().ino();
    fs::write(at.join("rows.jsonl"), "{\"id\":\"b\",\"type\":\"Person\"}\n").unwrap();
    done(at, EXPORT);
    let letters = out.join("mine/letters.txt").metadata().unwrap();
    assert_eq!((letters.ino(), letters.nlink()), (inode, 1));
    assert_eq!(fs::read_link(out.join("mine/deep/link")).unwrap(), Path::new("/nowhere"));
    assert!(fs::read_to_string(out.join("nodes.csv")).unwrap().contains('b'));
    // What is changed is not written over, whether its length has changed or not.
    let nodes = fs::read_to_string(out.join("nodes.csv")).unwrap();
    for changed in [nodes.clone() + "c,Person\n", nodes.replace('b', "c")] {
        fs::write(out.join("nodes.csv"), changed).unwrap();
        refused(at, EXPORT, "nodes.csv in this folder was changed");
    }
    fs::write(out.join("nodes.csv"), &nodes).unwrap();
    done(at, EXPORT);
    // A file of somebody else that an export would now write, too.
    fs::write(at.join("rows.jsonl"), "{\"id\":\"b\",\"type\":\"Person\"}\n").unwrap();
    let list = fs::read_to_string(out.join(".dossier")).unwrap();
    let without: String =
        list.lines().filter(|line| !line.ends_with("nodes.csv")).map(|line| format!("{line}\n")).collect();
    fs::write(out.join(".dossier"), without).unwrap();
    refused(at, EXPORT, "nodes.csv in this folder was not written by dossier");
    // A run reads a file of the folder that it would replace.
    fs::write(out.join(".dossier"), list).unwrap();
    let read = [
        "export",
        "exports/rows.neo4j/nodes.csv",
        "exports/rows.neo4j/relationships.csv",
        "--from",
        "neo4j",
        "--to",
        "neo4j",
    ];
    done(at, &read);
    fs::create_dir(at.join("again")).unwrap();
    fs::rename(at.join("exports/graph.neo4j"), at.join("again/graph.neo4j")).unwrap();
    let read = [
        "export",
        "again/graph.neo4j/nodes.csv",
        "again/graph.neo4j/relationships.csv",
        "--from",
        "neo4j",
        "--to",
        "neo4j",
        "--out",
        "again",
    ];
    refused(at, &read, READ);
}

#[test]
fn a_list_of_a_stranger_removes_nothing() {
    for lines in [
        "00000000 0 ../../precious\n",
        "00000000 0 /etc/hostname\n",
        "letters.txt\n",
        "00000000 0 a/../../../precious\n",
    ] {
        let folder = exported();
        let (at, out) = (folder.path(), folder.path().join("exports/rows.neo4j"));
        fs::write(at.join("precious"), "").unwrap();
        fs::write(out.join(".dossier"), lines).unwrap();
        refused(at, EXPORT, "line 1");
    }
    // The list, the folder, or a folder in it is a link.
    let folder = exported();
    let (at, out) = (folder.path(), folder.path().join("exports/rows.neo4j"));
    fs::create_dir(at.join("precious")).unwrap();
    fs::write(at.join("precious/a.csv"), "").unwrap();
    symlink(at.join("precious"), out.join("sub")).unwrap();
    let list = fs::read_to_string(out.join(".dossier")).unwrap();
    fs::write(out.join(".dossier"), list.clone() + "00000000 0 sub/a.csv\n").unwrap();
    done(at, EXPORT);
    assert!(at.join("precious/a.csv").exists() && out.join("sub").symlink_metadata().unwrap().is_symlink());
    fs::rename(out.join(".dossier"), at.join("list")).unwrap();
    symlink(at.join("list"), out.join(".dossier")).unwrap();
    refused(at, EXPORT, "not a regular file");
    fs::remove_dir_all(&out).unwrap();
    fs::write(at.join("precious/.dossier"), "00000000 0 a.csv\n").unwrap();
    symlink(at.join("precious"), &out).unwrap();
    refused(at, EXPORT, "was not written by dossier");
    // A list of graphs names files elsewhere, of other kinds, links and pipes.
    done(at, &["new", "strike"]);
    for file in ["../precious/a.csv", "/etc/hostname", "letters.txt", ".nq", "../x.nq", "a/b.nq"] {
        fs::create_dir_all(at.join("graphs")).unwrap();
        let list = format!(
            "{{\"graphs\": {{}}, \"spare\": {{\"{file}\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}}}}"
        );
        fs::write(at.join("graphs/dossier-store.json"), list).unwrap();
        refused(at, &["load", "graphs", "strike"], "not the name of an N-Quads file");
    }
    fs::remove_dir_all(at.join("graphs")).unwrap();
    done(at, &["load", "graphs", "strike"]);
    let files = fs::read_dir(at.join("graphs")).unwrap().map(|entry| entry.unwrap().path());
    let facts = files.into_iter().find(|path| path.to_string_lossy().contains("facts")).unwrap();
    for plant in ["ln -s ../precious/a.csv", "mkfifo"] {
        fs::remove_file(&facts).unwrap();
        let made = std::process::Command::new("sh")
            .args(["-c", &format!("{plant} {}", facts.display())])
            .status()
            .unwrap();
        assert!(made.success());
        let asked = run(&mut program(at, &["query", "ASK {}", "graphs"]));
        assert!(asked.err.contains("not a regular file"), "{}", asked.err);
        done(at, &["load", "graphs", "strike"]);
        assert!(facts.symlink_metadata().unwrap().is_file());
        assert_eq!(fs::read_to_string(at.join("precious/a.csv")).unwrap(), "");
    }
}

#[test]
fn a_link_that_the_user_did_not_name_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    fs::create_dir(at.join("precious")).unwrap();
    symlink("precious", at.join("exports")).unwrap();
    fs::write(at.join("rows.jsonl"), "{\"id\":\"a\"}\n").unwrap();
    for arguments in
        [&["export", "strike"][..], &["draw", "strike"], &["export", "rows.jsonl", "--to", "dot"], EXPORT]
    {
        refused(at, arguments, "this is a symbolic link");
    }
    done(at, &["draw", "strike", "-o", "./exports/strike.svg"]);
    assert!(at.join("precious/strike.svg").is_file());
    // A link in the place of a file is replaced, and what it leads to stays.
    fs::write(at.join("letters.txt"), "letters").unwrap();
    fs::create_dir(at.join("out")).unwrap();
    symlink(at.join("letters.txt"), at.join("out/strike.ttl")).unwrap();
    done(at, &["export", "strike", "--to", "turtle", "--out", "out"]);
    assert!(at.join("out/strike.ttl").symlink_metadata().unwrap().is_file());
    assert_eq!(fs::read_to_string(at.join("letters.txt")).unwrap(), "letters");
}

#[test]
fn a_load_that_fails_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    // The journal cannot be written, nor anything else: the list of a full disk.
    let script = format!(
        "trap '' XFSZ; ulimit -f 0; exec '{}' load a/b/graphs strike -q",
        env!("CARGO_BIN_EXE_dossier")
    );
    let failed = std::process::Command::new("sh")
        .current_dir(at)
        .env("HOME", at)
        .args(["-c", &script])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(failed.code(), Some(3));
    assert!(!at.join("a").exists());
    done(at, &["load", "a/b/graphs", "strike"]);
}

#[test]
fn pages_to_look_at_are_the_users_alone() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    for name in ["run", "open", "tmp"] {
        fs::create_dir(at.join(name)).unwrap();
    }
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&at.join("run"), 0o700);
    mode(&at.join("tmp"), 0o777);
    let view = |runtime: &str| {
        let mut command = program(at, &["view", "strike", "--no-open"]);
        command.env("TMPDIR", at.join("tmp")).env("XDG_RUNTIME_DIR", at.join(runtime));
        let run = run(&mut command);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let page = Path::new(run.out.trim()).to_owned();
        let kept = page.parent().unwrap().symlink_metadata().unwrap();
        assert!(kept.is_dir() && kept.mode() & 0o777 == 0o700, "{:o}", kept.mode());
        assert!(fs::read_to_string(&page).unwrap().contains("</html>"));
        page
    };
    assert!(view("run").starts_with(at.join("run")));
    // A folder that others may read is not used; what strangers put into the shared one, neither.
    mode(&at.join("open"), 0o755);
    symlink(at.join("open"), at.join("tmp/dossier-view-0000")).unwrap();
    fs::create_dir(at.join("tmp/dossier-view-1111")).unwrap();
    mode(&at.join("tmp/dossier-view-1111"), 0o777);
    let page = view("open");
    assert!(page.starts_with(at.join("tmp")));
    assert_eq!(fs::read_dir(at.join("open")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(at.join("tmp/dossier-view-1111")).unwrap().count(), 0);
    // The next one is in the same folder: nothing piles up.
    assert_eq!(view("open"), page);
    assert_eq!(fs::read_dir(at.join("tmp")).unwrap().count(), 3);
}

#[test]
fn standard_output_leads_to_nothing_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    fs::write(at.join("x.jsonl"), ROWS).unwrap();
    let before = tree(at);
    for (arguments, file) in [
        (&["draw", "strike", "-o", "-"][..], "strike/report.md"),
        (&["export", "strike", "--to", "turtle", "--out", "-"], "strike/dossier.yaml"),
        (&["query", "ASK {}", "strike"], "strike/report.md"),
        (&["export", "x.jsonl", "--to", "dot", "--out", "-", "--keep-going"], "x.jsonl"),
    ] {
        let open = fs::OpenOptions::new().append(true).open(at.join(file)).unwrap();
        let status = program(at, arguments).stdout(open).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(3), "{arguments:?}");
        assert!(tree(at) == before, "{arguments:?}");
    }
    let out = fs::File::create(at.join("out.svg")).unwrap();
    assert!(program(at, &["draw", "strike", "-o", "-"]).stdout(out).status().unwrap().success());
}

#[test]
fn a_report_takes_the_place_of_no_store_and_no_passwords() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    done(at, &["load", "graphs", "strike"]);
    for report in ["graphs/dossier-store.json", "./graphs/new.json", "strike/../graphs/x.json"] {
        refused(
            at,
            &["load", "graphs", "strike", "--dry-run", "--report", report],
            "would be in the target folder",
        );
    }
    fs::write(at.join("netrc"), "machine example.org login a password b\n").unwrap();
    let mut load = program(at, &["load", "graphs", "strike", "--report", "netrc"]);
    let load = run(load.env("NETRC", at.join("netrc")));
    assert!(load.code == Some(3) && load.err.contains(READ), "{}", load.err);
    assert!(fs::read_to_string(at.join("netrc")).unwrap().contains("password b"));
    // Whoever may write there, a new file would take the place of the name itself.
    refused(at, &["load", "graphs", "strike", "--report", "/dev/stdout"], "not a regular file");
}

#[test]
fn folders_that_wait_for_their_place_make_no_hidden_names() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("x.jsonl"), "{\"id\":\"a\"}\n").unwrap();
    let waits = |name: &str| {
        let place = at.join(format!(".dossier-{name}.old"));
        fs::create_dir(&place).unwrap();
        fs::write(place.join("config"), "").unwrap();
        fs::write(place.join(".dossier"), "00000000 0 config\n").unwrap();
    };
    waits(".git");
    waits("lists-nothing");
    fs::write(at.join(".dossier-lists-nothing.old/.dossier"), "").unwrap();
    done(at, &["export", "x.jsonl", "--to", "dot", "--out", "."]);
    assert!(!at.join(".git").exists() && at.join(".dossier-.git.old/config").exists());
    assert!(!at.join("lists-nothing").exists());
}
