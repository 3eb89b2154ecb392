"""One database at a time: pytest orders the tests by it, starts it before its first and ends it after its last."""

import time

import pytest
from engines import ENGINES
from program import Program

versions = {}


def pytest_generate_tests(metafunc):
    """Runs a test that takes `engine` with every database, or with those of its mark `engines`, a condition on them."""
    if "engine" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("engines")
        fit = [engine for engine in ENGINES if mark is None or mark.args[0](engine)]
        metafunc.parametrize("engine", fit, ids=[engine.name for engine in fit], indirect=True, scope="session")


@pytest.fixture(scope="session")
def running(request):
    """The databases by class; the one that runs is ended before another is started."""
    made = {}
    yield made
    for engine in made.values():
        engine.stop()
        engine.dispose()


@pytest.fixture(scope="session")
def engine(request, running):
    """A running database."""
    kind = request.param
    if kind not in running:
        running[kind] = kind()
    database = running[kind]
    began = time.monotonic()
    database.start()
    versions[database.name] = (database.version(), time.monotonic() - began)
    yield database
    database.stop()


@pytest.fixture
def files(engine):
    """An empty database."""
    engine.start()
    engine.wipe()
    return engine


@pytest.fixture
def program(tmp_path):
    """The program, with nothing that an earlier test left."""
    return Program(tmp_path)


def pytest_terminal_summary(terminalreporter):
    """Says what was run."""
    for name, (version, seconds) in sorted(versions.items()):
        terminalreporter.write_line(f"{name:16} {version:28} first start {seconds:5.1f} s")
