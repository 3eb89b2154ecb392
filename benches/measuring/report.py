"""Writes RESULTS.md: the bars, whether they hold, and all that was measured."""

# Rates that formats must reach with input included, in edges per CPU second, and the jobs they are for. Records make N-Triples five
# times as large: what the system takes to copy them to the disk is shown beside the jobs, and the bar is for what the program takes.
RATES = [
    ("DOT, all properties", 0.9e6, "dot both 1"),
    ("N-Triples, plain edges", 1e6, "ntriples edges 1"),
    ("N-Triples, edges and records with their properties, to nowhere", 1e6, "ntriples both nowhere"),
    ("N-Quads, plain edges", 1e6, "nquads edges 1"),
    ("N-Quads, edges and records with their properties, to nowhere", 1e6, "nquads both nowhere"),
    ("JSON-LD, plain edges", 0.7e6, "jsonld edges 1"),
    ("JSON-LD, edges and records with their properties", 0.7e6, "jsonld both 1"),
    ("GraphML", 0.6e6, "graphml both 1"),
    ("CSV for Neo4j", 0.7e6, "neo4j both 1"),
    ("Cypher", 0.7e6, "cypher both 1"),
    ("Parquet", 1e6, "parquet both 1"),
    ("RDF/XML", 0.5e6, "rdfxml both 1"),
    ("SQL and CSV", 0.5e6, "sql both 1"),
    ("GQL", 0.5e6, "gql both 1"),
    ("GEXF", 0.5e6, "gexf both 1"),
    ("node-link JSON", 0.5e6, "nodelink both 1"),
    ("JSON for Cytoscape", 0.5e6, "cytoscape both 1"),
    ("GraphSON", 0.5e6, "graphson both 1"),
    ("CSV for Gremlin", 0.5e6, "gremlin-csv both 1"),
    ("CSV for openCypher", 0.5e6, "opencypher-csv both 1"),
    ("LadybugDB", 0.5e6, "ladybug both 1"),
    ("ArangoDB", 0.5e6, "arangodb both 1"),
    ("Dgraph", 0.5e6, "dgraph both 1"),
]
# What of them is shown apart, for it holds less.
LESSER = {"dot": ("petgraph dot", "labels only")}
# Peers that write the same kind of file.
RIVALS = {
    "dot": ["igraph dot", "networkx dot"],
    "ntriples": ["rapper nt", "kgx nt"],
    "jsonld": ["oxrdfio jsonld", "pyoxigraph jsonld", "rdflib jsonld"],
    "graphml": ["igraph graphml", "networkx graphml"],
    "neo4j": ["ftm neo4j"],
    "cypher": ["ftm cypher"],
}


def million(rate):
    """A rate in millions, with three digits that count."""
    return f"{rate / 1e6:.{2 if rate >= 1e5 else 4}f} M"


def size(count):
    """Bytes in decimal units."""
    for factor, unit in [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]:
        if count >= factor:
            return f"{count / factor:.{1 if count < 100 * factor else 0}f} {unit}"
    return f"{count:.0f} bytes"


def table(head, rows):
    """A table whose columns are aligned in the text, too."""
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    line = lambda row: "| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |"
    return "\n".join([line(head), line(["-" * width for width in widths]), *map(line, rows)])


def holds(does):
    return "yes" if does else "**no**"


def graph_name(graph):
    return f"{graph.nodes:,} nodes and {graph.edges:,} edges"


