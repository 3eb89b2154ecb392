"""What is in a database, read by its own driver: everything, in a form that can be compared."""

from collections import Counter

# Names of graphs that the tests look at; stores have graphs of their own beside them.
OURS = ("urn:dossier:", "urn:foreign:", "https://strike.example/")


def plain(value):
    """A value in one form: drivers have types of their own for dates, and some give whole numbers as such."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, (list, tuple)):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return tuple(sorted((name, plain(item)) for name, item in value.items() if item is not None))
    return value.isoformat() if hasattr(value, "isoformat") else value.iso_format()


def vertex_rows(engine):
    """Labels and properties of every node."""
    if "sql" in engine.languages:
        return engine.sql("SELECT labels, properties FROM dossier.nodes")
    return engine.cypher("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties")


def edge_rows(engine):
    """Type, ends and properties of every edge."""
    if "sql" in engine.languages:
        return engine.sql(
            "SELECT kind AS type, from_iri AS source, to_iri AS target, properties FROM dossier.edges"
        )
    return engine.cypher(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, a.iri AS source, b.iri AS target, properties(r) AS properties"
    )


def vertices(engine):
    """Every node, to be compared."""
    return Counter((tuple(sorted(row["labels"])), plain(row["properties"])) for row in vertex_rows(engine))


def edges(engine):
    """Every edge, to be compared."""
    return Counter(
        (row["type"], row["source"], row["target"], plain(row["properties"])) for row in edge_rows(engine)
    )


def graphs(engine):
    """The names of the graphs that matter here."""
    rows = engine.sparql("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    return sorted(row["g"]["value"] for row in rows if row["g"]["value"].startswith(OURS))


def snapshot(engine):
    """Everything, to be compared with a later snapshot of the same database."""
    if "sparql" in engine.languages:
        return {graph: Counter(engine.get(graph)) for graph in graphs(engine)}
    if engine.languages == ("cypher",):
        return {"vertices": vertices(engine), "edges": edges(engine)}
    # AGE numbers the records of the graph `dossiers` anew whenever it is made from the tables.
    tables = engine.sql(
        "SELECT table_schema AS schema, table_name AS name FROM information_schema.tables "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'ag_catalog', 'dossiers') AND table_type = 'BASE TABLE'"
    )
    rows = {f"{table['schema']}.{table['name']}": engine.sql(every(table)) for table in tables}
    return {name: Counter(row["row"] for row in found) for name, found in rows.items()}


def every(table):
    """A query for all rows of a table as text."""
    return f'SELECT row_to_json(t)::text AS row FROM "{table["schema"]}"."{table["name"]}" t'


def size(engine):
    """How many nodes, edges, triples or rows there are; cheap enough to be asked while somebody loads."""
    if "sparql" in engine.languages:
        starts = " || ".join(f"STRSTARTS(STR(?g), '{prefix}')" for prefix in OURS)
        rows = engine.sparql(f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER ({starts}) }}")
        return int(rows[0]["n"]["value"])
    if engine.languages == ("cypher",):
        nodes = engine.cypher("MATCH (n) RETURN count(n) AS n")[0]["n"]
        return nodes + engine.cypher("MATCH ()-[r]->() RETURN count(r) AS n")[0]["n"]
    return sum(sum(rows.values()) for rows in snapshot(engine).values())
