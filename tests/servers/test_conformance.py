"""One suite for every database that `dossier load` fills: what it must do with all of them.

Every test begins with an empty database. Where it compares, it compares all that the database holds, read by its own
driver, with what it held before, or after a load that nothing disturbed.
"""

import json
import time
from collections import Counter

import pytest
from dossiers import CHANGING, OTHER, PARALLEL, TALKS, VALUES, made
from engine import wait_for
from program import LONG
from questions import BASE, ONLY_CLAIMED, PREFIXES, QUESTIONS, answer, short
from reading import edge_rows, graphs, plain, size, snapshot, vertex_rows

LOADED = pytest.mark.engines(lambda engine: engine.loaded)
SERVERS = pytest.mark.engines(lambda engine: engine.loaded and not engine.folder)
WRITABLE = pytest.mark.engines(lambda engine: engine.loaded and engine.writable)
ASKED = pytest.mark.engines(lambda engine: engine.loaded and engine.languages[0] in ("cypher", "sparql"))
CYPHER = pytest.mark.engines(lambda engine: engine.loaded and engine.languages == ("cypher",))
PROPERTIES = pytest.mark.engines(lambda engine: engine.loaded and "sparql" not in engine.languages)
SPARQL = pytest.mark.engines(lambda engine: engine.loaded and "sparql" in engine.languages)
GUARDED = pytest.mark.engines(lambda engine: engine.loaded and engine.credentials and engine.name != "age")


@pytest.fixture(autouse=True)
def empty(request):
    """Every test begins with an empty database."""
    if "engine" in request.fixturenames:
        database = request.getfixturevalue("engine")
        database.start()
        database.wipe()


@pytest.fixture(scope="session")
def big(tmp_path_factory):
    """A dossier that takes a while."""
    return made.big(tmp_path_factory.mktemp("big") / "big")


def stranger(engine):
    """Puts something into a database that is not ours, and gives what can be compared later."""
    if "sparql" in engine.languages:
        engine.put("urn:foreign:graph", '<urn:foreign:a> <urn:foreign:knows> <urn:dossier:changing:brook> , "words" .')
    elif engine.languages == ("cypher",):
        engine.cypher("CREATE (:Person {iri: 'urn:foreign:a', name: 'A'})-[:KNOWS {iri: 'urn:foreign:k'}]->(:Pet {name: 'P'})")
    else:
        engine.sql("CREATE TABLE public.foreigner (iri text PRIMARY KEY); INSERT INTO public.foreigner VALUES ('urn:foreign:a')")
    return strangers(engine)


def strangers(engine):
    """What of a database is not ours."""
    everything = snapshot(engine)
    if "sparql" in engine.languages:
        return {name: lines for name, lines in everything.items() if name.startswith("urn:foreign:")}
    if engine.languages == ("cypher",):
        return {
            what: Counter(item for item in items.elements() if "urn:dossier:" not in str(item))
            for what, items in everything.items()
        }
    return {name: rows for name, rows in everything.items() if "foreigner" in name}


def without(everything, part):
    """A snapshot without a part of it."""
    left = {name: items - part.get(name, Counter()) for name, items in everything.items()}
    return {name: items for name, items in left.items() if items}


def of(everything, dossier):
    """What of a snapshot names things of a dossier."""
    named = {
        name: Counter({item: times for item, times in items.items() if f"urn:dossier:{dossier}:" in str((name, item))})
        for name, items in everything.items()
    }
    return {name: items for name, items in named.items() if items}


# ── what arrives


@LOADED
def test_a_load_creates_all_and_the_next_nothing(engine, program):
    first = program.loaded(engine, TALKS)
    assert first.total("created") > 0
    assert first.total("updated") == first.total("deleted") == first.total("unchanged") == 0
    assert first.report["verified"]
    assert all(count["expected"] == count["found"] for count in first.report["verified"])
    there = snapshot(engine)
    assert there
    again = program.loaded(engine, TALKS)
    assert snapshot(engine) == there
    assert again.total("created") == again.total("updated") == again.total("deleted") == 0
    assert again.total("unchanged") == first.total("created")


@LOADED
def test_a_dry_run_changes_nothing(engine, program):
    before = snapshot(engine)
    outcome = program.loaded(engine, TALKS, "--dry-run")
    assert snapshot(engine) == before
    assert outcome.report["dryRun"] is True
    assert outcome.total("created") == program.loaded(engine, TALKS).total("created")


