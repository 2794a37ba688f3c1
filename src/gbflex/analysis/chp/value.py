"""What each asset behind a meter adds: left out, alone, and all planned together against one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gbflex.analysis.answers.chp import AssetRow, SequentialPart, ValueAnswer
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.asset_causes import causes_warnings
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.foresight import foresight_warnings, perfect_label
from gbflex.analysis.run.not_served import not_served_warnings
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.any_asset import Asset
from gbflex.assets.boiler import Boiler
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.heat_dump import HeatDump
from gbflex.assets.site import Site
from gbflex.dispatch.joint.sequential import best_sequential
from gbflex.dispatch.router import certified
from gbflex.errors import DispatchError, InputError, InvalidSite
from gbflex.periods import Periods
from gbflex.progress import Step, part_of

__all__ = ["chp_value"]

AT_ONCE_DAYS: Final = 2
"""A longer span is planned day after day, where asset after asset says nothing about all together."""
KEPT: Final = (Boiler, HeatDemand, HeatDump)
NOTE: Final = (
    "What assets add when left out need not add up to what they add together: where two do the same work each is "
    "worth little beside the other, and where one needs the other each counts the whole"
)


def chp_value(
    site: Site, periods: Periods, ports: Ports, *, progress: Callable[[str], None] = lambda _: None
) -> ValueAnswer:
    """The value of a site's assets together, of each left out, of each alone, and of planning one by one.

    Every value is the difference of two complete ledgers, each of a full new plan.

    Args:
        site: A site with a plant.
        periods: The span.
        ports: Where prices come from.
        progress: Called with a sentence as each part begins.

    Raises:
        InputError: The site has nothing but a battery.
    """
    if not site.has_plant:
        raise InputError("a battery alone has nothing beside it", where="assets", next_step="Use gbflex run")
    chosen = [asset.name for asset in site.assets if not isinstance(asset, KEPT)]
    names = chosen + [boiler.name for boiler in site.boilers]
    # Each asset takes two plans, all together one, and one after another about as long as one more.
    plans = 2 * len(names) + 2
    joint = backtest(site, periods, ports, progress=part_of(progress, 0.0, 1 / plans))
    answer = joint.with_asset.answer
    rows = []
    for number, name in enumerate(names):
        progress(Step(f"Planning without {name}, and with it alone", (1 + 2 * number) / plans))
        rows.append(_row(site, name, periods, ports, joint))
    progress(Step("Planning asset after asset, in every order", 1 - 1 / plans))
    return {
        "site": site.name,
        "from": periods.first_date.isoformat(),
        "to": periods.last_date.isoformat(),
        "value_gbp": joint.value_gbp,
        "without_asset_gbp": _idle_gbp(joint),
        "gap": answer.gap,
        "bound_gbp": answer.bound_gbp,
        "worst_window_gap": answer.worst_window_gap,
        "view_days": answer.view_days,
        "perfect_label": perfect_label(answer),
        "rows": rows,
        "sequential": _sequential(joint, len(periods.dates)),
        "note": NOTE,
        **completeness(joint.selection, joint.setting, joint.with_asset.flows),
        "warnings": [
            *setting_warnings(joint.setting),
            *not_served_warnings(joint),
            *causes_warnings(joint),
            *foresight_warnings(answer),
        ],
    }


def _row(site: Site, name: str, periods: Periods, ports: Ports, joint: Backtest) -> AssetRow:
    others = tuple(asset for asset in site.assets if asset.name != name)
    kept = tuple(asset for asset in site.assets if asset.name == name or isinstance(asset, KEPT))
    with_all_gbp, idle_gbp = joint.with_asset.ledger.total_gbp, _idle_gbp(joint)
    left_out, reason = _total_gbp(site, others, periods, ports)
    alone, _ = _total_gbp(site, kept, periods, ports)
    return {
        "asset": name,
        "left_out_value_gbp": None if left_out is None else with_all_gbp - left_out,
        "alone_value_gbp": None if alone is None or idle_gbp is None else alone - idle_gbp,
        "note": reason,
    }


def _total_gbp(site: Site, assets: tuple[Asset, ...], periods: Periods, ports: Ports) -> tuple[float | None, str]:
    """The ledger of a site with other assets; none, and why, where there is no plan."""
    try:
        run = backtest(site.with_assets(assets), periods, ports)
    except (DispatchError, InvalidSite) as error:
        return None, f"nothing works without it: {error.what}"
    return run.with_asset.ledger.total_gbp, ""


def _sequential(joint: Backtest, days: int) -> SequentialPart | None:
    if days > AT_ONCE_DAYS:
        return None
    problem = joint.with_asset.problem
    found = best_sequential(problem)
    if found is None:
        return None
    case = joint.settlement.case(problem, certified(problem, found.answer))
    total, idle_gbp = case.ledger.total_gbp, _idle_gbp(joint)
    return {
        "order": list(found.order),
        "value_gbp": None if idle_gbp is None else total - idle_gbp,
        "joint_gain_gbp": joint.with_asset.ledger.total_gbp - total,
    }


def _idle_gbp(joint: Backtest) -> float | None:
    """The ledger without the assets; None where the site cannot be served without them."""
    return None if joint.without_asset is None else joint.without_asset.ledger.total_gbp
