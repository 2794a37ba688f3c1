"""The reference page of which charges have a rate in which month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from gbflex.analysis.series.triads import settled_triads
from gbflex.assets.site import Site
from gbflex.cashflows.registry import CHARGES, FUEL_CHARGES
from gbflex.cashflows.shape import Setting
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates import rate_names
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.gb.rates.single import rate_terms
from gbflex.periods import Periods

__all__ = ["coverage"]

FIRST: Final = date(2022, 4, 1)
LAST: Final = date(2027, 3, 31)
ALL_AREAS: Final = sorted(LICENCE_AREAS)
LIMITED: Final = {"import_mw": 2.5, "export_mw": 2.5}
BATTERY: Final = {
    "type": "battery",
    "charge_power_mw": 2.5,
    "discharge_power_mw": 2.5,
    "energy_capacity_mwh": 5.0,
    "round_trip_efficiency": 0.85,
}
EXPORT: Final = {
    "export_tariff": {"duos": "HV Generation Site Specific"},
    "connection": LIMITED,
    "assets": [BATTERY],
}
KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "import": {"tariff": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 3000}},
    "aggregated": {"tariff": {"duos": "Non-Domestic Aggregated", "residual_band": 2}},
    "export": {
        "tariff": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 3000},
        **EXPORT,
    },
}
GAS: Final[Mapping[str, Any]] = {
    "fuel": {
        "price": {"fixed_gbp_per_mwh": 30},
        "network": {"ldz": "WM", "exit_zone": "WM1", "annual_quantity_kwh": 3e7, "peak_day_kwh": 1.1e5},
    },
    "assets": [{"type": "boiler", "heat_mw": 6.0, "efficiency_gross_cv": 0.85}],
}

NEAREST_SEASON: Final = "[nearest season](../methods/value-of-an-asset.md#losses), always where a site asks for it"
OWN_RULES: Final[Mapping[str, str]] = dict.fromkeys(("etlmo_delivering", "etlmo_offtaking"), NEAREST_SEASON)
"""Rates that no line charges by themselves, with their own rule."""


def coverage() -> str:
    """Which lines lack a rate in each month, and by which rule each rate is estimated."""
    missing = _missing()
    text = [
        "# Coverage",
        "",
        f"Which charges of `charges: all` lack a rate on some date of a month, {FIRST:%B %Y} to {LAST:%B %Y};",
        "where only some licence areas lack it, in which. A charge that is not in force counts as priced, as 0.",
        "Looked at: a site on HV Site Specific band 2, one on Non-Domestic Aggregated band 2, one whose battery",
        "exports at HV, and a boiler on the gas network of the West Midlands. No rate is in the site file.",
        "",
        "| month | electricity | gas |",
        "|---|---|---|",
    ]
    on_gas = {line.name for line in FUEL_CHARGES}
    for month in _months():
        found = {line: areas for (at, line), areas in missing.items() if at == month}
        power = _named({line: areas for line, areas in found.items() if line not in on_gas})
        gas = ", ".join(f"`{line}`" for line in found if line in on_gas)
        text.append(f"| {month:%Y-%m} | {power or 'complete'} | {gas or 'complete'} |")
    return "\n".join([*text, *_rules()]) + "\n"


def _named(found: Mapping[str, set[str]]) -> str:
    """Lines with the same areas together, in the order of a bill."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for line in (line.name for line in CHARGES if line.name in found):
        groups.setdefault(tuple(sorted(found[line])), []).append(f"`{line}`")
    return "; ".join(
        ", ".join(lines) + ("" if list(areas) == ALL_AREAS else f" in {', '.join(areas)}")
        for areas, lines in groups.items()
    )


def _months() -> Iterator[date]:
    for year in range(FIRST.year, LAST.year + 1):
        for month in range(1, 13):
            if FIRST <= date(year, month, 1) <= LAST:
                yield date(year, month, 1)


def _missing() -> dict[tuple[date, str], set[str]]:
    """The licence areas in which a line lacks a rate, by month and line in the order of a bill."""
    found: dict[tuple[date, str], set[str]] = {}
    for area in ALL_AREAS:
        for kind in KINDS.values():
            setting = _setting(Site(name="Any", licence_area=area, **kind))
            for line in CHARGES:
                _note(found, line.missing(setting) if line.applies(setting) else [], area)
    setting = _setting(Site(name="Any", licence_area="14", **GAS))
    for fuel_line in FUEL_CHARGES:
        _note(found, fuel_line.missing(setting) if fuel_line.applies(setting) else [], "14")
    return found


def _setting(site: Site) -> Setting:
    periods = Periods.between(FIRST, LAST)
    return Setting(site=site, periods=periods, series={}, duos=SHIPPED_DUOS, triads=settled_triads(site, periods))


def _note(found: dict[tuple[date, str], set[str]], gaps: list[Any], area: str) -> None:
    for gap in gaps:
        day = gap.first
        while day <= gap.last:
            found.setdefault((day.replace(day=1), gap.line), set()).add(area)
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _rules() -> Iterator[str]:
    """When each single rate is in force, and how it is estimated."""
    yield from (
        "",
        "## Estimates",
        "",
        "With `--estimate-missing`, or `estimates: nearest` in the site file, a missing rate is estimated: by",
        "`year_before`, from the same date of the latest year before that has a value; by `last_known`, from",
        "the last value before. Where nothing is known before, the first value after is taken. DUoS, TNUoS and",
        "gas network charges go by `last_known`: the whole statement of the nearest year, on the calendar of the",
        "dates asked for. Every such row is marked estimated, and its pounds are printed apart",
        "(`estimated_gbp`). The range of a gap (`at_least_gbp`, `at_most_gbp`) is what it costs at the estimate,",
        "at the last value before, and at the first after; it is no bound.",
        "",
        "| rate | estimated by | in force | by |",
        "|---|---|---|---|",
    )
    for name in rate_names():
        terms = rate_terms(name)
        begins = "" if terms.in_force_from is None else f"from {terms.in_force_from}"
        ends = "" if terms.in_force_to is None else f" to {terms.in_force_to - timedelta(days=1)}"
        yield f"| `{name}` | {OWN_RULES.get(name, terms.estimate)} | {begins}{ends} | {terms.in_force_source} |"
