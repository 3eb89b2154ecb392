"""Reads exports with databases that are not ours, and prints the graph that they hold as JSON.

engines.py sql FOLDER...      DuckDB runs the scripts of the folders, one after the other
engines.py ladybug FOLDER     LadybugDB copies the folder
engines.py parquet FOLDER     pyarrow reads the tables
engines.py cypher FILE        LadybugDB reads the rows of a Cypher script
engines.py gql FILE           LadybugDB reads the records of a GQL script
"""

import datetime
import json
import os
import re
import sys
import tempfile


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def present(row):
    return {name: plain(value) for name, value in row.items() if value is not None and not name.startswith("_")}


def sql(folders):
    import duckdb

    database = duckdb.connect()
    for folder in folders:
        for script in ["schema.sql", "data.sql"]:
            database.execute(read(os.path.join(folder, script)))
    nodes, edges = [], []
    for (table,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
        cursor = database.execute(f'SELECT * FROM "{table}"')
        columns = [(column[0], str(column[1])) for column in cursor.description]
        for row in cursor.fetchall():
            values = {
                name: json.loads(value) if kind == "JSON" and value is not None else value
                for (name, kind), value in zip(columns, row)
            }
            if "fromIri" in values:
                ends = {"from": values.pop("fromIri"), "to": values.pop("toIri"), "type": table.split("__")[0]}
                edges.append(ends | present(values))
            else:
                nodes.append({"labels": [table]} | present(values))
    return nodes, edges


def ladybug(folders):
    import ladybug

    (folder,) = folders
    os.chdir(folder)
    with tempfile.TemporaryDirectory() as home:
        connection = ladybug.Connection(ladybug.Database(os.path.join(home, "graph")))
        for script in ["schema.cypher", "load.cypher"]:
            for statement in read(script).split(";\n"):
                if statement.strip():
                    connection.execute(statement)
        nodes = [present(row[0]) for row in connection.execute("MATCH (n) RETURN n").get_all()]
        edges = [
            {"from": start, "to": end, "type": kind} | present(edge)
            for start, edge, end, kind in connection.execute(
                "MATCH (s)-[r]->(t) RETURN s.iri, r, t.iri, label(r)"
            ).get_all()
        ]
    return nodes, edges


def parquet(folders):
    import pyarrow.parquet

    (folder,) = folders
    manifest = json.loads(read(os.path.join(folder, "manifest.json")))

    def rows(entry):
        return pyarrow.parquet.read_table(os.path.join(folder, entry["file"])).to_pylist()

    nodes = [{"labels": entry["labels"]} | present(row) for entry in manifest["nodes"] for row in rows(entry)]
    edges = []
    for entry in manifest["edges"]:
        for row in rows(entry):
            ends = {"from": row.pop("source"), "to": row.pop("target"), "type": entry["type"]}
            edges.append(ends | present(row))
    return nodes, edges


def reader():
    import ladybug

    connection = ladybug.Connection(ladybug.Database())
    return lambda literal: connection.execute("RETURN " + literal).get_all()[0][0]


def names(text):
    return [name.strip("`") for name in re.split("[:&]", text) if name]


# The marks of texts, in the order in which a script puts back what they stand for.
MARKS = [("\\b3", ""), ("\\b2", "\\f"), ("\\b1", "\\t"), ("\\b0", "\\b")]
UNMARK = "".join(f", '{mark}', '{meant}')" for mark, meant in MARKS)
SCALARS = {
    "toInteger": int,
    "toFloat": float,
    "toBoolean": lambda text: {"true": True, "false": False}[text],
    "date": str,
}


def value(expression, cells):
    """What a script makes of the cells of a row, by the few expressions that it has."""
    if inside := re.fullmatch(r"coalesce\((.*)\)", expression):
        values = [value(part, cells) for part in re.split(r", (?=CASE|to|date|c\[|null)", inside[1])]
        return next((one for one in values if one is not None), None)
    if inside := re.fullmatch(r"CASE WHEN (c\[\d+\]) <> '' THEN (.*) END", expression):
        return value(inside[2], cells) if value(inside[1], cells) else None
    if items := re.fullmatch(r"split\((c\[\d+\]), '\\f'\)\[1\.\.\]", expression):
        return value(items[1], cells).split("\f")[1:]
    if inside := re.fullmatch(r"\[x IN (split.*\]) \| (.*)\]", expression):
        return [value(inside[2], {"x": item}) for item in value(inside[1], cells)]
    if inside := re.fullmatch(r"toInteger\(split\((.*), ' '\)\[0\]\) \* 1000000000 \+ toInteger\(split\(\1, ' '\)\[1\]\)", expression):
        high, low = value(inside[1], cells).split(" ") if value(inside[1], cells) else (None, None)
        return high and int(high) * 1000000000 + int(low)
    if expression.endswith(UNMARK):
        text = value(expression.removeprefix("replace(" * len(MARKS)).removesuffix(UNMARK), cells)
        for mark, meant in MARKS:
            text = text.replace(mark.replace("\\b", "\b"), {"": "", "\\f": "\f", "\\t": "\t", "\\b": "\b"}[meant])
        return text
    if call := re.fullmatch(r"(\w+)\((.*)\)", expression):
        text = value(call[2], cells)
        return SCALARS[call[1]](text) if text else None
    if expression == "null":
        return None
    if place := re.fullmatch(r"c\[(\d+)\]", expression):
        return cells[int(place[1])] if int(place[1]) < len(cells) else None
    return cells[expression]


def cypher(files):
    (file,), literal = files, reader()
    nodes, edges, constraints, seen_rows = [], [], 0, False
    for statement in read(file).split(";\n"):
        lines = [line for line in statement.split("\n") if line and not line.startswith("//")]
        if not lines:
            continue
        if lines[0].startswith("CREATE "):
            assert not seen_rows, "constraints come first"
            constraints += lines[0].startswith("CREATE CONSTRAINT ")
            continue
        seen_rows = True
        assert lines[0] == "UNWIND [", lines[0]
        end = lines.index("] AS row")
        rows = [literal(line.strip().removesuffix(",")).split("\t") for line in lines[1:end]]
        assert lines[end + 1] == "WITH split(row, '\\t') AS c", lines[end + 1]
        merge, last = lines[-2], lines[-1]
        assert last.startswith("SET ")
        parts = [re.fullmatch(rf"{last[4]}\.(`(?:``|[^`])*`|\w+) = (.*)", part) for part in re.split(rf", (?={last[4]}\.)", last[4:])]

        def properties(key, cells):
            return present({"iri": value(key, cells)} | {part[1].strip("`"): value(part[2], cells) for part in parts})

        if last[4] == "n":
            labels, key = re.fullmatch(r"MERGE \(n(.*) \{iri: (.*)\}\)", merge).groups()
            nodes += [{"labels": names(labels)} | properties(key, cells) for cells in rows]
        else:
            kind, key = re.fullmatch(r"MERGE \(s\)-\[r:(.*) \{iri: (.*)\}\]->\(t\)", merge).groups()
            ends = [re.fullmatch(r"MATCH \(\w:\w+ \{iri: (.*)\}\)", line)[1] for line in lines[-4:-2]]
            for cells in rows:
                source, target = [value(end, cells) for end in ends]
                edges.append({"from": source, "to": target, "type": kind.strip("`")} | properties(key, cells))
    assert constraints == 4, constraints
    return nodes, edges


def gql(files):
    (file,), literal = files, reader()
    nodes, edges = [], []

    def record(text):
        # A quote within a text has a backslash before it, so that this is a date.
        return literal(re.sub(r"DATE ('[0-9-]*')", r"date(\1)", text))

    for line in read(file).split("\n"):
        node = re.fullmatch(r"INSERT \(:((?:[`&]|\w)+) (\{.*\})\);", line)
        edge = re.fullmatch(
            r"MATCH \(s:`\w+` \{`iri`: ('[^']*')\}\), \(t:`\w+` \{`iri`: ('[^']*')\}\) "
            r"INSERT \(s\)-\[:`(\w+)` (\{.*\})\]->\(t\);",
            line,
        )
        if node:
            nodes.append({"labels": names(node[1])} | present(record(node[2])))
        elif edge:
            ends = {"from": literal(edge[1]), "to": literal(edge[2]), "type": edge[3]}
            edges.append(ends | present(record(edge[4])))
        else:
            assert not line or line.startswith("//"), line
    return nodes, edges


nodes, edges = globals()[sys.argv[1]](sys.argv[2:])
json.dump({"nodes": nodes, "edges": edges}, sys.stdout)
