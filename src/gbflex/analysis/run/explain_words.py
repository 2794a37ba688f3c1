"""A half-hour of a run explained in three lines: what happened, why, and what else it could have done."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from gbflex.analysis.answers.explain import ExplainAnswer, ReasonFigures
from gbflex.analysis.answers.run import RunSummary
from gbflex.analysis.answers.shape import columns_of, fixed

__all__ = ["ScheduleRow", "explained_half_hour"]


class ScheduleRow(ReasonFigures):
    """A half-hour of a run's schedule, as the run folder keeps it."""

    settlement_date: date
    settlement_period: int
    start_time: datetime
    duos_band: str | None
    binding_limits: str


def explained_half_hour(row: ScheduleRow, summary: RunSummary) -> ExplainAnswer:
    """A row of the schedule as figures and lines.

    Args:
        row: The half-hour's columns, as the run folder keeps them; `value_set_by` names a half-hour or is None.
        summary: The run's summary.
    """
    held: dict[str, object] = {**row}
    figures = cast("ReasonFigures", {key: held[key] for key in columns_of(ReasonFigures)})
    earned = _earned_gbp(row)
    gained = _gained_gbp(row)
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
        "conditional": summary.get("cycle_price_gbp") is not None,
        "complete": summary["complete"],
        "not_priced": summary["not_priced"],
        "estimates": summary["estimates"],
        "estimated_gbp": summary["estimated_gbp"],
        "sentences": [_what(row), _why(row, summary), _what_else(row, gained)],
    }


def _what(row: ScheduleRow) -> str:
    band = f", {row['duos_band']} band" if row["duos_band"] else ""
    at = f"{row['settlement_date']} period {row['settlement_period']}{band}"
    if row["action"] == "charge":
        price = fixed(row["charge_price_gbp_per_mwh"])
        return f"{at}: charged {fixed(row['charge_mwh'], 3)} MWh at {price} GBP/MWh all-in."
    if row["action"] == "discharge":
        parts = [
            f"{fixed(mwh, 3)} MWh {where} at {fixed(worth)} GBP/MWh"
            for mwh, where, worth in (
                (row["delivered_mwh"], "to the load", row["load_worth_gbp_per_mwh"]),
                (row["export_mwh"], "exported", row["export_worth_gbp_per_mwh"]),
            )
            if mwh > 0
        ]
        return f"{at}: discharged {' and '.join(parts)}."
    best = row["best_use_gbp_per_mwh"]
    use = (
        "no discharge could go anywhere"
        if best is None
        else f"a discharge would have earned {fixed(best)} GBP/MWh"
    )
    return f"{at}: did nothing; charging cost {fixed(row['charge_price_gbp_per_mwh'])} and {use}."


def _why(row: ScheduleRow, summary: RunSummary) -> str:
    value = row["stored_energy_value_gbp_per_mwh"]
    if value is None:
        used = ", ".join(f"{name} {figure:g}" for name, figure in summary["plan"].items() if figure is not None)
        return (
            f"Mode {summary['mode']} decided by its rule{f' ({used})' if used else ''}, without a value of energy."
        )
    set_by = f", as {row['value_set_by']} pays or asks for it" if row["value_set_by"] else ""
    low, high = row["charge_below_gbp_per_mwh"], row["discharge_above_gbp_per_mwh"]
    charge = "there was no room to charge" if low is None else f"charging gained below {fixed(low)}"
    discharge = "there was nothing to discharge" if high is None else f"discharging gained above {fixed(high)}"
    return f"A stored MWh was worth {fixed(value)} GBP afterwards{set_by}: {charge}, {discharge} GBP/MWh."


def _what_else(row: ScheduleRow, gained: float | None) -> str:
    limits = f"Binding: {row['binding_limits']}. " if row["binding_limits"] else "No limit binds. "
    if gained is None:
        return limits.strip()
    if row["action"] == "idle":
        return f"{limits}The next-best use would have {_lost_or_gained(gained)} for each MWh."
    other = "Leaving it uncharged" if row["action"] == "charge" else "Keeping the energy"
    # A plan on a forecast may turn out worse than doing nothing.
    turned_out = (
        f"gained {fixed(gained)} GBP" if gained >= 0 else f"on the prices that came true lost {fixed(-gained)} GBP"
    )
    return f"{limits}{other} was the next-best use; against it this {turned_out}."


def _lost_or_gained(lost: float) -> str:
    return f"lost {fixed(lost)} GBP" if lost >= 0 else f"gained {fixed(-lost)} GBP, on the prices that came true,"


def _earned_gbp(row: ScheduleRow) -> float:
    return float(
        row["delivered_mwh"] * row["load_worth_gbp_per_mwh"]
        + row["export_mwh"] * row["export_worth_gbp_per_mwh"]
        - row["charge_mwh"] * row["charge_price_gbp_per_mwh"]
    )


def _gained_gbp(row: ScheduleRow) -> float | None:
    """What the action gained over doing nothing at the marginal value of energy; per MWh where it idled."""
    low, high = row["charge_below_gbp_per_mwh"], row["discharge_above_gbp_per_mwh"]
    if row["action"] == "charge":
        return None if low is None else float(row["charge_mwh"] * low + _earned_gbp(row))
    if row["action"] == "discharge":
        return None if high is None else float(_earned_gbp(row) - row["discharge_mwh"] * high)
    losses = []
    if low is not None:
        losses.append(row["charge_price_gbp_per_mwh"] - low)
    if high is not None and row["best_use_gbp_per_mwh"] is not None:
        losses.append(high - row["best_use_gbp_per_mwh"])
    return float(min(losses)) if losses else None
