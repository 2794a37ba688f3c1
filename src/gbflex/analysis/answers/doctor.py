"""`gbflex doctor`: what is installed, where data lives, and how fresh it is."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import Span
from gbflex.analysis.answers.data import SpanHeld
from gbflex.analysis.answers.shape import Key

__all__ = ["DoctorAnswer", "PartRow", "RecordRow", "SampleRow"]


class PartRow(TypedDict):
    """A library."""

    name: Annotated[str, Key("Part", "Its name")]
    version: Annotated[str, Key("Version", "As installed, or missing")]


class SampleRow(Span):
    """A dataset that is shipped."""

    name: Annotated[str, Key("Shipped", "Name of the dataset")]
    rows: Annotated[int, Key("Rows", "How many")]
    publisher: Annotated[str, Key("Publisher", "Who published it")]
    licence: Annotated[str, Key("Licence", "Of its publisher")]
    retrieved: Annotated[str, Key("Retrieved", "From where and when")]


class RecordRow(SpanHeld):
    """A dataset of the record."""

    name: Annotated[str, Key("Held", "Name of the dataset")]
    rows: Annotated[int, Key("Rows", "How many")]
    retrieved_time: Annotated[str | None, Key("Retrieved (UTC)", "When it was last retrieved", style="instant")]
    evidence: Annotated[
        str, Key("Evidence", "seen: a real payload was read; else what its form was checked against")
    ]


class DoctorAnswer(TypedDict):
    """The state of this installation."""

    version: Annotated[str, Key("gbflex", "Its version")]
    python: Annotated[str, Key("Python", "Its version")]
    home: Annotated[str, Key("Home", "Where data lives", style="code")]
    runs: Annotated[int, Key("Runs", "Run folders under it")]
    parts: Annotated[list[PartRow], Key("Parts", "Libraries that gbflex stands on")]
    datasets: Annotated[list[SampleRow], Key("Shipped data", "A row for each dataset")]
    record: Annotated[list[RecordRow], Key("Record", "A row for each dataset that arrived")]
