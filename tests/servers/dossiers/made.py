"""Dossiers that are made: one of strings that break things, and one that takes a while to load."""

import json
import random

# What has broken importers of databases: quotes, escapes, code, markup, scripts of the world, separators, numbers.
HOSTILE = [
    "it's \"quoted\" ‘so’ “so” «so»",
    "back\\slash \\n \\u0041 \\\\ \\",
    "\\u0027 \\\\u0022 \\\\\\u005C \\U0001F600 \\u0060 \\x27 \\101",
    "'); DROP TABLE entity; --",
    "\\'); DROP TABLE entity; --",
    "\\\"}; DROP ALL ; INSERT DATA { #",
    "$$; DROP SCHEMA dossier CASCADE; $$ $cypher$) $cypher$",
    "/* open -- # //",
    "\uff40 \u02bc \uff07 \u200b \ufeff",
    "\"}) DETACH DELETE n //",
    "<urn:a> <urn:b> \"c\" . } ; DROP ALL ; INSERT DATA {",
    "${jndi:ldap://x} #{x} $(id) `id` %s %n {{7*7}}",
    "$rows $base {name} :Label [x] CYPHER",
    "<b>&amp;</b> <!-- ]]> <![CDATA[ </data>",
    "a;b|c,d^e@en \"x\"^^y",
    "中国・日本 한국 עברית العربية ภาษาไทย",
    "👩‍👩‍👧‍👦 🕊️ 🇨🇳 𝕏",
    "combining e\u0301 and single é",
    "\u202eright to left\u202c and back",
    "tab\there and no-break\u00a0space",
    "two\nlines\n\nand more",
    "line\u2028separator\u2029here",
    "null",
    "True",
    "-0",
    "1e400",
    "=1+1",
    "2024-05-03",
]
# And in any order what ends or escapes something; always the same.
PARTS = ["\\", "'", '"', "`", "u0027", "u005C", "U0001F600", "x27", "$", "$$", "{", "}", "--", "/*", "*/", "//", "#", ";", "%", "<", ">", "&", "E'"]
CHANCE = random.Random(2019)
HOSTILE += ["".join(CHANCE.choices([*PARTS, "a", "é", "貿", "👩"], k=12)) for _ in range(20)]


def text(value):
    """A text as YAML and JSON both write it, with the characters escaped that end lines in either."""
    words = json.dumps(value, ensure_ascii=False)
    return words.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\u202e", "\\u202e").replace("\ufeff", "\\ufeff")


def hostile(folder):
    """A dossier whose labels and quotes are HOSTILE, by the number of each: `issue-7`."""
    folder.mkdir()
    quotes = [f"Number {number} says {words} and ends." for number, words in enumerate(HOSTILE)]
    (folder / "text.md").write_text("\n".join(quotes) + "\n", newline="")
    lines = ["dossier: hostile", "source: {article: text.md}", "nodes:", "  Work: {article: Strings}", "  Issue:"]
    lines += [f"    issue-{number}: {text(words)}" for number, words in enumerate(HOSTILE)]
    lines.append("claims:")
    for number, quote in enumerate(quotes):
        lines += [f"  - quote: {text(quote)}", f"    say: [{{issue-{number} statement: {text(quote)}}}]"]
    (folder / "dossier.yaml").write_text("\n".join(lines) + "\n", newline="")
    return folder


def big(folder, works=20, claims=30):
    """A dossier of many works and claims; a load of it can be cut off in the middle."""
    folder.mkdir()
    lines = ["dossier: big", "source:"]
    lines += [f"  work-{work}: text-{work}.md" for work in range(works)]
    lines += ["nodes:", "  Work:"]
    lines += [f"    work-{work}: Work {work}" for work in range(works)]
    lines += ["  Organization:"] + [f"    firm-{firm}: Firm {firm} of Northport" for firm in range(200)]
    lines += ["  Agreement:"] + [f"    pact-{pact}: Pact {pact} of Northport" for pact in range(100)]
    lines.append("claims:")
    for work in range(works):
        sentences = []
        for claim in range(claims):
            number = work * claims + claim
            firm, pact = number % 200, number * 7 % 100
            sentence = f"In clause {number} firm {firm} agrees to pact {pact} of Northport."
            sentences.append(sentence)
            lines += [f"  - work: work-{work}", f"    quote: {sentence}", f"    say: [firm-{firm} agreesTo pact-{pact}]"]
        (folder / f"text-{work}.md").write_text("\n".join(sentences) + "\n")
    (folder / "dossier.yaml").write_text("\n".join(lines) + "\n")
    return folder


LONG_NAME = "Canal" + "x" * 60


def long_names(folder):
    """A dossier with two types that are one to whoever reads 63 bytes of a name."""
    folder.mkdir()
    (folder / "text.md").write_text("The canals are open.\n")
    types = "".join(f"  {LONG_NAME}{end}: {{label: canal, definition: A canal.}}\n" for end in ["", "y"])
    (folder / "types.yaml").write_text(f"ontology: canals\nextend: negotiation\nnamespace: https://example.org/canals#\ntypes:\n{types}")
    nodes = f"nodes:\n  Work: {{article: Canals}}\n  {LONG_NAME}: {{one: One}}\n  {LONG_NAME}y: {{two: Two}}\n"
    (folder / "dossier.yaml").write_text(f"dossier: long\nontology: {{extend: types.yaml}}\nsource: {{article: text.md}}\n{nodes}")
    return folder
