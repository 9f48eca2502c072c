"""Compares rows.parquet and rows.arrow of a folder, as common libraries read them, with rows.ndjson."""
import datetime
import json
import sys

import duckdb
import pandas
import pyarrow
import pyarrow.ipc
import pyarrow.parquet

folder = sys.argv[1]
parquet = folder + "/rows.parquet"
arrow = folder + "/rows.arrow"

TYPES = {
    "name": pyarrow.string(),
    "value": pyarrow.float64(),
    "count": pyarrow.int64(),
    "ok": pyarrow.bool_(),
    "seen": pyarrow.timestamp("us", "UTC"),
    "timestamp": pyarrow.timestamp("us", "UTC"),
    "_time": pyarrow.timestamp("us", "UTC"),
    "_at": pyarrow.string(),
    "_extra": pyarrow.string(),
    "_flags": pyarrow.string(),
}


def utc(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def expected(row, columns):
    cells = {}
    for column in columns:
        value = row.get(column)
        if column == "_extra":
            value = {name: row[name] for name in row if name not in columns} or None
        elif pyarrow.types.is_timestamp(columns[column]) and value is not None:
            value = utc(value)
        cells[column] = value
    return cells


def found(row):
    return {name: json.loads(value) if name in ("_extra", "_flags") and value is not None else value for name, value in row.items()}


with open(folder + "/rows.ndjson", encoding="utf-8") as lines:
    rows = [json.loads(line) for line in lines]

by_arrow = pyarrow.ipc.open_stream(arrow).read_all()
by_parquet = pyarrow.parquet.read_table(parquet)
tables = {
    "arrow": by_arrow,
    "parquet": by_parquet,
    "pandas": pyarrow.Table.from_pandas(pandas.read_parquet(parquet, dtype_backend="pyarrow"), preserve_index=False),
    "duckdb": duckdb.sql("select * from read_parquet('" + parquet + "')").to_arrow_table(),
}
columns = {field.name: field.type for field in by_arrow.schema}
for name, type in columns.items():
    assert TYPES.get(name, type) == type, (name, type)
for schema in (by_arrow.schema, by_parquet.schema):
    assert {field.name: field.type for field in schema} == columns, schema
    if sys.argv[2]:
        assert schema.metadata[b"datalab.lab"].decode() == sys.argv[2], schema.metadata
        assert b"datalab.progress" in schema.metadata and b"datalab.question" in schema.metadata, schema.metadata
    if "value" in columns:
        assert schema.field("value").metadata[b"unit"].decode() == "°C", schema.field("value").metadata
want = [expected(row, columns) for row in rows]
for reader, table in tables.items():
    have = [found(row) for row in table.to_pylist()]
    assert len(have) == len(want), (reader, len(have), len(want))
    for number, (one, other) in enumerate(zip(have, want)):
        for name in columns:
            assert one[name] == other[name], (reader, number, name, one[name], other[name])
print("equal", len(want))
