"""The package before a real DataLab that runs lab.yaml beside this file; DATALAB_URL says where."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
import time
import unittest
import uuid

import duckdb
import numpy as np
import pandas as pd
import pandas.testing as pt
import pyarrow as pa

import datalab
from proxy import Proxy

TEXTS = ["", "NA", "null", "a,b", 'a "quoted" text', "two\nlines\r\n", "tab\t", "ä\u0301", "日本", "😀", "\u202eabc", "'; drop", "\\", " "]
START = pd.Timestamp("2024-03-01T00:00:00Z")


def lab() -> datalab.Lab:
    return datalab.connect().lab("package")


def settled(source: datalab.Source, count: int, **question: object) -> pd.DataFrame:
    """The rows, once there are so many."""
    end = time.monotonic() + 120
    while True:
        found = source.frame(**question)
        if len(found) >= count or time.monotonic() > end:
            return found
        time.sleep(0.1)


def name() -> str:
    """One that no other test has."""
    return "s" + uuid.uuid4().hex


def typed(key: str) -> pd.DataFrame:
    """A row of every kind of value, and of none."""
    count = len(TEXTS) + 4
    return pd.DataFrame(
        {
            "name": [key] * count,
            "at": pd.date_range(START, periods=count, freq="7min").astype("datetime64[us, UTC]"),
            "value": [0.1, -0.0, 1e300, 5e-324] + [float(place) for place in range(count - 5)] + [np.nan],
            "count": pd.array([2**63 - 1, -(2**63), 0, pd.NA] + list(range(count - 4)), dtype="Int64"),
            "ok": pd.array([True, False, pd.NA, True] + [False] * (count - 4), dtype="boolean"),
            "seen": pd.to_datetime(
                ["2024-03-31T02:30:00.123456+05:45", None] + ["1969-12-31T23:59:59.999999Z"] * (count - 2),
                format="ISO8601",
                utc=True,
            ).astype("datetime64[us, UTC]"),
            "note": ["first", None, "x", "y"] + TEXTS,
        }
    )


class RoundTrip(unittest.TestCase):
    def test_values_of_every_kind_come_back_as_they_were(self) -> None:
        key = name()
        sent = typed(key)

        told = lab().stream("readings").send(sent)
        back = settled(lab().stream("readings"), len(sent), where={"name": key}, sort=["_time"])

        self.assertEqual(told.accepted, len(sent))
        columns = ["name", "value", "count", "ok", "seen"]
        pt.assert_frame_equal(back[columns], sent[columns])
        pt.assert_series_equal(back["_time"], sent["at"], check_names=False)
        notes = [None if pd.isna(extra) else json.loads(extra)["note"] for extra in back["_extra"]]
        self.assertEqual(notes, [None if pd.isna(note) else note for note in sent["note"]])
        self.assertEqual(back.attrs["units"], {"value": "°C"})
        self.assertEqual(back.attrs["lab"], "package")
        self.assertEqual(back.attrs["stream"], "readings")

    def test_what_was_read_can_be_sent_again(self) -> None:
        key = name()
        lab().stream("readings").send(typed(key))
        first = settled(lab().stream("readings"), len(typed(key)), where={"name": key})

        lab().stream("copies").send(first)
        second = settled(lab().stream("copies"), len(first), where={"name": key})

        own = ["_arrived", "_at"]
        pt.assert_frame_equal(second.drop(columns=own), first.drop(columns=own))

    def test_times_without_a_zone_are_those_of_the_stream(self) -> None:
        key = name()
        lab().stream("depths").send({"name": key, "depth": 5, "at": dt.datetime(2024, 7, 1, 12, 0)})

        back = settled(lab().stream("depths"), 1, where={"name": key}, start=dt.datetime(2024, 7, 1, 12), end="2024-07-01T12:01:00")

        self.assertEqual(list(back["_time"]), [pd.Timestamp("2024-07-01T04:00:00Z")])

    def test_modelled_events_are_apart(self) -> None:
        key = name()
        lab().stream("depths").send([{"name": key, "depth": 5}, {"name": key, "depth": 6}])
        lab().stream("depths").send(pd.DataFrame({"name": [key], "depth": [5.5]}), origin="modelled")

        both = settled_value(lab().view("both"), key, 3)
        self.assertEqual(both, 3)
        self.assertEqual(settled_value(lab().view("observed"), key, 2), 2)
        self.assertEqual(list(lab().stream("depths").frame(where={"name": key})["_origin"]), ["observed", "observed", "modelled"])


class Twins(unittest.TestCase):
    def test_models_forecasts_and_twins(self) -> None:
        key = name() + "/ä"
        hours = pd.date_range(START, periods=6, freq="1h")
        lab().stream("readings").send(pd.DataFrame({"name": key, "at": hours[:4], "value": [1.0, 2.0, 4.0, 3.0]}))
        settled(lab().stream("readings"), 4, where={"name": key})
        until(lambda: self.fitted(key))
        lab().stream("readings").send(pd.DataFrame({"name": key, "at": hours[4:], "value": [6.0, 5.0]}))
        until(lambda: len(lab().twin(key, kinds="modelled")) == 2)

        models = lab().models()
        self.assertEqual(list(models.index), ["usual"])
        self.assertEqual(models.loc["usual", "horizons"], [pd.Timedelta("1h"), pd.Timedelta("2h")])
        self.assertEqual(models.loc["usual", "unit"], "°C")
        self.assertEqual(str(models["fitted"].dtype), "datetime64[us, UTC]")
        ahead = lab().forecast("usual", key, horizon="3h")
        self.assertEqual(list(ahead["at"]), list(pd.date_range(hours[5], periods=4, freq="1h")[1:]))
        self.assertEqual(list(ahead["expected"]), [5.0] * 3)
        self.assertEqual(ahead.attrs["units"]["sd"], "°C")

        twin = lab().twin(key, START, kinds=["observed", "modelled", "forecast"], models="usual")
        self.assertEqual(twin.groupby("kind").size().to_dict(), {"forecast": 2, "modelled": 2, "observed": 6})
        modelled = twin[twin["kind"] == "modelled"]
        self.assertEqual(list(modelled["value"]), [3.0, 6.0])
        self.assertEqual(list(modelled["residual"]), [3.0, -1.0])
        self.assertTrue(twin[twin["kind"] == "observed"]["lower"].isna().all())
        self.assertEqual(twin.attrs["units"]["residual"], "°C")
        pt.assert_frame_equal(twin[twin["kind"] == "forecast"][["at", "value"]].reset_index(drop=True),
                              ahead[["at", "expected"]].rename(columns={"expected": "value"})[:2])

    def fitted(self, key: str) -> bool:
        """A fit that knows the key; one is asked for each time that the last one did not."""
        try:
            return len(lab().forecast("usual", key)) > 0
        except datalab.DataLabError:
            datalab.connect()._http.json(["labs", "package", "models", "usual", "fit"], method="POST")
            time.sleep(1)
            return False

    def test_errors_say_what_to_do(self) -> None:
        with self.assertRaisesRegex(datalab.NotFound, "nothing has come of 'nobody' in the stream readings"):
            lab().twin("nobody")
        with self.assertRaisesRegex(datalab.InvalidQuestion, "kind is 'seen', expected observed or"):
            lab().twin("nobody", kinds="seen")
        with self.assertRaisesRegex(datalab.NotFound, "has no model 'none'; there is usual"):
            lab().forecast("none", "a")


def settled_value(view: datalab.View, key: str, value: int) -> int:
    end = time.monotonic() + 120
    while True:
        found = view.frame(where={"name": key})
        if (len(found) and found["n"][0] == value) or time.monotonic() > end:
            return int(found["n"][0])
        time.sleep(0.1)


class Questions(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.keys = [name(), name()]
        cls.sent = pd.DataFrame(
            {
                "name": [cls.keys[place % 2] for place in range(2_000)],
                "at": pd.date_range(START, periods=2_000, freq="4min").astype("datetime64[us, UTC]"),
                "value": [(place * 37 % 101) / 4 for place in range(2_000)],
            }
        )
        lab().stream("readings").send(cls.sent)
        settled(lab().stream("readings"), 2_000, where={"name": cls.keys})

    def test_choose_rows_and_columns(self) -> None:
        readings = lab().stream("readings")
        one = self.sent[self.sent["name"] == self.keys[0]]

        high = readings.frame(where={"name": self.keys[0], "value": (20, None)}, columns=["value"], sort="-value,_time")
        low = readings.frame(where={"name": self.keys, "value": (None, 1.5)}, columns=["name", "value"])
        day = readings.frame("2024-03-02", "2024-03-03", where={"name": self.keys[0]})
        newest = readings.frame(where={"name": self.keys}, latest=1, columns=["_time"])

        pt.assert_series_equal(high["value"], one["value"][one["value"] >= 20].sort_values(ascending=False, ignore_index=True))
        self.assertEqual(len(low), int((self.sent["value"] <= 1.5).sum()))
        self.assertEqual(len(day), int(((one["at"] >= "2024-03-02") & (one["at"] < "2024-03-03")).sum()))
        self.assertEqual(list(newest["_time"]), list(self.sent["at"][-2:]))

    def test_merge_windows_as_pandas_does(self) -> None:
        hourly = lab().view("hourly")
        settled(hourly, 1, where={"name": self.keys})
        expected = (
            self.sent.groupby([pd.Grouper(key="at", freq="D"), "name"])["value"].agg(["size", "mean", "max"]).reset_index()
        ).sort_values(["at", "name"], ignore_index=True)

        days = hourly.merged("1d", where={"name": self.keys})
        zoned = hourly.merged("1d", zone="Asia/Shanghai", where={"name": self.keys}, by=[])

        self.assertEqual((zoned.attrs["every"], zoned.attrs["every_zone"]), ("P1D", "Asia/Shanghai"))
        self.assertEqual(list(days["window_start"]), list(expected["at"]))
        self.assertEqual(list(days["name"]), list(expected["name"]))
        self.assertEqual(list(days["n"]), list(expected["size"]))
        np.testing.assert_allclose(days["mean"], expected["mean"], rtol=1e-12)
        self.assertEqual(list(days["high"]), list(expected["max"]))
        best = hourly.merged("1d", where={"name": self.keys, "high": (15, None)}, sort="-mean,window_start,name")
        high = days[days["high"] >= 15].sort_values(["mean", "window_start", "name"], ascending=[False, True, True])
        self.assertEqual(list(best["mean"]), list(high["mean"]))
        self.assertEqual(len(hourly.merged("1d", where={"name": self.keys}, latest=2)), 2 * len(self.keys))
        in_zone = self.sent.groupby(self.sent["at"].dt.tz_convert("Asia/Shanghai").dt.date).size()
        self.assertEqual(list(zoned["n"]), list(in_zone))

    def test_points_keep_extremes(self) -> None:
        points = lab().stream("readings").points(100, where={"name": self.keys}, columns=["name", "value", "_time"])

        self.assertLess(len(points), 400)
        self.assertEqual(points["value"].max(), self.sent["value"].max())
        self.assertEqual(points["value"].min(), self.sent["value"].min())

    def test_batches_and_relations_hold_the_same(self) -> None:
        readings = lab().stream("readings")
        where = {"name": self.keys}
        whole = readings.table(where=where)

        batches = pa.Table.from_batches(readings.batches(where=where))
        relation = readings.duckdb(where=where, connection=duckdb.connect())

        self.assertEqual(batches, whole)
        self.assertEqual(relation.aggregate("count(*), max(value)").fetchone(), (2_000, self.sent["value"].max()))

    def test_say_what_there_is(self) -> None:
        self.assertIn("package", datalab.connect().labs())
        self.assertEqual(lab().stream("depths").fields.loc["depth", "unit"], "m")
        self.assertEqual(list(lab().view("hourly").columns.index), ["n", "mean", "high"])
        self.assertEqual(repr(lab().view("hourly")), "<view package.hourly>")

    def test_rebuild_and_verify(self) -> None:
        hourly = lab().view("hourly")

        self.assertEqual(hourly.rebuild().state, "done")
        verified = hourly.verify()

        self.assertEqual((verified.differing, verified.differences), (0, []))
        self.assertGreater(verified.rows, 0)

    def test_layers_before_and_after_a_batch(self) -> None:
        key = name()
        lab().stream("depths").send([{"name": key, "depth": 5}, {"name": key, "depth": 6}])
        observed = lab().view("observed")
        self.assertEqual(settled_value(observed, key, 2), 2)
        before = [len(observed.frame(where={"name": key}, layer=layer)) for layer in ("batch", "speed")]

        self.assertEqual(observed.compact().state, "done")

        after = [len(observed.frame(where={"name": key}, layer=layer)) for layer in ("batch", "speed")]
        self.assertEqual((before, after), ([0, 1], [1, 0]))
        self.assertEqual(int(observed.frame(where={"name": key})["n"][0]), 2)


class Errors(unittest.TestCase):
    def test_name_what_is_wrong(self) -> None:
        with self.assertRaisesRegex(datalab.NotFound, "no lab 'none'.*package"):
            datalab.connect().lab("none")
        with self.assertRaisesRegex(KeyError, "no stream of lab package is called 'none'; there is readings"):
            lab().stream("none")
        with self.assertRaisesRegex(datalab.InvalidQuestion, "colour"):
            lab().stream("readings").frame(where={"colour": "red"})
        with self.assertRaisesRegex(datalab.InvalidQuestion, "from"):
            lab().stream("readings").frame(start="yesterday")
        with self.assertRaisesRegex(datalab.InvalidQuestion, "windows|begins"):
            lab().view("hourly").merged("90m")
        with self.assertRaisesRegex(ValueError, "one of no values"):
            lab().stream("readings").frame(where={"name": []})
        with self.assertRaisesRegex(ValueError, "expected one such as"):
            datalab.connect("localhost:8080")

    def test_refused_events_are_named_and_the_others_kept(self) -> None:
        key = name()
        events = [{"name": key, "depth": depth} for depth in (1, -1, 2, "deep")]

        with self.assertRaisesRegex(datalab.Rejected, "2 of 4 events were refused, the first of them event 1: .*the others are kept") as raised:
            lab().stream("depths").send(events)
        all_bad = lab().stream("depths").send([{"depth": 1}], on_refusal="return")

        self.assertEqual([(one.index, one.field, one.reason) for one in raised.exception.sent.refusals],
                         [(1, "depth", "out_of_range"), (3, "depth", "wrong_type")])
        self.assertEqual((all_bad.accepted, all_bad.rejected, all_bad.refusals[0].reason), (0, 1, "missing_field"))
        self.assertEqual(list(settled(lab().stream("depths"), 2, where={"name": key})["depth"]), [1.0, 2.0])

    def test_values_that_no_event_has(self) -> None:
        for value, expected in ((float("inf"), "no number"), (object(), "expected a text"), (b"x", "expected a text")):
            with self.assertRaisesRegex(ValueError, f"event 1: value is .*{expected}"):
                lab().stream("readings").send([{"name": "a"}, {"name": "b", "value": value}])

    def test_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        with self.assertRaisesRegex(datalab.Unavailable, "does not answer"):
            datalab.connect(f"http://127.0.0.1:{port}", patience=0.5).labs()

    def test_an_answer_that_breaks_off_is_no_frame(self) -> None:
        key = name()
        rows = pd.DataFrame({"name": [key] * 20_000, "value": range(20_000)})
        lab().stream("readings").send(rows)
        settled(lab().stream("readings"), 20_000, where={"name": key})
        proxy = Proxy(datalab.connect().url, cut_after=100_000)
        try:
            stream = datalab.connect(proxy.url).lab("package").stream("readings")
            with self.assertRaisesRegex(datalab.Incomplete, "broke off"):
                stream.frame(where={"name": key})
            self.assertEqual(len(stream.frame(where={"name": key})), 20_000)
        finally:
            proxy.close()

    def test_an_answer_that_is_lost_counts_its_events_once(self) -> None:
        key = name()
        proxy = Proxy(datalab.connect().url, cut_after=5, cuts=3)
        try:
            stream = datalab.Stream(datalab.connect(proxy.url)._http, "package", {"name": "readings", "fields": []})
            told = stream.send({"name": key, "value": place} for place in range(12_000))
        finally:
            proxy.close()

        self.assertEqual((told.accepted, told.rejected), (12_000, 0))
        back = settled(lab().stream("readings"), 12_000, where={"name": key})
        self.assertEqual(sorted(back["value"]), list(range(12_000)))


class Live(unittest.TestCase):
    def test_events_come_once_over_lines_that_are_cut(self) -> None:
        key = name()
        proxy = Proxy(datalab.connect().url)
        heard: list[float] = []
        stream = datalab.connect(proxy.url).lab("package").stream("readings")
        ended = threading.Event()

        def listen() -> None:
            for event in stream.live():
                if isinstance(event, dict) and event["name"] == key:
                    heard.append(event["value"])
                if 299 in heard:
                    ended.set()
                    return

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        direct = lab().stream("readings")
        until(lambda: proxy.connections >= 2)
        while not heard:
            direct.send({"name": key, "value": -1})
            time.sleep(0.2)
        for value in range(300):
            direct.send({"name": key, "value": value})
            if value % 100 == 50:
                proxy.cut()
        self.assertTrue(ended.wait(120))
        proxy.close()

        values = [value for value in heard if value >= 0]
        self.assertEqual(values, sorted(set(values)))
        self.assertEqual(len(values), 300)

    def test_rows_of_a_view(self) -> None:
        key = name()
        rows = lab().view("newest").live()
        threading.Timer(1, lambda: lab().stream("depths").send({"name": key, "depth": 7})).start()

        for row in rows:
            if isinstance(row, dict) and row.get("name") == key:
                break

        self.assertEqual(row["depth"], 7)

    def test_unavailable_where_nobody_is_heard(self) -> None:
        proxy = Proxy(datalab.connect().url)
        stream = datalab.connect(proxy.url, patience=0.5).lab("package").stream("readings")
        proxy.close()

        with self.assertRaisesRegex(datalab.Unavailable, "has not been heard"):
            next(stream.live(patience=1))


def until(condition) -> None:
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("not within 120 s")
        time.sleep(0.05)


if __name__ == "__main__":
    unittest.main()
