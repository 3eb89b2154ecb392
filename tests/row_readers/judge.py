"""Writes graphs with NetworkX and igraph into a folder, each with what dossier should read: FILE.json."""

import json
import random
import sys
from pathlib import Path

import igraph
import networkx

folder = Path(sys.argv[1])
random.seed(7)
TEXTS = ["a:b;c|d", 'say "hi"', "<&> &amp; &#228;", "Björn 关税 😀", "two\nlines\ttab", "it's, so", " blank ", "{}[]#%", "0", "C:\\dir\\"]


def write(name, nodes, edges):
    """Nodes are (id, name, properties); edges (source, target, is_directed, relation, properties)."""
    with open(folder / f"{name}.json", "w") as out:
        json.dump({"nodes": nodes, "edges": edges}, out)


def text(plain=False):
    texts = [t for t in TEXTS if not plain or not set(t) & set("\n\t\\")]
    return random.choice(texts)


for at in range(24):
    kind = [networkx.Graph, networkx.DiGraph, networkx.MultiGraph, networkx.MultiDiGraph][at % 4]
    graph = kind()
    names = list(dict.fromkeys(text() for _ in range(6)))
    for name in names:
        graph.add_node(name, note=text(), born=random.randint(-9, 2**31 - 1), size=random.random() * 1e12,
                       tags=[text() for _ in range(random.randint(1, 3))], deep={"x": 1, "y": [text(), text()]})
    for _ in range(7):
        graph.add_edge(random.choice(names), random.choice(names), label=text(), weight=random.randint(0, 9) / 4)
    networkx.write_gml(graph, folder / f"nx{at}.gml")
    ids = {name: str(number) for number, name in enumerate(names)}
    nodes = [(ids[name], name, dict(graph.nodes[name])) for name in names]
    edges = []
    for edge in (graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)):
        props = {"weight": edge[-1]["weight"]}
        if graph.is_multigraph():
            props["key"] = edge[2]
        edges.append((ids[edge[0]], ids[edge[1]], graph.is_directed(), edge[-1]["label"], props))
    write(f"nx{at}.gml", nodes, edges)

    other = igraph.Graph(n=4, edges=[(random.randrange(4), random.randrange(4)) for _ in range(5)], directed=at % 2 == 0)
    other.vs["label"] = [text() for _ in range(4)]
    other.vs["size"] = [random.randint(0, 9) for _ in range(4)]
    other.es["label"] = [text() for _ in range(5)]
    other.es["weight"] = [random.randint(0, 9) / 4 for _ in range(5)]
    other.write_gml(str(folder / f"ig{at}.gml"))
    nodes = [(str(v.index), v["label"], {"size": v["size"]}) for v in other.vs]
    edges = [(str(e.source), str(e.target), other.is_directed(), e["label"], {"weight": e["weight"]}) for e in other.es]
    write(f"ig{at}.gml", nodes, edges)

    # In DOT a backslash in a string stays two, and a line break is an escape of labels alone.
    other.vs["label"] = [text(plain=True) for _ in range(4)]
    other.es["label"] = [text(plain=True) for _ in range(5)]
    other.write_dot(str(folder / f"ig{at}.dot"))
    shown = {"<&> &amp; &#228;": "<&> & ä"}
    nodes = [(str(v.index), shown.get(v["label"], v["label"]), {"size": v["size"]}) for v in other.vs]
    edges = [(str(e.source), str(e.target), other.is_directed(), shown.get(e["label"], e["label"]).strip(), {"weight": e["weight"]}) for e in other.es]
    write(f"ig{at}.dot", nodes, edges)

    # Pajek numbers vertices from 1, has no line breaks, and writes characters as numbers.
    shown = {"<&> &amp; &#228;": "<&> &amp; ä"}
    del other.vs["size"]
    del other.vs["label"]
    other.vs["name"] = [text(plain=True) for _ in range(4)]
    other.write_pajek(str(folder / f"ig{at}.net"))
    nodes = [(str(v.index + 1), shown.get(v["name"], v["name"]), {}) for v in other.vs]
    edges = [(str(e.source + 1), str(e.target + 1), other.is_directed(), shown.get(e["label"], e["label"]), {"weight": e["weight"]}) for e in other.es]
    write(f"ig{at}.net", nodes, edges)

    plain = (networkx.MultiDiGraph if at % 2 else networkx.MultiGraph)()
    names = ["Ada", "Bem Okoro", "Cíd", "d-1"]
    plain.add_nodes_from(names)
    for _ in range(6):
        plain.add_edge(random.choice(names), random.choice(names), weight=random.randint(1, 9) / 2)
    networkx.write_pajek(plain, folder / f"nx{at}.net")
    ids = {name: str(number + 1) for number, name in enumerate(names)}
    nodes = [(ids[name], name, {"shape": "ellipse"}) for name in names]
    edges = [(ids[a], ids[b], plain.is_directed(), "related", data) for a, b, data in plain.edges(data=True)]
    write(f"nx{at}.net", nodes, edges)
