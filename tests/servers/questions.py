"""Questions about data/us-china-trade-talks whose answers are known, in Cypher and in SPARQL, as a user would ask them."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

BASE = "urn:dossier:us-china-trade-talks:"

PREFIXES = f"""
PREFIX : <{BASE}>
PREFIX neg: <https://w3id.org/dossier/negotiation#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
"""


@dataclass
class Question:
    """A question; the answers are rows of texts, without order. Of an IRI only the end is given."""

    name: str
    cypher: str
    sparql: str
    answers: list


# What is asserted, by each claim; what is only claimed, by the claims. Everything of a dossier is in named graphs.
QUESTIONS = [
    Question(
        "what China demands",
        "MATCH (:Country {iri: $base + 'china'})-[:DEMANDS]->(p:Position) RETURN p.id AS a",
        "SELECT ?p { GRAPH ?g { :china neg:demands ?p } }",
        [["balanced-text"], ["lift-tariffs"]],
    ),
    Question(
        "which offices Liu He holds",
        "MATCH (:Person {id: 'liu-he'})-[:HOLDS_OFFICE]->(o:Office) RETURN o.name AS a",
        "SELECT ?name { GRAPH ?g { :liu-he neg:holdsOffice ?o . ?o rdfs:label ?name } }",
        [["Vice Premier of China"], ["Chief negotiator of China"]],
    ),
    Question(
        "which measures are in force, and at which rate",
        "MATCH (:Country {id: 'us'})-[:IMPOSES]->(m:Measure {state: 'inForce'}) RETURN m.id AS a, m.ratePercent AS b",
        """SELECT ?m ?b
           { GRAPH ?g { :us neg:imposes ?m . ?m neg:state ?state ; neg:ratePercent ?b } FILTER (STR(?state) = "inForce" || STRENDS(STR(?state), "#inForce")) }""",
        [["tariff-200bn", "25"]],
    ),
    Question(
        "which measures are planned, and for how much money",
        "MATCH (:Country {id: 'us'})-[:PLANS]->(m:Measure) RETURN m.id AS a, m.amount AS b, m.amountUnit AS c",
        """SELECT ?m ?b ?c
           { GRAPH ?g { :us neg:plans ?m . ?m neg:amount ?amount . ?amount schema:value ?b ; schema:currency ?c } }""",
        [["tariff-300bn", "300000000000", "USD"]],
    ),
    Question(
        "who denies what, and who had said it",
        """MATCH (d:Person)-[:DENIES]->(c:Claim {status: 'disputed'})-[:SAID_BY]->(s), (c)-[:SUBJECT]->(x), (c)-[:OBJECT]->(y)
           RETURN d.id AS a, x.id AS b, c.predicate AS c, y.id AS d, s.id AS e""",
        """SELECT ?d ?x ?p
                  ?y ?s
           { GRAPH ?f { ?d neg:denies ?claim }
             GRAPH ?g { ?claim neg:status neg:disputed ; neg:speaker ?s ; rdf:subject ?x ; rdf:predicate ?p ; rdf:object ?y } }""",
        [["liu-he", "china", "breaks", "commitments", "us"]],
    ),
    Question(
        "what is said through whom",
        "MATCH (c:Claim)-[:VIA]->(v), (c)-[:SAID_BY]->(s) RETURN c.id AS a, s.id AS b, v.id AS c",
        """SELECT ?claim ?s ?v
           { GRAPH ?g { ?claim a neg:Claim ; neg:speaker ?s ; neg:via ?v } }""",
        [
            ["china.demands.lift-tariffs", "china", "liu-he"],
            ["lift-tariffs.seeksEndOf.punitive-tariffs", "china", "liu-he"],
            ["lift-tariffs.conditionalOn.deal", "china", "liu-he"],
        ],
    ),
    Question(
        "in which words and where the disputes are said to block the deal",
        """MATCH (c:Claim {id: 'issues.blocks.deal'})-[:SUPPORTED_BY]->(e:Evidence)-[:IN_SOURCE]->(w:Work)
           RETURN e.quote AS a, e.start AS b, e.end AS c, w.id AS d""",
        """SELECT ?quote ?b ?c ?w
           { GRAPH ?g { <urn:dossier:us-china-trade-talks:issues.blocks.deal> neg:evidence ?e . ?e oa:hasSource ?w ; oa:hasSelector ?words, ?place .
                        ?words oa:exact ?quote . ?place oa:start ?b ; oa:end ?c } }""",
        [
            ["Three disputes hold up a China–US trade deal", "2", "46", "article"],
            ["which disputes keep Beijing and Washington from a trade agreement", "129", "194", "article"],
        ],
    ),
    Question(
        "which disputes there are",
        "MATCH (i:Issue)-[:PART_OF]->(:Issue {id: 'issues'}) RETURN i.name AS a",
        "SELECT ?name { GRAPH ?g { ?i neg:partOf :issues ; a neg:Issue ; rdfs:label ?name } }",
        [
            ["Does every punitive tariff go once there is a deal?"],
            ["What should the final purchase figure be?"],
            ["Is the text of the agreement balanced?"],
        ],
    ),
    Question(
        "who demands a position on an issue that is about measures, and on what condition",
        """MATCH (who:Country)-[:DEMANDS]->(p:Position)-[:ON_ISSUE]->(:Issue)-[:ABOUT]->(m:Measure),
                 (p)-[:CONDITIONAL_ON]->(if:Agreement) RETURN who.id AS a, m.id AS b, if.id AS c""",
        """SELECT ?who ?m ?if
           { GRAPH ?g { ?who neg:demands ?p . ?p neg:onIssue ?issue ; neg:conditionalOn ?if . ?issue neg:about ?m . ?m a neg:Measure } }""",
        [["china", "punitive-tariffs", "deal"]],
    ),
    Question(
        "how many claims there are of each status",
        "MATCH (c:Claim) RETURN c.status AS a, count(c) AS b",
        """SELECT ?status (COUNT(DISTINCT ?claim) AS ?n)
           { GRAPH ?g { ?claim a neg:Claim ; neg:status ?status } } GROUP BY ?status""",
        [["reported", "61"], ["attributed", "28"], ["demanded", "6"], ["disputed", "1"], ["inferred", "9"]],
    ),
]

# Only claimed: attributed, denied, or the dossier's own conclusion. Whoever asks for facts must not get them.
ONLY_CLAIMED = [
    ("china", "breaks", "commitments"),
    ("china", "agreesTo", "consensus"),
    ("china", "holdsPosition", "china-figure"),
    ("tariff-200bn", "partOf", "punitive-tariffs"),
]


def short(value):
    """A value of an answer as text: of our IRIs the end, numbers without zeros at their ends."""
    text = str(value)
    for prefix in [BASE, "https://w3id.org/dossier/negotiation#"]:
        text = text.removeprefix(prefix)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return str(int(number)) if number == int(number) else str(number.normalize())


def answer(engine, question):
    """The answers of a database, sorted."""
    if "sparql" in engine.languages:
        rows = [
            [short(row[name]["value"]) for name in selected(question.sparql)]
            for row in engine.sparql(PREFIXES + question.sparql)
        ]
    else:
        rows = [[short(value) for value in row.values()] for row in engine.cypher(question.cypher, {"base": BASE})]
    return sorted(rows)


def selected(query):
    """The variables of a SELECT, in order."""
    head = re.sub(r"\([A-Z]+\(.*?\) AS (\?\w+)\)", r"\1", query.partition("{")[0])
    return re.findall(r"\?(\w+)", head)
