"""DuckDB, a database in a file."""

from engine import Embedded


class DuckDb(Embedded):
    name = "duckdb"
    languages = ("sql",)
    loaded = False

    def sql(self, query):
        """The rows of the last of the statements."""
        return self.run(query)
