"""Runs the program as its users do."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field

from engine import ROOT

# Another program than the one that was built here can be tested, too.
PROGRAM = os.environ.get("DOSSIER_PROGRAM", str(ROOT / "target/debug/dossier"))

# Seconds that one run may take.
LONG = 240


@dataclass
class Outcome:
    """How a run ended."""

    code: int
    out: str
    err: str
    report: dict = field(default_factory=dict)

    def total(self, what):
        """How many things of all kinds the report says were created, updated, unchanged or deleted."""
        return sum(tally[what] for tally in self.report["things"])


class Program:
    """The program with a home of its own, so that nothing of one test is known to another."""

    def __init__(self, home):
        self.home = home

    def environment(self, engine, credentials=None):
        """A small environment, with what the database asks for."""
        variables = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        credentials = credentials or (engine.credentials if engine else None)
        if credentials:
            variables["DOSSIER_USER"], variables["DOSSIER_PASSWORD"] = credentials
        return variables

    def begin(self, engine, *arguments, credentials=None):
        """Starts `dossier load` into a database and leaves it running."""
        engine.release()
        return subprocess.Popen(
            [PROGRAM, "load", engine.url, *map(str, arguments)],
            env=self.environment(engine, credentials),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def load(self, engine, *arguments, credentials=None):
        """Loads into a database; the report is read where the program wrote one."""
        report = self.home / "report.json"
        report.unlink(missing_ok=True)
        child = self.begin(engine, *arguments, "--report", report, credentials=credentials)
        out, err = child.communicate(timeout=LONG)
        read = json.loads(report.read_text()) if report.exists() else {}
        return Outcome(child.returncode, out, err, read)

    def loaded(self, engine, *arguments):
        """Loads into a database; anything but success fails the test."""
        outcome = self.load(engine, *arguments)
        assert outcome.code == 0, "\n".join(outcome.err.splitlines()[-12:])
        return outcome

    def peak(self, engine, *arguments):
        """The most memory in MB that a run of the program has taken; the engine may be none."""
        # What a child has taken counts from when it was a copy of its parent, so a small parent measures it.
        measure = [sys.executable, ROOT / "tests/memory/measure.py", 1 << 24]
        command = [*map(str, measure), PROGRAM, *map(str, arguments)]
        done = subprocess.run(command, env=self.environment(engine), capture_output=True, text=True, timeout=LONG)
        code, peak = done.stdout.splitlines()[-1].split()
        assert code == "0", done.stderr
        return int(peak) / 1024

    def export(self, to, *paths):
        """What `dossier export` writes in a format, one dossier after the other being one graph."""
        done = subprocess.run(
            [PROGRAM, "export", *map(str, paths), "--to", to, "--out", "-"],
            env=self.environment(None),
            capture_output=True,
            text=True,
            timeout=LONG,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def export_to(self, to, *paths):
        """The file or folder that `dossier export` writes in a format."""
        out = self.home / f"export-{to}"
        done = subprocess.run(
            [PROGRAM, "export", *map(str, paths), "--to", to, "--out", out],
            env=self.environment(None),
            capture_output=True,
            text=True,
            timeout=LONG,
        )
        assert done.returncode == 0, done.stderr
        (written,) = [path for path in out.iterdir() if not path.name.startswith(".")]
        return written
