"""What comes with the assets: where the site file does not say, the value under both readings."""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.run import CausesPart
from gbflex.analysis.run.backtest import Backtest, Case

__all__ = ["causes_part", "causes_warnings"]

SHOWN_GBP: Final = 0.005


def causes_part(run: Backtest) -> CausesPart:
    """The value where the assets cause the export meter and where they do not; null where that is one value.

    Args:
        run: The back-test.
    """
    if not _matters(run):
        return {
            "value_if_asset_causes_gbp": None,
            "value_if_not_caused_gbp": None,
            "offtaker_value_if_asset_causes_gbp": None,
            "offtaker_value_if_not_caused_gbp": None,
        }
    return {
        "value_if_asset_causes_gbp": run.value_over_gbp(run.if_causing),
        "value_if_not_caused_gbp": run.value_gbp,
        "offtaker_value_if_asset_causes_gbp": run.offtaker_value_over_gbp(run.if_causing),
        "offtaker_value_if_not_caused_gbp": run.offtaker_value_gbp,
    }


def _matters(run: Backtest) -> bool:
    return any(abs(charge_gbp) >= SHOWN_GBP for charge_gbp in _charges_gbp(run).values())


def _charges_gbp(run: Backtest) -> dict[str, float]:
    """What the export meter costs each party over the span [GBP]."""
    now, causing = run.without_asset, run.if_causing
    if now is None or causing is None:
        return {}
    return {"the owner": _more_gbp(causing, now), "the offtaker": _more_to_offtaker_gbp(causing, now)}


def _more_gbp(causing: Case, now: Case) -> float:
    return causing.ledger.total_gbp - now.ledger.total_gbp


def _more_to_offtaker_gbp(causing: Case, now: Case) -> float:
    if causing.offtaker_ledger is None or now.offtaker_ledger is None:
        return 0.0
    return causing.offtaker_ledger.total_gbp - now.offtaker_ledger.total_gbp


def causes_warnings(run: Backtest) -> list[str]:
    """A sentence for each party whose value depends on what the site file does not say.

    Args:
        run: The back-test.
    """
    return [
        "asset_causes is not given: the export meter is taken to be there without the assets too; if it comes "
        f"with them, their value to {party} is {charge_gbp:,.2f} GBP less"
        for party, charge_gbp in _charges_gbp(run).items()
        if abs(charge_gbp) >= SHOWN_GBP
    ]
