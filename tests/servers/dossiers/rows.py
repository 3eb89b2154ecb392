"""Rows as an institution has them, with whatever has broken a reader somewhere, and the property graph that they are."""

import json
import random

NASTY = ['a"b', "it's", "back\\slash", "semi;colon", "line\nfeed", "tab\there", "$x {y} `z`", "貿易 關稅", "🚢 ahoy", "شحن", "<tag> & more", "%41", ""]
RELATIONS = {"knows": "KNOWS", "paid for": "PAID FOR"}


def rows(nodes=200, edges=700):
    """Nodes and edges as objects of JSON Lines; always the same."""
    chance = random.Random(2019)
    ids = [f"n{number}" if number % 3 else f"{NASTY[number % 12]}/{number}" for number in range(nodes)]
    found = []
    for number, name in enumerate(ids):
        row = {"id": name, "name": chance.choice(NASTY), "born": chance.randrange(-(2**63), 2**63), "score": chance.choice([0.5, -1e300, 2.0])}
        row |= [{"type": "Person"}, {"types": ["Person", "Country"]}, {}][number % 3]
        row |= {"tags": chance.sample(NASTY, 3)} if number % 2 else {"is_open": number % 4 == 0}
        found.append(row)
    for number in range(edges):
        # Loops and parallel edges are among them.
        row = {"source": chance.choice(ids[:40]), "target": chance.choice(ids[-40:] + ids[:3]), "type": chance.choice(list(RELATIONS))}
        row |= [{"weight": chance.choice([0.25, 7.5])}, {"note": chance.choice(NASTY), "counts": [1, number]}, {}][number % 3]
        row |= {"id": f"e{number}"} if number % 5 == 0 else {}
        row |= {"status": "attributed", "by": "n1"} if number % 10 == 0 else {}
        found.append(row)
    return found


def write(path, found=None):
    """Writes rows into a file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found or rows()), encoding="utf-8")
    return path


def nodes():
    """The rows that are nodes."""
    return [row for row in rows() if "source" not in row]


def claims():
    """The rows that are claims: edges with a status, which all have an id."""
    return [row for row in rows() if "status" in row]


def facts():
    """The rows that are edges without a status."""
    return [row for row in rows() if "source" in row and "status" not in row]


def vertices():
    """The vertices: id, labels and properties."""
    found = []
    for row in nodes():
        types = row.pop("types", [row.pop("type")] if "type" in row else [])
        found.append([row["id"], sorted([*types, "Entity"]), row])
    for row in claims():
        said = {"subject": row.pop("source"), "object": row.pop("target"), "predicate": row.pop("type"), "speakers": [row.pop("by")]}
        found.append([row["id"], ["Claim"], row | said | {"asserted": False}])
    return found


def edges():
    """The edges: ends, type and properties. An edge that somebody only says is no edge of its relation."""
    found = []
    for row in facts():
        found.append([row.pop("source"), row.pop("target"), RELATIONS[row.pop("type")], row])
    for row in claims():
        for kind, end in [("SUBJECT", row["source"]), ("OBJECT", row["target"]), ("SAID_BY", row["by"])]:
            found.append([row["id"], end, kind, {"id": f"{row['id']}/{kind}/{end}"}])
    return found
