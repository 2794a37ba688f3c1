"""A half-hour of a run explained in three lines: what happened, why, and what else it could have done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, cast

from gbflex.analysis.answers.explain import ExplainAnswer, ReasonFigures
from gbflex.analysis.answers.run import RunSummary
from gbflex.analysis.answers.shape import columns_of, fixed
from gbflex.analysis.run.asked import Weighed

__all__ = ["ScheduleRow", "explained_half_hour"]

SAME_GBP_PER_MWH: Final = 0.005


class ScheduleRow(ReasonFigures):
    """A half-hour of a run's schedule, as the run folder keeps it."""

    settlement_date: date
    settlement_period: int
    start_time: datetime
    duos_band: str | None
    binding_limits: str


def explained_half_hour(row: ScheduleRow, summary: RunSummary, weighed: Weighed | None) -> ExplainAnswer:
    """A row of the schedule as figures and lines.

    Args:
        row: The half-hour's columns, as the run folder keeps them; `value_set_by` names a half-hour or is None.
        summary: The run's summary.
        weighed: Its move against the best plan without it; None where a rule decided.
    """
    held: dict[str, object] = {**row}
    figures = cast("ReasonFigures", {key: held[key] for key in columns_of(ReasonFigures)})
    earned = _earned_gbp(row)
    gained = None if weighed is None else weighed.gain_gbp
    return {
        "run_id": summary["run_id"],
        "mode": summary["mode"],
        "settlement_date": str(row["settlement_date"]),
        "settlement_period": row["settlement_period"],
        "start_time": row["start_time"].isoformat().replace("+00:00", "Z"),
        "duos_band": row["duos_band"] or None,
        **figures,
        "binding_limits": [limit for limit in row["binding_limits"].split("; ") if limit],
        "earned_gbp": earned,
        "next_best_gbp": None if gained is None else earned - gained,
        "gained_over_next_best_gbp": gained,
        "planned_price_gbp_per_mwh": _planned_price(row, weighed),
        "moving_would_lose_gbp_per_mwh": _moving_would_lose(row, weighed),
        "conditional": summary.get("cycle_price_gbp") is not None,
        "complete": summary["complete"],
        "not_priced": summary["not_priced"],
        "estimates": summary["estimates"],
        "estimated_gbp": summary["estimated_gbp"],
        "sentences": [_what(row, weighed), _why(row, summary), _what_else(row, weighed)],
    }


def _what(row: ScheduleRow, weighed: Weighed | None) -> str:
    band = f", {row['duos_band']} band" if row["duos_band"] else ""
    at = f"{row['settlement_date']} period {row['settlement_period']}{band}"
    if row["action"] == "charge":
        price = fixed(row["charge_price_gbp_per_mwh"])
        return (
            f"{at}: charged {fixed(row['charge_mwh'], 3)} MWh at {price} GBP/MWh all-in{_expected(row, weighed)}."
        )
    if row["action"] == "discharge":
        parts = [
            f"{fixed(mwh, 3)} MWh {where} at {fixed(worth)} GBP/MWh"
            for mwh, where, worth in (
                (row["delivered_mwh"], "to the load", row["load_worth_gbp_per_mwh"]),
                (row["export_mwh"], "exported", row["export_worth_gbp_per_mwh"]),
            )
            if mwh > 0
        ]
        return f"{at}: discharged {' and '.join(parts)}{_expected(row, weighed)}."
    best = row["best_use_gbp_per_mwh"]
    use = (
        "no discharge could go anywhere"
        if best is None
        else f"a discharge would have earned {fixed(best)} GBP/MWh"
    )
    return f"{at}: did nothing; charging cost {fixed(row['charge_price_gbp_per_mwh'])} GBP/MWh all-in and {use}."


def _expected(row: ScheduleRow, weighed: Weighed | None) -> str:
    """What was expected, where it came otherwise."""
    price = _planned_price(row, weighed)
    if weighed is None or price is None:
        return ""
    return f" (expected at {fixed(price)})" if abs(price - _price(row)) > SAME_GBP_PER_MWH else ""


