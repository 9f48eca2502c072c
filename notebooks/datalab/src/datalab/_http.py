"""Requests to one DataLab: each has a time limit, and errors are exceptions of this package."""

from __future__ import annotations

import http.client
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datalab._errors import DataLabError, InvalidQuestion, NotAllowed, NotFound, Unavailable

BUSY = (429, 503)
PAUSE_MAX = 10.0

Parameters = Sequence[tuple[str, str]]


class Http:
    """Thread-safe: it holds no connection.

    Args:
        url: Where the DataLab is, such as ``http://localhost:8080``, with a path where it has one behind a proxy.
        timeout: Seconds that the server may say nothing.
        patience: Seconds in which a request is tried again while the server is busy or away.
        ca: A file of certificates in PEM, of who signs the server's; without one those that Python trusts.
        token: What it is shown; None for nothing.
    """

    def __init__(
        self, url: str, timeout: float, patience: float, ca: str | None = None, token: str | None = None
    ) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"url is {url!r}, expected one such as http://localhost:8080")
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.patience = patience
        self.tls = ssl.create_default_context(cafile=ca) if parts.scheme == "https" else None
        self._token = token

    def open(
        self,
        path: Iterable[str],
        parameters: Parameters = (),
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        retry: bool = True,
    ) -> http.client.HTTPResponse:
        """The answer, to be read and closed.

        Args:
            path: Its parts, which are quoted here.
            retry: Whether the request may be repeated: it reads, or has a key that says which it is.

        Raises:
            NotAllowed, NotFound, InvalidQuestion, Unavailable, DataLabError: What was answered instead.
        """
        address = self.url + "".join("/" + urllib.parse.quote(part, safe="") for part in path)
        if parameters:
            address += "?" + urllib.parse.urlencode(parameters)
        request = urllib.request.Request(address, body, dict(headers or {}), method=method)
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        end = time.monotonic() + self.patience
        pause = 0.2
        while True:
            try:
                answer: http.client.HTTPResponse = urllib.request.urlopen(
                    request, timeout=timeout or self.timeout, context=self.tls
                )
                return answer
            except urllib.error.HTTPError as error:
                problem, wait = _problem(error), _retry_after(error)
                if not isinstance(problem, Unavailable):
                    raise problem from None
            except (OSError, http.client.HTTPException) as error:
                problem, wait = Unavailable(f"{self.url} does not answer: {_reason(error)}"), None
            pause = min(PAUSE_MAX, wait if wait is not None else pause * 2)
            if not retry or time.monotonic() + pause > end:
                raise problem from None
            time.sleep(pause)

    def json(self, path: Iterable[str], parameters: Parameters = (), **options: Any) -> Any:
        """The JSON that is answered, read whole."""
        with self.open(path, parameters, **options) as answer:
            try:
                return json.loads(answer.read())
            except (OSError, http.client.HTTPException) as error:
                raise Unavailable(f"{self.url} broke off: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return str(reason if reason else error) or type(error).__name__


def _retry_after(error: urllib.error.HTTPError) -> float | None:
    seconds = error.headers.get("Retry-After", "")
    return float(seconds) if seconds.isdigit() else None


def _problem(error: urllib.error.HTTPError) -> DataLabError:
    """From RFC 9457's members, or the status alone where something else answered."""
    problem: dict[str, Any] = {}
    with error:
        try:
            said = json.loads(error.read())
            problem = said if isinstance(said, dict) else {}
        except (ValueError, OSError, http.client.HTTPException):
            pass
    message = problem.get("detail") or problem.get("title") or f"{error.code} {error.reason}"
    kind = {400: InvalidQuestion, 401: NotAllowed, 403: NotAllowed, 404: NotFound, 422: InvalidQuestion}.get(error.code, DataLabError)
    if error.code in BUSY or (error.code == 409 and "Retry-After" in error.headers):
        kind = Unavailable
    return kind(message, error.code, problem)
