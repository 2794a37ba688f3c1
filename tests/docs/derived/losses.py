"""Losses of a site: what an exported MWh earns as settled, and how far the two seasonal adjustments are apart."""

from __future__ import annotations

from datetime import date

from gbflex.gb.rates import rate
from tests.cashflows.test_losses import EXPORTS, LINES, setting

_NEWEST_OF_BOTH = date(2026, 3, 31)


def export_gbp_per_mwh() -> float:
    losses = {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01}
    day = setting("2026-03-31", "2026-03-31", losses=losses, supply=EXPORTS | {"export_losses": "settled"})
    return float(LINES["energy_export"].offer(day).gbp_per_mwh["export"][0])


def adjustments_apart() -> float:
    return rate("etlmo_offtaking", _NEWEST_OF_BOTH).value - rate("etlmo_delivering", _NEWEST_OF_BOTH).value
