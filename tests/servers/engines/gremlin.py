"""Apache TinkerPop's Gremlin Server with a TinkerGraph in memory; it reads GraphSON and GraphML."""

import json
import socket

from engine import TOOLS, Engine, free_port

JARS = TOOLS / "maven/gremlin"


class Gremlin(Engine):
    name = "gremlin"
    languages = ("gremlin",)
    keeps = False
    loaded = False
    _client = None

    def __init__(self):
        super().__init__()
        self.port = free_port()

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}/gremlin"

    def prepare(self):
        (self.home / "graph.properties").write_text(
            "gremlin.graph=org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph\n"
            "gremlin.tinkergraph.vertexIdManager=ANY\n"
            "gremlin.tinkergraph.edgeIdManager=ANY\n"
        )
        (self.home / "start.groovy").write_text("def globals = [g: traversal().withEmbedded(graph)]\nglobals\n")
        plugin = "org.apache.tinkerpop.gremlin"
        (self.home / "server.yaml").write_text(
            f"""host: 127.0.0.1
port: {self.port}
evaluationTimeout: 60000
channelizer: {plugin}.server.channel.WebSocketChannelizer
graphs: {{graph: {self.home}/graph.properties}}
scriptEngines:
  gremlin-groovy:
    plugins:
      {plugin}.server.jsr223.GremlinServerGremlinPlugin: {{}}
      {plugin}.tinkergraph.jsr223.TinkerGraphGremlinPlugin: {{}}
      {plugin}.jsr223.ScriptFileGremlinPlugin: {{files: [{self.home}/start.groovy]}}
serializers:
  - {{className: {plugin}.util.ser.GraphSONMessageSerializerV3}}
maxContentLength: 65536
"""
        )

    def command(self):
        java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*"]
        return [*java, "org.apache.tinkerpop.gremlin.server.GremlinServer", self.home / "server.yaml"]

    def gremlin(self, script, bindings=None):
        """The results of a script in Groovy."""
        from gremlin_python.driver.client import Client
        from gremlin_python.driver.serializer import GraphSONSerializersV3d0

        if self._client is None:
            self._client = Client(self.url, "g", message_serializer=GraphSONSerializersV3d0())
        return self._client.submit(script, bindings or {}).all().result(60)

    def write(self, path):
        """Writes the graph into a file of such an ending."""
        writer = "IO.graphml" if path.suffix == ".graphml" else "IO.graphson"
        self.gremlin(f"g.io({json.dumps(str(path))}).with(IO.writer, {writer}).write().iterate(); 1")

    def read(self, path):
        """Reads a file of the endings `.graphml` and `.json` (GraphSON 3) into the graph."""
        reader = "IO.graphml" if path.suffix == ".graphml" else "IO.graphson"
        self.gremlin(f"g.io({json.dumps(str(path))}).with(IO.reader, {reader}).read().iterate(); 1")

    def forget(self):
        if self._client is not None:
            self._client.close()
            self._client = None

    def answers(self):
        # The driver waits for ever once its first connection was refused.
        with socket.create_connection(("127.0.0.1", self.port), 5):
            pass
        return self.gremlin("1 + 0") == [1]

    def wipe(self):
        self.gremlin("g.V().drop().iterate(); 1")

    def version(self):
        return self.gremlin("Gremlin.version()")[0]