def _why(row: ScheduleRow, summary: RunSummary) -> str:
    value = row["value_before_gbp_per_mwh"]
    low, high = row["charge_below_gbp_per_mwh"], row["discharge_above_gbp_per_mwh"]
    if row["stored_energy_value_gbp_per_mwh"] is None and value is None:
        used = ", ".join(f"{name} {figure:g}" for name, figure in summary["plan"].items() if _is_figure(figure))
        return (
            f"Mode {summary['mode']} decided by its rule{f' ({used})' if used else ''}, without a value of energy."
        )
    charge = "there was no room to charge" if low is None else f"charging gained below {fixed(low)} GBP/MWh"
    discharge = (
        "there was nothing that could be discharged"
        if high is None
        else f"discharging gained above {fixed(high)} GBP/MWh"
    )
    if value is None:
        return f"As it began, {charge} and {discharge}."
    what = "the last MWh in the store" if low is None else "one MWh more in the store"
    set_by = f", as {row['value_set_by']} pays or asks for it" if row["value_set_by"] else ""
    return f"As it began, {what} was worth {fixed(value)} GBP{set_by}: {charge}, {discharge}."


def _is_figure(figure: object) -> bool:
    return isinstance(figure, int | float) and not isinstance(figure, bool)


def _what_else(row: ScheduleRow, weighed: Weighed | None) -> str:
    limits = f"Binding: {row['binding_limits']}." if row["binding_limits"] else "No limit binds."
    if weighed is None:
        return limits
    if row["action"] == "idle":
        return f"{limits} {_instead(row, weighed)}"
    word = "charge" if row["action"] == "charge" else "discharge"
    if weighed.gain_gbp is None:
        return f"{limits} No plan without this {word} keeps all limits."
    gained = weighed.gain_gbp
    against = f"the best plan from here without this {word}"
    if gained < 0:
        return f"{limits} Against {against} it loses {fixed(-gained)} GBP: the plan is not proven to be the best."
    return f"{limits} Against {against} it gains {fixed(gained)} GBP."


def _instead(row: ScheduleRow, weighed: Weighed) -> str:
    lost = _moving_would_lose(row, weighed)
    if lost is None:
        return "Nothing could be charged or discharged."
    if lost < -SAME_GBP_PER_MWH:
        return (
            f"By these prices a move would gain {fixed(-lost)} GBP/MWh: a load that came otherwise than "
            "expected, or a limit over several half-hours, stood against it."
        )
    return f"The first MWh of the best move would have lost {fixed(lost)} GBP."


def _earned_gbp(row: ScheduleRow) -> float:
    return float(
        row["delivered_mwh"] * row["load_worth_gbp_per_mwh"]
        + row["export_mwh"] * row["export_worth_gbp_per_mwh"]
        - row["charge_mwh"] * row["charge_price_gbp_per_mwh"]
    )


def _price(row: ScheduleRow) -> float:
    """What a MWh of the move cost or earned."""
    if row["action"] == "charge":
        return row["charge_price_gbp_per_mwh"]
    return _earned_gbp(row) / row["discharge_mwh"]


def _planned_price(row: ScheduleRow, weighed: Weighed | None) -> float | None:
    """What a MWh of the move was expected to cost or earn."""
    if weighed is None or row["action"] == "idle":
        return None
    if row["action"] == "charge":
        return weighed.charge_price_gbp_per_mwh
    earned = (
        row["delivered_mwh"] * weighed.load_worth_gbp_per_mwh
        + row["export_mwh"] * weighed.export_worth_gbp_per_mwh
    )
    return float(earned / row["discharge_mwh"])


def _moving_would_lose(row: ScheduleRow, weighed: Weighed | None) -> float | None:
    """What the best first MWh would lose where nothing was done, as expected [GBP/MWh]."""
    if weighed is None or row["action"] != "idle":
        return None
    low, high = row["charge_below_gbp_per_mwh"], row["discharge_above_gbp_per_mwh"]
    losses = []
    if low is not None:
        losses.append(weighed.charge_price_gbp_per_mwh - low)
    if high is not None and weighed.best_use_gbp_per_mwh is not None:
        losses.append(high - weighed.best_use_gbp_per_mwh)
    return float(min(losses)) if losses else None
