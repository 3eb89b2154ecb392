"""Writes which passage and which cue belong to the words of each piece of evidence, as rdflib reads them: pairs.py FILE..."""

import sys

import rdflib

FORMATS = {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "rdf": "xml", "jsonld": "json-ld"}

QUERY = """
PREFIX neg: <https://w3id.org/dossier/negotiation#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?quote ?from ?to ?passage ?passageFrom ?passageTo ?cue ?cueFrom ?cueTo {
  ?claim neg:evidence ?evidence .
  ?evidence oa:hasSelector/oa:exact ?quote ; oa:hasSelector ?place ; neg:inPassage ?around ; neg:withCue ?said .
  ?place oa:start ?from ; oa:end ?to .
  ?around oa:hasSelector/oa:exact ?passage ; oa:hasSelector ?placeAround .
  ?placeAround oa:start ?passageFrom ; oa:end ?passageTo .
  ?said oa:hasSelector/oa:exact ?cue ; oa:hasSelector ?placeSaid .
  ?placeSaid oa:start ?cueFrom ; oa:end ?cueTo .
}
"""

for file in sys.argv[1:]:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(file, format=FORMATS[file.rsplit(".", 1)[1]])
    for row in sorted(" | ".join(map(str, row)) for row in dataset.query(QUERY)):
        print(row)
    print("end of", file.rsplit(".", 1)[1])
