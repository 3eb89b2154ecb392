"""Peers in Python, each as its documentation tells to use it: graphs.py TOOL FOLDER OUT, where FOLDER holds a generated graph.

The ending of OUT is the format. NetworkX and igraph read the tables with all properties, rdflib and pyoxigraph the triples.
"""

import csv
import sys
from pathlib import Path


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def networkx(folder, out):
    import networkx

    graph = networkx.MultiDiGraph()
    for row in rows(folder / "nodes.csv"):
        graph.add_node(row.pop("id"), **row)
    for row in rows(folder / "edges.csv"):
        graph.add_edge(row.pop("source"), row.pop("target"), **row)
    if out.suffix == ".graphml":
        networkx.write_graphml(graph, out)
        return
    # pydot writes values as they are; what must stand in quotes is the caller's to quote.
    for _, values in graph.nodes(data=True):
        values.update({name: quoted(value) for name, value in values.items()})
    for *_, values in graph.edges(data=True):
        values.update({name: quoted(value) for name, value in values.items()})
    networkx.nx_pydot.write_dot(graph, out)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def igraph(folder, out):
    import igraph

    nodes = list(rows(folder / "nodes.csv"))
    edges = list(rows(folder / "edges.csv"))
    numbers = {row["id"]: number for number, row in enumerate(nodes)}
    graph = igraph.Graph(
        len(nodes),
        [(numbers[row["source"]], numbers[row["target"]]) for row in edges],
        directed=True,
        vertex_attrs={("name" if key == "id" else key): [row[key] for row in nodes] for key in nodes[0]},
        edge_attrs={key: [row[key] for row in edges] for key in ("type", "weight", "since", "note")},
    )
    if out.suffix == ".graphml":
        graph.write_graphml(str(out))
    else:
        graph.write_dot(str(out))


def rdflib(folder, out):
    import rdflib

    graph = rdflib.Graph()
    graph.parse(folder / "graph.nt", format="nt")
    graph.serialize(out, format={".ttl": "turtle", ".jsonld": "json-ld"}[out.suffix])


def pyoxigraph(folder, out):
    import pyoxigraph

    pyoxigraph.serialize(pyoxigraph.parse(path=str(folder / "graph.nt")), output=str(out))


if __name__ == "__main__":
    tool, folder, out = sys.argv[1:]
    {"networkx": networkx, "igraph": igraph, "rdflib": rdflib, "pyoxigraph": pyoxigraph}[tool](Path(folder), Path(out))
