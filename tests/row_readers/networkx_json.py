"""Writes graphs with NetworkX as node-link and Cytoscape JSON, and their rows as the tests print them."""

import json
import sys
from pathlib import Path

import networkx as nx

FOLDER = Path(sys.argv[1])


def shown(value):
    """A value as the tests print it."""
    if isinstance(value, list) and all(isinstance(item, (str, int, float)) for item in value):
        return "[" + " ".join(shown(item) for item in value) + "]"
    if isinstance(value, (dict, list)):
        return f"json({json.dumps(value)})"
    return json.dumps(value, ensure_ascii=False)


def id_of(node):
    text = str(node)
    return json.dumps(text) if any(sign in text for sign in ' \n"') else text


def properties(attributes):
    named = sorted(f" {name}={shown(value)}" for name, value in attributes.items() if value is not None)
    return "".join(named)


def rows(graph, extra_of_nodes):
    """The rows of a graph: types and relations are the attributes `type`."""
    lines = []
    for node, attributes in graph.nodes(data=True):
        attributes = dict(attributes, **extra_of_nodes(node))
        kind = attributes.pop("type", None)
        lines.append(f"node {id_of(node)}{f' :{kind}' if kind else ''}{properties(attributes)}")
    arrow = "->" if graph.is_directed() else "--"
    edges = graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)
    for source, target, *rest in edges:
        attributes = dict(rest[-1])
        if graph.is_multigraph():
            attributes["key"] = rest[0]
        kind = attributes.pop("type", "related")
        lines.append(f"edge {id_of(source)} {arrow} {id_of(target)} :{kind}{properties(attributes)}")
    return lines


def graphs():
    for make in (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph):
        graph = make()
        graph.add_node(1, type="Person", name="Ada \"x\"", tags=["a", "b"], nothing=None)
        graph.add_node(7, nested={"a": [1, {"b": 2}]}, ratio=2.5, flag=True)
        graph.add_edge(1, 7, type="knows", weight=3)
        graph.add_edge(7, 7)
        yield f"mixed-{make.__name__}", graph
        graph = make(nx.gnm_random_graph(30, 60, seed=5, directed=make().is_directed()))
        yield f"random-{make.__name__}", graph
        graph = make()
        graph.add_edges_from([("a b", "ü;:|,"), ("<&>", "a b"), ("\n", "a b")])
        yield f"texts-{make.__name__}", graph


def write(name, data, lines):
    (FOLDER / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    (FOLDER / f"{name}.rows").write_text("".join(line.replace("\n", "\\n") + "\n" for line in lines), encoding="utf-8")


for name, graph in graphs():
    for edges in ("links", "edges"):
        write(f"{name}-{edges}", nx.node_link_data(graph, edges=edges), rows(graph, lambda node: {}))
    # NetworkX adds the node itself and its name, unless the node has one.
    def extra(node, graph=graph):
        return {"value": node, "name": graph.nodes[node].get("name", str(node))}

    write(f"{name}-cytoscape", nx.cytoscape_data(graph), rows(graph, extra))