@SERVERS
def test_the_size_of_batches_changes_nothing(engine, program):
    program.loaded(engine, TALKS)
    there = snapshot(engine)
    engine.wipe()
    program.loaded(engine, TALKS, "--batch", 7)
    assert snapshot(engine) == there


@PROPERTIES
@pytest.mark.parametrize("dossier", [TALKS, PARALLEL, VALUES, CHANGING[0]], ids=lambda path: path.name)
def test_all_vertices_and_edges_arrive(engine, program, dossier):
    program.loaded(engine, dossier)
    same_graph(engine, json.loads(program.export("nodelink", dossier)))


def same_graph(engine, expected):
    """The database holds the vertices and edges of node-link data, each with at least its labels and properties."""
    rows = vertex_rows(engine)
    found = {row["properties"]["iri"]: row for row in rows}
    assert len(found) == len(rows)
    iris = {}
    for node in expected["nodes"]:
        labels = node.pop("labels")
        iris[node["id"]] = node["iri"]
        row = found.pop(node["iri"])
        assert set(labels) <= set(row["labels"])
        assert missing(node, row["properties"]) == {}
    assert not found
    rows = edge_rows(engine)
    found = {row["properties"]["iri"]: row for row in rows}
    assert len(found) == len(rows)
    for link in expected["links"]:
        ends = [iris[link.pop("source")], iris[link.pop("target")]]
        row = found.pop(link["iri"])
        assert [row["type"], row["source"], row["target"]] == [link.pop("type"), *ends]
        link.pop("key")
        assert missing(link, row["properties"]) == {}
    assert not found


def missing(wanted, found):
    """The properties that are not as they should be, with both values."""
    return {
        name: (value, found.get(name)) for name, value in wanted.items() if plain(value) != plain(found.get(name))
    }


@SPARQL
@pytest.mark.parametrize("dossier", [TALKS, PARALLEL, VALUES, CHANGING[0]], ids=lambda path: path.name)
def test_all_triples_arrive(engine, program, dossier):
    program.loaded(engine, dossier)
    expected = Counter()
    for line in program.export("nquads", dossier).rstrip("\n").split("\n"):
        graph = line.removesuffix(" .").rpartition(" ")[2].strip("<>")
        expected[graph] += 1
    assert {graph: count_of(engine, graph) for graph in graphs(engine)} == dict(expected)


