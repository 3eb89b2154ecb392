"""What every database of the tests can do: start, stop, be killed, come back, be emptied, and answer in its language."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "target/tools/servers"
PASSWORD = "dossier-test"

# Seconds that a server may take to answer, and to end after it was asked to.
UP, DOWN = 120, 30


def free_port():
    """A port of the loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(what, done, seconds, every=0.1):
    """Asks `done` until it says yes; a TimeoutError names what did not happen."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(every)


class Engine:
    """A database under test.

    `url` is what a user gives to `dossier load`, `credentials` the name and password that the program takes from its
    environment. `languages` says which of `cypher`, `sparql`, `sql` and `gremlin` can be called.
    """

    name = ""
    languages = ()
    # Whether what was written is there after a kill.
    keeps = True
    # Whether `dossier load` addresses it.
    loaded = True
    # Whether it is a folder or file and no server: nobody else holds it open while the program loads it.
    folder = False
    # Whether something else than the program can write into it.
    writable = True
    credentials = None

    def __init__(self):
        self.home = TOOLS / "data" / self.name
        self.log = TOOLS / "logs" / f"{self.name}.log"
        self.process = None
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")

    # What an engine says of itself.

    @property
    def url(self):
        raise NotImplementedError

    def command(self):
        """The command line of the server."""
        raise NotImplementedError

    def prepare(self):
        """Makes what the first start needs; called once."""

    def answers(self):
        """Whether the server takes queries; may raise as long as it does not."""
        raise NotImplementedError

    def forget(self):
        """Closes what is open to the server, before it ends."""

    def wipe(self):
        """Deletes all data, constraints and indexes."""
        raise NotImplementedError

    def version(self):
        """The version that the running engine tells."""
        raise NotImplementedError

    def environment(self):
        """Variables of the environment for the server."""
        return {}

    # What is the same for all.

    def start(self):
        """Starts the server and waits until it answers."""
        if self.running():
            return
        if self.process is None:
            self.prepare()
        with self.log.open("ab") as log:
            # The server ends with the tests, even if these are killed.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *map(str, self.command())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env={**os.environ, **self.environment()},
                start_new_session=True,
            )
        last = None

        def up():
            nonlocal last
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                last = "another answer than the right one"
                return self.answers()
            except Exception as error:  # Not up yet: every driver has its own errors for this.
                last = error
                return False

        try:
            wait_for(f"{self.name} answers", up, UP)
        except TimeoutError as error:
            self.kill()
            raise RuntimeError(f"{error}; the last error: {last!r}\n{self.log_tail()}") from last

    def running(self):
        """Whether the process of the server runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Ends the server in its own way, and by force if it does not."""
        self.forget()
        if self.running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(DOWN)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        """Ends the server at once, with all of its processes, as a power cut would."""
        if self.running():
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(DOWN)
        self.forget()

    def restart(self):
        """Stops and starts."""
        self.stop()
        self.start()

    def settle(self):
        """Waits until what was written is there after a kill, where a database does not say so when it has written."""

    def release(self):
        """Lets the program have the database for itself, where it is a folder."""

    def dispose(self):
        """Deletes what lies outside of the engine's folder."""

    def log_tail(self, lines=40):
        """The end of the server's log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Reply(dict):
    """A row with the names of its columns; equal rows are equal dictionaries."""


class Bolt:
    """Cypher over Bolt by the official driver of Neo4j."""

    languages = ("cypher",)
    database = None
    bolt_port = None
    _driver = None

    @property
    def url(self):
        return f"bolt://127.0.0.1:{self.bolt_port}"

    def cypher(self, query, params=None):
        """The rows of a query, in a transaction of its own."""
        import neo4j

        if self._driver is None:
            self._driver = neo4j.GraphDatabase.driver(
                self.url,
                auth=self.credentials,
                connection_timeout=10,
                max_transaction_retry_time=20,
                notifications_min_severity="OFF",
            )
        records, _, _ = self._driver.execute_query(query, params or {}, database_=self.database)
        return [Reply(record.data()) for record in records]

    def script(self, path):
        """Runs the statements of a file, as cypher-shell does: each ends with a semicolon outside of quotes."""
        for statement in statements(path.read_bytes().decode()):
            self.cypher(statement)

    def forget(self):
        if self._driver is not None:
            with contextlib.suppress(Exception):
                self._driver.close()
            self._driver = None

    def answers(self):
        return self.cypher("RETURN 1 AS one") == [{"one": 1}]


def statements(text):
    """The statements of a Cypher script, without its comments."""
    token = re.compile(r"""//[^\n]*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`|;|[^;'"`/]+|.""", re.DOTALL)
    parts, found = [], []
    for part in token.findall(text):
        if part == ";":
            found.append("".join(parts).strip())
            parts = []
        elif not part.startswith("//"):
            parts.append(part)
    return [statement for statement in [*found, "".join(parts).strip()] if statement]


