"""What a PPA brings against what its MWh cost.

`all_demand`: the offtaker pays for the demand, which costs the owner the whole ledger without the assets and
without the PPA; that cost over the MWh is the price at which the PPA breaks even. `asset_output`: the offtaker
pays for what the assets deliver, which costs all else in the ledger with them. A break-even price takes the
schedule as it is; at another price it would be planned anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, TypedDict

from gbflex.analysis.answers.verdict import GapEffect, PpaWorth
from gbflex.analysis.run.backtest import Case
from gbflex.analysis.run.year_span import YearSpan
from gbflex.cashflows.shape import Setting

__all__ = ["ppa_worth"]

PPA = "ppa"


class _IfPriced(TypedDict):
    if_priced_at_least_gbp: float | None
    if_priced_at_most_gbp: float | None
    if_priced_at_least_gbp_per_year: float | None
    if_priced_at_most_gbp_per_year: float | None
    break_even_if_priced_at_least_gbp_per_mwh: float | None
    break_even_if_priced_at_most_gbp_per_mwh: float | None


_Size = Literal["without_at_least_gbp", "without_at_most_gbp", "ledger_at_least_gbp", "ledger_at_most_gbp"]
_SIDES: Final[dict[bool, tuple[_Size, _Size]]] = {
    True: ("without_at_least_gbp", "without_at_most_gbp"),
    False: ("ledger_at_least_gbp", "ledger_at_most_gbp"),
}
"""The demand's lines are those of the ledger without the assets, the output's those of the ledger with them."""


class _Sums(NamedTuple):
    """A ledger with a PPA: MWh paid for, what is paid, and all else."""

    paid_mwh: float
    paid_gbp: float
    other_gbp: float

    @property
    def result_gbp(self) -> float:
        return self.paid_gbp + self.other_gbp

    def and_also(self, more_gbp: float) -> _Sums:
        """The same with more in the other lines [GBP]."""
        return self._replace(other_gbp=self.other_gbp + more_gbp)

    def break_even(self, *, may_decline: bool) -> float | None:
        """The price at which the result is nothing; which MWh are declined would change with it."""
        return None if may_decline or self.paid_mwh <= 0 else -self.other_gbp / self.paid_mwh


def ppa_worth(
    setting: Setting,
    span: YearSpan,
    *,
    without: Case | None,
    with_asset: Case | None,
    offtaker_gbp: float | None = None,
    left_out: Sequence[GapEffect] = (),
) -> PpaWorth | None:
    """A site's PPA over a span; None where it has none.

    Args:
        setting: The site on its time axis.
        span: How the span stands to a year.
        without: The site without its assets; None where it cannot be served without them.
        with_asset: The site with them; None where they are not planned.
        offtaker_gbp: What the assets are worth to the offtaker [GBP].
        left_out: What is not priced, with its size.
    """
    ppa = setting.site.ppa
    if ppa is None:
        return None
    of_demand, may_decline = ppa.covers == "all_demand", ppa.obligation == "may_decline"
    without_sums, with_sums = _sums(without), _sums(with_asset)
    own = without_sums if of_demand else with_sums
    beside = with_sums if of_demand else None
    return {
        "covers": ppa.covers,
        "obligation": ppa.obligation,
        "price_gbp_per_mwh": ppa.price_gbp_per_mwh,
        "paid_mwh": None if own is None else own.paid_mwh,
        "paid_gbp": None if own is None else own.paid_gbp,
        "other_lines_gbp": None if own is None else own.other_gbp,
        "result_gbp": None if own is None else own.result_gbp,
        "result_gbp_per_year": span.per_year(None if own is None else own.result_gbp),
        "break_even_gbp_per_mwh": None if own is None else own.break_even(may_decline=may_decline),
        **_if_priced(own, left_out, span, of_demand=of_demand, may_decline=may_decline),
        "with_asset_gbp": None if with_sums is None else with_sums.result_gbp,
        "with_asset_gbp_per_year": span.per_year(None if with_sums is None else with_sums.result_gbp),
        "break_even_with_asset_gbp_per_mwh": None
        if beside is None
        else beside.break_even(may_decline=may_decline),
        "demand_mwh": float(setting.series["demand"].values.sum()),
        "offtaker_value_gbp": offtaker_gbp,
        "offtaker_value_gbp_per_year": span.per_year(offtaker_gbp),
    }


def _if_priced(
    own: _Sums | None, left_out: Sequence[GapEffect], span: YearSpan, *, of_demand: bool, may_decline: bool
) -> _IfPriced:
    """The result with what is not priced, as far as its size is known."""
    least_key, most_key = _SIDES[of_demand]
    least = [amount for row in left_out if (amount := row[least_key]) is not None]
    most = [amount for row in left_out if (amount := row[most_key]) is not None]
    low = own.and_also(sum(least)) if own is not None and least else None
    high = own.and_also(sum(most)) if own is not None and most else None
    low_gbp, high_gbp = (None if one is None else one.result_gbp for one in (low, high))
    return {
        "if_priced_at_least_gbp": low_gbp,
        "if_priced_at_most_gbp": high_gbp,
        "if_priced_at_least_gbp_per_year": span.per_year(low_gbp),
        "if_priced_at_most_gbp_per_year": span.per_year(high_gbp),
        "break_even_if_priced_at_least_gbp_per_mwh": None
        if high is None
        else high.break_even(may_decline=may_decline),
        "break_even_if_priced_at_most_gbp_per_mwh": None
        if low is None
        else low.break_even(may_decline=may_decline),
    }


def _sums(case: Case | None) -> _Sums | None:
    if case is None:
        return None
    blocks = [block for block in case.ledger if block.line == PPA]
    paid_gbp = sum(block.total_gbp for block in blocks)
    return _Sums(
        paid_mwh=float(sum(block.quantity.sum() for block in blocks)),
        paid_gbp=paid_gbp,
        other_gbp=case.ledger.total_gbp - paid_gbp,
    )