def count_of(engine, graph):
    """How many triples a graph has, as the store counts them."""
    rows = engine.sparql(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return int(rows[0]["n"]["value"])


@LOADED
def test_two_dossiers_in_one_load(engine, program):
    program.loaded(engine, CHANGING[0], OTHER)
    there = snapshot(engine)
    assert of(there, "changing") and of(there, "changing-more")
    assert program.loaded(engine, CHANGING[0], OTHER).total("created") == 0
    assert snapshot(engine) == there


# ── another version


@LOADED
def test_another_version_updates_and_prune_removes_what_is_gone(engine, program):
    program.loaded(engine, CHANGING[1])
    wanted = snapshot(engine)
    engine.wipe()
    program.loaded(engine, CHANGING[0])
    changed = program.loaded(engine, CHANGING[1])
    assert changed.total("created") > 0 and changed.total("updated") > 0
    pruned = program.loaded(engine, CHANGING[1], "--prune")
    assert snapshot(engine) == wanted
    again = program.loaded(engine, CHANGING[1], "--prune")
    assert again.total("created") == again.total("updated") == again.total("deleted") == 0
    assert snapshot(engine) == wanted
    assert pruned.total("created") == 0


@CYPHER
def test_without_prune_what_is_gone_is_told_and_stays(engine, program):
    program.loaded(engine, CHANGING[0])
    outcome = program.loaded(engine, CHANGING[1])
    kept = engine.cypher("MATCH (n:Position {iri: 'urn:dossier:changing:old-rota'}) RETURN n.name AS name")
    assert kept == [{"name": "The old rota"}]
    assert any("old-rota" in name for name in outcome.report["stale"]) or outcome.total("stale") > 0
    names = engine.cypher("MATCH (n:Organization {iri: 'urn:dossier:changing:dockers'}) RETURN n.name AS name")
    assert names == [{"name": "Dockers’ union of Northport"}]


@LOADED
def test_what_the_next_version_only_claims_is_no_fact_any_more(engine, program):
    ends = ["urn:dossier:changing:brook", "urn:dossier:changing:talks"]
    for version, there in [(CHANGING[0], True), (CHANGING[1], False)]:
        program.loaded(engine, version)
        if "sparql" in engine.languages:
            found = engine.sparql(PREFIXES + f"ASK {{ GRAPH ?g {{ <{ends[0]}> neg:mediates <{ends[1]}> }} }}")
        elif engine.languages == ("cypher",):
            query = "MATCH ({iri: $a})-[r:MEDIATES]->({iri: $b}) RETURN r.iri AS iri"
            found = engine.cypher(query, {"a": ends[0], "b": ends[1]})
        else:
            query = f"SELECT iri FROM dossier.edges WHERE kind = 'MEDIATES' AND from_iri = '{ends[0]}' AND to_iri = '{ends[1]}'"
            found = engine.sql(query)
        assert bool(found) is there


@WRITABLE
def test_prune_leaves_strangers_and_other_dossiers_alone(engine, program):
    foreign = stranger(engine)
    assert any(foreign.values())
    program.loaded(engine, OTHER)
    other = without(snapshot(engine), foreign)
    program.loaded(engine, CHANGING[0])
    program.loaded(engine, CHANGING[1], "--prune")
    assert strangers(engine) == foreign
    assert of(snapshot(engine), "changing-more") == of(other, "changing-more")
    # The other way round, too: the name of this dossier is the beginning of the other's.
    mine = of(snapshot(engine), "changing")
    program.loaded(engine, OTHER, "--prune")
    assert of(snapshot(engine), "changing") == mine
    assert strangers(engine) == foreign


@WRITABLE
def test_what_somebody_deleted_comes_back(engine, program):
    program.loaded(engine, CHANGING[0])
    there = snapshot(engine)
    if "sparql" in engine.languages:
        engine.update("DELETE WHERE { GRAPH ?g { <urn:dossier:changing:brook> ?p ?o } }")
    elif engine.languages == ("cypher",):
        engine.cypher("MATCH (n {iri: 'urn:dossier:changing:brook'}) DETACH DELETE n")
    else:
        for table, ends in [("edges", ["from_iri", "to_iri"]), ("nodes", ["iri"])]:
            where = " OR ".join(f"{end} = 'urn:dossier:changing:brook'" for end in ends)
            engine.sql(f"DELETE FROM dossier.{table} WHERE {where}")
    assert snapshot(engine) != there
    program.loaded(engine, CHANGING[0])
    assert snapshot(engine) == there


# ── what is cut off


def clean(engine, program, dossier):
    """What a load leaves that nothing disturbs, and how many things that are."""
    program.loaded(engine, dossier)
    there = snapshot(engine), size(engine)
    engine.wipe()
    return there


def begun(engine, program, *arguments):
    """Starts a load and waits until the first things have arrived."""
    child = program.begin(engine, *arguments)
    try:
        wait_for("the first things arrive", lambda: child.poll() is not None or size(engine) > 0, LONG, every=0.005)
    except BaseException:
        child.kill()
        raise
    return child


@SERVERS
@pytest.mark.parametrize("resume", [[], ["--resume"]], ids=["again", "resume"])
def test_the_program_is_killed_and_runs_again(engine, program, big, resume):
    wanted, all_of_it = clean(engine, program, big)
    child = begun(engine, program, big, "--batch", 100)
    child.kill()
    child.communicate(timeout=LONG)
    assert child.returncode == -9
    assert 0 < size(engine) < all_of_it
    program.loaded(engine, big, "--batch", 100, *resume)
    assert snapshot(engine) == wanted
    again = program.loaded(engine, big)
    assert again.total("created") == again.total("updated") == again.total("deleted") == 0


@pytest.mark.engines(lambda engine: engine.loaded and engine.folder)
def test_a_folder_is_whole_whenever_the_program_is_killed(engine, program, big):
    began = time.monotonic()
    wanted, _ = clean(engine, program, big)
    took = time.monotonic() - began
    for part in range(1, 6):
        child = program.begin(engine, big)
        time.sleep(took * part / 6)
        child.kill()
        child.communicate(timeout=LONG)
        snapshot(engine)
    program.loaded(engine, big)
    assert snapshot(engine) == wanted


@SERVERS
def test_the_server_is_killed_and_comes_back(engine, program, big):
    wanted, _ = clean(engine, program, big)
    child = begun(engine, program, big, "--batch", 100)
    engine.kill()
    engine.start()
    # It goes on where the server is, or finds at the end that something is missing.
    _, err = child.communicate(timeout=LONG)
    assert child.returncode in (0, 4), err
    assert "panic" not in err
    program.loaded(engine, big, "--resume")
    assert snapshot(engine) == wanted


# It waits half a minute before it gives up, the same for all; so one of each kind is enough.
@pytest.mark.engines(lambda engine: engine.name in ("falkordb", "oxigraph"))
def test_the_server_is_killed_and_stays_away(engine, program, big):
    wanted, _ = clean(engine, program, big)
    child = begun(engine, program, big, "--batch", 100)
    engine.kill()
    _, err = child.communicate(timeout=LONG)
    assert child.returncode == 4, err
    assert "panic" not in err
    engine.start()
    program.loaded(engine, big, "--resume")
    assert snapshot(engine) == wanted


@SERVERS
def test_a_server_that_is_not_there_is_told(engine, program):
    engine.stop()
    try:
        outcome = program.load(engine, TALKS)
    finally:
        engine.start()
    assert outcome.code == 4
    assert engine.url.split("//")[1].split("/")[0] in outcome.err


# ── what is refused


@CYPHER
def test_a_stranger_with_our_key_is_named_and_left(engine, program):
    engine.cypher("CREATE (:Entity:Ship {iri: 'urn:dossier:changing:port', name: 'SS Port'})")
    before = snapshot(engine)
    outcome = program.load(engine, CHANGING[0])
    assert outcome.code == 4
    assert "urn:dossier:changing:port" in outcome.err
    assert "SS Port" in outcome.err
    ship = engine.cypher("MATCH (n {iri: 'urn:dossier:changing:port'}) RETURN labels(n) AS labels, n.name AS name")
    assert [(sorted(row["labels"]), row["name"]) for row in ship] == [(["Entity", "Ship"], "SS Port")]
    assert before["vertices"] <= snapshot(engine)["vertices"]


@SPARQL
def test_another_dossier_of_the_same_base_is_refused(engine, program, tmp_path):
    for name in ["first", "second"]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "text.md").write_text("It is so.\n")
        (folder / "dossier.yaml").write_text(
            f"dossier: {name}\nbase: https://strike.example/\nsource: {{article: text.md}}\nnodes:\n"
            f"  Work: {{article: Text of the {name}}}\n  Topic: {{thing: Thing of the {name}}}\n"
            "claims:\n  - {quote: It is so, say: [article about thing]}\n"
        )
    program.loaded(engine, tmp_path / "first")
    before = snapshot(engine)
    outcome = program.load(engine, tmp_path / "second")
    assert outcome.code == 4
    assert "https://strike.example/" in outcome.err
    assert snapshot(engine) == before


