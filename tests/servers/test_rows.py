"""Files that `dossier export` writes of rows are read by the databases for which they are."""

import json
import time
from collections import Counter
from urllib.parse import unquote

import pytest
from dossiers import rows
from engines import only
from reading import snapshot

BASE = "urn:dossier:graph:"
LOADED = pytest.mark.engines(lambda engine: engine.loaded)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.fixture
def path(tmp_path):
    """A file of rows."""
    return rows.write(tmp_path / "rows.jsonl")


def multiset(found):
    """Things that can be compared whatever their order."""
    return Counter(json.dumps(thing, sort_keys=True, ensure_ascii=False) for thing in found)


def without_key(properties):
    """The properties but the key, which everything has."""
    assert properties["iri"].startswith(BASE)
    return {name: value for name, value in properties.items() if name != "iri"}


def same_rows(engine, vertices, edges):
    """The database holds these rows, no more and no less."""
    nodes = engine.cypher("MATCH (n) RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties")
    found = [[row["id"], sorted(row["labels"]), without_key(row["properties"])] for row in nodes]
    assert multiset(found) == multiset(vertices)
    relationships = engine.cypher("MATCH (s)-[r]->(t) RETURN s.id AS s, t.id AS t, type(r) AS type, properties(r) AS properties")
    found = [[row["s"], row["t"], row["type"], without_key(row["properties"])] for row in relationships]
    assert multiset(found) == multiset(edges)


@LOADED
def test_rows_are_loaded_as_dossiers_are(engine, program, tmp_path, path):
    engine.start()
    engine.wipe()
    first = program.loaded(engine, path)
    assert first.total("created") > len(rows.rows())
    there = snapshot(engine)
    again = program.loaded(engine, path)
    assert again.total("created") == again.total("updated") == again.total("deleted") == 0
    assert snapshot(engine) == there
    # A node has another name, an edge is gone, and the next load is killed.
    changed = rows.rows()
    changed[0]["name"] = "Another name"
    changed.pop()
    changed = rows.write(tmp_path / "changed.jsonl", changed)
    if engine.name != "age":
        # PGlite has one session for all clients, which a killed client leaves as it is.
        child = program.begin(engine, changed, "--prune", "--batch", 1)
        time.sleep(0.2)
        child.kill()
        child.communicate()
    program.loaded(engine, changed, "--prune")
    left = snapshot(engine)
    assert left != there
    engine.wipe()
    program.loaded(engine, changed)
    assert snapshot(engine) == left


XSD = "http://www.w3.org/2001/XMLSchema#"
TIMES = {
    "day": ("date", "2019-05-10"),
    "moment": ("dateTime", "2019-05-10T12:00:00.123456789Z"),
    "offset": ("dateTime", "2019-05-10T20:00:00.5+08:00"),
    "local": ("dateTime", "2019-05-10T12:00:00"),
    "first": ("dateTime", "0001-01-01T00:00:00"),
    "early": ("dateTime", "0001-01-01T00:00:00.000000001"),
    "late": ("dateTime", "9999-12-31T23:59:59.999999999"),
    "last": ("dateTime", "9999-12-31T23:59:59.999999"),
    "span": ("duration", "P1Y2M3DT4H5M6.7S"),
    "hours": ("duration", "PT48H"),
}


def times(changed=None):
    """A row with a value of each kind of time, and one with lists of them."""
    typed = {name: {"@value": value, "@type": XSD + kind} for name, (kind, value) in (TIMES | (changed or {})).items()}
    return [{"id": "a"} | typed, {"id": "b"} | {name: [value, value] for name, value in typed.items()}]


# What a database would return as something else is kept as a text.
TEXTS = {"neo4j": set(), "arcadedb": {"moment", "offset", "early", "late"}}