class Http:
    """Requests to a server that speaks HTTP."""

    digest = False

    def request(self, method, url, body=None, headers=None):
        """The body of the answer; urllib's HTTPError for any other than a good one."""
        handlers = [urllib.request.ProxyHandler({})]
        headers = dict(headers or {})
        if self.credentials and self.digest:
            passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, url, *self.credentials)
            handlers.append(urllib.request.HTTPDigestAuthHandler(passwords))
        elif self.credentials:
            import base64

            token = base64.b64encode(":".join(self.credentials).encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise urllib.error.HTTPError(url, error.code, f"{error.reason}: {text[:2000]}", error.headers, None) from None


class Sparql(Http):
    """SPARQL 1.1 Protocol and Graph Store Protocol; the three addresses differ from store to store."""

    languages = ("sparql",)
    query_url = update_url = graph_url = ""
    graph_parameter = "graph"

    def sparql(self, query, **parameters):
        """True or False for ASK; else rows of dictionaries, each value as the results in JSON give it."""
        answer = json.loads(
            self.request(
                "POST",
                self.query_url,
                urllib.parse.urlencode({"query": query, **parameters}),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/sparql-results+json",
                },
            )
        )
        if "boolean" in answer:
            return answer["boolean"]
        return [Reply(row) for row in answer["results"]["bindings"]]

    def update(self, text):
        """Runs a SPARQL update."""
        self.request("POST", self.update_url, text, {"Content-Type": "application/sparql-update"})

    def put(self, graph, turtle):
        """Replaces a named graph."""
        parameter = urllib.parse.urlencode({self.graph_parameter: graph})
        self.request("PUT", f"{self.graph_url}?{parameter}", turtle, {"Content-Type": "text/turtle"})

    def get(self, graph):
        """The triples of a named graph, as lines of N-Triples."""
        parameter = urllib.parse.urlencode({self.graph_parameter: graph})
        text = self.request("GET", f"{self.graph_url}?{parameter}", headers={"Accept": "application/n-triples"})
        return [line for line in text.decode().split("\n") if line.strip() and not line.startswith("#")]

    def answers(self):
        return self.sparql("ASK {}") is True

    def wipe(self):
        self.update("DROP ALL")


class Embedded(Engine):
    """A database in a folder. A process of its own holds it open while it is asked, so that it can be killed, too."""

    folder = True

    def command(self):
        return [sys.executable, ROOT / "tests/servers/worker.py", self.name, self.path]

    @property
    def path(self):
        """The folder or file of the database."""
        return self.home / "database"

    @property
    def url(self):
        return str(self.path)

    def start(self, folder=None):
        if self.running():
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *map(str, self.command())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder or self.home,
                text=True,
                start_new_session=True,
            )
        self.ask({"query": None})

    def ask(self, question):
        """Sends a question to the process that holds the database; its error is raised here."""
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended:\n{self.log_tail()}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return [Reply(row) for row in answer["rows"]]

    def run(self, query, params=None):
        """The rows of a query; opens the database when nobody has it open."""
        self.start()
        return self.ask({"query": query, "params": params or {}})

    def script(self, path):
        """Runs the statements of a file, in its folder."""
        self.stop()
        self.start(path.parent)
        self.ask({"query": path.read_bytes().decode(), "params": {}})

    def stop(self):
        if self.running():
            self.process.stdin.close()
            self.process.wait(DOWN)

    release = stop

    def wipe(self):
        self.stop()
        for path in self.home.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def version(self):
        self.start()
        return self.ask({"query": None})[0]["version"]