class Report:
    """Jobs that were measured, as a page."""

    def __init__(self, done, graph, sizes, machine, versions):
        self.done, self.graph, self.sizes = done, graph, sizes
        self.machine, self.versions = machine, versions

    def cost(self, key):
        done = self.done.get(key)
        return done.cost if done and done.cost else None

    def rivals(self, name):
        """The rate of the fastest peer that writes this, and of one that writes less."""
        known = [self.done[key] for key in RIVALS.get(name, []) if self.cost(key)]
        shown = [(max(known, key=lambda done: done.rate()), "")] if known else []
        key, note = LESSER.get(name, ("", ""))
        if self.cost(key):
            shown.append((self.done[key], f", {note}"))
        return "; ".join(f"{done.tool}{note} {million(done.rate())} {done.unit}" for done, note in shown)

    def bars(self):
        none = ("not measured", "", False)
        rows = []

        def add(job, bar, outcome):
            measured, beside, does = outcome or none
            rows.append([job, bar, measured, beside, holds(does)])

        add("read JSON Lines, keep and check everything", "at most 2 × the CPU time of sonic-rs parsing", self.reading())
        add("memory, nodes and program included", "at most 130 bytes per edge", self.memory())
        for words, bar, key in RATES:
            add(f"to {words}", f"at least {million(bar)} edges per CPU s", self.writing(key, bar))
        for name, key in [("DOT", "dot both"), ("N-Triples, plain edges", "ntriples edges")]:
            add(f"two threads, to {name}", "at most 0.6 × the wall time of one", self.two_threads(key))
        first, last = self.sizes[1][1], self.sizes[-1][1]
        for at, what in enumerate(["CPU time", "memory"]):
            add(f"growth of {what} per edge", f"within 20 % from {first:,} to {last:,} edges", self.spread(at))
        return table(["job", "bar", "measured", "beside it", "holds"], rows)

    def reading(self):
        sonic, check = self.cost("sonic"), self.cost("check")
        if not (sonic and check):
            return None
        ratio = check.cpu / sonic.cpu
        return f"{ratio:.2f} ×", f"sonic-rs {sonic.cpu:.2f} s, dossier {check.cpu:.2f} s", ratio <= 2

    def memory(self):
        check = self.cost("check")
        if not check:
            return None
        memory = check.memory / self.graph.edges
        return f"{memory:.0f} bytes", self.rival_memory(), memory <= 130

    def writing(self, key, bar):
        if not self.cost(key):
            return None
        rate = self.done[key].rate()
        return million(rate), self.rivals(key.split()[0]), rate >= bar

    def two_threads(self, key):
        one, two = self.cost(f"{key} 1"), self.cost(f"{key} 2")
        if not (one and two):
            return None
        ratio = two.wall / one.wall
        return f"{ratio:.2f} ×", f"{one.wall:.1f} s and {two.wall:.1f} s", ratio <= 0.6

    def rival_memory(self):
        cost = self.cost("igraph dot")
        return f"igraph {cost.memory / self.graph.edges:,.0f} bytes" if cost else ""

    def net(self, edges):
        """CPU time and memory per edge beyond those of the smallest graph."""
        fewest = self.sizes[0][1]
        least, cost = self.cost(f"growth {fewest}"), self.cost(f"growth {edges}")
        if not (least and cost):
            return None
        return (cost.cpu - least.cpu) / (edges - fewest), (cost.memory - least.memory) / (edges - fewest)

    def spread(self, at):
        nets = [self.net(edges) for _, edges in self.sizes[1:]]
        if not all(nets):
            return None
        figures = [net[at] for net in nets]
        if min(figures) <= 0:
            return "below the clock", "", False
        spread = max(figures) / min(figures)
        return f"{100 * (spread - 1):.0f} %", "", spread <= 1.2

    def growth(self):
        rows = []
        for _, edges in self.sizes:
            cost = self.cost(f"growth {edges}")
            if cost is None:
                continue
            net = self.net(edges) if edges != self.sizes[0][1] else None
            per_edge = [f"{net[0] * 1e9:,.0f} ns", f"{net[1]:,.0f} bytes"] if net else ["", ""]
            rows.append([f"{edges:,}", f"{cost.cpu:.3f} s", size(cost.memory), *per_edge])
        return table(["edges", "CPU", "peak memory", "CPU per edge", "memory per edge"], rows)

    def jobs(self, graph, of_program):
        rows = []
        for key, done in self.done.items():
            if key.startswith("growth") or done.graph.edges != graph.edges or (done.tool == "dossier") != of_program:
                continue
            head = [done.job] if of_program else [done.tool, done.job]
            if done.cost is None:
                rows.append([*head, done.failure.replace("|", "/"), "", "", "", ""])
                continue
            cost = done.cost
            rate = f"{million(done.rate())} {done.unit}"
            rows.append([*head, f"{cost.cpu:.2f} s", size(cost.memory), f"{cost.wall:.2f} s", rate, size(cost.written) if cost.written else ""])
        head = ["job", "CPU", "peak memory", "wall", "per CPU second", "output"]
        return table(head if of_program else ["peer", *head], rows)

    def page(self):
        graphs = {done.graph.edges: done.graph for key, done in self.done.items() if not key.startswith("growth")}
        parts = [
            "# Measured",
            "This page was written by `benches/compare`; run it again to repeat the measurements. Everything was measured in one run on the same data and the same "
            "machine. CPU is user plus system time, memory the peak of a run; anything that takes less than twenty seconds is the minimum of three runs. "
            "Absolute figures from different machines are not comparable, ratios are.",
            table(["machine", ""], self.machine),
            f"## Bars\n\nAt {graph_name(self.graph)}, {size(self.graph.size())} of JSON Lines, one thread, output to the disk unless it says otherwise; input is included.",
            self.bars(),
            f"## dossier\n\n{self.jobs(self.graph, True)}",
            "## Growth\n\nJSON Lines to DOT with one thread. Per edge counts what goes beyond the first line, in which the start of the program "
            "and its buffers are nearly all; there is one node to five edges.\n\n" + self.growth(),
        ]
        for edges in sorted(graphs, reverse=True):
            graph = graphs[edges]
            slow = "" if edges == self.graph.edges else "; these peers would take too long for more"
            parts.append(f"## Peers at {graph_name(graph)}{slow}\n\n{self.jobs(graph, False)}")
        parts.append("## Versions\n\n" + table(["program", "version"], self.versions))
        return "\n\n".join(parts) + "\n"

    def sentence(self):
        """The figures that the README shows; `None` where one is missing."""
        dot, triples, check = self.cost("dot both 1"), self.cost("ntriples edges 1"), self.cost("check")
        igraph = self.cost("igraph dot")
        if not (dot and triples and check and igraph):
            return None
        rate = lambda key: million(self.done[key].rate())
        return (
            f"With one thread and reading included, a graph of {graph_name(self.graph)} went into DOT at {rate('dot both 1')} edges per CPU second\n"
            f"(igraph: {rate('igraph dot')}) and into N-Triples at {rate('ntriples edges 1')}, and took {check.memory / self.graph.edges:.0f} bytes of memory "
            f"per edge (igraph: {igraph.memory / self.graph.edges:,.0f}).\n"
            "[benches/RESULTS.md](benches/RESULTS.md) has the rest; `benches/compare` repeats the measurements."
        )
