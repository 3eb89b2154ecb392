"""Apache AGE in PGlite, a PostgreSQL in WebAssembly: nothing else brings AGE without a compiler."""

import json

from engine import ROOT, TOOLS

from engines.postgres import Postgres

MODULES = TOOLS / "node/node_modules"


class Age(Postgres):
    name = "age"
    languages = ("sql", "cypher")
    credentials = ("postgres", "postgres")
    database = "postgres"
    graph = "kgraph"

    def prepare(self):
        pass

    def command(self):
        return ["node", ROOT / "tests/servers/node/pglite.mjs", MODULES, self.cluster / "data", self.port]

    def answers(self):
        return self.sql("SELECT 1 AS one") == [{"one": 1}]

    def cypher(self, query, params=None):
        """The rows of a query with one column; AGE wants the columns in SQL, and takes no parameters without PREPARE."""
        if params:
            raise ValueError("AGE takes no parameters here")
        self.sql("LOAD 'age'; SET search_path = ag_catalog, public")
        if not self.sql(f"SELECT 1 FROM ag_graph WHERE name = '{self.graph}'"):
            self.sql(f"SELECT create_graph('{self.graph}')")
        rows = self.sql(f"SELECT value FROM cypher('{self.graph}', $cypher$ {query} $cypher$) AS (value agtype)")
        return [row["value"] if row["value"] is None else json.loads(row["value"]) for row in rows]

    def wipe(self):
        self.sql("LOAD 'age'; SET search_path = ag_catalog, public")
        for row in self.sql("SELECT name FROM ag_graph"):
            self.sql(f"SELECT drop_graph('{row['name']}', true)")
        self.sql("DROP SCHEMA IF EXISTS dossier CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def version(self):
        rows = self.sql("SELECT extversion FROM pg_extension WHERE extname = 'age'")
        return f"{rows[0]['extversion']} on PostgreSQL {super().version()}"
