"""LadybugDB, a database in a file."""

from engine import Embedded


class Ladybug(Embedded):
    name = "ladybug"
    languages = ("cypher",)
    loaded = False

    def cypher(self, query, params=None):
        """The rows of the last of the statements."""
        return self.run(query, params)
