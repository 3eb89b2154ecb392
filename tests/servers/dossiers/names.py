"""Rows whose ids, types, relations, properties and values are all names that have broken out of somebody's quotes."""

import json
import random
import re

NAMES = [
    # What closes a name or a text in some language.
    "`",
    "``",
    "a`) DETACH DELETE n //",
    "a``b",
    '"',
    "a'); DROP TABLE x; --",
    'a"}) MATCH (m) DETACH DELETE m //',
    "a\\'",
    "a\\\\",
    "a\\\\`",
    "$$; DROP SCHEMA public; $$",
    "]]>",
    "> . } ; DROP ALL ; INSERT DATA { <",
    # What other languages take for escapes, and what only looks like one.
    "a\\U0001F600",
    "a\\x60",
    "a\\n",
    "&#96;",
    "%60",
    "a\uff40b",
    "a\u02cbb",
    # Comments and ends of statements.
    "a;b",
    "a--b",
    "a(b",
    "b)a(",
    "(",
    "a:b",
    "a:ID",
    ":LABEL",
    "a,b",
    "a~b",
    "/* a",
    "a // b",
    "# a",
    "a\n:exit\nb",
    "a\r\nb",
    "a\rb",
    "\ta",
    "a\x1bb",
    "a\u0085b",
    "a\u2028b",
    # Variables and commands.
    "$(id)",
    "${x}",
    "$x",
    "{x}",
    "%s",
    "!a",
    "@type",
    "~a",
    "-a",
    "--help",
    "a/../b",
    # Words of languages, and what is a number or nothing to somebody.
    "match",
    "MATCH x",
    "row",
    "s",
    "t",
    "n",
    "r",
    "null",
    *"all and any as by call case count date distinct each else end exists false filter finish for graph group".split(),
    *"in index insert into is key let limit load no node none not of offset on only or order path profile reduce".split(),
    *"return schema select set show single skip some starts table then true union unique unwind use using".split(),
    *"when where with xor yield zone".split(),
    "1",
    "1a",
    # White space, and characters beyond.
    " ",
    " a ",
    "a\u00a0b",
    "a\u3000b",
    "\u202ea",
    "a\u200bb",
    "a\ufeffb",
    "a\ufffeb",
    "貿易",
    "\U0001f600",
    "e\u0301x",
    "\u00e9x",
    "x" * 300,
]
# What some databases say no to, and then nothing of the statement is done.
REFUSED = {
    "arcadedb": ["/* a", "@type", "~a", "a~b", "a,b", " ", "x" * 300],
    "falkordb": [name for name in NAMES if "`" in name],
    "neo4j": [],
}
# Characters for which ArcadeDB refuses some names that have them, and FalkorDB all.
HELD_BACK = {"arcadedb": "*@~,", "falkordb": "`", "neo4j": ""}
# What no script can hold: what only Neo4j decodes, what only cypher-shell takes for an escape, and what no name has.
UNFIT = [
    "P\\u0060) DETACH DELETE n //",
    "k\\u0041",
    "\\u005cu0060",
    "\\\\u0060",
    "a\\uD83D\\uDE00b",
    "a\\uZZZZ",
    "a\\",
    "a\\`b",
    "a\0b",
]

PARTS = ["`", "\\", "'", '"', "u0060", "U0060", "\\\\", ";", "//", "/*", "*/", "--", "#", "$(", ")", "${", "}", "%", "<", ">", "[", "]"]
PARTS += [":", "|", "&", "!", "@", "~", ",", ".", "^", "\t", " ", "a", "Z", "0", "_", "é", "貿", "\U0001f600", "\u2028", "\u202e"]


def is_fit(name):
    """Whether a script can hold a name: no `\\u`, no backslash that is alone before a back-tick or the end."""
    return "\\u" not in name and not re.search(r"(?<!\\)(\\\\)*\\(`|$)", name)


def mixed(count):
    """Names of parts that break quotes in any order; always the same, and no two that differ only in case."""
    chance, found = random.Random(2019), {}
    while len(found) < count:
        name = "".join(chance.choices(PARTS, k=chance.randrange(2, 9)))
        if is_fit(name) and name.strip():
            found.setdefault(kind(f"{name}R"), name)
    return list(found.values())


def has_refused(engine, name):
    """Whether a database may refuse a mixed name."""
    return bool(set(name) & set(HELD_BACK[engine]))


def is_compact(name):
    """Whether a name is a compact IRI, which stays as it is."""
    return re.fullmatch(r"[A-Za-z0-9_.-]+:\S+", name) is not None


def label(name):
    """The label of a type."""
    if is_compact(name):
        return name
    return name[:1].upper() + name[1:] if name[:1].isascii() else name


def key(name):
    """The property of a property."""
    if is_compact(name):
        return name
    return name[:1].lower() + name[1:] if name[:1].isascii() else name


def kind(name):
    """The type of the edges of a relation."""
    if is_compact(name):
        return name
    snake = re.sub(r"([^\W_A-Z])([A-Z])", r"\1_\2", name)
    return re.sub("[a-z]", lambda letter: letter.group().upper(), snake)


def of_edges(name):
    """The property of an edge: `row` is the program's own."""
    return "rows" if name == "row" else name


def write(path, names):
    """Writes a file of rows: each name is an id, a type, a property with itself as its value, and part of a relation."""
    rows = []
    for name in names:
        rows.append({"id": name, "type": name, name: name, "list": [name, "x"]})
        # ArcadeDB has one space of names for types of vertices and of edges.
        rows.append({"source": name, "target": name, "type": f"{name}R", of_edges(name): name})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def vertices(names):
    """The vertices: id, labels and properties."""
    return [[name, sorted([label(name), "Entity"]), {"id": name, key(name): name, "list": [name, "x"]}] for name in names]


def edges(names):
    """The edges: ends, type and properties."""
    return [[name, name, kind(f"{name}R"), {key(of_edges(name)): name}] for name in names]


RANDOM = mixed(60)
