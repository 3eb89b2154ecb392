"""Apache Jena Fuseki with a TDB2 database."""

import json

from engine import TOOLS, Engine, Sparql, free_port

JARS = TOOLS / "maven/fuseki"


class Fuseki(Sparql, Engine):
    name = "fuseki"
    settings = ()

    def __init__(self):
        super().__init__()
        self.port = free_port()
        self.query_url = f"{self.url}/query"
        self.update_url = f"{self.url}/update"
        self.graph_url = f"{self.url}/data"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/ds"

    def prepare(self):
        (self.home / "tdb").mkdir()

    def command(self):
        jar = next(JARS.glob("jena-fuseki-server-*.jar"))
        server = ["--localhost", "--ping", f"--port={self.port}", *self.settings, "--tdb2"]
        where = [f"--loc={self.home / 'tdb'}", "--update", "/ds"]
        return ["java", "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar, *server, *where]

    def environment(self):
        return {"FUSEKI_BASE": str(self.home / "base")}

    def version(self):
        jar = next(JARS.glob("jena-fuseki-server-*.jar"))
        return jar.stem.removeprefix("jena-fuseki-server-")


class FusekiUnion(Fuseki):
    """The same; what names no graph is answered from all of them together."""

    name = "fuseki-union"
    settings = ("--set", "tdb2:unionDefaultGraph=true")
