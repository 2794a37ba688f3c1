"""What does a delivered MWh cost from each charging band, against each use it could have?

Every figure comes from the lines' offers, the same that the optimiser is given: a MWh charged costs its
import price divided by the round trip efficiency, plus wear; a MWh delivered is worth what it earns or saves.
Bands are plain averages over their half-hours; the best trade between two half-hours says whether any pays,
beside what the battery must do anyway: hold the response it sold, rest in an outage, put back what leaks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.breakeven import (
    BestTrade,
    BreakevenAnswer,
    ChargeRow,
    CostLine,
    CostPart,
    PairRow,
    UseRow,
    When,
    WorthPart,
)
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import in_dates, settlement_of
from gbflex.analysis.run.breakeven_ppa import day_ppa
from gbflex.analysis.run.breakeven_prices import Lines, Prices, Use, line_prices
from gbflex.analysis.run.breakeven_reasons import in_the_way, reasons_against
from gbflex.analysis.run.breakeven_words import made_of, verdict
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.rates import band_names
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.battery import Battery
from gbflex.assets.site import Site
from gbflex.cashflows.shape import Setting
from gbflex.dispatch import Problem
from gbflex.dispatch.trade import Room, Trade, best_trade, room_of
from gbflex.errors import Infeasible
from gbflex.periods import Periods

__all__ = ["site_breakeven"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _When:
    """Some half-hours of the day: those of a band, or a single one."""

    name: str
    band: str
    positions: NDArray[np.int64]

    def mean(self, lines: Lines) -> dict[str, float]:
        return {line: float(values[self.positions].mean()) for line, values in lines.items()}


@dataclass(frozen=True, eq=False)
class _Day:
    """All that the rows are made of."""

    periods: Periods
    bands: NDArray[np.generic]
    prices: Prices
    problem: Problem
    room: Room
    efficiency: float

    def keys(self, when: _When) -> When:
        periods = self.periods.settlement_period[when.positions]
        return {"when": when.name, "duos_band": when.band or None, "settlement_periods": periods.tolist()}

    def band_of(self, position: int) -> str:
        return str(self.bands[position] or "")


def site_breakeven(site: Site, periods: Periods, ports: Ports) -> BreakevenAnswer:
    """Cost, worth and margin of a delivered MWh, by charging band and use, on one day.

    Args:
        site: A site with a battery.
        periods: The day.
        ports: Where prices come from.

    Returns:
        `charging`, `uses` and `pairs` as rows, the `best` trade of two half-hours, `verdict` and `reasons`;
        `not_planned` names the lines that no margin contains, because they depend on the whole span.

    Raises:
        InputError: The site has no battery.
    """
    battery = site.battery_alone("a break-even")
    settlement, selection = settlement_of(site, periods, ports)
    setting, offers, terms = settlement.setting, settlement.offers, settlement.terms
    problem = terms.problem(setting, with_assets=True)
    day = _Day(
        periods=periods,
        bands=band_names(setting),
        prices=line_prices(setting, offers, terms),
        problem=problem,
        room=room_of(problem),
        efficiency=math.prod(battery.efficiencies),
    )
    charging, uses = _charging_rows(day), _use_rows(day)
    best, reasons = _best_and_reasons(day, setting)
    return {
        "site": site.name,
        "date": periods.first_date.isoformat(),
        "round_trip_efficiency": day.efficiency,
        "pays": best is not None and best["pays"],
        "verdict": verdict(best),
        **day_ppa(settlement, best),
        "reasons": reasons,
        "best": best,
        "charging": charging,
        "uses": uses,
        "pairs": [_pair(charge, use) for charge in charging for use in uses],
        "not_planned": [name for name, offer in offers.items() if offer.peaks and day.problem.binding_peaks],
        **completeness(selection, setting),
        "warnings": [*setting_warnings(setting), *_left_out(battery)],
    }


def _best_and_reasons(day: _Day, setting: Setting) -> tuple[BestTrade | None, list[str]]:
    """The best trade and what it is made of; where there is none, what stands in its way."""
    try:
        trade = in_dates(setting, "", lambda: best_trade(day.problem))
    except Infeasible as error:
        return None, [f"the day has no plan that keeps all limits: {error.what}"]
    if trade is None:
        return None, reasons_against(day.problem)
    best = _best(day, trade)
    return best, [*made_of(best, day.efficiency), *([] if trade.pays else in_the_way(day.problem))]


def _left_out(battery: Battery) -> list[str]:
    """What no margin contains, because it is not a price of a MWh."""
    found = []
    if battery.self_discharge_per_day:
        found.append(
            "self-discharge is in the best trade and in no pair of bands: it depends on the half-hours between"
        )
    if battery.auxiliary_mw and battery.auxiliary_when == "running":
        found.append("auxiliary load while running is in no margin: it depends on how long the battery runs")
    return found


def _whens(day: _Day, possible: NDArray[np.bool_], worth: Array, extreme: str) -> list[_When]:
    """The day's bands in the order they begin, as far as possible, and the single half-hour that is best."""
    if not possible.any():
        return []
    named = {band: day.bands == band for band in dict.fromkeys(day.bands.tolist())}
    found = [
        _When(f"{band} band" if band else "all day", band or "", np.flatnonzero(at & possible))
        for band, at in named.items()
    ]
    best = int(np.argmax(np.where(possible, worth, -np.inf)))
    single = _When(f"{extreme} half-hour", day.band_of(best), np.array([best]))
    return [*(when for when in found if len(when.positions)), single]


