"""What the battery would be worth with half and with twice its energy, each planned and settled anew.

Only where the exact algorithm plans the site, which takes a fraction of a second for a year; for any other site
`gbflex compare --vary assets.NAME.energy_capacity_mwh=...` asks the same.
"""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from gbflex.analysis.answers.run import SizeRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.modes import scheduled
from gbflex.analysis.run.year_span import YearSpan, year_span
from gbflex.analysis.site.settled import settled
from gbflex.assets.battery import Battery
from gbflex.cashflows.responsibility import owner_flows
from gbflex.dispatch.exact.storage import is_exact
from gbflex.errors import DispatchError

__all__ = ["other_sizes"]

TIMES: Final = (0.5, 1.0, 2.0)

STATES: Final = (
    "energy_capacity_mwh",
    "min_state_of_charge_mwh",
    "max_state_of_charge_mwh",
    "initial_state_of_charge_mwh",
    "final_state_of_charge_mwh",
)
"""What grows with the store; power, efficiency and wear of a MWh stay."""


def other_sizes(run: Backtest, ports: Ports) -> list[SizeRow]:
    """The battery with half, one and two times its energy, by the run's own rule.

    Args:
        run: The back-test.
        ports: Where prices before the span come from.

    Returns:
        A row for each size; none where the exact algorithm does not plan the site, or nothing compares.
    """
    batteries, problem = run.setting.site.batteries, run.with_asset.problem
    if len(batteries) != 1 or problem.reserves or not is_exact(problem) or run.without_asset is None:
        return []
    span = year_span(run.setting.periods.first_date, run.setting.periods.last_date)
    return [_row(run, batteries[0], times, span, ports) for times in TIMES]


def _row(run: Backtest, own: Battery, times: float, span: YearSpan, ports: Ports) -> SizeRow:
    try:
        battery = _resized(own, times)
        value_gbp, cycles = _own(run) if times == 1.0 else _worth(run, battery, ports)
        reason = ""
    except (DispatchError, ValidationError) as error:
        value_gbp, cycles, reason = None, None, _why(error)
    return {
        "times": times,
        "energy_capacity_mwh": own.energy_capacity_mwh * times,
        "value_gbp": value_gbp,
        "value_gbp_per_year": span.per_year(value_gbp),
        "equivalent_full_cycles": cycles,
        "reason": reason,
    }


def _why(error: DispatchError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors())
    return str(error)


def _resized(battery: Battery, times: float) -> Battery:
    given = battery.model_dump()
    states = {name: given[name] * times for name in STATES if isinstance(given[name], float)}
    return Battery.model_validate(given | states)


def _own(run: Backtest) -> tuple[float | None, float]:
    case = run.with_asset
    return run.value_gbp, case.answer.schedule.equivalent_full_cycles(case.problem)


def _worth(run: Backtest, battery: Battery, ports: Ports) -> tuple[float, float]:
    """Value over the ledger without the battery [GBP], and its full cycles."""
    site = run.setting.site
    assets = tuple(battery if isinstance(asset, Battery) else asset for asset in site.assets)
    settle = run.settlement.at(site.with_assets(assets))
    problem = settle.terms.problem(settle.setting, with_assets=True)
    schedule = scheduled(run.rule, problem, settle.setting, settle.lines, ports)
    flows = owner_flows(settle.terms, schedule, settle.setting.series["demand"].values)
    assert run.without_asset is not None  # noqa: S101 (`other_sizes` looks)
    value_gbp = settled(settle.lines, flows, settle.setting).total_gbp - run.without_asset.ledger.total_gbp
    return value_gbp, schedule.equivalent_full_cycles(problem)
