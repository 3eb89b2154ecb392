"""Reads RDF files with rdflib, and writes each as N-Quads beside it: read.py FILE..."""

import sys

import rdflib

# As the files have them: 1.0 stays 1.0.
rdflib.NORMALIZE_LITERALS = False

FORMATS = {"ttl": "turtle", "trig": "trig", "nt": "nt", "nq": "nquads", "rdf": "xml"}

for file in sys.argv[1:]:
    dataset = rdflib.Dataset()
    dataset.parse(file, format=FORMATS[file.rsplit(".", 1)[1]], publicID="file:relative")
    default = dataset.default_graph.identifier
    with open(file + ".py.nq", "w", encoding="utf-8", newline="") as out:
        for graph in dataset.graphs():
            # What is in no named graph is written as triples.
            text = graph.serialize(format="nt")
            named = graph.identifier not in (default, rdflib.URIRef("file:relative"))
            for line in text.split("\n"):
                if line:
                    name = f" <{graph.identifier}>" if named else ""
                    out.write(f"{line.removesuffix(' .')}{name} .\n")
