"""The program of KGX without the network, from which it would fetch the Biolink Model and a JSON-LD context on every start.

The model is that of the package on which it depends; the context has the prefixes of the generated graphs.
"""

import importlib.resources
import sys

import bmt.toolkit

model = importlib.resources.files("biolink_model") / "schema/biolink_model.yaml"
bmt.toolkit.Toolkit.__init__.__defaults__ = (str(model), {"predicate mappings": []})

import kgx.config
from kgx.cli import cli

kgx.config.jsonld_context_map["biolink"] = {"biolink": "https://w3id.org/biolink/vocab/", "X": "http://example.org/id/"}

sys.exit(cli())
