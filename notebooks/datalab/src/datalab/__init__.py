"""A DataLab's streams and views as pandas and Arrow, live events, and data sent back.

>>> import datalab
>>> sensors = datalab.connect("http://localhost:8080").lab("sensors")
>>> sensors.view("per_minute").frame(start="-1d", where={"name": "sensor1"})
"""

from datalab._errors import (
    DataLabError,
    Incomplete,
    InvalidQuestion,
    NotAllowed,
    NotFound,
    Rejected,
    Unavailable,
)
from datalab._lab import DataLab, Lab, connect
from datalab._live import Gap
from datalab._sources import Source, Stream, View
from datalab._batches import Batch
from datalab._sending import Refusal, Sent

__all__ = [
    "Batch",
    "DataLab",
    "DataLabError",
    "Gap",
    "Incomplete",
    "InvalidQuestion",
    "Lab",
    "NotAllowed",
    "NotFound",
    "Refusal",
    "Rejected",
    "Sent",
    "Source",
    "Stream",
    "Unavailable",
    "View",
    "connect",
]
__version__ = "0.1.0"
