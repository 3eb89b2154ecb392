"""Every database starts, answers, keeps what it promises to keep, and can be emptied."""

import subprocess

import pytest

MARK = "drop'); \\ \"quote\" 中国 🕊"


def write(engine):
    """Writes one record into a database, in its language."""
    if "sparql" in engine.languages:
        engine.put("urn:test:graph", '<urn:test:a> <urn:test:says> "words" .')
    elif engine.name == "ladybug":
        engine.cypher("CREATE NODE TABLE Mark(iri STRING PRIMARY KEY)")
        engine.cypher("CREATE (:Mark {iri: 'urn:test:a'})")
    elif "cypher" in engine.languages:
        engine.cypher("CREATE (:Mark {iri: 'urn:test:a'})")
    elif "sql" in engine.languages:
        engine.sql("CREATE TABLE mark(iri text PRIMARY KEY)")
        engine.sql("INSERT INTO mark VALUES ('urn:test:a')")
    else:
        engine.gremlin("g.addV('Mark').property('iri', 'urn:test:a').iterate(); 1")


def written(engine):
    """How often the record is there."""
    if "sparql" in engine.languages:
        return len(engine.sparql("SELECT ?o { GRAPH ?g { <urn:test:a> <urn:test:says> ?o } }"))
    if engine.name == "age":
        return len(engine.cypher("MATCH (n:Mark {iri: 'urn:test:a'}) RETURN n.iri"))
    if engine.name == "ladybug":
        tables = [row["name"] for row in engine.cypher("CALL show_tables() RETURN *")]
        return engine.cypher("MATCH (n:Mark) RETURN count(n) AS n")[0]["n"] if "Mark" in tables else 0
    if "cypher" in engine.languages:
        return engine.cypher("MATCH (n:Mark {iri: 'urn:test:a'}) RETURN count(n) AS n")[0]["n"]
    if "sql" in engine.languages:
        tables = engine.sql("SELECT 1 FROM information_schema.tables WHERE table_name = 'mark'")
        return engine.sql("SELECT count(*) AS n FROM mark")[0]["n"] if tables else 0
    return engine.gremlin("g.V().has('Mark', 'iri', 'urn:test:a').count()")[0]


def test_it_answers(engine):
    if "sparql" in engine.languages:
        assert engine.sparql("ASK {}") is True
        assert engine.sparql("SELECT (1 + 1 AS ?two) {}")[0]["two"]["value"] == "2"
    if engine.name == "age":
        assert engine.cypher("RETURN 1 + 1") == [2]
    elif "cypher" in engine.languages:
        assert engine.cypher("RETURN 1 + 1 AS two") == [{"two": 2}]
    if "sql" in engine.languages:
        assert engine.sql("SELECT 1 + 1 AS two") == [{"two": 2}]
    if "gremlin" in engine.languages:
        assert engine.gremlin("1 + 1") == [2]


@pytest.mark.engines(lambda engine: "cypher" in engine.languages and engine.name != "age")
def test_parameters_arrive_as_they_are(engine):
    rows = engine.cypher("UNWIND $rows AS row RETURN row.text AS text", {"rows": [{"text": MARK}, {"text": "b"}]})
    assert sorted(row["text"] for row in rows) == sorted([MARK, "b"])


@pytest.mark.engines(lambda engine: engine.writable)
def test_it_is_emptied(engine):
    engine.wipe()
    assert written(engine) == 0
    write(engine)
    assert written(engine) == 1
    engine.wipe()
    assert written(engine) == 0


@pytest.mark.engines(lambda engine: engine.writable)
def test_it_survives_a_kill_and_a_stop(engine):
    engine.wipe()
    write(engine)
    engine.settle()
    for end in [engine.kill, engine.stop]:
        end()
        assert not engine.running()
        engine.start()
        assert written(engine) == (1 if engine.keeps else 0)
    engine.wipe()


def test_it_speaks_on_the_loopback_only(engine):
    engine.start()
    listening = subprocess.check_output(["ss", "-H", "-l", "-t", "-n", "-p"], text=True)
    of_ours = [line.split()[3] for line in listening.splitlines() if f"pid={engine.process.pid}," in line]
    assert of_ours or engine.folder
    addresses = {address.rsplit(":", 1)[0] for address in of_ours}
    assert addresses <= {"127.0.0.1", "[::ffff:127.0.0.1]", "[::1]"}
