"""The forms in which a dataset comes, and which of them a payload has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from gbflex.errors import BrokenFile

__all__ = ["Layout", "Times", "layout_of"]

COMPACT: Final = re.compile(r"\d{14}")

Times = Literal["iso", "iso as utc", "compact utc"]
"""How instants are written: with their zone; without one, declared as UTC; yyyymmddHHMMSS, declared as UTC."""


@dataclass(frozen=True)
class Layout:
    """A form in which a dataset comes.

    Attributes:
        name: What it is called in messages.
        columns: The publisher's name of each column -> ours.
        optional: Names of the publisher's that may be absent; their columns are then empty.
        known: Names that it has and the table leaves in the record.
        times: How it writes instants.
        constants: Columns of ours that it does not carry because they are always the same.
        says: Names that, where they are there, hold this in every row: the publisher's own name of the dataset.
        foreign: Names that only another dataset has.
        note: What a reader of such a payload must know.
    """

    name: str
    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    times: Times = "iso"
    constants: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()
    note: str = ""

    @property
    def required(self) -> list[str]:
        """Names that must be there."""
        return [name for name in self.columns if name not in self.optional]


def layout_of(samples: Mapping[str, str], layouts: Sequence[Layout], *, dataset: str, file: str) -> Layout:
    """The layout of a payload, by its field names, and between equals by how it writes times.

    Args:
        samples: The payload's field names, each with a value as text.
        layouts: Those the dataset comes in.
        dataset: For messages.
        file: For messages.

    Raises:
        BrokenFile: It has none of them; the nearest is named with what it lacks.
    """
    held = set(samples)
    fits = [layout for layout in layouts if held.issuperset(layout.required)]
    if fits:
        return max(fits, key=lambda layout: (len(held & layout.columns.keys()), _times_fit(layout, samples)))
    nearest = min(layouts, key=lambda layout: len(set(layout.required) - held))
    missing = [name for name in nearest.required if name not in held]
    raise BrokenFile(
        f"{dataset} needs the field {', '.join(missing)}, which is not there",
        where=file,
        available=", ".join(samples),
        next_step=f"The nearest known form is {nearest.name}",
    )


def _times_fit(layout: Layout, samples: Mapping[str, str]) -> bool:
    """Whether times are written as the layout writes them, as far as one of them shows."""
    times = [
        samples[name] for name, ours in layout.columns.items() if name in samples and ours.startswith("time_")
    ]
    return all(bool(COMPACT.fullmatch(time)) == (layout.times == "compact utc") for time in times)
