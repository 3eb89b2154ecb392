"""The Oxigraph server, out of its wheel."""

import subprocess
import sysconfig
from pathlib import Path

from engine import Engine, Sparql, free_port

PROGRAM = Path(sysconfig.get_path("scripts")) / "oxigraph"


class Oxigraph(Sparql, Engine):
    name = "oxigraph"

    def __init__(self):
        super().__init__()
        self.port = free_port()
        server = f"http://127.0.0.1:{self.port}"
        self.query_url, self.update_url, self.graph_url = f"{server}/query", f"{server}/update", f"{server}/store"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def path(self):
        """The folder of the database."""
        return self.home / "database"

    def command(self):
        return [PROGRAM, "serve", "--location", self.path, "--bind", f"127.0.0.1:{self.port}"]

    def version(self):
        return subprocess.check_output([PROGRAM, "--version"], text=True).split()[-1]
