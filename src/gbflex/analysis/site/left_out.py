"""What a ledger leaves out because no rate is held: how much energy, and in what range of money.

The range of a gap is what its quantity costs at the rates that a stand-in takes: that of the estimate's rule, the
nearest known before, and the nearest known after. It is no bound: a rate may lie outside its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gbflex.analysis.answers.common import EstimateRow, NotPricedRow, Priced
from gbflex.analysis.site.lines import summed_lines
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.on_dates import date_parts
from gbflex.cashflows.priced_flow import PricedFlow
from gbflex.cashflows.registry import CHARGES, FUEL_CHARGES
from gbflex.cashflows.selection import Selection
from gbflex.cashflows.shape import CashFlow, Flows, NotPriced, Setting
from gbflex.gb.rates.stand_in import STAND_INS, StandIn

__all__ = ["completeness"]

BY_NAME = {line.name: line for line in (*CHARGES, *FUEL_CHARGES)}


class _Size(NamedTuple):
    """What a line takes on some dates, by one stand-in."""

    quantity: float
    unit: str
    amount_gbp: float


def completeness(selection: Selection, setting: Setting, flows: Flows | None = None) -> Priced:
    """Whether an answer has all of its lines, what it leaves out, and what of it rests on estimates.

    Args:
        selection: Its lines.
        setting: The site on its time axis.
        flows: The energy that is settled; None where nothing flows yet, and then no size is known.
    """
    estimates = [_estimate(gap, setting, flows) for gap in _by_line_and_dates(selection.estimated, setting)]
    not_priced = _by_line_and_dates(selection.not_priced, setting)
    return {
        "complete": not selection.not_priced,
        "not_priced": [_row(gap, setting, flows) for gap in not_priced],
        "estimates": estimates,
        "estimated_gbp": None if flows is None else sum(row["amount_gbp"] or 0.0 for row in estimates),
    }


def _by_line_and_dates(gaps: Sequence[NotPriced], setting: Setting) -> list[NotPriced]:
    """One gap for each line and date, whatever of it is missing: a line of two rates is left out once."""
    rows: list[NotPriced] = []
    for line in dict.fromkeys(gap.line for gap in gaps):
        for part in date_parts(setting.periods, [gap for gap in gaps if gap.line == line]):
            if part.gaps:
                reason = "; ".join(dict.fromkeys(gap.reason for gap in part.gaps))
                rows.append(NotPriced(line, part.first, part.last, reason, rest_is_priced=part.is_priced))
    return rows


def _row(gap: NotPriced, setting: Setting, flows: Flows | None) -> NotPricedRow:
    sizes = [] if flows is None else _sizes(gap, setting, flows)
    amounts = [size.amount_gbp for size in sizes]
    quantity, unit = _touched(gap, setting, flows, sizes)
    return {
        "line": gap.line,
        "from": gap.first.isoformat(),
        "to": gap.last.isoformat(),
        "quantity": quantity,
        "unit": unit,
        "at_least_gbp": min(amounts, default=None),
        "at_most_gbp": max(amounts, default=None),
        "reason": gap.reason,
    }


def _touched(
    gap: NotPriced, setting: Setting, flows: Flows | None, sizes: list[_Size]
) -> tuple[float | None, str | None]:
    """How much the missing rate falls on; of a flow of energy also where no rate is known at all."""
    if sizes:
        return sizes[0].quantity, sizes[0].unit
    line = BY_NAME.get(gap.line)
    flow = "import" if gap.line == "energy_import" else line.flow if isinstance(line, PricedFlow) else None
    if flows is None or flow is None:
        return None, None
    return float(flows.energy[flow][setting.positions(gap.first, gap.last)].sum()), "MWh"


def _sizes(gap: NotPriced, setting: Setting, flows: Flows) -> list[_Size]:
    """What a gap may cost by each stand-in that there is."""
    line = BY_NAME.get(gap.line)
    found = [] if line is None else [_size(line, gap, setting, flows, stand_in) for stand_in in STAND_INS]
    return [size for size in found if size is not None]


def _size(line: CashFlow, gap: NotPriced, setting: Setting, flows: Flows, stand_in: StandIn) -> _Size | None:
    dates = setting.between(gap.first, gap.last)
    estimated = dates.with_stand_in(stand_in)
    if line.missing(estimated):
        return None
    part = flows.part(setting.positions(gap.first, gap.last))
    rows = summed_lines(Ledger.of(dates.periods, line.settle(part, estimated)))
    known = line.settle(part, dates) if gap.rest_is_priced else []
    return _Size(
        quantity=sum(row["quantity"] for row in rows),
        unit=rows[0]["unit"] if rows else "MWh",
        amount_gbp=sum(row["amount_gbp"] for row in rows) - sum(block.total_gbp for block in known),
    )


def _estimate(gap: NotPriced, setting: Setting, flows: Flows | None) -> EstimateRow:
    size = None if flows is None else _size(BY_NAME[gap.line], gap, setting, flows, "rule")
    return {
        "line": gap.line,
        "from": gap.first.isoformat(),
        "to": gap.last.isoformat(),
        "quantity": None if size is None else size.quantity,
        "unit": None if size is None else size.unit,
        "amount_gbp": None if size is None else size.amount_gbp,
        "reason": gap.reason,
    }
