"""Elexon's files of one unit, written by hand: 2025-01-15 period 25, which begins at 12:00 UTC."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tests.cli.conftest import Said

Gbflex = Callable[..., Said]
Points = list[tuple[float, float]]
DAY, PERIOD, UNIT = "2025-01-15", 25, "T_TEST-1"

WORKED: dict[int, Points] = {
    1: [(0, 0), (5, 30), (20, 30), (25, 0)],
    2: [(10, 30), (15, -10), (25, -10), (30, 0)],
}
WORKED_PAIRS = {1: (20, 90, 100), 2: (30, 140, 150), -1: (-50, 40, 50)}
"""Pair -> width, bid, offer (market reference 3.2)."""


def clock(minute: float) -> str:
    """An instant so many minutes after 12:00 UTC."""
    seconds = 12 * 3600 + round(minute * 60)
    day = int(DAY[-2:]) + seconds // 86_400
    return f"2025-01-{day:02d}T{seconds % 86_400 // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}Z"


def pn_file(path: Path, points: Points, unit: str = UNIT, period: int = PERIOD) -> Path:
    rows = [
        f"PN,{DAY},{period},{clock(a[0])},{clock(b[0])},{a[1]},{b[1]},{unit[2:]},{unit}"
        for a, b in pairwise(points)
    ]
    head = "dataset,settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,nationalGridBmUnit,bmUnit"
    return written(path, head, rows)


def boalf_file(
    path: Path, accepted: dict[int, Points], *, flag: str = "ORI", so: str = "False", unit: str = UNIT
) -> Path:
    rows = [
        f"BOALF,{DAY},25,25,{clock(a[0])},{clock(b[0])},{a[1]},{b[1]},{number},{clock(-10 + number)},False,{so},{flag},"
        f"False,False,{unit[2:]},{unit}"
        for number, points in accepted.items()
        for a, b in pairwise(points)
    ]
    head = (
        "dataset,settlementDate,settlementPeriodFrom,settlementPeriodTo,timeFrom,timeTo,levelFrom,levelTo,"
        "acceptanceNumber,acceptanceTime,deemedBoFlag,soFlag,amendmentFlag,storFlag,rrFlag,nationalGridBmUnit,bmUnit"
    )
    return written(path, head, rows)


def bod_file(path: Path, pairs: dict[int, tuple[float, float, float]], unit: str = UNIT) -> Path:
    rows = [
        f"BOD,{DAY},{PERIOD},{clock(0)},{clock(30)},{width},{width},{pair},{offer},{bid},{unit[2:]},{unit}"
        for pair, (width, bid, offer) in pairs.items()
    ]
    head = (
        "dataset,settlementDate,settlementPeriod,timeFrom,timeTo,levelFrom,levelTo,pairId,offer,bid,"
        "nationalGridBmUnit,bmUnit"
    )
    return written(path, head, rows)


def ebocf_file(path: Path, offers: dict[int, float], bids: dict[int, float], unit: str = UNIT) -> Path:
    names = {-2: "negative2", -1: "negative1", 1: "positive1", 2: "positive2"}
    rows = [
        ",".join(
            [DAY, str(PERIOD), side, unit, *(str(cash.get(pair, 0.0)) for pair in names), str(sum(cash.values()))]
        )
        for side, cash in (("bid", bids), ("offer", offers))
    ]
    head = "settlementDate,settlementPeriod,side,bmUnit," + ",".join(names.values()) + ",totalCashflow"
    return written(path, head, rows)


def written(path: Path, head: str, rows: list[str]) -> Path:
    path.write_text("\n".join([head, *rows, ""]))
    return path


def worked_example(gbflex: Callable[..., object], folder: Path) -> None:
    """Import the worked example of market reference 3.2."""
    gbflex("data", "import", "elexon.pn", pn_file(folder / "pn.csv", [(0, 0), (30, 0)]))
    gbflex("data", "import", "elexon.boalf", boalf_file(folder / "boalf.csv", WORKED))
    gbflex("data", "import", "elexon.bod", bod_file(folder / "bod.csv", WORKED_PAIRS))
