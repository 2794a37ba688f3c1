"""What a Balancing Mechanism answer lacks: each dataset, what it would give, and the command that brings it."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.shape import Key

__all__ = ["BmMissingPart", "BmMissingRow"]

_Dates = TypedDict(
    "_Dates",
    {
        "from": Annotated[str | None, Key("From", "First date that lacks it; null where it has no dates")],
        "to": Annotated[str | None, Key("To", "Last date that lacks it, inclusive")],
    },
)


class BmMissingRow(_Dates):
    """A dataset that an answer lacks."""

    dataset: Annotated[str, Key("Dataset", "Its name", style="code")]
    gives: Annotated[str, Key("Gives", "What the answer takes from it")]
    units: Annotated[list[str], Key("BM units", "Those that lack it; none named: it is not by unit")]
    half_hours: Annotated[
        int | None,
        Key("Half-hours", "How many lack it, of all its units together; null where it has no dates"),
    ]
    fetch_command: Annotated[str, Key("Fetch", "Brings it from the publisher", style="code")]
    import_command: Annotated[str, Key("Import", "Brings it from a file of the publisher's", style="code")]


class BmMissingPart(TypedDict):
    """What an answer lacks."""

    missing: Annotated[
        list[BmMissingRow], Key("Missing", "Datasets that it lacks, what holds most figures back first")
    ]
