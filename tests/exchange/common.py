"""What the readers of this folder share: the node-link data as reference, and comparisons with it."""

import json
import math
import re

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ABSENT = object()


def as_xml(value):
    """A value as XML can hold it."""
    if isinstance(value, list):
        return [as_xml(item) for item in value]
    return UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value


def reference(folder, change=lambda value: value, with_key=False):
    """The vertices by IRI, and the edges by IRI, of the node-link data; the key of an edge is its id where `with_key`."""
    with open(folder / "graph.nodelink.json", encoding="utf-8") as stream:
        data = json.load(stream)
    iris = {node["id"]: node["iri"] for node in data["nodes"]}
    vertices, edges = {}, {}
    for node in data["nodes"]:
        vertices[node["iri"]] = {name: change(value) for name, value in node.items()}
    for link in data["links"]:
        ends = iris[link.pop("source")], iris[link.pop("target")]
        key = link.pop("key")
        if with_key:
            link["id"] = key
        edges[link["iri"]] = (*ends, {name: change(value) for name, value in link.items()})
    assert len(vertices) == len(data["nodes"]) and len(edges) == len(data["links"])
    return vertices, edges


def same(found, expected):
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        return isinstance(found, (int, float)) and found == expected
    return type(found) is type(expected) and found == expected


def compare(what, found, expected, empty=()):
    """Fails unless two dictionaries of properties are the same, but for values that mean that there is none."""
    for name, value in expected.items():
        other = found.get(name, ABSENT)
        if other is ABSENT and value == "" and "" in empty:
            continue
        assert same(other, value), f"{what}: {name}: {other!r:.300} is not {value!r:.300}"
    for name, value in found.items():
        nothing = value in empty or (isinstance(value, float) and math.isnan(value))
        assert name in expected or nothing, f"{what}: {name}: {value!r:.300} is too much"


def compare_graphs(what, found, expected, empty=()):
    (vertices, edges), (expected_vertices, expected_edges) = found, expected
    assert len(vertices) == len(expected_vertices), f"{what}: {len(vertices)} vertices"
    assert len(edges) == len(expected_edges), f"{what}: {len(edges)} edges"
    for iri, properties in expected_vertices.items():
        compare(f"{what}: {iri}", vertices[iri], properties, empty)
    for iri, (source, target, properties) in expected_edges.items():
        assert edges[iri][:2] == (source, target), f"{what}: {iri}: {edges[iri][:2]}"
        compare(f"{what}: {iri}", edges[iri][2], properties, empty)
