"""Counts, sums and groups are right where a store answers from each graph by itself, and where it answers from all together.

Some stores do not remove what two graphs both have (RDF4J), some do; so no triple of a dossier is in two of its graphs.
The answers were counted by hand.
"""

import csv
import io
import subprocess
from dataclasses import dataclass

import pytest
from dossiers import SHARING, SUMS, TALKS
from engines import only
from program import LONG, PROGRAM
from questions import PREFIXES, short

# How each store answers from all graphs together.
UNIONS = {
    "folder": {"union-default-graph": ""},
    "fuseki-union": {},
    "oxigraph": {"union-default-graph": ""},
    "rdf4j": {},
    "virtuoso": {},
}


@dataclass
class Aggregate:
    """A question with counts or sums: `parts` are patterns that one graph can answer; the answers have no order."""

    name: str
    select: str
    parts: list
    answers: list
    after: str = ""

    def of_all(self):
        """The question to all graphs together."""
        return self.query(self.parts)

    def of_each(self):
        """The question that names graphs."""
        return self.query(f"GRAPH ?g{at} {{ {part} }}" for at, part in enumerate(self.parts))

    def query(self, parts):
        return f"{PREFIXES}SELECT {self.select} {{ {' . '.join(parts)} }} {self.after}"


AMOUNT = "?m neg:amount ?a . ?a schema:value ?v ; schema:currency ?c"
STATUS = Aggregate("claims by status", "?s (COUNT(?claim) AS ?n)", ["?claim neg:status ?s"], [], "GROUP BY ?s")
SIDES = Aggregate("demands by side", "?who (COUNT(?p) AS ?n)", ["?who neg:demands ?p"], [], "GROUP BY ?who")
DATES = Aggregate("dates", "(COUNT(?d) AS ?n)", ["?x neg:date ?d"], [])
EVIDENCE = Aggregate(
    "quotes, passages and cues of each text",
    "?w (COUNT(?words) AS ?n) (COUNT(?passage) AS ?p) (COUNT(?cue) AS ?q)",
    [
        """?claim neg:evidence ?e . ?e oa:hasSource ?w ; oa:hasSelector/oa:exact ?words ; neg:inPassage/oa:hasSelector/oa:exact ?passage
           OPTIONAL { ?e neg:withCue/oa:hasSelector/oa:exact ?cue }"""
    ],
    [],
    "GROUP BY ?w",
)


def with_answers(question, *answers):
    return Aggregate(question.name, question.select, question.parts, [list(row) for row in answers], question.after)


OF_TALKS = [
    Aggregate(
        "what the tariffs bring that are in force",
        "(SUM(?v) AS ?sum) (COUNT(?c) AS ?n)",
        [f"<urn:dossier:us-china-trade-talks:us> neg:imposes ?m . {AMOUNT}"],
        [["200000000000", "1"]],
    ),
    Aggregate(
        "what tariffs bring by their state",
        "?state (SUM(?v) AS ?sum) (COUNT(?v) AS ?n)",
        [f'?m neg:state ?state . {AMOUNT} FILTER (?c = "USD")'],
        [["inForce", "200000000000", "1"], ["planned", "300000000000", "1"]],
        "GROUP BY ?state",
    ),
    with_answers(STATUS, ("reported", "61"), ("attributed", "28"), ("demanded", "6"), ("disputed", "1"), ("inferred", "9")),
    with_answers(SIDES, ("china", "2")),
    # The date of the remarks is only inferred.
    with_answers(DATES, "4"),
]

