"""Reads what was written with NetworkX and igraph, compares it with the node-link data beside it, and validates XML.

graphs.py FOLDER...
"""

import json
import pathlib
import re
import sys

import igraph
import networkx
from lxml import etree

from common import as_xml, compare_graphs, reference

HERE = pathlib.Path(__file__).parent
SCHEMAS = pathlib.Path("schemas")


def of_networkx(graph):
    iri = {node: data["iri"] for node, data in graph.nodes(data=True)}
    vertices = {data["iri"]: dict(data) for _, data in graph.nodes(data=True)}
    edges = {data["iri"]: (iri[a], iri[b], dict(data)) for a, b, data in graph.edges(data=True)}
    return vertices, edges


def as_graphml(value):
    """A value as GraphML holds it: the JSON of lists escapes what XML cannot hold, but for two characters."""
    if isinstance(value, list):
        return ("list", *(re.sub("[\ufffe\uffff]", "\ufffd", item) for item in value))
    return as_xml(value)


def read_lists(properties, expected):
    """Reads the JSON where a list is expected."""
    for name, value in properties.items():
        if isinstance(expected.get(name), tuple):
            properties[name] = ("list", *json.loads(value))
    return properties


def graphml_reference(folder):
    vertices, edges = reference(folder, as_graphml)
    for properties in vertices.values():
        labels = properties["labels"][1:]
        properties["labels"] = "".join(f":{label}" for label in labels)
        properties["labelV"] = labels[0]
    for _, _, properties in edges.values():
        properties["label"] = properties["labelE"] = properties.pop("type")
    return vertices, edges


def with_lists(found, expected):
    """Reads the JSON of lists."""
    vertices, edges = found
    for iri, properties in vertices.items():
        read_lists(properties, expected[0].get(iri, {}))
    for iri, (_, _, properties) in edges.items():
        read_lists(properties, expected[1].get(iri, ((), (), {}))[2])
    return vertices, edges


def check_node_link(folder):
    with open(folder / "graph.nodelink.json", encoding="utf-8") as stream:
        graph = networkx.node_link_graph(json.load(stream), edges="links")
    assert graph.is_directed() and graph.is_multigraph()
    vertices, edges = reference(folder)
    for properties in vertices.values():
        # NetworkX takes the id as the node itself.
        del properties["id"]
    compare_graphs("NetworkX, node-link", of_networkx(graph), (vertices, edges))


def check_graphml(folder):
    file = folder / "graph.graphml"
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "graphml.xsd"))
    tree = etree.parse(file)
    for key in tree.iter("{*}key"):
        # APOC's extension of the schema.
        key.attrib.pop("attr.list", None)
    schema.assertValid(tree)
    expected = graphml_reference(folder)
    graph = networkx.read_graphml(file, force_multigraph=True)
    compare_graphs("NetworkX, GraphML", with_lists(of_networkx(graph), expected), expected, ("",))
    graph = igraph.Graph.Read_GraphML(str(file))
    vertices = {vertex["iri"]: vertex.attributes() for vertex in graph.vs}
    edges = {
        edge["iri"]: (graph.vs[edge.source]["iri"], graph.vs[edge.target]["iri"], edge.attributes())
        for edge in graph.es
    }
    for properties in vertices.values():
        properties.pop("_id", None)
    for _, _, properties in edges.values():
        properties.pop("_id", None)
    found = with_lists((vertices, edges), expected)
    compare_graphs("igraph, GraphML", found, expected, ("", None, False))


def gephi_list(text):
    """Reads a list as Gephi writes it."""
    items = re.findall(r'"((?:[^"\\]|\\.)*)"', text, re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL) for item in items]


def check_gexf(folder):
    file = folder / "graph.gexf"
    schema = etree.RelaxNG(etree.parse(HERE / "gexf.rng"))
    tree = etree.parse(file)
    schema.assertValid(tree)
    for kind in ("nodes", "edges"):
        element = tree.find(f".//{{*}}{kind}")
        assert int(element.get("count")) == len(element)
    vertices, edges = reference(folder, as_xml, with_key=True)
    for properties in vertices.values():
        # The id is that of the element, and the label of what has no name.
        key = properties.pop("id")
        properties["label"] = properties.get("name", properties.get("label", key))
    for _, _, properties in edges.values():
        properties["label"] = properties["kind"] = properties.pop("type")
    graph = networkx.read_gexf(file)
    found = of_networkx(graph)
    for iri, properties in found[0].items():
        lists(properties, vertices[iri])
    for iri, (_, _, properties) in found[1].items():
        lists(properties, edges[iri][2])
        # NetworkX keeps the kind of an edge nowhere.
        edges[iri][2].pop("kind" if "kind" not in properties else "", None)
    compare_graphs("NetworkX, GEXF", found, (vertices, edges))


def lists(properties, expected):
    for name, value in properties.items():
        if isinstance(expected.get(name), list):
            properties[name] = gephi_list(value)


for name in sys.argv[1:]:
    folder = pathlib.Path(name)
    check_node_link(folder)
    check_graphml(folder)
    check_gexf(folder)
