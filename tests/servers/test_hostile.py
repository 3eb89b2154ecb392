"""Names and texts that have broken out of somebody's quotes come back from the databases as they went, or are refused."""

import pytest
from dossiers import names
from engines import only
from test_rows import same_rows


@only("arcadedb", "falkordb", "neo4j")
def test_a_script_brings_any_name_or_nothing(files, program, tmp_path):
    refused = names.REFUSED[files.name]
    taken = [name for name in names.NAMES if name not in refused]
    files.script(program.export_to("cypher", names.write(tmp_path / "names.jsonl", taken)))
    for name in refused:
        script = program.export_to("cypher", names.write(tmp_path / "names.jsonl", [name]))
        with pytest.raises(Exception, match="(?i)error|invalid|reserved|separator"):
            files.script(script)
    same_rows(files, names.vertices(taken), names.edges(taken))


@only("neo4j")
def test_the_importer_of_neo4j_takes_any_name(files, program, tmp_path):
    # A header is one line in which parentheses and braces mean something.
    taken = [name for name in [*names.NAMES, *names.UNFIT] if not set(name) & set("({\n\r\0")]
    files.import_folder(program.export_to("neo4j", names.write(tmp_path / "names.jsonl", taken)))
    same_rows(files, names.vertices(taken), names.edges(taken))
