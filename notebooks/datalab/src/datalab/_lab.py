"""A DataLab, its labs, and what they hold."""

from __future__ import annotations

import os
from typing import Any, TypeVar

from datalab._http import Http
from datalab._sources import Stream, View

_Part = TypeVar("_Part", Stream, View)


def connect(url: str | None = None, *, timeout: float = 60.0, patience: float = 30.0) -> DataLab:
    """A DataLab. Nothing is asked yet.

    Args:
        url: Where it is; without one what the environment variable ``DATALAB_URL`` says, else ``http://localhost:8080``.
        timeout: Seconds that it may say nothing in the middle of an answer.
        patience: Seconds in which a question is asked again while it is busy or away; then it is :class:`Unavailable`.
    """
    return DataLab(Http(url or os.environ.get("DATALAB_URL") or "http://localhost:8080", timeout, patience))


class DataLab:
    """One running DataLab. Get one with :func:`connect`."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def url(self) -> str:
        """Where it is."""
        return self._http.url

    def labs(self) -> list[str]:
        """The names of the labs that it runs."""
        return [lab["name"] for lab in self._http.json(["labs"])["labs"]]

    def lab(self, name: str) -> Lab:
        """One of them.

        Raises:
            NotFound: There is none of that name; the message says which there are.
        """
        return Lab(self._http, self._http.json(["labs", name]))

    def __repr__(self) -> str:
        return f"<DataLab {self.url}>"


class Lab:
    """One lab as it was declared when it was asked for."""

    def __init__(self, http: Http, description: dict[str, Any]) -> None:
        self._http = http
        self.name: str = description["name"]
        self.title: str = description["title"]
        #: By name, in the order of lab.yaml.
        self.streams: dict[str, Stream] = {
            stream["name"]: Stream(http, self.name, stream) for stream in description["streams"]
        }
        #: By name, in the order of lab.yaml.
        self.views: dict[str, View] = {view["name"]: View(http, self.name, view) for view in description["views"]}

    def stream(self, name: str) -> Stream:
        """One of its streams. Raises KeyError, which names those that there are."""
        return _one(self.streams, name, f"stream of lab {self.name}")

    def view(self, name: str) -> View:
        """One of its views. Raises KeyError, which names those that there are."""
        return _one(self.views, name, f"view of lab {self.name}")

    def __repr__(self) -> str:
        return f"<lab {self.name}: streams {', '.join(self.streams) or 'none'}; views {', '.join(self.views) or 'none'}>"


def _one(there: dict[str, _Part], name: str, kind: str) -> _Part:
    try:
        return there[name]
    except KeyError:
        raise KeyError(f"no {kind} is called {name!r}; there is {', '.join(there) or 'none'}") from None
