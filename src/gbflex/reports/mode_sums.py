"""Several modes of one site beside each other: what each is worth, and what each does in a half-hour."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.run.verdict import headline
from gbflex.reports.bars import Bar, Measured, bars_of
from gbflex.reports.report_parts import ModeSeries
from gbflex.store.run_folder import RunTables
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["headed", "mode_bars", "mode_series"]


def headed(runs: Sequence[RunTables]) -> RunTables:
    """The run whose figures head the page: the best achievable mode of one site, else the first.

    Args:
        runs: At least one.
    """
    if len({run.summary["site"] for run in runs}) > 1:
        return runs[0]
    best = headline([run.summary["verdict"] for run in runs])
    return next(run for run in runs if run.summary["verdict"] is best)


def mode_bars(runs: Sequence[RunTables]) -> list[Bar]:
    """A bar for each mode that has a value; none for one mode alone, or for several sites.

    Args:
        runs: In the order asked.
    """
    if not _of_one_site(runs):
        return []
    best = headed(runs)
    known = [(run, run.summary["value_gbp"]) for run in runs]
    return bars_of(
        [
            Measured(run.summary["mode"], value_gbp, run.summary["perfect_value_gbp"], run is best)
            for run, value_gbp in known
            if value_gbp is not None
        ]
    )


def mode_series(runs: Sequence[RunTables]) -> list[ModeSeries]:
    """Power and state of charge in each mode; none for one mode alone, for several sites, or without a battery.

    Args:
        runs: In the order asked.
    """
    if not _of_one_site(runs) or not any(asset["type"] == "battery" for asset in runs[0].site["assets"]):
        return []
    per_hour = 1 / SETTLEMENT_PERIOD_HOURS
    return [
        {
            "mode": run.summary["mode"],
            "power_mw": ((run.schedule["discharge_mwh"] - run.schedule["charge_mwh"]) * per_hour)
            .round(3)
            .to_list(),
            "state_of_charge_mwh": run.schedule["state_of_charge_mwh"].round(3).to_list(),
        }
        for run in runs
    ]


def _of_one_site(runs: Sequence[RunTables]) -> bool:
    first = runs[0]
    alike = all(
        run.summary["site"] == first.summary["site"]
        and (run.summary["from"], run.summary["to"]) == (first.summary["from"], first.summary["to"])
        for run in runs
    )
    return len(runs) > 1 and alike
