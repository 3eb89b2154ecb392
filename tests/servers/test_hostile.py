"""Names and texts that have broken out of somebody's quotes come back from the databases as they went, or are refused."""

import json
import re
from urllib.parse import unquote

import pytest
from dossiers import CHANGING, made, names
from engines import only
from test_rows import BASE, RDF, multiset, same_rows


@only("arcadedb", "falkordb", "neo4j")
def test_a_script_brings_any_name_or_nothing(files, program, tmp_path):
    refused = names.REFUSED[files.name]
    taken = [name for name in names.NAMES if name not in refused]
    taken += [name for name in names.RANDOM if not names.has_refused(files.name, name)]
    files.script(program.export_to("cypher", names.write(tmp_path / "names.jsonl", taken)))
    for name in refused:
        script = program.export_to("cypher", names.write(tmp_path / "names.jsonl", [name]))
        with pytest.raises(Exception, match="(?i)error|invalid|reserved|separator"):
            files.script(script)
    same_rows(files, names.vertices(taken), names.edges(taken))


@only("neo4j")
def test_the_importer_of_neo4j_takes_any_name(files, program, tmp_path):
    # A header is one line in which parentheses and braces mean something.
    taken = [name for name in [*names.NAMES, *names.RANDOM, *names.UNFIT] if not set(name) & set("({\n\r\0")]
    files.import_folder(program.export_to("neo4j", names.write(tmp_path / "names.jsonl", taken)))
    same_rows(files, names.vertices(taken), names.edges(taken))


@only("neo4j")
def test_what_a_stranger_called_a_type_of_edges_is_not_run(files, program):
    program.loaded(files, CHANGING[0])
    name = "X\\u005Cu0060 {iri: 'x'}]->() WITH 1 AS x MATCH (v:Victim) DETACH DELETE v //"
    files.cypher("CREATE (:Victim)")
    files.cypher(f"MATCH (n:Entity) WITH n LIMIT 1 CREATE (n)-[:`{name}` {{iri: 'urn:dossier:changing:x', id: 'x', dossiers: ['changing']}}]->(n)")
    outcome = program.load(files, CHANGING[0], "--prune")
    assert outcome.code != 0 and "X\\u0060" in outcome.err and "by hand" in outcome.err, outcome.err
    assert files.cypher("MATCH (v:Victim) RETURN count(v) AS n") == [{"n": 1}]


@only("postgres")
def test_a_backslash_ends_no_text_whatever_the_setting(files, program, tmp_path):
    files.sql(f"ALTER DATABASE {files.database} SET standard_conforming_strings = off")
    files.forget()
    dossier = made.hostile(tmp_path / "hostile")
    folder = program.export_to("sql", dossier)
    files.script(folder / "schema.sql")
    files.script(folder / "data.sql")
    program.loaded(files, dossier)
    for table in ['public."Issue"', 'dossier."Issue"']:
        assert sorted(row["name"] for row in files.sql(f"SELECT name FROM {table}")) == sorted(made.HOSTILE)


@only("age", "postgres")
def test_names_that_postgres_would_truncate_are_refused(files, program, tmp_path):
    outcome = program.load(files, made.long_names(tmp_path / "long"))
    assert outcome.code != 0 and "63" in outcome.err and made.LONG_NAME in outcome.err, outcome.err


@only("fuseki", "oxigraph", "rdf4j", "virtuoso")
def test_stores_of_rdf_hold_any_name(files, program, tmp_path):
    # What the ontology declares has its IRIs there.
    every = [name for name in [*names.NAMES, *names.RANDOM, *names.UNFIT] if name not in ("count", "date")]
    files.put("urn:foreign:names", program.export("turtle", names.write(tmp_path / "names.jsonl", every)))
    rows = files.sparql("SELECT ?s ?p ?o { GRAPH <urn:foreign:names> { ?s ?p ?o } }")
    found = [[unquote(row[name]["value"].removeprefix(BASE)) if row[name]["type"] == "uri" else row[name]["value"] for name in "spo"] for row in rows]
    wanted, records = [], []
    for name in every:
        wanted += [[name, f"{RDF}type", f"type/{name}"], [name, f"property/{name}", name], [name, f"relation/{name}R", name]]
        wanted += [[name, "property/list", name], [name, "property/list", "x"]]
        records.append([f"property/{names.of_edges(name)}", name])
    # An edge with properties is a record of its own.
    assert multiset(triple for triple in found if not triple[0].startswith("row/")) == multiset(wanted)
    assert multiset(rest for row, *rest in found if row.startswith("row/") and rest[0].startswith("property/")) == multiset(records)


@only("fuseki")
def test_a_graph_that_a_stranger_named_is_left_alone(files, program):
    # Escapes in N-Quads bring any character into a name.
    name = "urn:dossier:changing:graph/x> {} } ; DROP ALL #"
    escaped = name.replace(">", "\\u003E").replace(" ", "\\u0020")
    files.request("POST", files.graph_url, f"<urn:a> <urn:b> <urn:c> <{escaped}> .", {"Content-Type": "application/n-quads"})
    files.put("urn:foreign:victim", "<urn:a> <urn:b> <urn:c> .")
    outcome = program.loaded(files, CHANGING[0], "--prune")
    assert any("not IRIs" in notice and name in notice for notice in outcome.report["notices"]), outcome.report["notices"]
    assert files.get("urn:foreign:victim") and files.sparql("SELECT ?g { GRAPH ?g { <urn:a> <urn:b> <urn:c> } }")[1:]


@only("age")
def test_the_graph_of_age_holds_any_text(files, program, tmp_path):
    program.loaded(files, made.hostile(tmp_path / "hostile"))
    files.sql("LOAD 'age'; SET search_path = ag_catalog, public")
    rows = files.sql("SELECT value FROM cypher('dossiers', $cypher$ MATCH (n:Issue) RETURN n.name $cypher$) AS (value agtype)")
    assert sorted(json.loads(row["value"]) for row in rows) == sorted(made.HOSTILE)


@only("gremlin")
def test_gremlin_server_reads_any_name_that_xml_holds(files, program, tmp_path):
    # XML has no control characters and no U+FFFE, and to Gremlin a name that begins with ~ is hidden.
    taken = [name for name in [*names.NAMES, *names.RANDOM, *names.UNFIT] if not re.search("^~|[\0-\x1f\ufffe]", name)]
    files.read(program.export_to("graphml", names.write(tmp_path / "names.jsonl", taken)))
    # A name that is no token of XML is encoded as one, each as its own.
    found = files.gremlin("g.V().properties().map{[it.get().key(), it.get().value()]}")
    own = [(key, value) for key, value in found if key not in ["id", "iri", "labels", "list"]]
    assert sorted(value for _, value in own) == sorted(taken) and len({key for key, _ in own}) == len(taken)
    assert sorted(files.gremlin("g.E().label()")) == sorted(names.kind(f"{name}R") for name in taken)
