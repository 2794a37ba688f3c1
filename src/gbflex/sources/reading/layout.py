"""The forms in which a dataset comes, and which of them a payload has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from gbflex.errors import BrokenFile

__all__ = ["Dates", "Layout", "Times", "is_undecided", "layout_of", "publishers_names"]

COMPACT: Final = re.compile(r"\d{14}")

Times = Literal["iso", "iso as utc", "compact utc", "day first as london"]
"""How instants are written: with their zone; without one, declared as UTC; yyyymmddHHMMSS, declared as UTC;
dd/mm/yyyy HH:MM:SS, declared as the London clock."""

Dates = Literal["iso", "day first"]
"""How dates are written: 2024-04-01 or 01/04/2024."""


@dataclass(frozen=True)
class Layout:
    """A form in which a dataset comes.

    Attributes:
        name: What it is called in messages.
        columns: The publisher's name of each column -> ours.
        optional: Names of the publisher's that may be absent; their columns are then empty.
        known: Names that it has and the table leaves in the record.
        times: How it writes instants.
        dates: How it writes dates.
        constants: Columns of ours that it does not carry because they are always the same.
        says: Names that, where they are there, hold this in every row: the publisher's own name of the dataset.
        picks: Names that say which rows are the dataset's, and the word they then hold; other rows are counted.
        foreign: Names that only another dataset has.
        note: What a reader of such a payload must know.
    """

    name: str
    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    times: Times = "iso"
    dates: Dates = "iso"
    constants: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[str, str] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()
    note: str = ""

    @property
    def required(self) -> list[str]:
        """Names that must be there."""
        return [*(name for name in self.columns if name not in self.optional), *self.picks]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it knows."""
        return (*self.columns, *self.known, *self.says, *self.picks, *self.foreign)


def publishers_names(names: Sequence[str], layouts: Sequence[Layout]) -> dict[str, str]:
    """Names of a payload -> the publisher's documented names, where only capitals or the nesting differ.

    Elexon's CSV (`format=csv`) begins each name of its JSON with a capital. What its JSON nests is read with and
    without the outer name: `pairVolumes.negative1` as `Negative1` or `PairVolumesNegative1`. A name that a layout
    knows as it stands keeps it. Of two that differ in capitals only, the second stays as it came.

    Args:
        names: The payload's.
        layouts: Those the dataset comes in.

    Example:
        >>> publishers_names(["BmUnit", "Bid"], [Layout("", {"bmUnit": "bm_unit", "bid": "bid_gbp_per_mwh"})])
        {'BmUnit': 'bmUnit', 'Bid': 'bid'}
    """
    known = [name for layout in layouts for name in layout.names]
    flat = {form.casefold(): name for name in reversed(known) for form in _flat_forms(name)}
    as_it_stands = {name.casefold(): name for name in reversed(known)}
    taken = {name for name in names if name in known}
    found: dict[str, str] = {}
    for name in names:
        wanted = {**flat, **as_it_stands}.get(name.casefold(), name)
        if name not in known and wanted not in taken:
            found[name] = wanted
            taken.add(wanted)
    return {name: wanted for name, wanted in found.items() if wanted != name}


def _flat_forms(name: str) -> tuple[str, ...]:
    outer, dot, inner = name.rpartition(".")
    return (inner, outer + inner, f"{outer}_{inner}") if dot else ()


def is_undecided(samples: Mapping[str, str], layouts: Sequence[Layout]) -> bool:
    """Whether it hangs on a time that is not among the samples which of several layouts it is.

    Args:
        samples: As `layout_of` takes them.
        layouts: Those the dataset comes in.
    """
    fits = [layout for layout in layouts if samples.keys() >= set(layout.required)]
    return len(fits) > 1 and any(not sample for layout in fits for sample in _times(layout, samples))


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


def _times(layout: Layout, samples: Mapping[str, str]) -> list[str]:
    return [samples[name] for name, ours in layout.columns.items() if name in samples and ours.startswith("time_")]


def _times_fit(layout: Layout, samples: Mapping[str, str]) -> bool:
    """Whether times are written as the layout writes them, as far as one of them shows."""
    times = _times(layout, samples)
    return all(bool(COMPACT.fullmatch(time)) == (layout.times == "compact utc") for time in times)
