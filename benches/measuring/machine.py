"""What the measurements were made on and with."""

import os
import platform
import re
import subprocess


def first(path, pattern):
    with open(path, encoding="utf-8", errors="replace") as file:
        found = re.search(pattern, file.read(), re.MULTILINE)
    return found.group(1).strip() if found else "not known"


def said(*argv):
    """The first version in what a program says of itself."""
    outcome = subprocess.run(argv, capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+\S*", outcome.stdout + outcome.stderr)
    return found.group(0) if found else "not known"


def machine():
    """Processor, kernel and memory, and how busy the machine was when it began."""
    memory = int(first("/proc/meminfo", r"^MemTotal:\s+(\d+) kB"))
    return [
        ["processor", first("/proc/cpuinfo", r"^model name\s*:(.*)$")],
        ["processors", os.cpu_count()],
        ["memory", f"{memory / 1024**2:.0f} GiB"],
        ["system", f"{platform.system()} {platform.release()}"],
        ["load before the run", f"{os.getloadavg()[0]:.1f}"],
    ]


def versions(place):
    """Each program and crate with its version."""
    lock = place.root / "benches/peers/Cargo.lock"
    rows = [["dossier", said(place.program, "--version")]]
    rows += [[name, first(lock, rf'name = "{name}"\nversion = "(.*)"')] for name in ("csv", "oxrdfio", "petgraph", "sonic-rs")]
    for folder, names in [
        ("graphs", ["igraph", "networkx", "pydot", "pyoxigraph", "rdflib"]),
        ("kgx", ["kgx"]),
        ("ftm", ["followthemoney"]),
    ]:
        python = place.tools / folder / "bin/python"
        for name in names:
            code = f"import importlib.metadata; print(importlib.metadata.version({name!r}))"
            rows.append([name, said(python, "-c", code)])
    rows.append(["python", said(place.tools / "graphs/bin/python", "--version")])
    rows += [["rapper", said("rapper", "--version")], ["serdi", said("serdi", "-v")], ["rustc", said("rustc", "--version")]]
    return sorted(rows)