@GUARDED
def test_a_wrong_password_is_told_and_not_repeated(engine, program):
    user, _ = engine.credentials
    outcome = program.load(engine, TALKS, credentials=(user, "sesame-9431"))
    assert outcome.code == 4
    assert "sesame-9431" not in outcome.err + outcome.out
    assert "DOSSIER_PASSWORD" in outcome.err
    assert size(engine) == 0


@LOADED
def test_a_nul_is_refused_before_anything_is_loaded(engine, program, tmp_path):
    folder = tmp_path / "nul"
    folder.mkdir()
    (folder / "text.md").write_text("It is so.\n")
    (folder / "dossier.yaml").write_text(
        "dossier: nul\nsource: {article: text.md}\nnodes:\n  Work: {article: Text}\n"
        '  Topic: {thing: "a\\0b"}\nclaims:\n  - {quote: It is so, say: [article about thing]}\n'
    )
    outcome = program.load(engine, folder)
    assert outcome.code in (1, 4)
    assert "thing" in outcome.err
    assert size(engine) == 0


# ── what it says


@ASKED
def test_hostile_strings_arrive_as_they_are(engine, program, tmp_path):
    program.loaded(engine, made.hostile(tmp_path / "hostile"))
    quotes = [f"Number {number} says {words} and ends." for number, words in enumerate(made.HOSTILE)]
    if "sparql" in engine.languages:
        query = "SELECT ?id ?text { GRAPH ?g { ?id a neg:Issue ; rdfs:label ?text } }"
        labels = {row["id"]["value"].rpartition("-")[2]: row["text"]["value"] for row in ask(engine, query)}
        found = [row["text"]["value"] for row in ask(engine, "SELECT ?text { GRAPH ?g { ?q oa:exact ?text } }")]
    else:
        rows = engine.cypher("MATCH (n:Issue) RETURN n.id AS id, n.name AS text")
        labels = {row["id"].rpartition("-")[2]: row["text"] for row in rows}
        found = [row["text"] for row in engine.cypher("MATCH (e:Evidence) RETURN e.quote AS text")]
    assert labels == {str(number): words for number, words in enumerate(made.HOSTILE)}
    assert sorted(found) == sorted(quotes)