OF_SUMS = [
    Aggregate(
        "what the measures of North bring",
        "?c (SUM(?v) AS ?sum) (AVG(?v) AS ?mean) (COUNT(?v) AS ?n)",
        [f"<urn:dossier:sums:north> neg:imposes ?m . {AMOUNT}"],
        [["EUR", "350000000", "175000000", "2"]],
        "GROUP BY ?c",
    ),
    Aggregate(
        "all sums by currency, asserted or not",
        "?c (SUM(?v) AS ?sum) (COUNT(?v) AS ?n)",
        ["?a a schema:MonetaryAmount ; schema:value ?v ; schema:currency ?c"],
        [["EUR", "350000000", "2"], ["USD", "7000000", "1"]],
        "GROUP BY ?c",
    ),
    Aggregate(
        "sums that somebody only claims",
        "?who (SUM(?v) AS ?sum) (COUNT(?v) AS ?n)",
        [
            "?claim rdf:predicate neg:amount ; neg:status neg:attributed ; neg:speaker ?who ; rdf:object ?a",
            "?a schema:value ?v",
        ],
        [["union", "7000000", "1"]],
        "GROUP BY ?who",
    ),
    Aggregate(
        "claims by speaker",
        "?who (COUNT(?claim) AS ?n)",
        ["?claim a neg:Claim ; neg:speaker ?who"],
        [["gazette", "7"], ["herald", "5"], ["union", "1"]],
        "GROUP BY ?who",
    ),
    Aggregate(
        "words of cues",
        "?cue (COUNT(?claim) AS ?n)",
        ["?claim neg:cue ?cue"],
        [["The union says", "1"]],
        "GROUP BY ?cue",
    ),
    Aggregate("labels of measures", "(COUNT(?label) AS ?n)", ["?m a neg:Measure ; rdfs:label ?label"], [["3"]]),
    with_answers(STATUS, ("reported", "8"), ("attributed", "1"), ("demanded", "4")),
    with_answers(SIDES, ("south", "2"), ("north", "1")),
    with_answers(DATES, "1"),
    with_answers(EVIDENCE, ("gazette", "8", "8", "1"), ("herald", "6", "6", "1")),
]

# What both dossiers say of what they share counts once.
OF_BOTH = [
    Aggregate(
        "what the measures of North bring",
        "?c (SUM(?v) AS ?sum) (COUNT(?v) AS ?n)",
        [f"?north neg:imposes ?m . {AMOUNT}"],
        [["EUR", "352000000", "3"]],
        "GROUP BY ?c",
    ),
    with_answers(DATES, "1"),
    with_answers(STATUS, ("reported", "13"), ("attributed", "1"), ("demanded", "4")),
]

KNOWN = [([TALKS], OF_TALKS), ([SUMS], OF_SUMS), ([SUMS, SHARING], OF_BOTH), ([SHARING, SUMS], OF_BOTH)]
IDS = ["talks", "sums", "shared", "shared-the-other-way"]


def found(rows):
    """The rows of an answer, in one form."""
    return sorted([short(value.removeprefix("urn:dossier:sums:")) for value in row] for row in rows)


def answers(engine, query, **how):
    return found([cell["value"] for cell in row.values()] for row in engine.sparql(query, **how))


@only(*UNIONS)
@pytest.mark.parametrize("dossiers, questions", KNOWN, ids=IDS)
def test_nothing_counts_twice(engine, files, program, dossiers, questions):
    program.loaded(engine, *dossiers)
    for question in questions:
        of_all = answers(engine, question.of_all(), **UNIONS[engine.name])
        assert of_all == sorted(question.answers), f"{question.name}, of all graphs"
        assert answers(engine, question.of_each()) == sorted(question.answers), f"{question.name}, by graph"


@only("folder")
@pytest.mark.parametrize("dossiers, questions", KNOWN, ids=IDS)
def test_the_program_counts_so_too(engine, files, program, dossiers, questions):
    program.loaded(engine, *dossiers)
    for question in questions:
        for query in (question.of_all(), question.of_each()):
            for where in (dossiers, [engine.url]):
                command = [PROGRAM, "query", query, *where, "--format", "csv"]
                done = subprocess.run(command, capture_output=True, text=True, timeout=LONG)
                assert done.returncode == 0, done.stderr
                _, *rows = csv.reader(io.StringIO(done.stdout))
                assert found(rows) == sorted(question.answers), f"{question.name} in {where}"
