"""A question as the parameters of a URL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Union

#: A time: what DataLab takes as text (``"2024-05-01"``, ``"-7d"``, ``"now"``), or a date or datetime. One without a zone is in
#: that of the stream, UTC where it names none.
Time = Union[str, dt.date, dt.datetime]

#: What a column may be: a value, a list of values of which it is one, or a pair ``(least, greatest)`` as a tuple, of which
#: either may be None.
Where = Mapping[str, Any]


def parameters(
    *,
    start: Time | None = None,
    end: Time | None = None,
    where: Where | None = None,
    columns: Iterable[str] | None = None,
    sort: str | Iterable[str] | None = None,
    latest: int | None = None,
    layer: str | None = None,
) -> list[tuple[str, str]]:
    """The same as pairs of names and texts; names of columns never collide with those of parameters."""
    pairs: list[tuple[str, str]] = []
    for name, value in (("from", start), ("to", end)):
        if value is not None:
            pairs.append((name, _text(value)))
    for name, wanted in (where or {}).items():
        pairs.extend(_condition(name, wanted))
    if columns is not None:
        pairs.append(("fields", _names(columns)))
    if sort is not None:
        pairs.append(("sort", _names(sort)))
    if latest is not None:
        pairs.append(("latest", str(latest)))
    if layer is not None:
        pairs.append(("layer", layer))
    return pairs


def _condition(name: str, wanted: Any) -> Iterable[tuple[str, str]]:
    if isinstance(wanted, tuple):
        if len(wanted) != 2:
            raise ValueError(f"{name} is {wanted!r}, expected a pair (least, greatest) or a list of values")
        for bound, value in zip(("min", "max"), wanted):
            if value is not None:
                yield f"{name}.{bound}", _text(value)
    elif isinstance(wanted, (str, bytes)) or not isinstance(wanted, Iterable):
        yield f"{name}.is", _text(wanted)
    else:
        values = list(wanted)
        if not values:
            raise ValueError(f"{name} is one of no values; leave it out, or name some")
        for value in values:
            yield f"{name}.is", _text(value)


def _names(names: str | Iterable[str]) -> str:
    return names if isinstance(names, str) else ",".join(names)


def _text(value: Any) -> str:
    if value is None:
        raise ValueError("None is no value to look for")
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(dt.timezone.utc).replace(tzinfo=None)
            return f"{value.isoformat(timespec='microseconds')}Z"
        return str(value.isoformat(timespec="microseconds"))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    return str(value)
