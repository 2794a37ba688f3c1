"""What a ledger leaves out because no rate is held: how much energy, and in what range of money.

The range of a gap is what its quantity costs at the rates that a stand-in takes: that of the estimate's rule, the
nearest known before, and the nearest known after. It is no bound: a rate may lie outside its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gbflex.analysis.answers.common import EstimateRow, NotPricedRow, Priced
from gbflex.analysis.site.lines import summed_lines
from gbflex.cashflows.charges.eii_network_compensation import NetworkCompensation
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.on_dates import date_parts
from gbflex.cashflows.priced_flow import PricedFlow
from gbflex.cashflows.selection import Selection
from gbflex.cashflows.shape import CashFlow, Flows, NotPriced, Setting
from gbflex.gb.rates.stand_in import STAND_INS, StandIn

__all__ = ["TwoAmounts", "completeness", "gap_effects"]


class _Size(NamedTuple):
    """What a line takes on some dates, by one stand-in; no quantity where it has several units."""

    quantity: float | None
    unit: str | None
    amount_gbp: float


class _Gap(NamedTuple):
    """What is missing of a line on some dates; the line is None where it is no charge."""

    line: CashFlow | None
    missing: NotPriced


def completeness(selection: Selection, setting: Setting, flows: Flows | None = None) -> Priced:
    """Whether an answer has all of its lines, what it leaves out, and what of it rests on estimates.

    Args:
        selection: Its lines.
        setting: The site on its time axis.
        flows: The energy that is settled; None where nothing flows yet, and then no size is known.
    """
    estimated = _by_line_and_dates(selection, selection.estimated, setting)
    estimates = [_estimate(gap, setting, flows) for gap in estimated]
    not_priced = _by_line_and_dates(selection, selection.not_priced, setting)
    return {
        "complete": not selection.not_priced,
        "not_priced": [_row(gap, setting, flows) for gap in not_priced],
        "estimates": estimates,
        "estimated_gbp": None if flows is None else sum(row["amount_gbp"] or 0.0 for row in estimates),
    }


class TwoAmounts(NamedTuple):
    """What a gap may cost in two ledgers, by one stand-in [GBP]."""

    with_asset_gbp: float
    without_asset_gbp: float


def gap_effects(
    selection: Selection, setting: Setting, flows: Flows, alone: Setting, flows_alone: Flows
) -> list[list[TwoAmounts]]:
    """What each row of `not_priced` would be in two ledgers, by each stand-in that there is.

    Args:
        selection: The lines of both.
        setting: The site with its assets.
        flows: Its energy.
        alone: The site without them.
        flows_alone: Its energy.

    Returns:
        In the order of the rows.
    """
    gaps = _by_line_and_dates(selection, selection.not_priced, setting)
    return [list(_both(gap, setting, flows, alone, flows_alone)) for gap in gaps]


def _both(gap: _Gap, setting: Setting, flows: Flows, alone: Setting, flows_alone: Flows) -> Iterator[TwoAmounts]:
    for stand_in in STAND_INS:
        here, there = _size(gap, setting, flows, stand_in), _size(gap, alone, flows_alone, stand_in)
        if here is not None and there is not None:
            yield TwoAmounts(here.amount_gbp, there.amount_gbp)


def _by_line_and_dates(selection: Selection, gaps: Sequence[NotPriced], setting: Setting) -> list[_Gap]:
    """One gap for each line and date, whatever of it is missing: a line of two rates is left out once."""
    by_name = {line.name: line for line in selection.charges}
    rows: list[_Gap] = []
    for name in dict.fromkeys(gap.line for gap in gaps):
        for part in date_parts(setting.periods, [gap for gap in gaps if gap.line == name]):
            if part.gaps:
                reason = "; ".join(dict.fromkeys(gap.reason for gap in part.gaps))
                missing = NotPriced(name, part.first, part.last, reason, rest_is_priced=part.is_priced)
                rows.append(_Gap(by_name.get(name), missing))
    return rows


def _row(gap: _Gap, setting: Setting, flows: Flows | None) -> NotPricedRow:
    sizes = [] if flows is None else _sizes(gap, setting, flows)
    amounts = [size.amount_gbp for size in sizes]
    quantity, unit = _touched(gap, setting, flows, sizes)
    return {
        "line": gap.missing.line,
        "from": gap.missing.first.isoformat(),
        "to": gap.missing.last.isoformat(),
        "quantity": quantity,
        "unit": unit,
        "at_least_gbp": min(amounts, default=None),
        "at_most_gbp": max(amounts, default=None),
        "reason": gap.missing.reason,
    }


def _touched(
    gap: _Gap, setting: Setting, flows: Flows | None, sizes: list[_Size]
) -> tuple[float | None, str | None]:
    """How much the missing rate falls on; of a flow of energy also where no rate is known at all."""
    if sizes:
        return sizes[0].quantity, sizes[0].unit
    line, missing = gap
    flow = "import" if missing.line == "energy_import" else line.flow if isinstance(line, PricedFlow) else None
    if flows is None or flow is None:
        return None, None
    return float(flows.energy[flow][setting.positions(missing.first, missing.last)].sum()), "MWh"


def _sizes(gap: _Gap, setting: Setting, flows: Flows) -> list[_Size]:
    """What a gap may cost by each stand-in that there is."""
    found = (_size(gap, setting, flows, stand_in) for stand_in in STAND_INS)
    return [size for size in found if size is not None]


def _size(gap: _Gap, setting: Setting, flows: Flows, stand_in: StandIn) -> _Size | None:
    line, missing = gap
    dates = setting.between(missing.first, missing.last)
    estimated = dates.with_stand_in(stand_in)
    if line is None or line.missing(estimated):
        return None
    part = flows.part(setting.positions(missing.first, missing.last))
    whole = summed_lines(Ledger.of(dates.periods, line.settle(part, estimated)))
    rest = line.settle(part, dates) if missing.rest_is_priced else []
    units = {row["unit"] for row in whole} or {"MWh"}
    # A line that gives back shares of others counts the same energy once for each of them.
    counts = len(units) == 1 and not isinstance(line, NetworkCompensation)
    return _Size(
        quantity=sum(row["quantity"] for row in whole) if counts else None,
        unit=units.pop() if counts else None,
        amount_gbp=sum(row["amount_gbp"] for row in whole) - sum(block.total_gbp for block in rest),
    )


def _estimate(gap: _Gap, setting: Setting, flows: Flows | None) -> EstimateRow:
    size = None if flows is None else _size(gap, setting, flows, "rule")
    return {
        "line": gap.missing.line,
        "from": gap.missing.first.isoformat(),
        "to": gap.missing.last.isoformat(),
        "quantity": None if size is None else size.quantity,
        "unit": None if size is None else size.unit,
        "amount_gbp": None if size is None else size.amount_gbp,
        "reason": gap.missing.reason,
    }
