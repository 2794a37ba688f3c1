"""Elexon's files of whole half-hours, written by hand: one winter day, on which a period begins at a full half-hour UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.bm.files import Gbflex, written

DAY = "2025-01-15"
UNIT, OTHER = "T_AAA-1", "T_ZZZ-1"
WHOLE_DAY = range(1, 49)

LEVELS = "settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,bmUnit"


def instant(half: float, day: str = DAY) -> str:
    """An instant so many half-hours after midnight."""
    minutes = round(half * 30)
    return f"{day}T{minutes // 60:02d}:{minutes % 60:02d}:00Z" if minutes < 24 * 60 else f"{day[:-2]}16T00:00:00Z"


class Held:
    """What a test puts into the record.

    Args:
        gbflex: The command line.
        folder: Where files are written.
    """

    def __init__(self, gbflex: Gbflex, folder: Path) -> None:
        self.gbflex, self.folder, self.number = gbflex, folder, 0

    def put(self, dataset: str, head: str, rows: Sequence[str]) -> None:
        """Import rows of a dataset."""
        self.number += 1
        path = written(self.folder / f"{self.number}_{dataset}.csv", head, list(rows))
        said = self.gbflex("data", "import", f"elexon.{dataset}", path)
        assert said.code == 0, said.err

    def levels(self, dataset: str, mw: Mapping[int, float], unit: str = UNIT, day: str = DAY) -> None:
        """PN, MEL or MIL by period."""
        rows = [f"{day},{at},{instant(at - 1, day)},{instant(at, day)},{mw[at]},{mw[at]},{unit}" for at in mw]
        self.put(dataset, LEVELS, rows)

    def notified(self, mw: float = 0.0, periods: Iterable[int] = WHOLE_DAY, unit: str = UNIT) -> None:
        """The same notification in some periods."""
        self.levels("pn", dict.fromkeys(periods, mw), unit)

    def accepted(self, mw: Mapping[int, float], unit: str = UNIT) -> None:
        """An acceptance for the whole of each period."""
        head = "bmUnit,acceptanceNumber,acceptanceTime,timeFrom,timeTo,levelFrom,levelTo"
        rows = [f"{unit},{at},{instant(0)},{instant(at - 1)},{instant(at)},{mw[at]},{mw[at]}" for at in mw]
        self.put("boalf", head, rows)

    def pairs(self, periods: Iterable[int], offer: float = 100.0, bid: float = 20.0, unit: str = UNIT) -> None:
        """A pair of 100 MW up and one down."""
        rows = [
            f"{DAY},{at},{instant(at - 1)},{instant(at)},{side * 100},{side * 100},{side},{offer},{bid},{unit}"
            for at in periods
            for side in (1, -1)
        ]
        self.put("bod", LEVELS.replace("bmUnit", "pairId,offer,bid,bmUnit"), rows)

    def published(self, gbp: Mapping[int, float], unit: str = UNIT, side: str = "offer") -> None:
        """Elexon's cash of the first pair by period."""
        head = "settlementDate,settlementPeriod,side,bmUnit,negative1,positive1,totalCashflow"
        rows = [f"{DAY},{at},{side},{unit},0,{gbp[at]},{gbp[at]}" for at in gbp]
        self.put("ebocf", head, rows)

    def registered(self, units: Mapping[str, float | str], party: str = "Party A") -> None:
        """A register of units and their power."""
        head = (
            "elexonBmUnit,nationalGridBmUnit,leadPartyName,generationCapacity,demandCapacity,fuelType,bmUnitName"
        )
        self.put(
            "bmunits", head, [f"{unit},{unit[2:]},{party},{mw},,OTHER,{unit[2:]}" for unit, mw in units.items()]
        )
