"""Writes tables as PyArrow and DuckDB write them; argument: the folder."""

import datetime
import decimal
import sys
import uuid
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

folder = Path(sys.argv[1])
utc = datetime.timezone.utc
moment = datetime.datetime(2019, 5, 10, 10, 0, 0, 500000)
nodes = pa.table({
    "id": ["a", "b"],
    "type": pa.array([["Person", "Author"], ["Place"]]),
    "int8": pa.array([-1, None], pa.int8()),
    "uint64": pa.array([2**64 - 1, 0], pa.uint64()),
    "single": pa.array([1.5, float("nan")], pa.float32()),
    "double": pa.array([0.1, float("-inf")]),
    "boolean": [True, False],
    "text": ["x\n\"y\"", ""],
    "date": pa.array([datetime.date(1815, 12, 10), datetime.date(1, 1, 1)]),
    "utc": pa.array([moment.replace(tzinfo=utc)] * 2, pa.timestamp("ms", "UTC")),
    "local": pa.array([moment] * 2, pa.timestamp("us")),
    "nanos": pa.array([1557482400500000001, 0], pa.timestamp("ns")),
    "time": pa.array([datetime.time(10, 0, 0, 5)] * 2, pa.time64("us")),
    "small": pa.array([decimal.Decimal("-1.50"), decimal.Decimal("0.05")], pa.decimal128(5, 2)),
    "large": pa.array([decimal.Decimal("12345678901234567890123456789012345678901234567890")] * 2, pa.decimal256(60, 0)),
    "list": pa.array([["a", "b;c", None], []]),
    "numbers": pa.array([[1, 2], None]),
    "nested": pa.array([[[1], [2, 3]], None]),
    "struct": pa.array([{"x": 1, "y": ["\"z\""]}, None]),
    "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
    "bytes": pa.array([b"\xff\x00", b"text"]),
    "category": pa.array(["p", "q"]).dictionary_encode(),
    "uuid": pa.array([uuid.UUID("12345678-1234-5678-1234-567812345678").bytes] * 2, pa.uuid()),
})
pq.write_table(nodes, folder / "nodes.parquet", compression="snappy")
edges = pa.table({"src": ["a", "b"], "dst": ["b", "a"], "type": ["knows", "in"], "since": [1999, None]})
for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
    pq.write_table(edges, folder / f"edges-{codec}.parquet", compression=codec)
pq.write_table(edges, folder / "edges-old.parquet", version="1.0", use_dictionary=False, data_page_version="2.0")
pq.write_table(edges, folder / "brotli.parquet", compression="brotli")
many = 30_000
pq.write_table(
    pa.table({"id": [f"n{row}" for row in range(many)], "row": list(range(many))}),
    folder / "many.parquet",
    row_group_size=7_000,
)
duckdb.sql(f"""
    copy (select 'a' as source, 'b' as target, 'knows' as type, interval 1 day as d, 1::hugeint as huge, {{'x': 1}} as s,
          date '2020-02-29' as day, timestamptz '2020-01-01 00:00:00+00' as at, time '10:00:00' as t)
    to '{folder}/duck.parquet' (format parquet)
""")
pq.write_table(pa.table({"x": [1], "y": [2]}), folder / "neither.parquet")
