"""PostgreSQL as Debian packages it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from engine import PASSWORD, Engine, Reply, free_port


class Postgres(Engine):
    name = "postgres"
    languages = ("sql",)
    credentials = ("dossier", PASSWORD)
    database = "kg"
    _connection = None

    def __init__(self):
        super().__init__()
        self.port = free_port()
        # The server refuses to run as root, and another user cannot look into every folder: not below ours.
        self.cluster = Path(tempfile.mkdtemp(prefix="dossier-postgres-"))
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None

    @property
    def url(self):
        return f"postgres://127.0.0.1:{self.port}/{self.database}"

    def program(self, name, *arguments):
        """The command line of a program of PostgreSQL, for a user who is not root."""
        folders = Path("/usr/lib/postgresql").glob("*/bin")
        newest = max(folders, key=lambda folder: float(folder.parent.name))
        become = []
        if self.user is not None:
            become = ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"]
            become += ["--pdeathsig", "KILL"]
        return [*become, newest / name, *arguments]

    def prepare(self):
        words = self.cluster / "password"
        words.write_text(PASSWORD)
        if self.user is not None:
            os.chown(self.cluster, self.user.pw_uid, self.user.pw_gid)
            os.chown(words, self.user.pw_uid, self.user.pw_gid)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", f"--pwfile={words}"]
        subprocess.run(
            self.program("initdb", "-D", self.cluster / "data", f"--username={self.credentials[0]}", *options),
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.cluster,
        )

    def command(self):
        where = ["-p", self.port, "-c", "listen_addresses=127.0.0.1", "-k", self.cluster]
        return self.program("postgres", "-D", self.cluster / "data", *where)

    def connect(self, database):
        """A connection of psycopg, without transactions."""
        import psycopg
        from psycopg.rows import dict_row

        user, password = self.credentials
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=user,
            password=password,
            dbname=database,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=10,
        )

    def sql(self, query, params=None):
        """The rows of the last of the statements."""
        if self._connection is None:
            self._connection = self.connect(self.database)
        cursor = self._connection.execute(query, params)
        while cursor.nextset():
            pass
        return [Reply(row) for row in cursor.fetchall()] if cursor.description else []

    def script(self, path):
        """Runs a script by psql, in its folder."""
        user, password = self.credentials
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", user, "-d", self.database]
        subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *where, "-f", path],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=path.parent,
            env={**os.environ, "PGPASSWORD": password, "PGCLIENTENCODING": "UTF8"},
        )

    def forget(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def answers(self):
        with self.connect("postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database])
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {self.database}")
        return self.sql("SELECT 1 AS one") == [{"one": 1}]

    def wipe(self):
        self.forget()
        with self.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {self.database} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.database}")

    def dispose(self):
        shutil.rmtree(self.cluster, ignore_errors=True)

    def version(self):
        return self.sql("SHOW server_version")[0]["server_version"].split()[0]
