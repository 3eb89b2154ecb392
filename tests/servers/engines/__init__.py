"""The databases of the tests, one file each."""

import pytest
from engines.age import Age
from engines.arcadedb import ArcadeDb
from engines.duckdb import DuckDb
from engines.falkordb import FalkorDb
from engines.folder import Folder
from engines.fuseki import Fuseki, FusekiUnion
from engines.gremlin import Gremlin
from engines.ladybug import Ladybug
from engines.neo4j import Neo4j
from engines.oxigraph import Oxigraph
from engines.postgres import Postgres
from engines.rdf4j import Rdf4j
from engines.virtuoso import Virtuoso

ENGINES = [
    Age,
    ArcadeDb,
    DuckDb,
    FalkorDb,
    Folder,
    Fuseki,
    FusekiUnion,
    Gremlin,
    Ladybug,
    Neo4j,
    Oxigraph,
    Postgres,
    Rdf4j,
    Virtuoso,
]


def only(*names):
    """The mark of tests for some databases."""
    return pytest.mark.engines(lambda engine: engine.name in names)
