"""Neo4j 5.26 LTS, community edition: the server itself and its import tool, from their Maven artifacts."""

import os
import shlex
import subprocess

from engine import PASSWORD, TOOLS, Bolt, Engine, free_port

JARS = TOOLS / "maven/neo4j"


class Neo4j(Bolt, Engine):
    name = "neo4j"
    credentials = ("neo4j", PASSWORD)
    database = "neo4j"

    def __init__(self):
        super().__init__()
        self.bolt_port = free_port()

    def prepare(self):
        for folder in ["conf", "data", "import", "logs", "plugins", "run"]:
            (self.home / folder).mkdir()
        (self.home / "conf/neo4j.conf").write_text(
            "server.default_listen_address=127.0.0.1\n"
            f"server.bolt.listen_address=127.0.0.1:{self.bolt_port}\n"
            f"server.bolt.advertised_address=127.0.0.1:{self.bolt_port}\n"
            "server.http.enabled=false\n"
            "server.https.enabled=false\n"
            "server.memory.pagecache.size=64m\n"
            "dbms.usage_report.enabled=false\n"
        )
        self.admin("dbms", "set-initial-password", PASSWORD)

    def java(self, main, *arguments):
        """A command line for a class of Neo4j."""
        small = ["-Xms256m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        return ["java", *small, "-cp", f"{JARS}/*", main, *arguments]

    def command(self):
        folders = [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        return self.java("org.neo4j.server.CommunityEntryPoint", *folders)

    def environment(self):
        return {"PATH": os.environ["PATH"], "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}

    def admin(self, *arguments):
        """Runs neo4j-admin and gives what it says; RuntimeError if it fails."""
        done = subprocess.run(
            self.java("org.neo4j.cli.AdminTool", *map(str, arguments)),
            cwd=self.home,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        if done.returncode != 0:
            raise RuntimeError(f"neo4j-admin ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def import_folder(self, folder):
        """Replaces the database by a folder of files, by the command line that lies in it; the server runs after it."""
        self.stop()
        program = self.home / "neo4j-admin"
        line = shlex.join(map(str, self.java("org.neo4j.cli.AdminTool")))
        program.write_text(f'#!/bin/sh\nexec {line} "$@"\n')
        program.chmod(0o755)
        done = subprocess.run(
            ["sh", folder / "import.sh", self.database, "--overwrite-destination"],
            env={**self.environment(), "NEO4J_ADMIN": str(program)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        if done.returncode != 0:
            raise RuntimeError(f"import.sh ended with {done.returncode}:\n{done.stdout}")
        self.start()
        return done.stdout

    def script(self, path):
        """Runs a script by cypher-shell."""
        user, password = self.credentials
        where = ["-a", self.url, "-u", user, "-p", password, "-d", self.database, "--non-interactive"]
        subprocess.run(
            self.java("org.neo4j.shell.Main", *where, "-f", str(path)),
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=300,
        )

    def wipe(self):
        for row in self.cypher("SHOW CONSTRAINTS YIELD name"):
            self.cypher(f"DROP CONSTRAINT `{row['name']}`")
        for row in self.cypher("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
            self.cypher(f"DROP INDEX `{row['name']}`")
        self.cypher("MATCH (n) DETACH DELETE n")

    def version(self):
        return self.cypher("CALL dbms.components() YIELD versions RETURN versions[0] AS version")[0]["version"]
