"""Holds an embedded database open and answers questions in JSON, one a line, until its input ends."""

import json
import sys


def ladybug(path):
    """Cypher on LadybugDB."""
    import ladybug as engine

    database = engine.Database(path)
    connection = engine.Connection(database)

    def ask(query, params):
        results = connection.execute(query, params)
        # Several statements give several results; the last one answers.
        result = results[-1] if isinstance(results, list) else results
        names = result.get_column_names()
        rows = []
        while result.has_next():
            rows.append(dict(zip(names, result.get_next())))
        return rows

    def close():
        connection.close()
        database.close()

    return engine.version, ask, close


def duckdb(path):
    """SQL on DuckDB."""
    import duckdb as engine

    connection = engine.connect(path)

    def ask(query, params):
        result = connection.execute(query, params or None)
        if result.description is None:
            return []
        names = [column[0] for column in result.description]
        return [dict(zip(names, row)) for row in result.fetchall()]

    return engine.__version__, ask, connection.close


def main():
    name, path = sys.argv[1:]
    version, ask, close = {"duckdb": duckdb, "ladybug": ladybug}[name](path)
    for line in sys.stdin:
        question = json.loads(line)
        try:
            # No query asks only whether the database is open.
            query = question["query"]
            rows = [{"version": version}] if query is None else ask(query, question["params"])
            answer = {"rows": rows}
        except Exception as error:  # Whatever the database says goes to who asked.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=str), flush=True)
    close()


if __name__ == "__main__":
    main()
