"""ArcadeDB: the server in the wheel of its embedded edition, with the plugin that speaks Bolt."""

import json
import sysconfig
from pathlib import Path

from engine import PASSWORD, Bolt, Engine, Http, free_port

WHEEL = Path(sysconfig.get_paths()["purelib"]) / "arcadedb_embedded"


class ArcadeDb(Bolt, Http, Engine):
    name = "arcadedb"
    credentials = ("root", PASSWORD)
    database = "kg"

    def __init__(self):
        super().__init__()
        self.bolt_port, self.http_port = free_port(), free_port()

    def command(self):
        settings = {
            "server.rootPassword": PASSWORD,
            "server.rootPath": self.home,
            "server.databaseDirectory": self.home / "databases",
            "server.defaultDatabases": f"{self.database}[root]",
            "server.httpIncomingHost": "127.0.0.1",
            "server.httpIncomingPort": self.http_port,
            "bolt.host": "127.0.0.1",
            "bolt.port": self.bolt_port,
            "bolt.defaultDatabase": self.database,
            "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        }
        java = [WHEEL / "jre/bin/java", "-Xmx768m", "-XX:+UseSerialGC"]
        given = [f"-Darcadedb.{name}={value}" for name, value in settings.items()]
        return [*java, *given, "-cp", f"{WHEEL}/jars/*", "com.arcadedb.server.ArcadeDBServer"]

    def order(self, command):
        """Gives the server an order over HTTP."""
        body = json.dumps({"command": command})
        url = f"http://127.0.0.1:{self.http_port}/api/v1/server"
        return json.loads(self.request("POST", url, body, {"Content-Type": "application/json"}))

    def wipe(self):
        self.forget()
        self.order(f"drop database {self.database}")
        self.order(f"create database {self.database}")

    def version(self):
        url = f"http://127.0.0.1:{self.http_port}/api/v1/server"
        return json.loads(self.request("GET", url))["version"].split()[0]