def _charging_rows(day: _Day) -> list[ChargeRow]:
    whens = _whens(day, day.room.charge_mwh > 0, day.problem.charging_gbp_per_mwh, "cheapest")
    return [{**day.keys(when), **_cost(day, when, day.efficiency)} for when in whens]


def _cost(day: _Day, when: _When, share_left: float) -> CostPart:
    """What a MWh charged in some half-hours costs when it is delivered, line by line."""
    charging, using = when.mean(day.prices.charging), when.mean(day.prices.using)
    lines: list[CostLine] = [
        {"line": line, "gbp_per_mwh": price, "gbp_per_delivered_mwh": price / share_left}
        for line, price in charging.items()
    ]
    lines += [{"line": line, "gbp_per_mwh": 0.0, "gbp_per_delivered_mwh": price} for line, price in using.items()]
    price = sum(charging.values())
    return {
        "import_price_gbp_per_mwh": price,
        "lost_gbp_per_mwh": price / share_left - price,
        "delivered_cost_gbp_per_mwh": price / share_left + sum(using.values()),
        "lines": lines,
    }


def _use_rows(day: _Day) -> list[UseRow]:
    problem, prices = day.problem, day.prices
    uses: list[tuple[Use, Lines, Array, NDArray[np.bool_]]] = [
        (prices.load_use, prices.load, problem.delivering_gbp_per_mwh, day.room.deliver_mwh > 0),
        ("export", prices.export, problem.exporting_gbp_per_mwh, day.room.export_mwh > 0),
    ]
    return [
        {"use": use, **day.keys(when), **_worth(day, when, lines)}
        for use, lines, worth, possible in uses
        for when in _whens(day, possible, worth, "dearest")
    ]


def _worth(day: _Day, when: _When, lines: Lines) -> WorthPart:
    by_line = when.mean(lines)
    worth, using = sum(by_line.values()), sum(when.mean(day.prices.using).values())
    return {
        "worth_gbp_per_mwh": worth,
        "break_even_import_price_gbp_per_mwh": (worth - using) * day.efficiency,
        "lines": [{"line": line, "gbp_per_mwh": price} for line, price in by_line.items()],
    }


def _pair(charge: ChargeRow, use: UseRow) -> PairRow:
    cost, worth = charge["delivered_cost_gbp_per_mwh"], use["worth_gbp_per_mwh"]
    return {
        "charge": charge["when"],
        "use": use["use"],
        "when": use["when"],
        "delivered_cost_gbp_per_mwh": cost,
        "worth_gbp_per_mwh": worth,
        "margin_gbp_per_mwh": worth - cost,
    }


def _best(day: _Day, trade: Trade) -> BestTrade:
    """The best trade of two half-hours, with its margin line by line."""
    charge = _When("", "", np.array([trade.charge_step]))
    use = _When("", "", np.array([trade.use_step]))
    share_left = day.efficiency * trade.kept_fraction
    cost = {line["line"]: line["gbp_per_delivered_mwh"] for line in _cost(day, charge, share_left)["lines"]}
    cost |= use.mean(day.prices.using)
    worth = _mixed(use.mean(day.prices.load), use.mean(day.prices.export), trade.load_share)
    names = dict.fromkeys([*cost, *worth])
    used_gbp_per_mwh = sum(use.mean(day.prices.using).values())
    return {
        "charge_settlement_period": int(day.periods.settlement_period[trade.charge_step]),
        "charge_band": day.band_of(trade.charge_step),
        "use": day.prices.load_use if trade.load_share == 1 else "export",
        "use_settlement_period": int(day.periods.settlement_period[trade.use_step]),
        "use_band": day.band_of(trade.use_step),
        "load_share": trade.load_share,
        "kept_fraction": trade.kept_fraction,
        "import_price_gbp_per_mwh": sum(charge.mean(day.prices.charging).values()),
        "delivered_cost_gbp_per_mwh": sum(cost.values()),
        "worth_gbp_per_mwh": sum(worth.values()),
        "margin_gbp_per_mwh": trade.margin_gbp_per_mwh,
        "break_even_import_price_gbp_per_mwh": (sum(worth.values()) - used_gbp_per_mwh) * share_left,
        "pays": trade.pays,
        "lines": [
            {
                "line": name,
                "worth_gbp_per_mwh": worth.get(name, 0.0),
                "cost_gbp_per_mwh": cost.get(name, 0.0),
                "margin_gbp_per_mwh": worth.get(name, 0.0) - cost.get(name, 0.0),
            }
            for name in names
        ],
    }


def _mixed(load: dict[str, float], export: dict[str, float], load_share: float) -> dict[str, float]:
    shares = {line: load_share * price for line, price in load.items()} if load_share else {}
    if load_share < 1:
        for line, price in export.items():
            shares[line] = shares.get(line, 0.0) + (1 - load_share) * price
    return shares
