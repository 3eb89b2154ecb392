"""Reads Parquet, ArangoDB's JSON Lines and Dgraph's RDF, and compares them with the node-link data beside them.

tables.py FOLDER...
"""

import hashlib
import json
import pathlib
import re
import sys
import urllib.parse

import duckdb
import pyarrow.parquet
import rdflib

from common import compare_graphs, reference

ARANGO_KEY = re.compile(r"[A-Za-z0-9_\-:.@()+,=;$!*'%]{1,254}")
STRING = r'"(?:[^"\\]|\\.)*"'


def python(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def rows_of(path, entry):
    """The rows of a table by two readers, which must agree."""
    file = path / entry["file"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]
    table = pyarrow.parquet.read_table(file)
    table.validate(full=True)
    assert table.num_rows == entry["rows"] and table.column_names == [column["name"] for column in entry["columns"]]
    rows = [{name: python(value) for name, value in row.items()} for row in table.to_pylist()]
    found = duckdb.sql(f"SELECT * FROM read_parquet('{file}')")
    others = [dict(zip(found.columns, map(python, row))) for row in found.fetchall()]
    assert rows == others, f"{file}: pyarrow and DuckDB differ"
    keys = [tuple(row[name] for name in entry["sortedBy"]) for row in rows]
    assert keys == sorted(keys), f"{file}: not sorted"
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def check_parquet(folder):
    path = folder / "graph.parquet"
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    files = {str(file.relative_to(path)) for file in path.rglob("*.parquet")}
    assert files == {entry["file"] for entry in manifest["nodes"] + manifest["edges"]}
    vertices, edges = {}, {}
    for entry in manifest["nodes"]:
        for row in rows_of(path, entry):
            vertices[row["iri"]] = {**row, "labels": entry["labels"]}
    for entry in manifest["edges"]:
        for row in rows_of(path, entry):
            ends = row.pop("source"), row.pop("target")
            found = [vertices[end]["labels"][0] for end in ends]
            assert found == [entry["from"], entry["to"]]
            edges[row["iri"]] = (*ends, {**row, "type": entry["type"]})
    compare_graphs("Parquet", (vertices, edges), reference(folder))


def check_arangodb(folder):
    path = folder / "graph.arangodb"
    vertices, edges, iris = {}, {}, {}
    for file in sorted(path.glob("nodes/*.jsonl")):
        for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            key = row.pop("_key")
            assert ARANGO_KEY.fullmatch(key) and row["labels"][0] == file.stem
            iris[f"{file.stem}/{key}"] = row["iri"]
            vertices[row["iri"]] = row
    for file in sorted(path.glob("edges/*.jsonl")):
        for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            key = row.pop("_key")
            assert ARANGO_KEY.fullmatch(key) and urllib.parse.unquote(key) == row["iri"] or key.startswith("_sha256_")
            ends = iris[row.pop("_from")], iris[row.pop("_to")]
            edges[row["iri"]] = (*ends, {**row, "type": file.stem})
    compare_graphs("ArangoDB", (vertices, edges), reference(folder))
    script = (path / "import.sh").read_text(encoding="utf-8")
    files = {str(file.relative_to(path)) for file in path.rglob("*.jsonl")}
    assert files == set(re.findall(r"^import (\S+) ", script, re.MULTILINE))


def check_dgraph(folder):
    path = folder / "graph.dgraph"
    schema = (path / "graph.schema").read_text(encoding="utf-8")
    kinds = dict(re.findall(r"^<(\w+)>: (\S+)", schema, re.MULTILINE))
    types = {name: set(body.split()) for name, body in re.findall(r"^type <(\w+)> \{([^}]*)\}", schema, re.MULTILINE)}
    plain, edges = [], {}
    facets = re.compile(rf"(\w+)=({STRING}|[^,\"]+)(?:, )?")
    for line in (path / "graph.rdf").read_text(encoding="utf-8").split("\n")[:-1]:
        edge = re.fullmatch(r"<([^<>]*)> <(\w+)> <([^<>]*)> \((.*)\) \.", line)
        if edge is None:
            # Names of predicates are no IRIs; for a parser of RDF they must be.
            plain.append(re.sub(r"^(<[^<>]*>) <([\w.]+)> ", r"\1 <p:\2> ", line))
            continue
        properties = {}
        for name, text in facets.findall(edge[4]):
            properties[name] = json.loads(text)
        assert kinds[edge[2]] == "[uid]"
        key = (edge[1], edge[2], edge[3])
        assert key not in edges, f"{key} twice: Dgraph keeps one"
        edges[key] = properties
    vertices = {}
    for subject, predicate, value in rdflib.Graph().parse(data="\n".join(plain), format="nt"):
        vertices.setdefault(str(subject), {}).setdefault(str(predicate)[2:], set()).add(str(value))
    expected, links = reference(folder)
    assert vertices.keys() == expected.keys()
    for iri, properties in expected.items():
        wanted = {"xid": {iri}, "dgraph.type": set(properties.pop("labels"))}
        del properties["iri"]
        for name, value in properties.items():
            if isinstance(value, list):
                assert kinds[name] == "[string]"
                wanted[name] = set(value)
            elif isinstance(value, str):
                assert kinds[name] in ("string", "datetime")
                wanted[name] = {value}
            else:
                wanted[name] = {json.dumps(value)}
        found = {**vertices[iri]}
        numbers = {name for name in found if kinds.get(name) in ("int", "float")}
        for name in numbers:
            assert {float(text) for text in found.pop(name)} == {float(text) for text in wanted.pop(name)}
        assert found == wanted, f"Dgraph: {iri}"
        for label in wanted["dgraph.type"]:
            assert found.keys() - {"dgraph.type"} <= types[label]
    wanted = {}
    for source, target, properties in links.values():
        key = (source, properties.pop("type"), target)
        wanted[key] = {name: value for name, value in properties.items() if not isinstance(value, list)}
    assert edges == wanted, "Dgraph: edges"


for name in sys.argv[1:]:
    folder = pathlib.Path(name)
    check_arangodb(folder)
    check_dgraph(folder)
    check_parquet(folder)