def ask(engine, query):
    """The rows of a SELECT with the usual prefixes."""
    return engine.sparql(PREFIXES + query)


@SPARQL
def test_numbers_and_dates_of_rdf_keep_their_digits(engine, program):
    program.loaded(engine, VALUES)
    own = "urn:dossier:values:"
    rates = ask(engine, "SELECT ?m ?v { GRAPH ?g { ?m a neg:Measure ; neg:ratePercent ?v } }")
    assert {row["m"]["value"].removeprefix(own): short(row["v"]["value"]) for row in rates} == {
        "first": "6.5",
        "second": "0.125",
    }
    amounts = ask(
        engine, "SELECT ?m ?v ?u { GRAPH ?g { ?m a neg:Measure ; neg:amount ?a . ?a schema:value ?v ; schema:currency ?u } }"
    )
    assert {row["m"]["value"].removeprefix(own): (short(row["v"]["value"]), row["u"]["value"]) for row in amounts} == {
        "second": ("12.5", "USD"),
        "third": ("200000000000", "USD"),
        "rest": ("9007199254740993", "USD"),
    }
    dates = ask(engine, "SELECT ?m ?v { GRAPH ?g { ?m a neg:Measure ; neg:date ?v } }")
    assert {row["m"]["value"].removeprefix(own): row["v"]["value"] for row in dates} == {
        "first": "2019-05-10",
        "second": "2020-05",
        "third": "late in the year",
    }
    # A database that can count them can also compare them.
    more = ask(engine, "SELECT ?m { GRAPH ?g { ?m a neg:Measure ; neg:ratePercent ?v } FILTER (?v > 6) }")
    assert [row["m"]["value"].removeprefix(own) for row in more] == ["first"]


@CYPHER
def test_numbers_and_dates_of_property_graphs_are_numbers_and_dates(engine, program):
    program.loaded(engine, VALUES)
    rows = engine.cypher("MATCH (m:Measure) WHERE m.ratePercent > 6 RETURN m.id AS id, m.ratePercent AS rate")
    assert rows == [{"id": "first", "rate": 6.5}]
    rows = engine.cypher("MATCH (m:Measure) WHERE m.amount IS NOT NULL RETURN m.id AS id, m.amount AS n, m.amountUnit AS u")
    amounts = {row["id"]: (row["n"], row["u"]) for row in rows}
    assert amounts["second"] == (12.5, "USD")
    assert amounts["third"] == (200000000000, "USD")
    # No binary fraction has these digits, but the claim has them as they were written.
    digits = engine.cypher("MATCH (c:Claim {subject: 'rest'}) RETURN c.value AS value")
    assert digits == [{"value": "9007199254740993 USD"}]
    rows = engine.cypher(
        "MATCH (m:Measure) WHERE m.date IS NOT NULL RETURN m.id AS id, m.date AS d, m.dateFrom AS f, m.dateTo AS t"
    )
    dates = {row["id"]: (row["d"], plain(row["f"]), plain(row["t"])) for row in rows}
    assert dates == {
        "first": ("2019-05-10", "2019-05-10", "2019-05-10"),
        "second": ("2020-05", "2020-05-01", "2020-05-31"),
    }
    words = engine.cypher("MATCH (m:Measure {id: 'third'}) RETURN m.dateWords AS words")
    assert words == [{"words": "late in the year"}]


