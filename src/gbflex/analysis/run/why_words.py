"""A battery's day in five sentences: what it did, the cheapest charging, the best use, their margin, limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gbflex.analysis.answers.shape import fixed
from gbflex.analysis.answers.why import WhyBattery
from gbflex.dispatch.trade import Trade

__all__ = ["battery_sentences", "closing_sentence", "idle_sentence"]

MOVED_MWH: Final = 1e-6
HALF_A_PENNY_GBP: Final = 0.005


def battery_sentences(
    day: str, figures: WhyBattery, trade: Trade | None, limits: Sequence[str], not_priced: Sequence[str]
) -> list[str]:
    """A battery's day in words.

    Args:
        day: The settlement date.
        figures: Its figures.
        trade: The best trade of two half-hours; None where limits leave none.
        limits: Limits that the plan touches.
        not_priced: Lines that are left out.
    """
    return [
        _what(day, figures),
        _cheapest(figures),
        _dearest(figures),
        _margin(figures, trade),
        closing_sentence(limits, not_priced),
    ]


def _what(day: str, figures: WhyBattery) -> str:
    name, gain = figures["battery"], figures["gain_gbp"]
    charged, discharged = figures["charge_mwh"], figures["discharge_mwh"]
    if max(charged, discharged) <= MOVED_MWH:
        return f"On {day} {name} did nothing: every way to use it would have lost money or was not possible."
    gained = "the site cannot be served without it"
    if gain is not None:
        word = "gained" if gain >= -HALF_A_PENNY_GBP else "cost"
        gained = f"that {word} {fixed(abs(gain))} GBP against leaving it alone"
    return f"On {day} {name} charged {fixed(charged)} MWh and discharged {fixed(discharged)} MWh: {gained}."


def _cheapest(figures: WhyBattery) -> str:
    price, energy = figures["cheapest_gbp_per_mwh"], figures["cheapest_energy_gbp_per_mwh"]
    if price is None:
        return "There was no room to charge in any half-hour: power, an outage or the import limit forbade it."
    parts = ""
    if energy is not None:
        parts = f", {fixed(energy)} for energy and {fixed(price - energy)} for losses and charges"
    return f"Charging was cheapest at {figures['cheapest_time']}: {fixed(price)} GBP/MWh all-in{parts}."


def _dearest(figures: WhyBattery) -> str:
    worth = figures["dearest_gbp_per_mwh"]
    if worth is None:
        return "Nothing could be discharged: there was no load to serve and no export."
    return f"Discharging was worth most at {figures['dearest_time']}: {fixed(worth)} GBP/MWh after wear."


def _margin(figures: WhyBattery, trade: Trade | None) -> str:
    cost, worth, margin = (
        figures["delivered_cost_gbp_per_mwh"],
        figures["use_worth_gbp_per_mwh"],
        figures["margin_gbp_per_mwh"],
    )
    if trade is None or cost is None or worth is None or margin is None:
        return "Its limits leave no pair of half-hours, one to charge in and one to discharge in."
    moved = max(figures["charge_mwh"], figures["discharge_mwh"]) > MOVED_MWH
    begin = f"The best pair of half-hours delivers a MWh for {fixed(cost)} GBP that is worth {fixed(worth)}"
    if trade.pays:
        end = (
            ""
            if moved
            else ", and a price on the month's largest import, or a limit over several half-hours, is more"
        )
        return f"{begin}: it gains {fixed(margin)} GBP{end}."
    others = ": what it did, its limits and states asked of it" if moved else ""
    return f"{begin}: it would lose {fixed(-margin)} GBP{others}."


def closing_sentence(limits: Sequence[str], not_priced: Sequence[str]) -> str:
    """What stood in the way, and what the figures leave out.

    Args:
        limits: Limits that the plan touches.
        not_priced: Lines that are left out.
    """
    touched = f"Limits that it reached: {', '.join(limits)}" if limits else "It reached no limit"
    lines = ", ".join(dict.fromkeys(not_priced))
    return f"{touched}; not priced, and not in these figures: {lines}." if lines else f"{touched}."


def idle_sentence(figures: WhyBattery) -> str:
    """Why a battery did nothing, in one sentence.

    Args:
        figures: Its day.
    """
    margin = figures["margin_gbp_per_mwh"]
    if margin is None or figures["delivered_cost_gbp_per_mwh"] is None:
        return "limits leave no pair of half-hours to charge and discharge in"
    word = "lose" if margin <= 0 else "gain, before what couples half-hours,"
    return (
        f"the best pair delivers for {fixed(figures['delivered_cost_gbp_per_mwh'])} GBP/MWh what is worth "
        f"{fixed(figures['use_worth_gbp_per_mwh'] or 0.0)}: each MWh would {word} {fixed(abs(margin))} GBP"
    )
