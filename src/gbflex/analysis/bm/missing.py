"""Which datasets the Balancing Mechanism answers read, what each gives, and what an answer lacks of them.

The one place that says it: `SOURCES` in the order in which they hold figures back. A fetch is by unit where the
publisher's service takes units; the test of this module compares that with the registry of datasets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm_missing import BmMissingRow
from gbflex.analysis.bm.half_hourly import UnitHalfHours
from gbflex.analysis.bm.multiplier import GIVEN, READ
from gbflex.periods import Periods

__all__ = [
    "ACCEPTED",
    "READS",
    "REGISTER",
    "SOURCES",
    "Lack",
    "absent_lacks",
    "fetch_command",
    "fetch_step",
    "missing_rows",
    "price_lacks",
    "register_lacks",
    "unit_lacks",
]

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

REGISTER: Final = "elexon.bmunits"
MOST_UNITS_NAMED: Final = 10
"""With more units than this a command asks for all."""


class Source(NamedTuple):
    """A dataset.

    Attributes:
        gives: What answers take from it.
        by_unit: Whether its publisher is asked unit by unit.
    """

    gives: str
    by_unit: bool = False


SOURCES: Final[Mapping[str, Source]] = {
    "elexon.pn": Source("notifications, from which accepted energy is measured", by_unit=True),
    "elexon.boalf": Source("acceptances: what the unit was told to do", by_unit=True),
    "elexon.bod": Source("bid and offer prices, and the cash computed with them", by_unit=True),
    "elexon.ebocf": Source("Elexon's own cash flows", by_unit=True),
    REGISTER: Source("names, lead parties, registered power and loss zones"),
    "elexon.system_prices": Source("the system price"),
    "elexon.market_index": Source("the market index, at which recharging is priced"),
    "elexon.mels": Source("export limits", by_unit=True),
    "elexon.mils": Source("import limits", by_unit=True),
    "elexon.boav": Source("Elexon's accepted volumes, to compare with", by_unit=True),
    "elexon.ispstack": Source("the multiplier of each half-hour, where computed cash has an estimate or none"),
}
"""What holds most figures back first."""

ACCEPTED: Final = ("elexon.pn", "elexon.boalf", "elexon.bod", "elexon.ebocf")
"""What a unit's cash is made from."""
UNITS: Final = (
    *ACCEPTED,
    REGISTER,
    "elexon.system_prices",
    "elexon.market_index",
    "elexon.mels",
    "elexon.mils",
    "elexon.ispstack",
)
READS: Final[Mapping[str, tuple[str, ...]]] = {
    "bm ledger": (*ACCEPTED, REGISTER, "elexon.boav", "elexon.ispstack"),
    "bm unit": UNITS,
    "bm leaderboard": UNITS,
    "bm portfolio": UNITS,
    "bm event": UNITS,
    "bm events": ("elexon.system_prices",),
    "bm batteries": (REGISTER, "elexon.mels", "elexon.mils", "elexon.pn"),
}
"""Datasets that each answer reads."""


class Lack(NamedTuple):
    """What an answer lacks of a dataset.

    Attributes:
        dataset: Its name.
        unit: Elexon's id; empty where it is not by unit.
        half_hours: Which half-hours of the span lack it; null where it has no dates.
    """

    dataset: str
    unit: str = ""
    half_hours: Bools | None = None


def unit_lacks(answer: str, unit: str, found: UnitHalfHours) -> list[Lack]:
    """What an answer lacks of a unit.

    Prices, cash and the multiplier are missing only where something was accepted, or where it is not known whether
    something was.

    Args:
        answer: Its command.
        unit: Elexon's id.
        found: What is known of it by half-hour.
    """
    evidence = found.evidence
    wanted = found.is_touched | ~evidence.acceptances_held
    sure = np.isin(found.multiplier_source, (GIVEN, READ))
    masks = {
        "elexon.pn": ~evidence.is_notified,
        "elexon.boalf": ~evidence.acceptances_held,
        "elexon.bod": wanted & ~evidence.has_pairs,
        "elexon.ebocf": wanted & ~found.is_published,
        "elexon.mels": ~evidence.has_export_limit,
        "elexon.mils": ~evidence.has_import_limit,
        "elexon.boav": found.is_touched & ~evidence.has_volumes_published,
        "elexon.ispstack": found.is_computed & ~sure,
    }
    return [
        Lack(dataset, unit, mask) for dataset, mask in masks.items() if dataset in READS[answer] and mask.any()
    ]


