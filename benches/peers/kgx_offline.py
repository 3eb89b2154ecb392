"""The program of KGX without the network, from which it would fetch the Biolink Model and its prefixes on every start.

Both are taken from the package of the model, on which it depends.
"""

import importlib.resources
import re
import sys

import bmt.toolkit

model = importlib.resources.files("biolink_model") / "schema/biolink_model.yaml"
bmt.toolkit.Toolkit.__init__.__defaults__ = (str(model), {"predicate mappings": []})

import kgx.config
from kgx.cli import cli

prefixes = dict(re.findall(r"^  ([\w.-]+): ['\"]?(http[^\s'\"]+)", model.read_text(encoding="utf-8"), re.MULTILINE))
# The model has no PMID any more, and KGX asks for it.
others = {"PMID": "http://www.ncbi.nlm.nih.gov/pubmed/", "X": "http://example.org/id/"}
known = prefixes | others
kgx.config.jsonld_context_map |= {name: known for name in ("biolink", "monarch_context", "obo_context")}

sys.exit(cli())
