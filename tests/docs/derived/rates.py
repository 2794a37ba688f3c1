"""What is shipped: spans and counts of rates and prices."""

from __future__ import annotations

from datetime import date, timedelta

from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.gb.rates.duos_tables import charging_year_label
from gbflex.gb.rates.gas_network_table import gas_network_rows
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES
from gbflex.sources.duos import checks
from gbflex.sources.duos.tariffs import LEAST_KNOWN_NAMES, TARIFFS
from gbflex.store.sample.manifest import sample_manifest


def _span(dataset: str) -> str:
    entry = sample_manifest()[dataset]
    return f"{entry['first_date']} to {entry['last_date']}"


def prices_span() -> str:
    assert _span("elexon.system_prices") == _span("elexon.market_index")
    return _span("elexon.system_prices")


def gas_span() -> str:
    return _span("gas.sap")


def gas_network_span() -> str:
    rows = gas_network_rows()
    after = date.fromisoformat(max(row["valid_to"] for row in rows))
    return f"{min(row['valid_from'] for row in rows)} to {after - timedelta(days=1)}"


def areas() -> float:
    return len({area for _, area in SHIPPED_DUOS.tariffs})


def duos_years() -> str:
    """The years of all areas, then what some have before and most after them."""
    by_area = {
        area: sorted(year for year, one in SHIPPED_DUOS.tariffs if one == area) for _, area in SHIPPED_DUOS.tariffs
    }
    every = sorted(set.intersection(*map(set, by_area.values())))
    earlier: dict[int, list[str]] = {}
    for area, years in sorted(by_area.items()):
        assert years == list(range(years[0], years[-1] + 1))
        if years[0] < every[0]:
            earlier.setdefault(years[0], []).append(area)
    label = charging_year_label
    more = (f"{', '.join(some)} from {label(first)}" for first, some in sorted(earlier.items()))
    (after,) = {years[-1] for years in by_area.values() if years[-1] > every[-1]}
    without = ", ".join(area for area, years in sorted(by_area.items()) if years[-1] < after)
    return f"{label(every[0])} to {label(every[-1])}; {', '.join(more)}; {label(after)} of all but {without}"


def line_loss_factors() -> str:
    return SHIPPED_LINE_LOSSES.held()


def dno_years() -> float:
    return len(SHIPPED_DUOS.tariffs)


def published_tariffs() -> float:
    """A DNO publishes every tariff of the methodology each year."""
    return dno_years() * tariff_names()


def tariff_names() -> float:
    return len(TARIFFS)


def known_names_wanted() -> float:
    return LEAST_KNOWN_NAMES


def largest_unit_charge_p_per_kwh() -> float:
    return checks.LARGEST_P_PER_KWH


def all_red_above() -> float:
    return checks.LEVEL[1]


def all_red_below() -> float:
    return 1 / checks.LEVEL[0]


def one_red_above() -> float:
    return checks.OWN_LEVEL[1]


def one_red_below() -> float:
    return 1 / checks.OWN_LEVEL[0]