def absent_lacks(units: Iterable[str], periods: Periods) -> list[Lack]:
    """That nothing of some units is held.

    Args:
        units: Elexon's ids.
        periods: The span.
    """
    everywhere = np.ones(len(periods), dtype=bool)
    return [Lack(dataset, unit, everywhere) for unit in units for dataset in ACCEPTED]


def register_lacks(units: Iterable[str], register: Iterable[str]) -> list[Lack]:
    """That units are not in the register.

    Args:
        units: Elexon's ids.
        register: Those in the register.
    """
    known = set(register)
    return [Lack(REGISTER, unit) for unit in units if unit not in known]


def price_lacks(periods: Periods, prices: Mapping[str, Floats]) -> list[Lack]:
    """Dates without any price: a half-hour may be without one because none was published.

    Args:
        periods: The span.
        prices: By dataset; NaN where none is held.
    """
    lacks = []
    for dataset, values in prices.items():
        priced = np.bincount(periods.day_index, weights=np.isfinite(values), minlength=len(periods.dates))
        without = (priced == 0)[periods.day_index]
        if without.any():
            lacks.append(Lack(dataset, "", without))
    return lacks


def missing_rows(lacks: Iterable[Lack], periods: Periods) -> list[BmMissingRow]:
    """What is missing, a row for each dataset.

    Args:
        lacks: What is missing of each unit.
        periods: The span.
    """
    by_dataset: dict[str, list[Lack]] = {}
    for lack in lacks:
        by_dataset.setdefault(lack.dataset, []).append(lack)
    return [_row(dataset, by_dataset[dataset], periods) for dataset in SOURCES if dataset in by_dataset]


def _row(dataset: str, lacks: Sequence[Lack], periods: Periods) -> BmMissingRow:
    units = [lack.unit for lack in lacks if lack.unit]
    masks = [lack.half_hours for lack in lacks if lack.half_hours is not None]
    count, first, last = None, None, None
    if masks:
        count = sum(int(mask.sum()) for mask in masks)
        dates = periods.settlement_date[np.logical_or.reduce(masks)]
        first, last = str(dates[0]), str(dates[-1])
    return {
        "dataset": dataset,
        "gives": SOURCES[dataset].gives,
        "units": units,
        "half_hours": count,
        "from": first,
        "to": last,
        "fetch_command": fetch_command(dataset, first, last, units),
        "import_command": f"gbflex data import {dataset} FILE",
    }


def fetch_command(dataset: str, first: str | None, last: str | None, units: Sequence[str] = ()) -> str:
    """The command that brings a dataset from its publisher.

    Args:
        dataset: Its name.
        first: First date; null where it has no dates.
        last: Last date, inclusive.
        units: Elexon's ids; many are all.

    Example:
        >>> fetch_command("elexon.bod", "2026-09-30", "2026-09-30", ["T_LKSDB-1"])
        'gbflex data fetch elexon.bod --from 2026-09-30 --to 2026-09-30 --bm-unit T_LKSDB-1'
    """
    span = "" if first is None or dataset == REGISTER else f" --from {first} --to {last}"
    named = units if SOURCES[dataset].by_unit and len(units) <= MOST_UNITS_NAMED else ()
    return f"gbflex data fetch {dataset}{span}" + "".join(f" --bm-unit {unit}" for unit in named)


def fetch_step(datasets: Sequence[str], periods: Periods | None, units: Sequence[str] = ()) -> str:
    """What to do where nothing is held: the first command in full, and what else goes the same way.

    Args:
        datasets: What is needed, the most needed first.
        periods: The span; null where they have no dates.
        units: Elexon's ids, where some are asked for.
    """
    first, last = (None, None) if periods is None else (str(periods.first_date), str(periods.last_date))
    command = fetch_command(datasets[0], first, last, units)
    more = f", then {', '.join(datasets[1:])} the same way" if datasets[1:] else ""
    which = "DATASET" if datasets[1:] else datasets[0]
    return f"Fetch it: {command}{more} (or files of theirs: gbflex data import {which} FILE)"
