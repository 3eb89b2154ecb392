"""Measures dossier and its peers and writes benches/RESULTS.md and a sentence of the README; benches/compare calls it when all is built."""

import argparse
import os
from pathlib import Path

import jobs
from data import Graph
from machine import machine, versions
from report import Report

SIZES = {"S": (10_000, 50_000), "M": (1_000_000, 5_000_000)}
# One node to five edges; in the first the program is hardly at work.
GROWTH = [(200, 1_000), (2_000, 10_000), (20_000, 100_000), (200_000, 1_000_000), (1_000_000, 5_000_000), (4_000_000, 20_000_000)]


def main():
    parser = argparse.ArgumentParser(prog="benches/compare", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="M", help="S: 50,000 edges, in minutes; M: 5,000,000 edges, the default")
    parser.add_argument("--full", action="store_true", help="growth up to 20,000,000 edges")
    parser.add_argument("--program", type=Path, help="the program to measure, where it is built already")
    parser.add_argument("--results", type=Path, help="the page to write instead of benches/RESULTS.md")
    wanted = parser.parse_args()
    root = Path(__file__).resolve().parents[2]
    place = jobs.Place(root, wanted.program or root / "target/compare/dist/dossier")
    # What programs say of themselves is read below.
    os.environ["LC_ALL"] = "C.UTF-8"
    about = machine()
    bench = jobs.Bench(place)
    graph, small = Graph(place, *SIZES[wanted.size]), Graph(place, *SIZES["S"])
    sizes = [size for size in GROWTH if size[1] <= (20_000_000 if wanted.full else max(graph.edges, 1_000_000))]
    jobs.dossier(bench, graph)
    jobs.growth(bench, sizes)
    jobs.quick_peers(bench, graph)
    jobs.slow_peers(bench, small)
    report = Report(bench.done, graph, sizes, about, versions(place))
    results = wanted.results or root / "benches/RESULTS.md"
    results.write_text(report.page(), encoding="utf-8")
    if wanted.size == "M" and not wanted.results and report.sentence():
        readme = root / "README.md"
        before, rest = readme.read_text(encoding="utf-8").split("<!-- measured -->\n")
        after = rest.split("<!-- /measured -->")[1]
        text = f"{before}<!-- measured -->\n{report.sentence()}\n<!-- /measured -->{after}"
        readme.write_text(text, encoding="utf-8")
    print(f"compare: wrote {results}")
    failed = [done for done in bench.done.values() if done.failure]
    for done in failed:
        print(f"compare: {done.tool}: {done.job}: {done.failure}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
