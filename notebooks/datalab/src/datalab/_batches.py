"""One run of the batch layer over a view."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Batch:
    """How far a run is, or what came out."""

    id: int
    #: ``compact``, ``recompute`` or ``verify``.
    kind: str
    #: ``requested``, ``running``, ``done`` or ``failed``.
    state: str
    #: Records of the log that are folded.
    events: int
    #: Rows written, or of verify compared.
    rows: int
    #: Of verify: how many rows differ from what their events say.
    differing: int
    #: Of verify: the first 100 of these, as dicts of ``served``, ``recomputed`` and ``reason``.
    differences: list[dict[str, Any]] = field(repr=False)
    #: Why it failed; None where it has not.
    error: str | None

    @staticmethod
    def of(said: dict[str, Any]) -> Batch:
        """As the server's JSON says it."""
        return Batch(
            said["id"],
            said["kind"],
            said["state"],
            said.get("events_done") or 0,
            said.get("rows") or 0,
            said.get("differing") or 0,
            said.get("differences") or [],
            said.get("error"),
        )
