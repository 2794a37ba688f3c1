"""What it is worth to know a winter's triads before they are published, and whether a plan did."""

from __future__ import annotations

from gbflex.analysis.answers.losses import LossRow
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.loss_rows import loss_row, not_there
from gbflex.analysis.run.modes import without_triads
from gbflex.cashflows.responsibility import terms_of
from gbflex.cashflows.shape import Offer
from gbflex.dispatch import solve
from gbflex.gb.rates.duos_tables import charging_year_label
from gbflex.gb.rates.triads import triads_known_on

__all__ = ["triad_loss", "triad_warnings"]

EXPECTED = "linear_estimate"


def _expected_offers(run: Backtest) -> dict[str, Offer]:
    """The offers of lines that a plan sees otherwise than they settle, as it sees them."""
    seen = without_triads(run.setting)
    offers = {line.name: line.offer(seen) for line in run.settlement.lines if line.plans_as == EXPECTED}
    return {name: offer for name, offer in offers.items() if not _alike(offer, run.settlement.offers[name])}


def _alike(one: Offer, other: Offer) -> bool:
    return all((one.gbp_per_mwh[flow] == price).all() for flow, price in other.gbp_per_mwh.items())


def triad_loss(run: Backtest) -> LossRow:
    """What a plan would earn more that knows the triads, everything else being known to both.

    Args:
        run: The back-test, with perfect foresight.
    """
    expected = _expected_offers(run)
    if not expected:
        return not_there("triads", "no published triad is priced in the span")
    terms = terms_of(run.setting, (run.settlement.offers | expected).values())
    problem = terms.problem(run.setting, with_assets=True)
    case = run.settlement.case(problem, solve(problem))
    note = "perfect foresight minus the same plan with the probability of each triad instead"
    return loss_row("triads", case.ledger.total_gbp - run.with_asset.ledger.total_gbp, note, run)


def triad_warnings(run: Backtest) -> list[str]:
    """A sentence where a plan acted on triads that nobody knew.

    Args:
        run: The back-test.
    """
    if run.rule.mode != "perfect" or not _expected_offers(run):
        return []
    known = [winter for winter in run.setting.triads if winter.quality == "actual" and winter.share.any()]
    named = ", ".join(
        f"{charging_year_label(winter.year)} (known from {triads_known_on(winter.year)})" for winter in known
    )
    return [f"perfect foresight knows the triads of {named}; no other mode does"]