@only("neo4j", "arcadedb")
def test_times_are_what_the_database_has(engine, program, tmp_path):
    engine.start()
    engine.wipe()
    path = rows.write(tmp_path / "rows.jsonl", times())
    program.loaded(engine, path)
    there = snapshot(engine)
    for row in engine.cypher("MATCH (n) RETURN properties(n) AS properties"):
        values = {name: row["properties"][name] for name in TIMES}
        values = {name: value[0] if isinstance(value, list) else value for name, value in values.items()}
        assert {name for name, value in values.items() if isinstance(value, str)} == TEXTS[engine.name]
    again = program.loaded(engine, path)
    assert again.total("created") == again.total("updated") == again.total("deleted") == 0
    if engine.name == "neo4j":
        engine.script(program.export_to("cypher", path))
    assert snapshot(engine) == there
    # The same moment elsewhere, and the same duration in days, are something else.
    for name, kind, value in [("offset", "dateTime", "2019-05-10T12:00:00.5Z"), ("hours", "duration", "P2D")]:
        changed = program.loaded(engine, rows.write(path, times({name: (kind, value)})))
        assert changed.total("updated") == 2
        assert program.loaded(engine, rows.write(path, times())).total("updated") == 2
    assert snapshot(engine) == there


@only("falkordb", "postgres")
def test_the_graph_is_in_memory_once(engine, program, tmp_path):
    engine.start()
    engine.wipe()
    more = {name: 7 for name in "abcdefgh"}
    nodes = [{"id": f"n{at}", "type": f"Type{at % 5}", "name": f"Name {at}"} | more for at in range(10_000)]
    edges = [{"source": f"n{at // 2}", "target": f"n{at // 4}", "type": "knows", "at": at} | more for at in range(20_000)]
    path = rows.write(tmp_path / "large.jsonl", nodes + edges)
    graph = program.peak(None, "check", path)
    # At last most of what exists is not wanted any more.
    for text in ["first", "second", "pruned"]:
        if text == "pruned":
            path = rows.write(tmp_path / "pruned.jsonl", nodes[:5])
        loaded = program.peak(engine, "load", engine.url, path, "--base", BASE, "--prune", "--max-answer", 1000)
        assert loaded < graph + 25, (text, loaded, graph)


@only("neo4j")
def test_the_importer_of_neo4j_takes_the_rows(files, program, path):
    folder = program.export_to("neo4j", path)
    files.import_folder(folder)
    same_rows(files, rows.vertices(), rows.edges())
    files.script(folder / "constraints.cypher")
    assert files.cypher("SHOW CONSTRAINTS YIELD name RETURN count(*) > 0 AS some") == [{"some": True}]


@only("neo4j", "arcadedb")
def test_the_script_of_rows_runs_twice(files, program, path):
    script = program.export_to("cypher", path)
    for _ in range(2):
        files.script(script)
        same_rows(files, rows.vertices(), rows.edges())


@only("fuseki", "oxigraph", "rdf4j", "virtuoso")
def test_stores_of_rdf_take_the_rows(files, program, path):
    files.put("urn:foreign:rows", program.export("turtle", path))

    def ask(pattern):
        answers = files.sparql(f"SELECT * {{ GRAPH <urn:foreign:rows> {{ {pattern} }} }}")
        return [{name: term["value"] for name, term in answer.items()} for answer in answers]

    local = lambda iri: unquote(iri.removeprefix(BASE))
    names = [[local(row["s"]), row["name"]] for row in ask(f"?s <{BASE}property/name> ?name")]
    assert multiset(names) == multiset([row["id"], row["name"]] for row in rows.nodes())
    for relation, kind in rows.RELATIONS.items():
        plain = f"<{BASE}relation/{relation.replace(' ', '%20')}>"
        edges = {(local(row["s"]), local(row["o"])) for row in ask(f"?s {plain} ?o")}
        assert edges == {(source, target) for source, target, known, _ in rows.edges() if known == kind}
    weights = [[local(row["s"]), local(row["o"]), float(row["w"])] for row in ask(f"?r <{RDF}subject> ?s ; <{RDF}object> ?o ; <{BASE}property/weight> ?w")]
    assert multiset(weights) == multiset([row["source"], row["target"], row["weight"]] for row in rows.rows() if "weight" in row)
    claims = ask("?r <https://w3id.org/dossier/negotiation#status> <https://w3id.org/dossier/negotiation#attributed>")
    assert len(claims) == len(rows.claims())


@only("gremlin")
def test_gremlin_server_reads_the_rows(files, program, path):
    files.read(program.export_to("graphml", path))
    assert multiset(files.gremlin("g.V().values('name')")) == multiset(row["name"] for row in rows.nodes())
    weights = files.gremlin("g.E().has('weight').values('weight')")
    assert multiset(weights) == multiset(row["weight"] for _, _, _, row in rows.edges() if "weight" in row)
    claims = files.gremlin("g.V().hasLabel('Claim').values('predicate')")
    assert len(claims) == len(rows.claims())
