"""Files that `dossier export` writes are read by the databases for which they are, each in the way of its users."""

import json

import pytest
from dossiers import CHANGING, PARALLEL, TALKS, VALUES, made
from engines import only
from test_conformance import same_graph

DOSSIERS = {"talks": TALKS, "parallel": PARALLEL, "values": VALUES, "changing": CHANGING[0], "hostile": None}


# Each import stops and starts the server, and each script starts a shell: the largest dossier and the worst are enough.
HARDEST = pytest.mark.parametrize("dossier", ["talks", "hostile"], indirect=True)


@pytest.fixture(params=DOSSIERS)
def dossier(request, tmp_path):
    """Each of the dossiers in turn."""
    return DOSSIERS[request.param] or made.hostile(tmp_path / "hostile")


def expected(program, dossier):
    """The vertices and edges that there should be."""
    return json.loads(program.export("nodelink", dossier))


@only("neo4j")
@HARDEST
def test_the_importer_of_neo4j_takes_the_folder(files, program, dossier):
    folder = program.export_to("neo4j", dossier)
    files.import_folder(folder)
    same_graph(files, expected(program, dossier))
    files.script(folder / "constraints.cypher")
    assert files.cypher("SHOW CONSTRAINTS YIELD name RETURN count(*) > 0 AS some") == [{"some": True}]


@only("neo4j", "arcadedb")
@HARDEST
def test_the_cypher_script_runs_twice(files, program, dossier):
    script = program.export_to("cypher", dossier)
    for _ in range(2):
        files.script(script)
        same_graph(files, expected(program, dossier))


@only("ladybug")
def test_ladybug_copies_the_folder(files, program, dossier):
    folder = program.export_to("ladybug", dossier)
    files.script(folder / "schema.cypher")
    files.script(folder / "load.cypher")
    wanted = expected(program, dossier)
    nodes = files.cypher("MATCH (n) RETURN n.iri AS iri, n.name AS name")
    assert sorted(row["iri"] for row in nodes) == sorted(node["iri"] for node in wanted["nodes"])
    names = {node["iri"]: node["name"] for node in wanted["nodes"] if "name" in node}
    assert {row["iri"]: row["name"] for row in nodes if row["name"] is not None} == names
    edges = files.cypher("MATCH ()-[r]->() RETURN r.iri AS iri")
    assert sorted(row["iri"] for row in edges) == sorted(link["iri"] for link in wanted["links"])
    quotes = files.cypher("MATCH (e:Evidence) RETURN e.quote AS quote")
    assert sorted(row["quote"] for row in quotes) == sorted(node["quote"] for node in wanted["nodes"] if "quote" in node)


@only("postgres", "duckdb")
def test_the_scripts_of_sql_run_twice(files, program, dossier):
    folder = program.export_to("sql", dossier)
    wanted = expected(program, dossier)
    for _ in range(2):
        files.script(folder / "schema.sql")
        files.script(folder / "data.sql")
        claims = files.sql('SELECT "iri", "name" FROM "Claim"')
        found = {row["iri"]: row["name"] for row in claims}
        assert len(found) == len(claims)
        assert found == {node["iri"]: node["name"] for node in wanted["nodes"] if "Claim" in node["labels"]}
        quotes = files.sql('SELECT "quote" FROM "Evidence"')
        assert sorted(row["quote"] for row in quotes) == sorted(
            node["quote"] for node in wanted["nodes"] if "quote" in node
        )


@only("fuseki", "oxigraph", "rdf4j", "virtuoso")
def test_stores_of_rdf_take_turtle(files, program, dossier):
    turtle = program.export("turtle", dossier)
    files.put("urn:foreign:turtle", turtle)
    triples = {line for line in program.export("ntriples", dossier).split("\n") if line}
    rows = files.sparql("SELECT (COUNT(*) AS ?n) { GRAPH <urn:foreign:turtle> { ?s ?p ?o } }")
    assert int(rows[0]["n"]["value"]) == len(triples)


@only("gremlin")
@pytest.mark.parametrize("ending", [".graphml", ".json"])
def test_gremlin_server_reads_what_it_wrote(files, tmp_path, ending):
    files.gremlin(
        "a = g.addV('Person').property('name', 'A').next(); b = g.addV('Person').property('name', 'B').next(); "
        "g.addE('KNOWS').from(a).to(b).property('quote', 'so').iterate(); 1"
    )
    path = tmp_path / f"graph{ending}"
    files.write(path)
    files.wipe()
    files.read(path)
    assert files.gremlin("g.V().hasLabel('Person').values('name').order()") == ["A", "B"]
    assert files.gremlin("g.E().hasLabel('KNOWS').values('quote')") == ["so"]


@only("gremlin")
@pytest.mark.parametrize("to", ["graphml", "graphson"])
def test_gremlin_server_reads_the_export(files, program, dossier, to):
    files.read(program.export_to(to, dossier))
    wanted = expected(program, dossier)
    assert sorted(files.gremlin("g.V().values('iri')")) == sorted(node["iri"] for node in wanted["nodes"])
    assert sorted(files.gremlin("g.E().values('iri')")) == sorted(link["iri"] for link in wanted["links"])
    quotes = sorted(node["quote"] for node in wanted["nodes"] if "quote" in node)
    assert sorted(files.gremlin("g.V().hasLabel('Evidence').values('quote')")) == quotes
