"""Compares what TinkerPop read with the node-link data beside it: gremlin.py FOLDER..."""

import json
import pathlib
import re
import sys

from common import as_xml, compare_graphs, reference


def token(text):
    """An id as GraphML has it: itself if it is a token, or `_.` and codes."""
    if re.fullmatch(r"[\w.:-]+", text, re.ASCII) and not text.startswith("_."):
        return text
    return "_." + re.sub("[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}_", text)


def read(file):
    with open(file, encoding="utf-8") as stream:
        data = json.load(stream)
    vertices = {node["iri"]: node for node in data["nodes"]}
    edges = {link["iri"]: (link.pop("source"), link.pop("target"), link) for link in data["links"]}
    assert len(vertices) == len(data["nodes"]) and len(edges) == len(data["links"])
    return vertices, edges


def check_graphson(folder):
    (vertices, edges), (_, with_key) = reference(folder), reference(folder, with_key=True)
    for properties in vertices.values():
        properties["T.id"] = properties["id"]
        properties["T.label"] = properties["labels"][0]
    for iri, (_, _, properties) in edges.items():
        properties["T.id"] = with_key[iri][2]["id"]
        properties["T.label"] = properties.pop("type")
    compare_graphs("TinkerPop, GraphSON", read(folder / "graph.graphson.json.tinkerpop"), (vertices, edges))


def check_graphml(folder):
    vertices, edges = reference(folder, lambda value: value if isinstance(value, list) else as_xml(value))
    for properties in vertices.values():
        # The claim of an edge is called by its IRI.
        properties["T.id"] = {token(properties["id"]), token(properties["iri"])}
        properties["T.label"] = properties["labels"][0]
        properties["labels"] = "".join(f":{label}" for label in properties["labels"])
    for _, _, properties in edges.values():
        properties["T.label"] = properties["label"] = properties.pop("type")
    found = read(folder / "graph.graphml.tinkerpop")
    for elements, others in [(found[0], vertices), (found[1], edges)]:
        for iri, element in elements.items():
            properties, expected = (element, others[iri]) if isinstance(element, dict) else (element[2], others[iri][2])
            name = properties.pop("T.id")
            assert name in expected.pop("T.id", {name}), f"{iri} is called {name}"
            for name, value in expected.items():
                if isinstance(value, list):
                    expected[name] = [re.sub("[\ufffe\uffff]", "\ufffd", text) for text in value]
                    properties[name] = json.loads(properties[name])
    compare_graphs("TinkerPop, GraphML", found, (vertices, edges))


for name in sys.argv[1:]:
    check_graphson(pathlib.Path(name))
    check_graphml(pathlib.Path(name))
