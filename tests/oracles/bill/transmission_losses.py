"""The transmission loss multiplier where a site has it estimated: 1 + the zone's factor + the season's adjustment.

BSC Section T; seasons begin in March, June, September and December, and March belongs to the BSC year before. What is
not held of a season is taken from the nearest that is: the same season of the nearest year; of a season that no year
holds, the season before it, else the one after. The adjustment is that of a trading unit that takes.
"""

from __future__ import annotations

from datetime import date

from tests.oracles.bill.clock import charging_year_of
from tests.oracles.bill.held import levy, rows, spans

__all__ = ["estimated_multiplier"]

GROUP_OF_AREA = dict(zip(range(10, 24), "ABCDEFGPNJHKLM", strict=True))
SEASONS = ("winter", "spring", "summer", "autumn")


def estimated_multiplier(area: int, day: date) -> float:
    """Of imports in a licence area on a day."""
    return 1.0 + _factor(f"_{GROUP_OF_AREA[area]}", day) + _adjustment(day)


def _factor(zone: str, day: date) -> float:
    held = {
        (row["season"], int(row["bsc_year_start"])): float(row["transmission_loss_factor"])
        for row in rows("losses/transmission_loss_factors.csv")
        if row["gsp_group_id"] == zone
    }
    place = SEASONS.index(_season(day))
    for season in (SEASONS[place], SEASONS[place - 1], SEASONS[(place + 1) % len(SEASONS)]):
        years = [year for of, year in held if of == season]
        if years:
            return held[season, min(years, key=lambda year: abs(year - charging_year_of(day)))]
    raise AssertionError(zone)


def _adjustment(day: date) -> float:
    held = levy("etlmo_offtaking", day)
    if held is not None:
        return held
    alike = [
        (abs((day - first).days), value)
        for first, value in spans("etlmo_offtaking")
        if _season(first) == _season(day)
    ]
    return min(alike)[1]


def _season(day: date) -> str:
    return SEASONS[day.month % 12 // 3]
