"""Asks a file of TriG with rdflib what a user asks who knows nothing of claims: ask.py FILE."""

import sys

import rdflib

PREFIXES = """
PREFIX neg: <https://w3id.org/dossier/negotiation#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

data = rdflib.Dataset(default_union=True)
data.parse(sys.argv[1], format="trig")


def ask(query):
    return bool(data.query(PREFIXES + query).askAnswer)


def rows(query):
    return [tuple(str(value) for value in row) for row in data.query(PREFIXES + query)]


# It is claimed that China breaks its commitments, and nobody finds it as a fact.
assert ask("ASK { ?claim rdf:predicate neg:breaks }")
assert not ask("ASK { ?who neg:breaks ?what }")
assert ("China",) in rows("SELECT ?label { ?who neg:demands ?what . ?who rdfs:label ?label }")

# Nothing that is only attributed, disputed or inferred stands as a plain triple.
only_claimed = """
    ?claim a neg:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
    FILTER NOT EXISTS {
        ?other rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; neg:status ?status .
        VALUES ?status { neg:reported neg:demanded }
    }
"""
assert len(rows(f"SELECT DISTINCT ?claim {{ {only_claimed} }}")) > 10
assert rows(f"SELECT ?claim {{ {only_claimed} ?s ?p ?o }}") == []

# Every plain triple of a relation that claims have is backed by a claim.
unbacked = """
    GRAPH ?facts { ?s ?p ?o } FILTER(STRENDS(STR(?facts), "graph/facts"))
    FILTER EXISTS { ?any rdf:predicate ?p }
    FILTER NOT EXISTS { ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
"""
assert rows(f"SELECT ?s ?p ?o {{ {unbacked} }}") == []

# Claims stand in the graph of the text that they quote, and facts in their own.
graphs = rows("SELECT DISTINCT ?g { GRAPH ?g { ?claim neg:status ?status } }")
assert graphs == [("urn:dossier:us-china-trade-talks:graph/source/article",)], graphs
graphs = rows("SELECT DISTINCT ?g { GRAPH ?g { ?who neg:demands ?what } }")
assert graphs == [("urn:dossier:us-china-trade-talks:graph/facts",)], graphs
