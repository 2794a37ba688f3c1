"""What questions about the Balancing Mechanism need from outside: what is public about its units, and prices.

Arrays and plain values only, so that the record, a warehouse or a test can stand behind it. Units are named by
Elexon's id; spans of dates are inclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports.site import MarketData
from gbflex.gb.battery_overrides import Override
from gbflex.gb.battery_score import BatteryFacts
from gbflex.gb.bm import Pairs, Profile
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import Periods

__all__ = [
    "BmData",
    "BmLevel",
    "BmPorts",
    "FirstPairPrices",
    "HeldFacts",
    "LimitRanges",
    "PublishedFigures",
    "StackMultipliers",
    "UnitData",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BmLevel = Literal["export_limit", "import_limit", "notification"]
"""A level that a unit declares: MEL, MIL, or its physical notification."""


@dataclass(frozen=True, eq=False)
class PublishedFigures:
    """Elexon's own figures of a unit, cash or energy, one row for each half-hour, side and pair.

    Attributes:
        half_hour: Half-hours since 1970 (UTC), shape (n,).
        pair: Bid-offer pair.
        is_offer: Whether it is the offer side.
        value: Cash flow [GBP], positive is paid to the unit; or accepted energy [MWh], bids negative.
    """

    half_hour: Ints
    pair: Ints
    is_offer: NDArray[np.bool_]
    value: Floats


class StackMultipliers(NamedTuple):
    """Transmission loss multipliers that Elexon's settlement stack prints of a unit, a row for each action in it.

    Attributes:
        half_hour: Half-hours since 1970 (UTC), shape (n,).
        value: The multiplier.
    """

    half_hour: Ints
    value: Floats


@dataclass(frozen=True, eq=False)
class UnitData:
    """Everything public about one unit over a span.

    Attributes:
        notification: Physical notifications.
        acceptances: Acceptances that stand, those that begin before the span included.
        flagged: Numbers of acceptances of which a segment is flagged for the system.
        deleted: Numbers of acceptances that were deleted.
        pairs: Bid-offer pairs.
        bid_gbp_per_mwh: Price to go down of each row of `pairs`.
        offer_gbp_per_mwh: Price to go up.
        published: Elexon's cash flows (EBOCF); null where none are held.
        published_volumes: Elexon's accepted volumes (BOAV); null where none are held.
        deleted_half_hours: Half-hours that deleted acceptances touched.
        amended: Numbers of acceptances that were updated after they were issued.
        stack: Multipliers of the settlement stack (ISPSTACK); null where none are held.
    """

    notification: Profile
    acceptances: Profile
    flagged: Ints
    deleted: Ints
    deleted_half_hours: Ints
    pairs: Pairs
    bid_gbp_per_mwh: Floats
    offer_gbp_per_mwh: Floats
    published: PublishedFigures | None
    published_volumes: PublishedFigures | None = None
    amended: Ints = field(default_factory=lambda: np.array([], dtype=np.int64))
    stack: StackMultipliers | None = None


class FirstPairPrices(NamedTuple):
    """Mean prices of a unit's first pair up and first pair down, as submitted; null where none was.

    Attributes:
        offer_gbp_per_mwh: Price to go up.
        bid_gbp_per_mwh: Price to go down.
        half_hours: Half-hours in which any was submitted.
        placeholders: Prices that say that a pair is not meant to be used; they are in neither mean.
    """

    offer_gbp_per_mwh: float | None
    bid_gbp_per_mwh: float | None
    half_hours: int
    placeholders: int = 0


class LimitRanges(NamedTuple):
    """A unit's limits, whichever of several declarations of a half-hour held.

    Attributes:
        half_hour: Half-hours since 1970 (UTC), shape (n,).
        highest_mw: The highest export limit declared in it; NaN where none is held.
        lowest_mw: The lowest import limit.
    """

    half_hour: Ints
    highest_mw: Floats
    lowest_mw: Floats

    @property
    def mw(self) -> Floats:
        """How far the two are apart; NaN where either is not held [MW]."""
        return self.highest_mw - self.lowest_mw


class HeldFacts(NamedTuple):
    """What is known of every registered unit, to tell batteries.

    Attributes:
        facts: By unit, in the order of their ids.
        as_of: Date on which the register was last retrieved, ISO.
        not_held: Datasets of which nothing is held.
    """

    facts: list[BatteryFacts]
    as_of: str
    not_held: list[str]


class BmData(Protocol):
    """What is held of the Balancing Mechanism's units."""

    def register(self) -> Mapping[str, BmUnit]:
        """Elexon's register as it is now, by id; empty where none is held."""

    def units_held(self, first: date, last: date, named: Sequence[str]) -> list[str]:
        """Ids of the units with acceptances or published cash flows in a span.

        Args:
            first: First settlement date.
            last: Last settlement date.
            named: Units to look for, by either id; notifications or pairs are enough then. None means all.
        """

    def units_data(self, first: date, last: date, units: Sequence[str]) -> Iterator[tuple[str, UnitData]]:
        """What is public about each of some units over a span, with acceptances that reach into it."""

    def limit_ranges_mw(self, first: date, last: date, units: Sequence[str]) -> Mapping[str, LimitRanges]:
        """The highest export and the lowest import limit by half-hour, of units where either is held."""

    def mean_level_mw(self, level: BmLevel, unit: str, periods: Periods) -> Floats:
        """Mean level of a unit in each half-hour [MW], the newest declaration first; NaN where none is held."""

    def first_pair_prices(self, first: date, last: date, units: Sequence[str]) -> Mapping[str, FirstPairPrices]:
        """Mean submitted prices of each unit's first pairs over a span, placeholders left out; by id."""

    def battery_facts(self) -> HeldFacts:
        """What is known of every registered unit.

        Raises:
            MissingPeriods: No register is held.
        """

    def own_overrides(self) -> tuple[Override, ...]:
        """The user's own verdicts on units; none where there is no file of them."""


@dataclass(frozen=True)
class BmPorts:
    """What questions about the Balancing Mechanism may ask the outside for.

    Attributes:
        units: What is held of its units.
        market_data: Prices by name.
    """

    units: BmData
    market_data: MarketData
