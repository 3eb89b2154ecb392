"""Validates RDF files against shapes with pySHACL: shapes.py SHAPES FILE... Prints a report for each that is not valid."""

import sys

import pyshacl
import rdflib

shapes = rdflib.Graph().parse(sys.argv[1], format="turtle")
valid = True
for at, file in enumerate(sys.argv[2:]):
    data = rdflib.Graph().parse(file)
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=at == 0)
    if not conforms:
        print(f"{file}: {report}")
        valid = False
sys.exit(0 if valid else 1)
