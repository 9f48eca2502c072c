"""Events on their way to a stream."""

from __future__ import annotations

import datetime as dt
import json
import math
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from datalab._errors import InvalidQuestion, Rejected
from datalab._http import Http

EVENTS_A_REQUEST = 5_000
BYTES_A_REQUEST = 8 * 1024 * 1024
REFUSALS_MAX = 1_000
#: What DataLab says of an event itself; it is not sent back.
OWN = ("_time", "_arrived", "_at", "_flags", "_unknown")


@dataclass(frozen=True)
class Refusal:
    """Why one event was refused. It is kept as a reject, and can be sent again from there."""

    #: Which of those that were sent, from 0.
    index: int
    #: The field at fault; None where it is the event as a whole.
    field: str | None
    #: A word of DataLab's, such as ``wrong_type``.
    reason: str
    #: The same for people.
    detail: str


@dataclass
class Sent:
    """What became of events that were sent."""

    accepted: int = 0
    rejected: int = 0
    #: The first 1,000 of the refused, at most 100 of each 5,000 events.
    refusals: list[Refusal] = field(default_factory=list)

    def raise_for_refusals(self) -> None:
        """Raises :class:`Rejected` where any was refused."""
        if self.rejected:
            first = self.refusals[0]
            where = f" (field {first.field})" if first.field else ""
            raise Rejected(
                f"{self.rejected:,} of {self.accepted + self.rejected:,} events were refused, the first of them event"
                f" {first.index}: {first.detail}{where}; the others are kept",
                self,
            )


def rows(events: pd.DataFrame | Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """One dict for each event, read as it is asked for."""
    if isinstance(events, pd.DataFrame):
        return _rows_of(events)
    if isinstance(events, Mapping):
        return iter([events])
    return iter(events)


def _rows_of(frame: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"columns are {names}, expected each name once")
    columns = [frame.iloc[:, place] for place in range(len(names))]
    for values in zip(*columns):
        yield dict(zip(names, values))


def send(http: Http, path: list[str], events: Iterator[Mapping[str, Any]], origin: str | None) -> Sent:
    """All of them, in requests that may be repeated: each has a key of its own."""
    sent = Sent()
    key = uuid.uuid4()
    begin = 0
    for number, body in enumerate(_bodies(events, origin)):
        lines = body.count(b"\n")
        headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": f"{key}-{number}"}
        try:
            said = http.json(path, method="POST", body=body, headers=headers)
        except InvalidQuestion as error:
            if "errors" not in error.problem:
                raise
            said = error.problem  # of these nothing was accepted
        sent.accepted += said["accepted"]
        sent.rejected += said["rejected"]
        for refused in said.get("errors", []):
            if len(sent.refusals) < REFUSALS_MAX:
                index = begin + refused["line"] - 1
                sent.refusals.append(Refusal(index, refused.get("field"), refused["reason"], refused["detail"]))
        begin += lines
    return sent


def _bodies(events: Iterator[Mapping[str, Any]], origin: str | None) -> Iterator[bytes]:
    lines: list[bytes] = []
    size = 0
    for index, event in enumerate(events):
        line = _line(index, event, origin)
        if lines and (len(lines) == EVENTS_A_REQUEST or size + len(line) > BYTES_A_REQUEST):
            yield b"".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield b"".join(lines)


def _line(index: int, event: Mapping[str, Any], origin: str | None) -> bytes:
    said: dict[str, Any] = {}
    for name, value in event.items():
        if name in OWN or _is_nothing(value):
            continue
        if name == "_extra" and isinstance(value, str):
            said.update(json.loads(value))  # as frames have what is not declared
        else:
            said[str(name)] = _plain(index, name, value)
    if origin is not None:
        said["_origin"] = origin
    return json.dumps(said, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"


def _is_nothing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _plain(index: int, name: Any, value: Any) -> Any:
    """The value as JSON has it; of numpy and pandas what they stand for."""
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            raise ValueError(f"event {index}: {name} is {value}, which is no number that DataLab knows")
        return value
    if isinstance(value, dt.datetime):
        return _time(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(index, name, one) for key, one in value.items() if not _is_nothing(one)}
    if isinstance(value, (list, tuple)):
        return [None if _is_nothing(one) else _plain(index, name, one) for one in value]
    raise ValueError(f"event {index}: {name} is a {type(value).__name__}, expected a text, a number, a truth value or a time")


def _time(value: dt.datetime) -> str:
    """To the microsecond; without a zone as it is, which is then that of the stream."""
    if isinstance(value, pd.Timestamp):
        value = value.floor("us").to_pydatetime(warn=False)
    if value.tzinfo is None:
        return value.isoformat(timespec="microseconds")
    return value.astimezone(dt.timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
