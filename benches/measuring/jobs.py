"""What is measured: dossier's jobs and those of its peers."""

import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

from data import Graph
from run import Failed, measure

# Formats that have bars or peers, with the models in which they are written; those that the program does not offer are left out.
FORMATS = [
    ("dot", ["both"]),
    ("ntriples", ["edges", "both"]),
    ("nquads", ["edges", "both"]),
    ("turtle", ["edges", "both"]),
    ("jsonld", ["edges", "both"]),
    ("graphml", ["both"]),
    ("neo4j", ["both"]),
    ("cypher", ["both"]),
    ("jsonl", ["both"]),
    ("rdfxml", ["both"]),
    ("parquet", ["both"]),
    ("sql", ["both"]),
    ("gql", ["both"]),
    ("gexf", ["both"]),
    ("nodelink", ["both"]),
    ("cytoscape", ["both"]),
    ("graphson", ["both"]),
    ("gremlin-csv", ["both"]),
    ("opencypher-csv", ["both"]),
    ("ladybug", ["both"]),
    ("arangodb", ["both"]),
    ("dgraph", ["both"]),
]
# What is written with two threads, too.
TWO_THREADS = [("dot", "both"), ("ntriples", "edges")]
# Formats in which records take so many bytes that the system's copying is most of the work.
LINES = ["ntriples", "nquads"]
# Formats of RDF, where the models differ: plain edges, or records of the edges with their properties, too.
MODELS = {"edges": "plain edges", "both": "edges and records"}


@dataclasses.dataclass(frozen=True)
class Place:
    """Where things are."""

    root: Path
    program: Path

    @property
    def made(self):
        return self.root / "target/compare"

    @property
    def data(self):
        return self.made / "data"

    @property
    def out(self):
        return self.made / "out"

    @property
    def tools(self):
        return self.root / "target/tools/compare"

    @property
    def peers(self):
        return self.made / "peers/release/peers"

    @property
    def generator(self):
        return self.made / "peers/release/generate"


@dataclasses.dataclass
class Done:
    """A job that was measured: its cost, or why there is none."""

    tool: str
    job: str
    graph: Graph
    items: int  # how many rows or triples the rate counts
    unit: str  # what they are called
    cost: object = None
    failure: str = ""

    def rate(self):
        """Items per CPU second."""
        return self.items / max(self.cost.cpu, 1e-3)


class Bench:
    """Measures jobs and remembers what came out."""

    def __init__(self, place):
        self.place = place
        self.done = {}

    def run(self, key, tool, job, graph, items, unit, argv, output=None, stdout=None):
        done = Done(tool, job, graph, items, unit)
        try:
            done.cost = measure(argv, output, stdout)
            figures = f"{done.cost.cpu:.2f} CPU s, {done.cost.memory / 1e6:.0f} MB, {done.cost.wall:.2f} s"
        except Failed as failure:
            done.failure = str(failure)
            figures = f"failed: {failure}"
        print(f"compare: {tool}: {job}, {graph.edges:,} edges: {figures}", flush=True)
        self.done[key] = done

    def export(self, key, graph, name, model, threads):
        """Writes the rows of a graph in one format."""
        argv = [self.place.program, "--quiet", "export", *graph.rows, "--to", name, "--model", model]
        argv += ["--threads", str(threads), "--out", self.place.out]
        words = f"JSON Lines to {name}" + (f", {MODELS[model]}" if name in RDF else "")
        words += f", {threads} threads" if threads > 1 else ""
        self.run(key, "dossier", words, graph, graph.edges, "edges", argv, self.place.out)

    def nowhere(self, graph, name):
        """Writes edges and records to nowhere; and copies the same bytes to the disk, which is the work of the system alone."""
        words = f"JSON Lines to {name}, {MODELS['both']}"
        argv = [self.place.program, "--quiet", "export", *graph.rows, "--to", name, "--threads", "1", "--out"]
        edges, nowhere = (graph, graph.edges, "edges"), Path(os.devnull)
        self.run(f"{name} both nowhere", "dossier", f"{words}, to nowhere", *edges, [*argv, "-"], stdout=nowhere)
        written = self.place.made / "written"
        if subprocess.run([*argv, written], capture_output=True).returncode == 0:
            copied = ["cp", "-r", "--reflink=never", written, self.place.out]
            self.run(f"{name} copied", "cp", f"{name}, {MODELS['both']}, copied", *edges, copied, self.place.out)
        shutil.rmtree(written, ignore_errors=True)


RDF = [name for name, models in FORMATS if len(models) > 1]


def offered(place):
    """The formats that the program writes from rows: those in which it can write one node."""
    probe = place.made / "probe"
    probe.mkdir(parents=True, exist_ok=True)
    rows = probe / "rows.jsonl"
    rows.write_text('{"id":"a","type":"T"}\n')

    def writes(name):
        argv = [place.program, "export", rows, "--to", name, "--out", probe]
        return subprocess.run(argv, capture_output=True).returncode == 0

    return [(name, models) for name, models in FORMATS if writes(name)]


