"""The server of Eclipse RDF4J: its WAR in Jetty, with a native store."""

import urllib.error

from engine import TOOLS, Engine, Sparql, free_port

JARS = TOOLS / "maven/rdf4j"

REPOSITORY = """
@prefix config: <tag:rdf4j.org,2023:config/> .
[] a config:Repository ;
  config:rep.id "ds" ;
  config:rep.impl [
    config:rep.type "openrdf:SailRepository" ;
    config:sail.impl [ config:sail.type "openrdf:NativeStore" ; config:native.tripleIndexes "spoc,posc,cspo" ]
  ] .
"""


class Rdf4j(Sparql, Engine):
    name = "rdf4j"
    graph_parameter = "graph"

    def __init__(self):
        super().__init__()
        self.port = free_port()
        self.query_url = self.url
        self.update_url = f"{self.url}/statements"
        self.graph_url = f"{self.url}/rdf-graphs/service"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/rdf4j-server/repositories/ds"

    def command(self):
        runner = next(JARS.glob("jetty-runner-*.jar"))
        war = next(JARS.glob("rdf4j-http-server-*.war"))
        java = ["java", "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        folders = [f"-Dorg.eclipse.rdf4j.appdata.basedir={self.home / 'data'}", f"-Djava.io.tmpdir={self.home}"]
        where = ["--host", "127.0.0.1", "--port", self.port, "--path", "/rdf4j-server", war]
        return [*java, *folders, "-jar", runner, *where]

    def answers(self):
        try:
            return super().answers()
        except urllib.error.HTTPError as error:
            if error.code == 404 and "ds" in str(error):
                self.request("PUT", self.url, REPOSITORY, {"Content-Type": "text/turtle"})
            raise

    def wipe(self):
        self.update("CLEAR ALL")

    def version(self):
        war = next(JARS.glob("rdf4j-http-server-*.war"))
        return war.stem.removeprefix("rdf4j-http-server-")
