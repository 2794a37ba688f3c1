"""What does a MWh cost at this meter in every half-hour, line by line?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.common import Priced
from gbflex.analysis.ports import Ports
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.cashflows.on_dates import priced_half_hours
from gbflex.cashflows.registry import IMPORT_LINES
from gbflex.cashflows.selection import Selection, select_lines
from gbflex.cashflows.shape import CashFlow, Setting
from gbflex.gb.rates.duos_tables import BANDS
from gbflex.periods import Periods

__all__ = ["RateColumns", "band_names", "site_rates"]

Column = NDArray[np.generic]


class RateColumns(NamedTuple):
    """The price build-up of a site.

    Attributes:
        columns: By name, each of shape (n,).
        lines: Lines that are priced on all dates or on some.
        left_out: What is not.
        warnings: What a careful reader would question, one sentence each.
    """

    columns: dict[str, Column]
    lines: tuple[CashFlow, ...]
    left_out: Priced
    warnings: list[str]


def site_rates(site: Site, periods: Periods, ports: Ports) -> RateColumns:
    """The price build-up of imported and exported energy, and what it leaves out.

    Args:
        site: The site.
        periods: The time axis.
        ports: Where prices come from.

    Returns:
        Columns, lines and warnings: prices are plain (a positive import price is a cost) and stand
        at the meter, so `energy_gbp_per_mwh` and the `<line>_gbp_per_mwh` columns add up to
        `import_price_gbp_per_mwh`. Where a line is not priced its column is NaN, and the total is without it.
    """
    setting = setting_of(site, periods, ports)
    selection = select_lines(setting)
    columns: dict[str, Column] = {
        "start_time": periods.start_time,
        "settlement_date": periods.settlement_date,
        "settlement_period": periods.settlement_period,
        "duos_band": band_names(setting),
    }
    by_line = _import_prices(setting, selection)
    total = sum((np.nan_to_num(price) for price in by_line.values()), np.zeros(len(periods)))
    columns["energy_gbp_per_mwh"] = by_line.pop("energy_import", np.full(len(periods), np.nan))
    columns |= {f"{line}_gbp_per_mwh": price for line, price in by_line.items()}
    columns["import_price_gbp_per_mwh"] = total
    columns["export_price_gbp_per_mwh"] = _export_price(setting, selection)
    return RateColumns(columns, selection.lines, completeness(selection, setting), setting_warnings(setting))


def band_names(setting: Setting) -> Column:
    """DUoS time band of each half-hour by name, None where none is held, shape (n,)."""
    if setting.bands is None:
        return np.full(len(setting.periods), None, dtype=object)
    return np.array(BANDS, dtype=object)[setting.bands]


def _import_prices(setting: Setting, selection: Selection) -> dict[str, NDArray[np.float64]]:
    prices = {}
    for line in selection.lines:
        offered = line.offer(setting).gbp_per_mwh.get("import")
        if offered is not None:
            prices[line.name] = np.where(priced_half_hours(line, setting), 0.0 - offered, np.nan)
    return prices


def _export_price(setting: Setting, selection: Selection) -> NDArray[np.float64]:
    total = np.zeros(len(setting.periods))
    # A charge on import may be given back on power that leaves: what that earns depends on whose power it is.
    for line in (one for one in selection.lines if one.name not in IMPORT_LINES):
        total = total + line.offer(setting).gbp_per_mwh.get("export", 0.0)
    return total
