"""Arrow as it comes over HTTP, and what pandas makes of it."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pyarrow as pa

from datalab._errors import Incomplete

#: Whole numbers with missing values stay exact to 64 bits, and truth values stay such.
_TYPES = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


@contextlib.contextmanager
def opened(answer: http.client.HTTPResponse) -> Iterator[pa.RecordBatchReader]:
    """The batches of an answer, which is closed at the end."""
    with answer, _whole():
        with pa.ipc.open_stream(answer) as batches:
            yield batches


def each(answer: http.client.HTTPResponse) -> Iterator[pa.RecordBatch]:
    """One batch after the other, read as it is asked for."""
    with opened(answer) as batches:
        yield from batches


def table(answer: http.client.HTTPResponse) -> pa.Table:
    """All of an answer."""
    with opened(answer) as batches:
        return batches.read_all()


def reader(answer: http.client.HTTPResponse) -> pa.RecordBatchReader:
    """The batches of an answer, to be read once by whatever takes a reader."""
    with _whole():
        source = pa.ipc.open_stream(answer)

    def batches() -> Iterator[pa.RecordBatch]:
        with answer, _whole():
            yield from source

    return pa.RecordBatchReader.from_batches(source.schema, batches())


def frame(rows: pa.Table) -> pd.DataFrame:
    """A DataFrame, with the units of its columns in ``attrs["units"]`` and what else the schema says in ``attrs``."""
    made = rows.to_pandas(types_mapper=_TYPES.get)
    made.attrs.update(described(rows.schema))
    return made


def described(schema: pa.Schema) -> dict[str, Any]:
    """``units`` by column, and the metadata that begin with ``datalab.``, without that."""
    said: dict[str, Any] = {}
    for name, value in (schema.metadata or {}).items():
        if name.startswith(b"datalab."):
            said[name.decode().removeprefix("datalab.")] = value.decode()
    said["units"] = {
        field.name: field.metadata[b"unit"].decode()
        for field in schema
        if field.metadata and b"unit" in field.metadata
    }
    return said


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException, pa.ArrowInvalid) as error:
        raise Incomplete(f"the answer broke off, and is not whole: {error}") from None
