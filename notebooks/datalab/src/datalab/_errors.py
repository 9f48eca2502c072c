"""What can go wrong, as exceptions whose text says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datalab._sending import Sent


class DataLabError(Exception):
    """Anything that a DataLab answers but what was asked for.

    Attributes:
        status: The HTTP status, None where no answer came.
        problem: What the answer says beside its message, by RFC 9457's members and DataLab's own.
    """

    def __init__(self, message: str, status: int | None = None, problem: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem = problem or {}


class NotAllowed(DataLabError):
    """A token is missing, has ended, or lacks the role that the message names (401, 403)."""


class NotFound(DataLabError):
    """There is no such lab, stream or view; the message names those that exist."""


class InvalidQuestion(DataLabError):
    """The question cannot be answered as it is (400, 422); the message names the parameter at fault."""


class Unavailable(DataLabError):
    """No answer in time: the DataLab is not there, is starting, or too many ask at once. Ask again later."""


class Incomplete(DataLabError):
    """An answer broke off: what came until then is not all of it."""


class Rejected(DataLabError):
    """Some of the events that were sent were refused. The others are kept.

    Attributes:
        sent: How many were accepted and refused, and the first reasons.
    """

    def __init__(self, message: str, sent: Sent) -> None:
        super().__init__(message, 422)
        self.sent = sent
