"""Breaks a valid export in many ways and validates each with pySHACL: broken.py SHAPES FILE.

Each way is an update that must change the data, after which the shape must find the property to be wrong."""

import sys

import pyshacl
import rdflib
from rdflib.namespace import SH

PREFIXES = """
PREFIX neg: <https://w3id.org/dossier/negotiation#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX : <urn:dossier:strike:>
"""


def without(subject, predicate):
    return f"DELETE {{ ?s {predicate} ?o }} WHERE {{ {subject} {predicate} ?o BIND({subject} AS ?s) }}"


def instead(subject, predicate, new):
    return (
        f"DELETE {{ ?s {predicate} ?o }} INSERT {{ ?s {predicate} {new} }} "
        f"WHERE {{ {subject} {predicate} ?o BIND({subject} AS ?s) }}"
    )


def more(triples):
    return f"INSERT DATA {{ {triples} }}"


CLAIM = ":union.demands.eight-percent"
SUM = ":old-agreement.amount.2000000-EUR"
EVIDENCE = f"{CLAIM}.at-article-55-104"

WAYS = [
    ("a claim without a status", without(CLAIM, "neg:status")),
    ("a claim with two statuses", more(f"{CLAIM} neg:status neg:inferred")),
    ("a claim with a status that is none", instead(CLAIM, "neg:status", "neg:certain")),
    ("a demand that is reported", instead(CLAIM, "neg:status", "neg:reported")),
    ("a claim without a speaker", without(CLAIM, "neg:speaker")),
    ("a speaker who is not described", instead(CLAIM, "neg:speaker", ":nobody")),
    ("a claim without evidence", without(CLAIM, "neg:evidence")),
    ("a claim without a subject", without(CLAIM, "rdf:subject")),
    ("a claim of a relation that is none", instead(CLAIM, "rdf:predicate", "neg:wishes")),
    ("a claim about the wrong type", instead(CLAIM, "rdf:object", ":pay")),
    ("a claim of the wrong type", instead(CLAIM, "rdf:subject", ":talks")),
    ("a claim with a text for an object", instead(CLAIM, "rdf:object", '"eight percent"')),
    ("a claim that is no statement", f"DELETE DATA {{ {CLAIM} a rdf:Statement }}"),
    ("a plain triple about the wrong type", more(":union neg:demands :pay")),
    ("a plain triple of the wrong type", more(":talks neg:demands :eight-percent")),
    ("a number that is a text", instead(":eight-percent", "neg:ratePercent", '"eight"')),
    ("a number that is an integer", instead(":eight-percent", "neg:ratePercent", "8")),
    ("a malformed number", instead(":eight-percent", "neg:ratePercent", '"eight"^^xsd:decimal')),
    ("an attribute of the wrong type", more(":moreno neg:ratePercent 8.0")),
    ("a token that is none", instead(":old-agreement", "neg:state", '"broken-off"')),
    ("a token of another type", instead(":old-agreement", "neg:state", '"open"')),
    ("a token that is claimed of another type", instead(":old-agreement.state", "rdf:object", '"open"')),
    ("a date that is none", instead(":old-agreement", "neg:date", '"last year"^^<http://id.loc.gov/datatypes/edtf/EDTF>')),
    ("a date that is a string", instead(":old-agreement", "neg:date", '"2018"')),
    ("a malformed duration", instead(":talks", "neg:duration", '"two days"^^xsd:duration')),
    ("a sum without a number", without(SUM, "schema:value")),
    ("a sum without a currency", without(SUM, "schema:currency")),
    ("a currency that is none", instead(SUM, "schema:currency", '"euros"')),
    ("a sum that is a number", instead(":old-agreement", "neg:amount", "2000000.0")),
    ("a node with two labels in a language", more(':union rdfs:label "A union"@en')),
    ("a label without a language", instead(":union", "rdfs:label", '"The dockers"')),
    ("words that are not quoted", without(f"<urn:dossier:strike:{EVIDENCE[1:]}.quote>", "oa:exact")),
    ("words of no work", without(f"<urn:dossier:strike:{EVIDENCE[1:]}>", "oa:hasSource")),
    ("words of two works", more(f"<urn:dossier:strike:{EVIDENCE[1:]}> oa:hasSource :union")),
    ("evidence without words", f"DELETE DATA {{ <urn:dossier:strike:{EVIDENCE[1:]}> oa:hasSelector <urn:dossier:strike:{EVIDENCE[1:]}.quote> }}"),
    ("words that end before they begin", instead(f"<urn:dossier:strike:{EVIDENCE[1:]}.position>", "oa:end", '"3"^^xsd:nonNegativeInteger')),
    ("a place below zero", instead(f"<urn:dossier:strike:{EVIDENCE[1:]}.position>", "oa:start", '"-1"^^xsd:nonNegativeInteger')),
    ("a sum of a text that is none", instead(":article", "schema:sha256", '"abc"')),
]

rdflib.NORMALIZE_LITERALS = False
shapes = rdflib.Graph().parse(sys.argv[1], format="turtle")
whole = rdflib.Graph().parse(sys.argv[2], format="turtle")
conforms, _, report = pyshacl.validate(whole, shacl_graph=shapes)
failures = [] if conforms else [f"the export itself: {report}"]
for name, update in WAYS:
    data = rdflib.Graph()
    for triple in whole:
        data.add(triple)
    data.update(PREFIXES + update)
    if set(data) == set(whole):
        failures.append(f"{name}: the update changed nothing")
        continue
    conforms, results, _ = pyshacl.validate(data, shacl_graph=shapes)
    if conforms:
        failures.append(f"{name}: valid all the same")
    elif not any(results.subjects(SH.resultSeverity, SH.Violation)):
        failures.append(f"{name}: no violation")
print("\n".join(failures))
print(f"{len(WAYS)} ways")
sys.exit(1 if failures else 0)
