"""The generated graphs, and the same in the forms that KGX and FollowTheMoney read."""

import json
import os
import subprocess


class Graph:
    """A generated graph in a folder of its own; what is there already is not made again."""

    def __init__(self, place, nodes, edges):
        self.nodes, self.edges = nodes, edges
        self.triples = 5 * nodes + edges
        self.folder = place.data / f"{nodes}-{edges}"
        if not (self.folder / "made").exists():
            print(f"compare: making {nodes:,} nodes and {edges:,} edges", flush=True)
            subprocess.run([place.generator, self.folder, str(nodes), str(edges)], check=True)
            (self.folder / "made").touch()
            # Nobody who is measured afterwards shall wait for the disk.
            os.sync()

    @property
    def rows(self):
        """The JSON Lines."""
        return [self.folder / "nodes.jsonl", self.folder / "edges.jsonl"]

    def size(self):
        """Bytes of the JSON Lines."""
        return sum(path.stat().st_size for path in self.rows)

    def _records(self):
        for path in self.rows:
            with open(path, encoding="utf-8") as file:
                yield from map(json.loads, file)

    def kgx(self):
        """Nodes and edges as KGX has them."""
        paths = [self.folder / "kgx_nodes.jsonl", self.folder / "kgx_edges.jsonl"]
        if not paths[1].exists():
            with open(paths[0], "w") as nodes, open(paths[1], "w") as edges:
                for number, record in enumerate(self._records()):
                    props = record["props"]
                    if "id" in record:
                        row = {"id": "X:" + record["id"], "category": ["biolink:NamedThing"], "name": props.pop("label")}
                        nodes.write(json.dumps(row | props) + "\n")
                    else:
                        ends = {"subject": "X:" + record["source"], "object": "X:" + record["target"]}
                        row = {"id": f"e{number}", "predicate": "biolink:related_to", "relation": record["type"]}
                        edges.write(json.dumps(row | ends | props) + "\n")
        return paths

    def entities(self):
        """Entities of FollowTheMoney: people and links between them."""
        path = self.folder / "entities.json"
        if not path.exists():
            with open(path, "w") as file:
                for number, record in enumerate(self._records()):
                    props = record["props"]
                    if "id" in record:
                        values = {"name": [props["label"]], "summary": [props["description"]], "birthDate": [props["date"]]}
                        entity = {"id": record["id"], "schema": "Person", "properties": values}
                    else:
                        values = {"subject": [record["source"]], "object": [record["target"]], "role": [record["type"]]}
                        values |= {"startDate": [props["since"]], "summary": [props["note"]]}
                        entity = {"id": f"e{number}", "schema": "UnknownLink", "properties": values}
                    file.write(json.dumps(entity) + "\n")
        return path