@CYPHER
def test_claims_on_one_pair_stay_apart_in_property_graphs(engine, program):
    program.loaded(engine, PARALLEL)
    query = "MATCH (:Organization {id: 'dockers'})-[r]->(:Position {id: 'rise'}) RETURN type(r) AS type, r.claims AS claims"
    edges = {row["type"]: sorted(row["claims"]) for row in engine.cypher(query)}
    assert set(edges) == {"DEMANDS", "OFFERS"}
    # What others say of the wish of the dockers is no wish of theirs.
    assert len(edges["DEMANDS"]) == 1 and len(edges["OFFERS"]) == 1
    query = """MATCH (s {id: $id})<-[:SUBJECT]-(c:Claim {predicate: 'demands'})-[:OBJECT]->({id: 'rise'}), (c)-[:SAID_BY]->(by)
               RETURN c.id AS claim, by.id AS speaker"""
    rows = engine.cypher(query, {"id": "dockers"})
    assert sorted(row["speaker"] for row in rows) == ["dockers", "mayor", "port"]
    assert [row["claim"] for row in rows if row["speaker"] == "dockers"] == edges["DEMANDS"]
    query = "MATCH (c:Claim {subject: 'cooks'})-[:SUPPORTED_BY]->(e:Evidence) RETURN c.id AS claim, e.quote AS quote"
    rows = engine.cypher(query)
    assert len(rows) == 2 and len({row["claim"] for row in rows}) == 1


@SPARQL
def test_claims_on_one_pair_stay_apart_in_rdf(engine, program):
    program.loaded(engine, PARALLEL)
    query = """SELECT DISTINCT ?c ?who { GRAPH ?g {
        ?c a neg:Claim ; rdf:subject <urn:dossier:parallel:dockers> ; rdf:predicate neg:demands ; neg:speaker ?who } }"""
    rows = ask(engine, query)
    assert len({row["c"]["value"] for row in rows}) == 3
    assert sorted(row["who"]["value"].rpartition(":")[2] for row in rows) == ["dockers", "mayor", "port"]
    query = """SELECT DISTINCT ?c ?e { GRAPH ?g {
        ?c a neg:Claim ; rdf:subject <urn:dossier:parallel:cooks> ; neg:evidence ?e } }"""
    rows = ask(engine, query)
    assert len(rows) == 2 and len({row["c"]["value"] for row in rows}) == 1


@ASKED
def test_questions_have_their_known_answers(engine, program):
    program.loaded(engine, TALKS)
    wrong = {}
    for question in QUESTIONS:
        found = answer(engine, question)
        if found != sorted(question.answers):
            wrong[question.name] = (found, question.answers)
    assert wrong == {}


@LOADED
def test_what_is_only_claimed_is_no_fact(engine, program):
    program.loaded(engine, TALKS)
    for subject, relation, target in ONLY_CLAIMED:
        if "sparql" in engine.languages:
            graph = f"GRAPH ?g {{ <{BASE}{subject}> neg:{relation} <{BASE}{target}> }}"
            assert ask(engine, f"ASK {{ {graph} }}") is False
            statement = f"?c rdf:subject <{BASE}{subject}> ; rdf:predicate neg:{relation} ; rdf:object <{BASE}{target}>"
            assert ask(engine, f"ASK {{ GRAPH ?g {{ {statement} }} }}") is True
        elif "sql" in engine.languages:
            pair = f"(from_iri, to_iri) IN (('{BASE}{subject}', '{BASE}{target}'), ('{BASE}{target}', '{BASE}{subject}'))"
            assert engine.sql(f"SELECT kind FROM dossier.edges WHERE {pair}") == []
        else:
            ends = {"a": BASE + subject, "b": BASE + target}
            assert engine.cypher("MATCH ({iri: $a})-[r]-({iri: $b}) RETURN type(r) AS type", ends) == []
            query = "MATCH ({iri: $a})<-[:SUBJECT]-(c:Claim)-[:OBJECT]->({iri: $b}) RETURN c.predicate AS relation"
            assert {"relation": relation} in engine.cypher(query, ends)
    # Nobody breaks anything, says the report: this type of edge is nowhere.
    if "sparql" in engine.languages:
        assert ask(engine, "ASK { GRAPH ?g { ?s neg:breaks ?o } }") is False
    else:
        assert "BREAKS" not in {row["type"] for row in edge_rows(engine)}