def dossier(bench, graph):
    """The jobs of the program, and sonic-rs, which they are held to."""
    place = bench.place
    parse = [place.peers, "sonic", *graph.rows]
    bench.run("sonic", "sonic-rs", "JSON Lines parsed, nothing kept", graph, graph.edges, "edges", parse)
    check = [place.program, "check", *graph.rows, "--threads", "1"]
    bench.run("check", "dossier", "JSON Lines read and checked", graph, graph.edges, "edges", check)
    # What is compared is measured one behind the other: other guests of a machine come and go.
    for name, models in offered(place):
        for model in models:
            bench.export(f"{name} {model} 1", graph, name, model, 1)
            if (name, model) in TWO_THREADS:
                bench.export(f"{name} {model} 2", graph, name, model, 2)
        if name in LINES:
            bench.nowhere(graph, name)


def quick_peers(bench, graph):
    """Peers that can do the whole in minutes."""
    place, out = bench.place, bench.place.out
    triples, rdf = graph.folder / "graph.nt", (graph.triples, "triples")
    python = [place.tools / "graphs/bin/python", place.root / "benches/peers/graphs.py"]
    tables = [graph.folder / "nodes.csv", graph.folder / "edges.csv"]
    for ending, name in [("ttl", "Turtle"), ("jsonld", "JSON-LD, expanded")]:
        file = out / f"graph.{ending}"
        bench.run(f"oxrdfio {ending}", "oxrdfio", f"N-Triples to {name}", graph, *rdf, [place.peers, "oxrdfio", triples, file], file)
        bench.run(f"pyoxigraph {ending}", "pyoxigraph", f"N-Triples to {name}", graph, *rdf, [*python, "pyoxigraph", graph.folder, file], file)
    serdi = ["serdi", "-i", "ntriples", "-o", "turtle", triples]
    bench.run("serdi ttl", "serdi", "N-Triples to Turtle", graph, *rdf, serdi, stdout=out / "graph.ttl")
    rapper = ["rapper", "-q", "-i", "ntriples", "-o", "ntriples", triples]
    bench.run("rapper nt", "rapper", "N-Triples to N-Triples", graph, *rdf, rapper, stdout=out / "graph.nt")
    file = out / "graph.dot"
    words = "CSV to DOT, labels and relations only"
    bench.run("petgraph dot", "petgraph", words, graph, graph.edges, "edges", [place.peers, "petgraph", *tables, file], file)
    for ending, name in [("dot", "DOT"), ("graphml", "GraphML")]:
        file = out / f"graph.{ending}"
        argv = [*python, "igraph", graph.folder, file]
        bench.run(f"igraph {ending}", "igraph", f"CSV to {name}", graph, graph.edges, "edges", argv, file)


def slow_peers(bench, graph):
    """Peers that would take hours for the whole."""
    place, out = bench.place, bench.place.out
    edges = (graph.edges, "edges")
    rdf = (graph.triples, "triples")
    python = [place.tools / "graphs/bin/python", place.root / "benches/peers/graphs.py"]
    for ending, name in [("dot", "DOT"), ("graphml", "GraphML")]:
        file = out / f"graph.{ending}"
        argv = [*python, "networkx", graph.folder, file]
        bench.run(f"networkx {ending}", "NetworkX", f"CSV to {name}", graph, *edges, argv, file)
    for ending, name in [("ttl", "Turtle"), ("jsonld", "JSON-LD")]:
        file = out / f"graph.{ending}"
        argv = [*python, "rdflib", graph.folder, file]
        bench.run(f"rdflib {ending}", "rdflib", f"N-Triples to {name}", graph, *rdf, argv, file)
    rapper = ["rapper", "-q", "-i", "ntriples", "-o", "dot", graph.folder / "graph.nt"]
    bench.run("rapper dot", "rapper", "N-Triples to DOT", graph, *rdf, rapper, stdout=out / "graph.dot")
    kgx = [place.tools / "kgx/bin/python", place.root / "benches/peers/kgx_offline.py", "transform", "--input-format", "jsonl"]
    for name, words, output, file in [
        ("nt", "JSON Lines to N-Triples", "graph.nt", "graph.nt"),
        ("jsonl", "JSON Lines to JSON Lines", "graph", "graph_edges.jsonl"),
    ]:
        argv = [*kgx, "--output", out / output, "--output-format", name, *graph.kgx()]
        bench.run(f"kgx {name}", "KGX", words, graph, *edges, argv, out / file)
    ftm = place.tools / "ftm/bin/ftm"
    argv = [ftm, "export-neo4j-bulk", "-i", graph.entities(), "-o", out]
    bench.run("ftm neo4j", "FollowTheMoney", "entities to CSV for Neo4j", graph, *edges, argv, out)
    argv = [ftm, "export-cypher", "-i", graph.entities(), "-o", out / "graph.cypher"]
    bench.run("ftm cypher", "FollowTheMoney", "entities to Cypher", graph, *edges, argv, out / "graph.cypher")


def growth(bench, sizes):
    """DOT of ever larger graphs, and of one that is nearly empty."""
    for nodes, edges in sizes:
        key = f"growth {edges}"
        graph = Graph(bench.place, nodes, edges)
        bench.export(key, graph, "dot", "both", 1)
