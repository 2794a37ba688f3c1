"""Every rate behind a ledger, with its dates and its source: part of a run's inputs and of its report."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gbflex.analysis.answers.lines import DuosDocument, RateRow
from gbflex.cashflows.duos_terms import held_tariffs
from gbflex.cashflows.ledger import Block, Ledger
from gbflex.cashflows.shape import CashFlow, Setting
from gbflex.gb.rates.duos_bands import band_source
from gbflex.gb.rates.duos_tables import DuosTariff

__all__ = ["duos_documents", "rates_used"]


def rates_used(ledger: Ledger) -> list[RateRow]:
    """The rates of a ledger, as published, each once.

    Args:
        ledger: The rows.
    """
    return [_rate_row(block, ledger) for block in ledger if len(block.position)]


def _rate_row(block: Block, ledger: Ledger) -> RateRow:
    dates = ledger.periods.settlement_date[block.position]
    same = bool(np.all(block.published_rate == block.published_rate[0]))
    return {
        "line": block.line,
        "band": block.band,
        "published_rate": float(block.published_rate[0]) if same else None,
        "published_unit": block.published_unit,
        "from": str(dates.min()),
        "to": str(dates.max()),
        "quality": block.quality,
        "source": block.source,
    }


def duos_documents(setting: Setting, lines: Iterable[CashFlow]) -> list[DuosDocument]:
    """The DUoS tariffs behind a ledger, in full.

    Args:
        setting: Site and time axis.
        lines: Lines of the ledger.
    """
    if not any(line.name.startswith("duos") for line in lines):
        return []
    return [
        {
            "name": tariff.short_source,
            "charging_year_start": tariff.charging_year_start,
            "unit_rates_p_per_kwh": dict(tariff.unit_rates_p_per_kwh),
            "fixed_p_per_mpan_day": tariff.fixed_p_per_mpan_day,
            "capacity_p_per_kva_day": tariff.capacity_p_per_kva_day,
            "exceeded_capacity_p_per_kva_day": tariff.exceeded_capacity_p_per_kva_day,
            "reactive_p_per_kvarh": tariff.reactive_p_per_kvarh,
            "time_bands": _bands(tariff, setting),
            "source": tariff.source,
            "quality": tariff.quality,
        }
        for tariff in held_tariffs(setting)
    ]


def _bands(tariff: DuosTariff, setting: Setting) -> str:
    if "super_red" in tariff.unit_rates_p_per_kwh:
        return "super-red as the site file gives it"
    return band_source(setting.duos, tariff.licence_area, tariff.charging_year_start)
