"""docs/databases.md is true: its queries have its answers, and its table names the versions that are run here."""

import re

import pytest
from dossiers import TALKS
from engine import ROOT
from program import Program

PAGE = (ROOT / "docs/databases.md").read_text()

# What the table calls each database that has a row of its own name.
ROWS = {
    "arcadedb": "ArcadeDB",
    "duckdb": "DuckDB",
    "falkordb": "FalkorDB",
    "fuseki": "Fuseki",
    "gremlin": "Gremlin Server",
    "ladybug": "LadybugDB",
    "neo4j": "Neo4j",
    "oxigraph": "Oxigraph",
    "postgres": "PostgreSQL",
    "rdf4j": "RDF4J",
    "virtuoso": "Virtuoso",
}


def rows(table):
    """The rows of a Markdown table without its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def example(language):
    """The one query of the page in a language, and the table of answers below it."""
    [(question, answers)] = re.findall(rf"```{language}\n([^`]*)```\n\n((?:\|[^\n]*\n)+)", PAGE)
    return question, rows(answers)


@pytest.mark.engines(lambda engine: engine.name in ("neo4j", "fuseki"))
def test_the_queries_of_the_page_have_its_answers(engine, tmp_path):
    engine.wipe()
    Program(tmp_path).loaded(engine, TALKS)
    if "sparql" in engine.languages:
        question, answers = example("sparql")
        found = [[cell["value"] for cell in row.values()] for row in engine.sparql(question)]
    else:
        question, answers = example("cypher")
        found = [[str(cell) for cell in row.values()] for row in engine.cypher(question)]
    assert answers and found == answers


@pytest.mark.engines(lambda engine: engine.name in ROWS)
def test_the_table_names_the_version_that_is_run(engine):
    table = PAGE.split("<!-- databases -->")[1].split("<!-- /databases -->")[0]
    tested = {row[0]: row[3] for row in rows(table)}
    assert tested[ROWS[engine.name]] in engine.version()
