"""Streams and views: what is asked of them, and what is sent to them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from datalab import _sending, _tables
from datalab._batches import Batch
from datalab._errors import DataLabError
from datalab._http import Http, Parameters
from datalab._live import Gap, live
from datalab._questions import Time, Where, parameters


class Source:
    """A stream or a view, which can be asked the same.

    Every method that asks takes, as names:

    - ``start``, ``end``: the period, ``end`` exclusive. A text as DataLab takes it (``"2024-05-01"``, ``"-7d"``), or a date or
      datetime; without a zone in that of the stream.
    - ``where``: what columns may be: ``{"name": "sensor1"}``, ``{"name": ["sensor1", "sensor2"]}``, ``{"value": (5, None)}`` for
      at least 5.
    - ``columns``: the columns to answer, in order.
    - ``sort``: their order: names, one with a minus before it from its greatest value on; else by time.
    - ``latest``: only so many of the newest rows of each key.

    Every method that asks raises :class:`InvalidQuestion` where a name or value is wrong, :class:`Unavailable` where there is no
    answer in time, and :class:`Incomplete` where it broke off.
    """

    _kind = ""

    def __init__(self, http: Http, lab: str, description: dict[str, Any]) -> None:
        self._http = http
        #: The name of its lab.
        self.lab = lab
        #: Its own name.
        self.name: str = description["name"]
        self._description = description

    def frame(
        self,
        start: Time | None = None,
        end: Time | None = None,
        *,
        where: Where | None = None,
        columns: Iterable[str] | None = None,
        sort: str | Iterable[str] | None = None,
        latest: int | None = None,
    ) -> pd.DataFrame:
        """Rows as a DataFrame, all of one moment.

        Times are in UTC (``datetime64[us, UTC]``), whole numbers ``Int64`` and exact to 64 bits, truth values ``boolean``. The
        unit of each column that has one is in ``frame.attrs["units"]``. All rows have to fit into memory: see :meth:`batches`.
        """
        question = parameters(start=start, end=end, where=where, columns=columns, sort=sort, latest=latest)
        return _tables.frame(_tables.table(self._export(question)))

    def table(self, start: Time | None = None, end: Time | None = None, **question: Any) -> pa.Table:
        """The same as an Arrow table; units are metadata of its columns."""
        return _tables.table(self._export(parameters(start=start, end=end, **question)))

    def batches(self, start: Time | None = None, end: Time | None = None, **question: Any) -> Iterator[pa.RecordBatch]:
        """The same in Arrow batches of at most 65,536 rows, however many rows there are; one is in memory at a time."""
        return _tables.each(self._export(parameters(start=start, end=end, **question)))

    def duckdb(self, start: Time | None = None, end: Time | None = None, *, connection: Any = None, **question: Any) -> Any:
        """The same as a DuckDB relation, which reads them once, as they come, when it is executed.

        >>> readings = sensors.stream("readings").duckdb(start="-1y")
        >>> readings.aggregate("name, max(value)").df()

        Args:
            connection: A ``duckdb.DuckDBPyConnection``; DuckDB's default one without. It needs the package ``duckdb``.
        """
        import duckdb

        reader = _tables.reader(self._export(parameters(start=start, end=end, **question)))
        return (connection or duckdb.default_connection()).from_arrow(reader)

    def points(
        self,
        count: int,
        start: Time | None = None,
        end: Time | None = None,
        *,
        where: Where | None = None,
        columns: Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """About so many rows of each key, chosen so that a line through them looks as one through all: extremes are kept.

        Args:
            count: From 4 to 10,000. The fewer numbers are among ``columns``, the finer.
        """
        question = parameters(start=start, end=end, where=where, columns=columns)
        return self._page([*question, ("points", str(count))])

    def live(self, *, patience: float = 60.0) -> Iterator[dict[str, Any] | Gap]:
        """What comes from now on, one dict each, as soon as it is there: of a stream its events, of a view its rows as they are
        now. It goes on for ever; leave the loop to end it.

        A connection that breaks is made again, and what came meanwhile is caught up. Where something cannot be, a :class:`Gap`
        is in its place: ask for the rows again then.

        Args:
            patience: Seconds without a connection after which it raises :class:`Unavailable`.
        """
        return live(self._http, self.lab, self._kind, self.name, patience)

    def _export(self, question: Parameters) -> Any:
        return self._http.open([*self._path, "export"], [*question, ("format", "arrow")])

    def _page(self, question: Parameters) -> pd.DataFrame:
        return _tables.frame(_tables.table(self._http.open(self._path, [*question, ("format", "arrow")])))

    @property
    def _path(self) -> list[str]:
        return ["labs", self.lab, self._kind + "s", self.name]

    def __repr__(self) -> str:
        return f"<{self._kind} {self.lab}.{self.name}>"


class Stream(Source):
    """A stream of events."""

    _kind = "stream"

    @property
    def fields(self) -> pd.DataFrame:
        """Its declared fields, by name: ``type``, ``unit``, ``required``, ``min`` and ``max``."""
        fields = pd.DataFrame(self._description["fields"], columns=["name", "type", "unit", "required", "min", "max"])
        return fields.set_index("name")

    def send(
        self,
        events: pd.DataFrame | Mapping[str, Any] | Iterable[Mapping[str, Any]],
        *,
        origin: str | None = None,
        on_refusal: str = "raise",
    ) -> _sending.Sent:
        """Sends events, and returns when DataLab has all of them, durably.

        They go in requests of up to 5,000, each of which may be repeated without counting twice, and is, while DataLab is busy
        or away. A time without a zone is in that of the stream. NaN, NaT and None are no value; infinite numbers are none that
        DataLab knows (ValueError). What :meth:`frame` gave can be sent again.

        Args:
            events: A DataFrame with a column for each field, one dict, or any iterable of dicts, which is read as it is sent.
            origin: ``"modelled"`` or ``"simulated"`` for what was not observed.
            on_refusal: ``"raise"``, or ``"return"`` to look at :attr:`Sent.refusals` oneself.

        Raises:
            Rejected: Events were refused. All others are kept.
            Unavailable: DataLab did not take all; what it has taken is kept, and a second try of the same call sends them again.
        """
        if on_refusal not in ("raise", "return"):
            raise ValueError(f"on_refusal is {on_refusal!r}, expected 'raise' or 'return'")
        sent = _sending.send(self._http, self._path, _sending.rows(events), origin)
        if sent.rejected and on_refusal == "raise":
            sent.raise_for_refusals()
        return sent


class View(Source):
    """A view: rows that are kept up to date from a stream's events."""

    _kind = "view"

    @property
    def columns(self) -> pd.DataFrame:
        """The columns of its rows beside what it groups by, by name: ``type`` and ``unit``."""
        return pd.DataFrame(self._description["columns"], columns=["name", "type", "unit"]).set_index("name")

    def frame(
        self,
        start: Time | None = None,
        end: Time | None = None,
        *,
        where: Where | None = None,
        columns: Iterable[str] | None = None,
        sort: str | Iterable[str] | None = None,
        latest: int | None = None,
        layer: str | None = None,
    ) -> pd.DataFrame:
        """Rows as a DataFrame, as of any :class:`Source`.

        Args:
            layer: ``"batch"`` for what batches have published, ``"speed"`` for what came since; else both, merged.
        """
        question = parameters(
            start=start, end=end, where=where, columns=columns, sort=sort, latest=latest, layer=layer
        )
        return _tables.frame(_tables.table(self._export(question)))

    def merged(
        self,
        every: str | None = None,
        *,
        zone: str | None = None,
        by: str | Iterable[str] | None = None,
        start: Time | None = None,
        end: Time | None = None,
        where: Where | None = None,
        columns: Iterable[str] | None = None,
        sort: str | Iterable[str] | None = None,
        latest: int | None = None,
    ) -> pd.DataFrame:
        """Rows merged into larger windows, fewer groups or both: exactly those that a view with these would have.

        >>> air.view("hourly").merged("1mo", zone="Asia/Shanghai", by=[])    # months of all stations together
        >>> air.view("hourly").merged("1mo", where={"pm2_5": (75, None)}, sort="-pm2_5")     # bad months, the worst first

        What ``where`` says of columns, ``sort`` and ``latest`` are of the merged rows, of which there may be 100,000 for the
        latter two.

        Args:
            every: The length of the windows, such as ``6h``, ``1d``, ``1w``, ``1mo`` or ``1y``; without one there is one row a
                group.
            zone: Whose days, weeks, months or years these are, such as ``Europe/Berlin``; else the view's own, or UTC.
            by: The group-by fields that stay; none for one group. Without it all stay.

        Raises:
            InvalidQuestion: The view's windows do not fit into these; the message names views that do.
        """
        question = parameters(start=start, end=end, where=where, columns=columns, sort=sort, latest=latest)
        for name, value in (("every", every), ("zone", zone)):
            if value is not None:
                question.append((name, value))
        if by is not None:
            question.append(("by", by if isinstance(by, str) else ",".join(by)))
        return _tables.frame(_tables.table(self._export(question)))

    def rebuild(self, *, timeout: float = 3600.0) -> Batch:
        """Folds the view anew from all archived events, and returns when that is served.

        Raises:
            DataLabError: It failed; the message says why.
            TimeoutError: It takes longer than ``timeout`` seconds. It goes on all the same.
        """
        return self._run("recompute", timeout)

    def compact(self, *, timeout: float = 3600.0) -> Batch:
        """Merges what the speed layer has folded into what batches have published, and returns when that is served.

        Raises:
            DataLabError: It failed; the message says why.
            TimeoutError: It takes longer than ``timeout`` seconds. It goes on all the same.
        """
        return self._run("compact", timeout)

    def verify(self, *, timeout: float = 3600.0) -> Batch:
        """Folds all archived events aside and compares them with what is served: see :attr:`Batch.differing`.

        Raises:
            DataLabError: It failed; the message says why.
            TimeoutError: It takes longer than ``timeout`` seconds. It goes on all the same.
        """
        return self._run("verify", timeout)

    def _run(self, kind: str, timeout: float) -> Batch:
        end = time.monotonic() + timeout
        path = [*self._path, "batches"]
        batch = Batch.of(self._http.json(path, [("kind", kind)], method="POST"))
        while batch.state not in ("done", "failed"):
            if time.monotonic() > end:
                raise TimeoutError(f"{kind} of {self.lab}.{self.name} is {batch.state} after {timeout:g} s; it goes on")
            time.sleep(0.2)
            batch = Batch.of(self._http.json([*path, str(batch.id)]))
        if batch.state == "failed":
            raise DataLabError(f"{kind} of {self.lab}.{self.name} failed: {batch.error}")
        return batch
