"""Server-sent events of a lab, over connections that may break."""

from __future__ import annotations

import http.client
import json
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from datalab._errors import DataLabError, InvalidQuestion, NotFound, Unavailable
from datalab._http import Http

#: The server says something every 15 s.
SILENT_MAX = 45.0
REMEMBERED = 20_000
PAUSE_MAX = 5.0


@dataclass(frozen=True)
class Gap:
    """Something came that is not shown: the client was too slow, or away for too long."""

    #: How many records; None where nobody knows.
    missed: int | None


def live(lab_http: Http, lab: str, kind: str, name: str, patience: float) -> Iterator[dict[str, Any] | Gap]:
    """Events or rows; events that come twice after a broken connection are told apart by where they are in the log."""
    last: str | None = None
    seen: OrderedDict[str, None] = OrderedDict()
    heard = time.monotonic()
    pause = 0.1
    while True:
        try:
            headers = {"Accept": "text/event-stream"}
            if last is not None:
                headers["Last-Event-ID"] = last
            answer = lab_http.open(["labs", lab, "live"], [(kind, name)], headers=headers, timeout=SILENT_MAX, retry=False)
            with answer:
                for event, identity, data in messages(answer):
                    heard, pause = time.monotonic(), 0.1
                    last = identity or last
                    found = _found(event, data, seen)
                    if found is not None:
                        yield found
        except (NotFound, InvalidQuestion):
            raise
        except (OSError, http.client.HTTPException, DataLabError) as error:
            failure: Exception | None = error
        else:
            failure = None
        if time.monotonic() - heard > patience:
            raise Unavailable(f"{lab_http.url} has not been heard for {patience:g} s: {failure or 'it ends connections'}")
        time.sleep(pause)
        pause = min(PAUSE_MAX, pause * 2)


def messages(lines: Any) -> Iterator[tuple[str, str | None, str]]:
    """The messages of a stream as (event, id, data); comments are empty ones, which show that the line is alive."""
    event, identity = "", None
    data: list[str] = []
    for raw in lines:
        line = raw.decode("utf-8").rstrip("\r\n")
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield event, identity, "\n".join(data)
            event, identity, data = "", None, []
        elif name == "event":
            event = value
        elif name == "id":
            identity = value
        elif name == "data":
            data.append(value)


def _found(event: str, data: str, seen: OrderedDict[str, None]) -> dict[str, Any] | Gap | None:
    if event == "gap":
        return Gap(json.loads(data)["missed"])
    if event == "row":
        row: dict[str, Any] = json.loads(data)["row"]
        return row
    if event != "event":
        return None
    found: dict[str, Any] = json.loads(data)["event"]
    at = str(found.get("_at"))
    if at in seen:
        return None
    seen[at] = None
    if len(seen) > REMEMBERED:
        seen.popitem(last=False)
    return found
