"""A folder that the program fills with N-Quads; the server of Oxigraph reads and answers from it."""

import shutil
import subprocess

from engines.oxigraph import PROGRAM, Oxigraph


class Folder(Oxigraph):
    name = "folder"
    folder = True
    writable = False

    @property
    def url(self):
        return str(self.home / "graphs")

    def start(self):
        """Reads the files as they are now, and serves them."""
        if self.running():
            return
        shutil.rmtree(self.path, ignore_errors=True)
        files = sorted((self.home / "graphs").glob("*.nq"))
        if files:
            subprocess.run(
                [PROGRAM, "load", "--location", self.path, "--file", *files], check=True, capture_output=True
            )
        super().start()

    def sparql(self, query, **parameters):
        if self.process is not None:
            self.start()
        return super().sparql(query, **parameters)

    def release(self):
        self.stop()

    def wipe(self):
        self.stop()
        shutil.rmtree(self.home / "graphs", ignore_errors=True)
