"""Asks every operation of a client made from openapi.json, with each of its parameters in turn.

Usage: ask_every_question.py FOLDER_OF_THE_CLIENT OPENAPI_JSON URL. Prints what failed, and how much was asked.
"""

import importlib
import inspect
import json
import re
import sys
import typing
from pathlib import Path

# What a parameter is asked with where its schema does not say; `after` comes from a page before.
TEXTS = {"from": "-7d", "to": "now", "start": "2020-01-01", "end": "2030-01-01", "within": "15m",
         "every": "1w", "zone": "Europe/Berlin", "by": "", "horizon": "1h"}
BODIES = {"sql": {"query": "select * from persons"}, "forget": {"key": "999983"}, "persons": {"name": "from a client"},
          "positions": {"person": 1, "latitude": 35.1, "longitude": -106.6, "level": 1},
          "scores": {"series": "1", "model": "steady", "horizon": "PT1H", "event": "0:0", "issued": "2026-01-01T00:00:00Z",
                     "observed": 1.5, "expected": 1.0, "sd": 1.0, "lower": -1.0, "upper": 3.0, "error": -0.5, "crps": 0.3,
                     "inside": 1}}
# What an operation without a default has to be given.
IDS = {"id": 1, "view": "nothing", "output": "nothing"}
# Parameters that do not go with points.
ALONE = {"points", "limit", "after", "sort", "latest", "every", "zone", "by"}
# Operations that change or need what this lab does not have; they are still to be answered as the document says.
NOT_HERE = {"api_drop_view", "api_outputs_publish", "api_retry", "api_models_forecast"}


def plain(name):
    return name.replace(".", "_").replace("-", "_").lower()


class Asker:
    def __init__(self, folder, document, url):
        sys.path.insert(0, str(Path(folder).parent))
        self.package = Path(folder).name
        self.document = document
        self.client = importlib.import_module(self.package + ".client").Client(base_url=url)
        self.types = importlib.import_module(self.package + ".types")
        self.batches = {}
        self.asked = 0
        self.failed = []

    def function(self, tag, operation):
        folder = "data_lab" if tag == "DataLab" else tag
        name = re.sub("_+", "_", operation)  # as the generator names modules
        return importlib.import_module(f"{self.package}.api.{folder}.{name}")

    def resolved(self, node):
        while "$ref" in node:
            found = self.document
            for part in node["$ref"][2:].split("/"):
                found = found[part]
            node = found
        return node

    def value(self, parameter, columns):
        schema = self.resolved(parameter["schema"])
        name = parameter["name"]
        if name in IDS:
            return IDS[name]
        if name in ("sort", "fields"):
            return columns[0]
        if name in TEXTS:
            return TEXTS[name]
        if schema.get("type") == "array":
            return [self.scalar(schema["items"])]
        return self.scalar(schema)

    def scalar(self, schema):
        if "enum" in schema:
            return schema["enum"][0]  # a client reads one format of each answer, the first
        if schema.get("format") == "date-time":
            return importlib.import_module("datetime").datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        return {"integer": max(1, schema.get("minimum", 1)), "number": 1.5, "boolean": False}.get(schema["type"], "1")

    def fitted(self, function, argument, value):
        """A word of an enumeration is a class of its own in the client."""
        hint = typing.get_type_hints(function)[argument]
        if isinstance(value, list):
            each = next(one for one in (typing.get_args(hint) or (hint,)) if typing.get_origin(one) is list)
            return [self.word(each, one) for one in value]
        return self.word(hint, value)

    def word(self, hint, value):
        for each in typing.get_args(hint) or (hint,):
            if inspect.isclass(each) and issubclass(each, importlib.import_module("enum").Enum):
                return each(value)
        return value

    def argument(self, function, parameter):
        names = list(inspect.signature(function).parameters)
        wanted = plain(parameter["name"])
        field = "field" + wanted  # as the generator calls what begins with an underscore
        return next(one for one in (wanted, wanted + "_", field, wanted + "_query", wanted + "_path") if one in names)

    def ask(self, what, module, arguments, accepted):
        self.asked += 1
        try:
            answer = module.sync_detailed(client=self.client, **arguments)
        except Exception as e:  # whatever the client fails by is a finding
            self.failed.append(f"{what}: {type(e).__name__} {e}")
            return None
        status = int(answer.status_code)
        if not accepted(status):
            self.failed.append(f"{what}: {status} {answer.content[:300].decode()}")
        return answer

    def operation(self, path, method, operation):
        id = operation["operationId"]
        module = self.function(operation["tags"][0], id)
        function = module.sync_detailed
        parameters = [self.resolved(one) for one in operation.get("parameters", [])]
        columns = self.columns(operation)
        names = [parameter["name"] for parameter in parameters]
        given = {}
        for parameter in parameters:
            if parameter.get("required"):
                given[self.argument(function, parameter)] = self.value(parameter, columns)
        if "requestBody" in operation and operation["requestBody"].get("required"):
            given["body"] = self.body(function, path)
        accepted = (lambda s: 200 <= s < 500) if id in NOT_HERE else (lambda s: 200 <= s < 300)
        if path.endswith("/batches/{id}"):
            given["id"] = self.batches[path.removesuffix("/{id}")]
        answer = self.ask(id, module, given, accepted)
        if method == "post" and path.endswith("/batches"):
            self.batches[path] = answer.parsed.id
        for parameter in parameters:
            if parameter.get("required") or parameter["in"] != "query":
                continue
            more = dict(given)
            if parameter["name"] == "after":
                first = self.ask(f"{id} limit=1", module, {**given, "limit": 1}, accepted)
                after = getattr(first.parsed, "after", None) if first else None
                if not isinstance(after, str):
                    continue
                more["after"] = after
            else:
                value = self.value(parameter, columns)
                argument = self.argument(function, parameter)
                more[argument] = self.fitted(function, argument, value)
            if parameter["name"] == "zone":
                more["every"] = TEXTS["every"]
            said = f"{id} {parameter['name']}={more[self.argument(function, parameter)]}"
            self.ask(said, module, more, accepted)
            if "points" in names and parameter["name"] not in ALONE:
                self.ask(f"{said} points=10", module, {**more, "points": 10}, accepted)

    def columns(self, operation):
        content = operation["responses"].get("200", {}).get("content", {})
        schema = self.resolved(content.get("application/x-ndjson", {}).get("schema", {}))
        return list(schema.get("properties", {})) or ["name"]

    def body(self, function, path):
        hint = typing.get_type_hints(function)["body"]
        model = next(one for one in (typing.get_args(hint) or (hint,)) if hasattr(one, "from_dict"))
        return model.from_dict(BODIES[path.rsplit("/", 1)[-1]])

    def all(self):
        for path, methods in sorted(self.document["paths"].items(), key=lambda one: "post" not in one[1]):
            for method, operation in methods.items():
                if "text/event-stream" not in str(operation["responses"]["200"] if "200" in operation["responses"] else ""):
                    self.operation(path, method, operation)


asker = Asker(sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), sys.argv[3])
asker.all()
for one in asker.failed:
    print(one)
print(f"{asker.asked} asked, {len(asker.failed)} failed")
