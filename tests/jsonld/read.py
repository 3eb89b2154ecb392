"""Reads JSON-LD files with PyLD, and writes each as canonical N-Quads beside it: read.py FILE..."""

import json
import sys

from pyld import jsonld


def refuse(url, options=None):
    raise RuntimeError(f"asked for {url}")


def dropped(name):
    raise RuntimeError(f"dropped {name}")


for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as stream:
        document = json.load(stream)
    # PyLD has no safe mode: what it would leave out is refused here.
    jsonld.expand(document, {"documentLoader": refuse}, on_property_dropped=dropped)
    quads = jsonld.normalize(
        document,
        {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": refuse},
    )
    with open(file + ".py.nq", "w", encoding="utf-8", newline="") as stream:
        stream.write(quads)
