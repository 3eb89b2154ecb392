//! Colours and heads of relations, from the ontology and from a mapping, in every kind of picture.
use std::path::Path;
use std::process::Command;

/// A picture of a file that is drawn in a folder, as text.
fn drawn(at: &Path, arguments: &[&str], out: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(at)
        .args(["draw"])
        .args(arguments)
        .args(["-o", out])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(at.join(out)).unwrap()
}

const ONTOLOGY: &str = "ontology: guild\nextend: negotiation\nnamespace: https://example.org/guild#\nrelations:\n  \
    teaches: {label: teaches, inverse: taughtBy, domain: [Person], range: [Person], definition: He shows how.}\n  \
    envies: {label: envies, inverse: enviedBy, domain: [Person], range: [Person], definition: He grudges.}\n\
    drawing:\n  relations:\n    teaches: {colour: \"#118844\", head: diamond, width: 2, line: dashed}\n    \
    envies: {head: crow}\n";

const DOSSIER: &str = "dossier: guild\nontology: guild.yaml\nsource: {w: w.md}\nnodes:\n  Work: {w: W}\n  Person: \
    {ada: Ada, ben: Ben, cy: Cy}\nclaims:\n  - quote: Ada teaches Ben\n    say: [ada teaches ben]\n  - quote: Ben teaches \
    Cy\n    by: ben\n    cue: Ben says\n    say: [ben teaches cy]\n";

fn guild() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("guild.yaml"), ONTOLOGY).unwrap();
    std::fs::write(folder.path().join("d.yaml"), DOSSIER).unwrap();
    std::fs::write(folder.path().join("w.md"), "Ada teaches Ben. Ben says: Ben teaches Cy.\n").unwrap();
    folder
}

#[test]
fn the_built_in_layout_shows_the_looks_that_occur_and_no_other() {
    let folder = guild();
    let svg = drawn(folder.path(), &["d.yaml", "--picture", "plain", "--engine", "own"], "x.svg");
    let class =
        svg.split("class=\"claim reported teaches ").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(class.starts_with("look-"), "{class}");
    assert!(svg.contains(&format!(".{class} .line {{ stroke: #118844; }}")));
    assert!(svg.contains(&format!(".{class}.reported .line {{ stroke-dasharray: 7 4; }}")));
    assert!(svg.contains(&format!(".{class}.reported .line {{ stroke-width: 3.4; }}")));
    // The legend: one sample for the relation, none for the one that does not occur.
    let legend = svg.split("class=\"legend\"").nth(1).unwrap();
    let legend = legend.split("data-claim").next().unwrap();
    assert!(legend.contains(">teaches<") && !legend.contains(">envies<"), "{legend}");
    let dark = drawn(
        folder.path(),
        &["d.yaml", "--picture", "plain", "--engine", "own", "--theme", "dark"],
        "y.svg",
    );
    assert!(dark.contains(&format!(".{class} .line {{ stroke: #")));
    let print = drawn(
        folder.path(),
        &["d.yaml", "--picture", "plain", "--engine", "own", "--theme", "print"],
        "z.svg",
    );
    assert!(!print.contains(&format!(".{class} .line {{ stroke: #")));
    let page = drawn(folder.path(), &["d.yaml", "--picture", "plain", "--engine", "own"], "x.html");
    assert!(page.contains(&format!(".p-picture .{class} .line")), "the page has a dark screen, too");
}

#[test]
fn dot_has_the_colour_and_the_head_and_the_line_of_the_status() {
    let folder = guild();
    let dot = drawn(folder.path(), &["d.yaml", "--picture", "plain"], "x.dot");
    let edge = |from: &str, to: &str| {
        let start = format!("{from} -> {to} ");
        dot.lines().find(|line| line.trim_start().replace('"', "").starts_with(&start)).unwrap().to_owned()
    };
    let (reported, attributed) = (edge("ada", "ben"), edge("ben", "cy"));
    for line in [&reported, &attributed] {
        assert!(line.contains("color=\"#118844\"") && line.contains("arrowhead=diamond"), "{line}");
    }
    assert!(reported.contains("style=dashed, penwidth=2,"), "{reported}");
    assert!(attributed.contains("style=dashed, penwidth=1,") && attributed.contains('@'), "{attributed}");
    assert!(dot.contains("legend/status/look/"));
}

#[test]
fn a_mapping_gives_rows_their_looks_and_other_commands_do_not_mind() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("e.csv"), "source,target,relation\na,b,works for\nb,c,owes\n").unwrap();
    std::fs::write(at.join("n.csv"), "id,type\na,Firm\nb,Firm\nc,Firm\n").unwrap();
    let map = "drawing:\n  families: {gold: {border: \"#7A5C00\", fill: \"#FFF4CC\"}}\n  types: {Firm: {family: gold, \
               shape: octagon}}\n  relations:\n    works for: {colour: \"#AA2266\", head: dot}\n";
    std::fs::write(at.join("m.yaml"), map).unwrap();
    let dot = drawn(at, &["e.csv", "n.csv", "--map", "m.yaml", "--picture", "plain"], "x.dot");
    assert!(dot.contains("color=\"#AA2266\"") && dot.contains("arrowhead=dot"), "{dot}");
    assert!(dot.contains("fillcolor=\"#FFF4CC\"") && dot.contains("shape=\"octagon\""), "{dot}");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_dossier")).current_dir(at).args(arguments).output().unwrap()
    };
    assert!(run(&["check", "e.csv", "n.csv", "--map", "m.yaml"]).status.success());
    std::fs::write(at.join("m.yaml"), map.replace("head: dot", "head: dots")).unwrap();
    let refused = run(&["draw", "e.csv", "n.csv", "--map", "m.yaml", "-o", "y.svg"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("`dots` is not allowed here"), "{said}");
}
