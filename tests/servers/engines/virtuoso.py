"""OpenLink Virtuoso, open source edition, as Debian packages it."""

import re
import subprocess

from engine import Engine, Sparql, free_port


class Virtuoso(Sparql, Engine):
    name = "virtuoso"
    credentials = ("dba", "dba")
    digest = True
    graph_parameter = "graph-uri"

    def __init__(self):
        super().__init__()
        self.port, self.sql_port = free_port(), free_port()
        self.query_url = self.update_url = f"{self.url}/sparql-auth"
        self.graph_url = f"{self.url}/sparql-graph-crud-auth"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def prepare(self):
        files = self.home
        (files / "virtuoso.ini").write_text(
            f"""[Database]
DatabaseFile = {files}/virtuoso.db
ErrorLogFile = {files}/virtuoso.log
LockFile = {files}/virtuoso.lck
TransactionFile = {files}/virtuoso.trx
xa_persistent_file = {files}/virtuoso.pxa
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {files}/temp.db
TransactionFile = {files}/temp.trx
MaxCheckpointRemap = 2000
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{self.sql_port}
DirsAllowed = {files}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 60

[HTTPServer]
ServerPort = 127.0.0.1:{self.port}
ServerThreads = 10

[SPARQL]
ResultSetMaxRows = 10000
"""
        )

    def command(self):
        return ["virtuoso-t", "+foreground", "+configfile", self.home / "virtuoso.ini"]

    def sparql(self, query, **parameters):
        # It answers ASK by one row with a column of its own, or by none.
        rows = super().sparql(query, **parameters)
        if isinstance(rows, list) and re.search(r"(?m)^\s*ASK\b", query):
            return bool(rows) and rows[0]["__ASK_RETVAL"]["value"] == "1"
        return rows

    def isql(self, statement):
        """Runs SQL as the administrator and gives what isql prints."""
        return subprocess.check_output(
            ["isql-vt", f"127.0.0.1:{self.sql_port}", *self.credentials, "ERRORS=STDOUT", f"exec={statement}"], text=True
        )

    def wipe(self):
        self.isql("RDF_GLOBAL_RESET(); checkpoint;")

    def version(self):
        said = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True)
        words = (said.stdout + said.stderr).split()
        return words[words.index("Version") + 1].partition("-")[0]
