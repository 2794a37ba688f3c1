"""Transmission network use of system: the demand residual by band, locational and export tariffs by demand zone.

Published by NESO in its final tariffs, valid from April to March (CUSC Section 14). Held: 2023/24 to
2026/27 final and 2027/28 to 2030/31 as the five-year view of September 2025 forecast them; the embedded export
tariff of 2026/27 only. It is max(0, unfloored locational tariff + avoided GSP infrastructure credit), and that
credit was not found for other years. Made by `tools/make_tnuos.py`.
"""

from __future__ import annotations

import csv
import functools
from datetime import date
from importlib import resources
from typing import Final, Literal, cast, get_args

from gbflex.errors import NoRateHeld
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.rates.residual_bands import voltage_of
from gbflex.gb.rates.single import MissingSpan, Rate
from gbflex.gb.rates.stand_in import StandIn, stand_ins
from gbflex.tables import Quality

__all__ = [
    "TNUOS_TARIFFS",
    "TnuosTariff",
    "is_aggregated",
    "residual_key",
    "tnuos_rate",
    "tnuos_values",
    "zone_of",
]

TnuosTariff = Literal["demand_residual", "hh_demand_locational", "nhh_demand_locational", "embedded_export"]
TNUOS_TARIFFS: Final[tuple[TnuosTariff, ...]] = get_args(TnuosTariff)

DOMESTIC: Final = "Domestic Aggregated"
NON_DOMESTIC: Final = "Non-Domestic Aggregated"

ZONES: Final[dict[str, str]] = {
    "_P": "1",
    "_N": "2",
    "_F": "3",
    "_G": "4",
    "_M": "5",
    "_D": "6",
    "_B": "7",
    "_E": "8",
    "_A": "9",
    "_K": "10",
    "_J": "11",
    "_C": "12",
    "_H": "13",
    "_L": "14",
}
"""Demand zone of each GSP group (NESO, Final TNUoS Tariffs)."""


def zone_of(distributor_id: str) -> str:
    """The TNUoS demand zone of a licence area.

    Example:
        >>> zone_of("14")
        '8'
    """
    return ZONES[licence_area(distributor_id).gsp_group_id]


def is_aggregated(tariff: str) -> bool:
    """Whether a DUoS tariff is for sites that are settled in aggregate: not half-hourly, or classes F and G.

    They pay the locational tariff by energy (CUSC Section 14.15, CMP266 and CMP318), the others by triads. After
    a site's migration to market-wide half-hourly settlement its connection may decide (CMP430), which is not
    modelled.

    Args:
        tariff: DUoS tariff, with or without its band.

    Example:
        >>> is_aggregated("Non-Domestic Aggregated (related MPAN)"), is_aggregated("LV Site Specific")
        (True, False)
    """
    return tariff.casefold().startswith((DOMESTIC.casefold(), NON_DOMESTIC.casefold()))


def residual_key(tariff: str, residual_band: str) -> str | None:
    """The demand residual band of a DUoS tariff; None where the site pays no residual.

    The bands of the two residuals are the same: TNUoS takes the DNO's allocation (CMP343).

    Args:
        tariff: DUoS tariff without its band.
        residual_band: Its band.

    Example:
        >>> residual_key("HV Site Specific", "4"), residual_key("HV Site Specific", "none")
        ('HV4', None)
    """
    if tariff.startswith(DOMESTIC):
        return "Domestic" if residual_band == "single" else None
    if not residual_band.isdigit():
        return None
    if tariff.startswith(NON_DOMESTIC):
        return f"LV_NoMIC_{residual_band}"
    return f"{voltage_of(tariff)}{residual_band}"


@functools.cache
def _held(tariff: TnuosTariff) -> dict[str, list[Rate]]:
    folder = resources.files("gbflex.gb.rates") / "data" / "tnuos"
    held: dict[str, list[Rate]] = {}
    for row in csv.DictReader((folder / f"{tariff}.csv").read_text("utf-8").splitlines()):
        rate = Rate(
            name=f"tnuos_{tariff}_{row['key']}",
            label=f"TNUoS {tariff} {row['key']} {row['name']}".strip(),
            value=float(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]),
            quality=cast("Quality", row["quality"]),
            source=row["source"],
        )
        held.setdefault(row["key"], []).append(rate)
    return held


def tnuos_values(tariff: TnuosTariff) -> list[Rate]:
    """Every value of a TNUoS tariff that is held, by key and date."""
    return [value for values in _held(tariff).values() for value in values]


def tnuos_rate(tariff: TnuosTariff, key: str, on: date, stand_in: StandIn | None = None) -> Rate:
    """What a TNUoS tariff was on a date, and who says so.

    Args:
        tariff: "demand_residual" [GBP/site/day], "hh_demand_locational" and "embedded_export" [GBP/kW], or
            "nhh_demand_locational" [p/kWh].
        key: Residual band, or demand zone.
        on: Settlement date.
        stand_in: What takes the place of a value that is not held; None is nothing.

    Raises:
        NoRateHeld: No value on that date.

    Example:
        >>> round(tnuos_rate("demand_residual", "HV3", date(2026, 4, 1)).value * 365, 2)
        67677.75
    """
    values = _held(tariff).get(key, [])
    for value in values:
        if value.valid_from <= on < value.valid_to:
            return value
    stands = [] if stand_in is None else stand_ins(values, [MissingSpan(on, on, "")], stand_in)
    if stands:
        return stands[0]
    spans = f"{values[0].valid_from} to {values[-1].span.split()[-1]}" if values else "no span at all"
    raise NoRateHeld(f"no value of tnuos_{tariff} {key} is held", where=str(on), available=spans)
