"""Every dated rate a set of lines looked up, with its source: part of a run's inputs."""

from __future__ import annotations

from collections.abc import Iterable

from gbflex.cashflows.shape import CashFlow, Setting
from gbflex.gb.rates.duos import charging_years, duos_tariff

__all__ = ["duos_documents"]


def duos_documents(setting: Setting, lines: Iterable[CashFlow]) -> list[dict[str, object]]:
    """The DUoS tariffs behind a ledger, in full.

    Args:
        setting: Site and time axis.
        lines: Lines of the ledger.
    """
    site = setting.site
    if (
        site.tariff is None
        or site.distributor_id is None
        or not any(line.name.startswith("duos") for line in lines)
    ):
        return []
    tariffs = (
        duos_tariff(
            licence_area=site.distributor_id,
            tariff=site.tariff.duos,
            residual_band=site.tariff.residual_band,
            year=year,
        )
        for year in charging_years(setting.periods)
    )
    return [
        {
            "name": tariff.short_source,
            "charging_year_start": tariff.charging_year_start,
            "unit_rates_p_per_kwh": dict(tariff.unit_rates_p_per_kwh),
            "fixed_p_per_mpan_day": tariff.fixed_p_per_mpan_day,
            "capacity_p_per_kva_day": tariff.capacity_p_per_kva_day,
            "source": tariff.source,
            "quality": tariff.quality,
        }
        for tariff in tariffs
    ]
