"""A DataLab, its labs, and what they hold."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, TypeVar

import pandas as pd

from datalab import _tables
from datalab._http import Http
from datalab._questions import Time, parameters
from datalab._sources import Stream, View

_Part = TypeVar("_Part", Stream, View)

_MODELS = ["name", "title", "of", "value", "unit", "every", "method", "horizons", "keys", "fitted", "attempted", "asked", "error"]
_TIMES = ["fitted", "attempted", "asked"]


def connect(
    url: str | None = None,
    *,
    token: str | None = None,
    timeout: float = 60.0,
    patience: float = 30.0,
    ca: str | None = None,
) -> DataLab:
    """A DataLab. Nothing is asked yet.

    Args:
        url: Where it is; without one what the environment variable ``DATALAB_URL`` says, else ``http://localhost:8080``.
        token: What it is shown, where it asks who you are; without one what ``DATALAB_TOKEN`` says.
        timeout: Seconds that it may say nothing in the middle of an answer.
        patience: Seconds in which a question is asked again while it is busy or away; then it is :class:`Unavailable`.
        ca: A file in PEM of who signs its certificate; without one what ``DATALAB_CA`` says, else whom Python trusts.
    """
    place = url or os.environ.get("DATALAB_URL") or "http://localhost:8080"
    shown = token or os.environ.get("DATALAB_TOKEN") or None
    return DataLab(Http(place, timeout, patience, ca or os.environ.get("DATALAB_CA") or None, shown))


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
        self._units: dict[str, str | None] = {model["name"]: model["unit"] for model in description.get("models", [])}

    def stream(self, name: str) -> Stream:
        """One of its streams. Raises KeyError, which names those that there are."""
        return _one(self.streams, name, f"stream of lab {self.name}")

    def view(self, name: str) -> View:
        """One of its views. Raises KeyError, which names those that there are."""
        return _one(self.views, name, f"view of lab {self.name}")

    def models(self) -> pd.DataFrame:
        """Its models, by name: what lab.yaml says of each, and where its fit is.

        ``every`` is a timedelta and ``horizons`` a list of them; ``keys`` is how many keys have parameters; ``fitted``,
        ``attempted`` (when the last fit began) and ``asked`` (for one that waits) are times in UTC or NaT; ``error`` says why the
        last one came to nothing, else None. Empty of a lab without models.

        Raises:
            Unavailable: There is no answer in time.
        """
        models = pd.DataFrame(self._http.json(["labs", self.name, "models"])["rows"], columns=_MODELS)
        models["every"] = pd.to_timedelta(models["every"])
        models["horizons"] = [[pd.Timedelta(one) for one in horizons] for horizons in models["horizons"]]
        for column in _TIMES:
            models[column] = pd.to_datetime(models[column], utc=True, format="ISO8601").astype("datetime64[us, UTC]")
        return models.set_index("name")

    def forecast(self, model: str, key: object, *, horizon: str | None = None) -> pd.DataFrame:
        """What a model expects of the next slots of a key, after the last one that something has come of.

        Columns: ``at`` (the start of the slot, UTC), ``expected``, ``sd``, and ``lower`` and ``upper`` (the band that holds 95 %),
        all in the unit of the value, which is in ``frame.attrs["units"]``; NaN where nothing is expected.

        Args:
            key: As it is in the stream.
            horizon: How far ahead, such as ``"24h"``, at most 1,000 slots; else the longest that is scored.

        Raises:
            NotFound: There is no such model, or its fit did not know the key.
            InvalidQuestion: The model is not fitted yet, or the horizon is none.
            Unavailable, Incomplete: There is no answer in time, or it broke off.
        """
        question = [("key", str(key)), ("format", "arrow")]
        if horizon is not None:
            question.append(("horizon", horizon))
        path = ["labs", self.name, "models", model, "forecast"]
        forecast = _tables.frame(_tables.table(self._http.open(path, question)))
        unit = self._units.get(model)
        forecast.attrs["units"] = {} if unit is None else dict.fromkeys(["expected", "sd", "lower", "upper"], unit)
        return forecast

    def twin(
        self,
        key: object,
        start: Time | None = None,
        end: Time | None = None,
        *,
        of: str | None = None,
        value: str | None = None,
        models: str | Iterable[str] | None = None,
        scenarios: str | Iterable[str] | None = None,
        kinds: str | Iterable[str] | None = None,
        horizon: str | None = None,
    ) -> pd.DataFrame:
        """A key as it was observed, as models had expected it and expect it next, and as scenarios have it, in tidy form.

        >>> twin = station.twin("sensor1", "-7d")
        >>> twin.pivot(index="at", columns=["kind", "name"], values="value").plot()

        Columns: ``at`` (the start of the slot, UTC), ``kind`` (``observed``, ``modelled``, ``simulated``, ``forecast``), ``name``
        (of the model or scenario, else None), ``value``, ``lower`` and ``upper`` (the band that holds 95 %), ``residual`` (what was
        observed less what was expected; of modelled rows). Numbers are in the unit of the value, which is in
        ``frame.attrs["units"]``; NaN where there is none.

        Args:
            start, end: The first slot starts no earlier, the last one before ``end``. Without them the last 7 days of the key, and
                as far ahead as the longest horizon.
            of, value: The stream and its field; else the first model's.
            models, scenarios, kinds: Only these: a name or several.
            horizon: How long before the modelled values were expected, such as ``"24h"``; else each model's shortest.

        Raises:
            NotFound: The lab has no models, or nothing has come of the key.
            InvalidQuestion: A name or value is wrong, or there is more than 10,000 slots or 100,000 events to read.
            Unavailable, Incomplete: There is no answer in time, or it broke off.
        """
        question = parameters(start=start, end=end)
        question.extend((name, text) for name, text in (("of", of), ("value", value), ("horizon", horizon)) if text is not None)
        for name, wanted in (("model", models), ("scenario", scenarios), ("kind", kinds)):
            question.extend((name, one) for one in ([wanted] if isinstance(wanted, str) else wanted or []))
        path = ["labs", self.name, "twins", str(key)]
        return _tables.frame(_tables.table(self._http.open(path, [*question, ("format", "arrow")])))

    def __repr__(self) -> str:
        return f"<lab {self.name}: streams {', '.join(self.streams) or 'none'}; views {', '.join(self.views) or 'none'}>"


def _one(there: dict[str, _Part], name: str, kind: str) -> _Part:
    try:
        return there[name]
    except KeyError:
        raise KeyError(f"no {kind} is called {name!r}; there is {', '.join(there) or 'none'}") from None
