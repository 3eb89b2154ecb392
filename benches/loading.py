"""Loads a graph into real databases, with dossier and with what each of them has itself, in one run.

    benches/loads [--nodes N] [--edges N] [--program PATH] [DATABASE ...]

The client of a database does nothing but send the same vertices, edges or quads: batches of `UNWIND` from the drivers of Neo4j and
FalkorDB, `COPY` into the tables that dossier fills, one upload of N-Quads. dossier also compares, and reads everything back.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/servers"))

import neo4j  # noqa: E402
from engines.falkordb import FalkorDb  # noqa: E402
from engines.fuseki import Fuseki  # noqa: E402
from engines.neo4j import Neo4j  # noqa: E402
from engines.oxigraph import Oxigraph  # noqa: E402
from engines.postgres import Postgres  # noqa: E402

BASE = "urn:dossier:loads:"
# How many rows the drivers send at once.
BATCH = 10_000


def graph(nodes, edges):
    """Vertices and edges with three properties each; always the same."""
    chance = random.Random(2019)
    vertices = [
        {"id": f"n{at}", "type": ["Person", "Place"][at % 2], "name": f"Name {at} of many", "born": at, "score": at / 4}
        for at in range(nodes)
    ]
    relations = ["knows", "visits", "worksFor"]
    links = [
        {
            "id": f"e{at}",
            "source": f"n{chance.randrange(nodes)}",
            "target": f"n{chance.randrange(nodes)}",
            "type": relations[at % 3],
            "weight": at / 8,
            "since": f"20{at % 90 + 10}-05-01",
            "note": f"note {at}",
        }
        for at in range(edges)
    ]
    return vertices, links


def batches(rows):
    """The rows in batches."""
    return (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))


def vertex(row):
    """A vertex as dossier keeps it."""
    kept = {name: value for name, value in row.items() if name != "type"}
    return kept | {"iri": BASE + row["id"], "dossiers": ["loads"]}


def edge(row):
    """An edge as dossier keeps it."""
    kept = {name: value for name, value in row.items() if name not in ("type", "source", "target")}
    return kept | {"iri": f"{BASE}edge/{row['id']}", "dossiers": ["loads"]}


def cypher(run, vertices, edges):
    """Sends the graph in batches of UNWIND."""
    for label in ["Person", "Place"]:
        for rows in batches([vertex(row) for row in vertices if row["type"] == label]):
            run(f"UNWIND $rows AS row CREATE (n:{label}:Entity) SET n = row", rows)
    for relation, kind in [("knows", "KNOWS"), ("visits", "VISITS"), ("worksFor", "WORKS_FOR")]:
        sent = [
            {"s": BASE + row["source"], "t": BASE + row["target"], "p": edge(row)} for row in edges if row["type"] == relation
        ]
        for rows in batches(sent):
            words = f"MATCH (s:Entity {{iri: row.s}}) MATCH (t:Entity {{iri: row.t}}) CREATE (s)-[r:{kind}]->(t) SET r = row.p"
            run(f"UNWIND $rows AS row {words}", rows)


def of_neo4j(engine, vertices, edges, _):
    """The driver of Neo4j."""
    with neo4j.GraphDatabase.driver(engine.url, auth=engine.credentials) as driver, driver.session(database="neo4j") as session:
        session.run("CREATE CONSTRAINT FOR (n:Entity) REQUIRE n.iri IS UNIQUE").consume()
        session.run("CALL db.awaitIndexes(300)").consume()
        send = lambda words, rows: session.execute_write(lambda tx: tx.run(words, rows=rows).consume())
        cypher(send, vertices, edges)


def of_falkordb(engine, vertices, edges, _):
    """The driver of FalkorDB, in smaller batches, since parameters are a part of the text."""
    found = engine.client().select_graph(engine.graph)
    found.query("CREATE INDEX FOR (n:Entity) ON (n.iri)")

    def send(words, rows):
        for at in range(0, len(rows), 1000):
            found.query(words, {"rows": rows[at : at + 1000]})

    cypher(send, vertices, edges)


def of_postgres(engine, vertices, edges, _):
    """COPY into the same tables."""
    tables = (ROOT / "src/store/postgres/sql.rs").read_text().split('TABLES: &str = "\\\n')[1].split('";')[0]
    with engine.connect(engine.database) as connection:
        connection.execute(tables)
        text = lambda record: json.dumps(record, ensure_ascii=False)
        with connection.cursor() as cursor:
            with cursor.copy("COPY dossier.nodes FROM STDIN") as copy:
                for row in vertices:
                    labels = [row["type"], "Entity"]
                    copy.write_row((BASE + row["id"], "Entity", labels[0], labels, ["loads"], text(vertex(row))))
            with cursor.copy("COPY dossier.edges FROM STDIN") as copy:
                for row in edges:
                    kind = {"knows": "KNOWS", "visits": "VISITS", "worksFor": "WORKS_FOR"}[row["type"]]
                    ends = (BASE + row["source"], BASE + row["target"])
                    copy.write_row((f"{BASE}edge/{row['id']}", kind, *ends, ["loads"], text(edge(row))))


def named(quads):
    """The file of N-Quads with the graph that dossier loads rows into: stores keep more indexes of it than of the default graph."""
    with quads.open() as lines, quads.with_suffix(".named.nq").open("w") as out:
        out.writelines(line.removesuffix(".\n") + f"<{BASE}graph/rows> .\n" for line in lines)
    return Path(out.name)


def of_sparql(engine, _, __, quads):
    """One upload of the file of N-Quads."""
    with quads.open("rb") as body:
        size = str(quads.stat().st_size)
        headers = {"Content-Type": "application/n-quads", "Content-Length": size}
        request = urllib.request.Request(engine.graph_url, data=body, headers=headers, method="POST")
        urllib.request.urlopen(request, timeout=3600).read()


CLIENTS = {
    Neo4j: of_neo4j,
    Postgres: of_postgres,
    Oxigraph: of_sparql,
    Fuseki: of_sparql,
    FalkorDb: of_falkordb,
}


def measured(command, environment, figures):
    """The wall time, the processor time and the peak memory in MB of a program. GNU time is small; a child of this program would
    begin with the memory of this program."""
    timed = ["time", "--format", "%e %U %S %M", "--output", figures, *command]
    done = subprocess.run(timed, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr[-2000:]}")
    wall, user, system, kilobytes = map(float, figures.read_text().split())
    return wall, user + system, kilobytes / 1024


def main():
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    parser.add_argument("--program", type=Path, default=ROOT / "target/dist/dossier")
    parser.add_argument("databases", nargs="*")
    chosen = parser.parse_args()
    folder = ROOT / "target/loads"
    folder.mkdir(parents=True, exist_ok=True)
    vertices, edges = graph(chosen.nodes, chosen.edges)
    rows = folder / "rows.jsonl"
    with rows.open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in vertices + edges)
    quiet = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    export = [chosen.program, "export", rows, "--base", BASE, "--out", folder, "--to", "nquads,cypher"]
    subprocess.run(export, env=quiet, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    quads = named(folder / "rows.nq")
    print(f"{chosen.nodes} nodes, {chosen.edges} edges; seconds of wall time, of the client's processor; its memory in MB", flush=True)
    for kind, client in CLIENTS.items():
        if chosen.databases and kind.name not in chosen.databases:
            continue
        engine = kind()
        try:
            engine.start()
            # What a server compiles while it works, it has compiled.
            client(engine, vertices[:5_000], [], folder / "nothing.nq") if client is not of_sparql else None
            engine.wipe()
            began = time.monotonic()
            client(engine, vertices, edges, quads)
            own = time.monotonic() - began
            print(f"{kind.name:10} own client     {own:8.1f}", flush=True)
            if kind is Neo4j:
                engine.wipe()
                began = time.monotonic()
                engine.script(folder / "rows.cypher")
                took = time.monotonic() - began
                print(f"{kind.name:10} script         {took:8.1f}        {took / own:5.2f} times", flush=True)
            engine.wipe()
            if kind is Oxigraph:
                # What was deleted makes it several times as slow.
                engine.stop()
                engine.dispose()
                engine.start()
            user, password = engine.credentials or ("", "")
            known = quiet | ({"DOSSIER_USER": user, "DOSSIER_PASSWORD": password} if user else {})
            command = [chosen.program, "load", engine.url, rows, "--base", BASE, "--timeout", "3600"]
            for what in ["first load", "second load"]:
                wall, cpu, memory = measured(command, known, folder / "figures")
                print(f"{kind.name:10} {what:14} {wall:8.1f} {cpu:6.1f} {wall / own:5.2f} times {memory:6.0f} MB", flush=True)
        finally:
            engine.stop()
            engine.dispose()


if __name__ == "__main__":
    main()
