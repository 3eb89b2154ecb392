"""Reads GraphAr with its own library, and its chunks with pyarrow, and compares both with the node-link data.

chunks.py FOLDER...
"""

import json
import pathlib
import subprocess
import sys

import graphar
import pyarrow.parquet
from graphar.types import AdjListType

from common import compare, compare_graphs, reference

BY_SOURCE = AdjListType.ordered_by_source
READ = ("string", "int64")


def rows_of(file):
    return pyarrow.parquet.read_table(file).to_pylist()


def number_in(file):
    return int.from_bytes(file.read_bytes(), "little")


def types_of(info):
    (group,) = info.get_property_groups()
    return group, {item.name: item.type.to_type_name() for item in group.get_properties()}


def as_read(read, types):
    """What the library reads of a vertex or edge; it reads texts and whole numbers only, a null text as an empty one."""
    return {name: read.property(name) for name in types if types[name] in READ and read.IsValid(name)}


def decoded(row, expected):
    """A row without what is null, lists read from their JSON."""
    row = {name: value for name, value in row.items() if value is not None and not name.startswith("_graphAr")}
    return {name: json.loads(value) if isinstance(expected.get(name), list) else value for name, value in row.items()}


def vertices_of(info, graph, path, expected):
    """The vertices of a type by IRI, and their IRIs in the order of their numbers."""
    group, types = types_of(info)
    count = number_in(path / info.get_vertices_num_file_path())
    size = info.get_chunk_size()
    rows, labels = [], []
    for chunk in range(0, -(-count // size)):
        rows += rows_of(path / info.get_file_path(group, chunk))
        labels += rows_of(path / info.get_prefix() / f"labels/chunk{chunk}")
    assert [row["_graphArVertexIndex"] for row in rows] == list(range(count))
    assert labels == [{label: True for label in info.get_labels()}] * count
    found = list(graphar.VerticesCollection.Make(graph, info.get_type()))
    assert [vertex.id() for vertex in found] == list(range(count))
    for vertex, row in zip(found, rows):
        read = {name: value for name, value in row.items() if types.get(name) in READ and value is not None}
        compare("GraphAr's reader", as_read(vertex, types), read, empty=("",))
    all_labels = {"labels": info.get_labels()}
    return {row["iri"]: {**decoded(row, expected[row["iri"]]), **all_labels} for row in rows}, [row["iri"] for row in rows]


def edges_of(info, graph, path, expected, numbers):
    """The edges of a type by IRI, with their ends."""
    group, types = types_of(info)
    ends = info.get_src_type(), info.get_dst_type()
    sources = len(numbers[ends[0]])
    assert number_in(path / info.get_vertices_num_file_path(BY_SOURCE)) == sources
    size, rows = info.get_src_chunk_size(), []
    for part, first in enumerate(range(0, sources, size)):
        count = number_in(path / info.get_edges_num_file_path(part, BY_SOURCE))
        of_part = []
        for chunk in range(0, -(-count // info.get_chunk_size())):
            adjacent = rows_of(path / info.get_adj_list_file_path(part, chunk, BY_SOURCE))
            properties = rows_of(path / info.get_property_file_path(group, BY_SOURCE, part, chunk))
            assert len(adjacent) == len(properties) <= info.get_chunk_size()
            of_part += [{**one, **other} for one, other in zip(adjacent, properties)]
        assert len(of_part) == count
        offsets = rows_of(path / info.get_adj_list_offset_file_path(part, BY_SOURCE))
        offsets = [row["_graphArOffset"] for row in offsets]
        assert len(offsets) == min(size, sources - first) + 1 and offsets[0] == 0 and offsets[-1] == count
        for at, (begin, end) in enumerate(zip(offsets, offsets[1:])):
            assert all(row["_graphArSrcIndex"] == first + at for row in of_part[begin:end])
        rows += of_part
    found = list(graphar.EdgesCollection.Make(graph, ends[0], info.get_edge_type(), ends[1], BY_SOURCE))
    assert len(found) == len(rows)
    edges = {}
    for edge, row in zip(found, rows):
        assert (edge.source(), edge.destination()) == (row["_graphArSrcIndex"], row["_graphArDstIndex"])
        read = {name: value for name, value in row.items() if types.get(name) in READ and value is not None}
        compare("GraphAr's reader", as_read(edge, types), read, empty=("",))
        source, target = numbers[ends[0]][edge.source()], numbers[ends[1]][edge.destination()]
        properties = {**decoded(row, expected[row["iri"]][2]), "type": info.get_edge_type()}
        edges[row["iri"]] = (source, target, properties)
    assert len(edges) == len(rows)
    return edges


def check(folder):
    tables = folder / "graph.parquet"
    file = tables / json.loads((tables / "manifest.json").read_text(encoding="utf-8"))["graphar"]
    program = pathlib.Path(sys.executable).parent / "graphar"
    told = subprocess.run([sys.executable, program, "check", "-p", file], capture_output=True, text=True)
    assert told.returncode == 0 and "Graph is valid" in told.stdout, told.stdout + told.stderr
    graph = graphar.GraphInfo.load(str(file))
    expected_vertices, expected_edges = reference(folder)
    vertices, edges, numbers = {}, {}, {}
    for info in graph.get_vertex_infos():
        found, numbers[info.get_type()] = vertices_of(info, graph, file.parent, expected_vertices)
        assert not vertices.keys() & found.keys()
        vertices.update(found)
    for info in graph.get_edge_infos():
        found = edges_of(info, graph, file.parent, expected_edges, numbers)
        assert not edges.keys() & found.keys()
        edges.update(found)
    compare_graphs("GraphAr", (vertices, edges), (expected_vertices, expected_edges))


for name in sys.argv[1:]:
    check(pathlib.Path(name))
