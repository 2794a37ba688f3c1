"""A break-even in plain words: whether charging pays, and what the margin is made of."""

from __future__ import annotations

from typing import Literal

from gbflex.analysis.answers.breakeven import BestTrade
from gbflex.analysis.answers.shape import fixed

__all__ = ["made_of", "verdict"]

USES = {"avoid_import": "saved import", "ppa": "the PPA", "export": "export"}

SHOWN_GBP_PER_MWH = 0.005
"""A part of the margin below half a penny is not worth a word."""


def verdict(best: BestTrade | None) -> str:
    """Whether charging pays on the day, in one sentence.

    Args:
        best: The best trade, or None where the limits allow none.
    """
    if best is None:
        return "No trade is possible: the limits leave no half-hour to charge in and another to use the energy in."
    trade = (
        f"a MWh charged in {_half_hour(best, 'charge')} at {fixed(best['import_price_gbp_per_mwh'])} GBP/MWh "
        f"costs {fixed(best['delivered_cost_gbp_per_mwh'])} when delivered, and {USES[best['use']]} in "
        f"{_half_hour(best, 'use')} is worth {fixed(best['worth_gbp_per_mwh'])}"
    )
    margin = best["margin_gbp_per_mwh"]
    if best["pays"] and margin <= 0:
        return (
            f"Charging pays, though no two half-hours alone do: at best {trade}. Export is worth more than the "
            "load, which is served first, so that several charges gain together."
        )
    if best["pays"]:
        return f"Charging pays: {trade}, a margin of {fixed(margin)} GBP for each MWh delivered."
    return (
        f"Charging does not pay: at best {trade}, a loss of {fixed(-margin)} GBP for each MWh delivered. It pays "
        f"below an import price of {fixed(best['break_even_import_price_gbp_per_mwh'])} GBP/MWh for that use."
    )


def made_of(best: BestTrade, round_trip_efficiency: float) -> list[str]:
    """What the margin of the best trade is made of, the largest first, and what leaks in between.

    Args:
        best: The best trade.
        round_trip_efficiency: AC to AC [fraction].
    """
    parts = sorted(best["lines"], key=lambda line: -abs(line["margin_gbp_per_mwh"]))
    found = [
        f"{part['line']} {'adds' if part['margin_gbp_per_mwh'] > 0 else 'takes'} "
        f"{fixed(abs(part['margin_gbp_per_mwh']))} GBP/MWh: worth {fixed(part['worth_gbp_per_mwh'])}, cost "
        f"{fixed(part['cost_gbp_per_mwh'])} after losses"
        for part in parts
        if abs(part["margin_gbp_per_mwh"]) >= SHOWN_GBP_PER_MWH
    ]
    return found + _leaked(best, round_trip_efficiency)


def _leaked(best: BestTrade, round_trip_efficiency: float) -> list[str]:
    kept = best["kept_fraction"]
    leaked_gbp_per_mwh = best["import_price_gbp_per_mwh"] / round_trip_efficiency * (1 / kept - 1)
    if abs(leaked_gbp_per_mwh) < SHOWN_GBP_PER_MWH:
        return []
    half_hours = best["use_settlement_period"] - best["charge_settlement_period"]
    between = f"{abs(half_hours)} half-hour{'s' if abs(half_hours) > 1 else ''}"
    if half_hours < 0:
        saved = f"{kept - 1:.1%} less has leaked, which saves {fixed(-leaked_gbp_per_mwh)} GBP/MWh"
        return [f"used {between} before it is put back: {saved}"]
    leaks = f"{1 - kept:.1%} leaks in {between}"
    return [f"self-discharge is {fixed(leaked_gbp_per_mwh)} GBP/MWh of that cost: {leaks}"]


def _half_hour(best: BestTrade, side: Literal["charge", "use"]) -> str:
    if side == "charge":
        period, band = best["charge_settlement_period"], best["charge_band"]
    else:
        period, band = best["use_settlement_period"], best["use_band"]
    return f"period {period}" + (f" ({band})" if band else "")
