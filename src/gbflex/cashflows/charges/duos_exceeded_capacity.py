"""DUoS exceeded capacity charge: one half-hour above the agreed capacity costs the whole month.

Published by the DNO in Annex 1 [p/kVA/day]: the month's highest half-hour kVA less the agreed capacity, on
every day of the month that is in the span. kVA is kW at half-hour average / the site's power factor. The
optimiser sees it as a price on the largest import of each month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.duos_terms import import_tariffs, missing_tariff
from gbflex.cashflows.ledger import Block
from gbflex.cashflows.shape import Flows, NotPriced, Offer, PlansAs, Setting
from gbflex.dispatch.problem.peak import Peak
from gbflex.gb.rates.duos_tables import DuosTariff
from gbflex.units import kva_per_mwh, ledger_unit

__all__ = ["LINE"]

NAME = "duos_exceeded_capacity"
UNIT = "p/kVA/day"


@dataclass(frozen=True)
class _ExceededCapacity:
    name: str = NAME
    label: str = "DUoS exceeded capacity charge"
    rule: str = "Days x (the month's highest half-hour kVA - agreed kVA) x the exceeded rate (DCUSA Schedule 16)"
    plans_as: PlansAs = "exact"

    def applies(self, setting: Setting) -> bool:
        tariff = setting.site.tariff
        return tariff is not None and tariff.agreed_capacity_kva is not None

    def missing(self, setting: Setting) -> list[NotPriced]:
        return missing_tariff(NAME, setting)

    def offer(self, setting: Setting) -> Offer:
        month, days = _months(setting)
        cost_gbp_per_kva = np.zeros(len(days))
        for tariff, in_year in import_tariffs(setting):
            rate = tariff.exceeded_capacity_p_per_kva_day * ledger_unit(UNIT).gbp_per_published_unit
            # A charging year begins with a month.
            held = np.unique(month[in_year])
            cost_gbp_per_kva[held] = rate * days[held]
        per_mwh = kva_per_mwh(setting.site.losses.power_factor)
        free_mwh = np.full(len(days), _agreed_kva(setting) / per_mwh)
        return Offer(peaks=(Peak(month, cost_gbp_per_kva * per_mwh, free_mwh),))

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        if not flows.holds_connection:
            return []
        kva = flows.energy["boundary_import"] * kva_per_mwh(setting.site.losses.power_factor)
        return [
            self._block(tariff, peaks, flows.party)
            for tariff, in_year in import_tariffs(setting)
            if len(peaks := np.array(list(_peaks(kva, in_year, setting))))
        ]

    def _block(self, tariff: DuosTariff, peaks: NDArray[np.float64], party: str) -> Block:
        rate = tariff.exceeded_capacity_p_per_kva_day
        unit = ledger_unit(UNIT)
        return Block(
            line=NAME,
            payer=party,
            payee="dno",
            position=peaks[:, 0].astype(np.int64),
            quantity=peaks[:, 1],
            quantity_unit=unit.quantity_unit,
            rate_gbp_per_unit=np.full(len(peaks), -rate * unit.gbp_per_published_unit),
            published_rate=np.full(len(peaks), rate),
            published_unit=UNIT,
            source=tariff.short_source,
            quality=tariff.quality,
        )


def _agreed_kva(setting: Setting) -> float:
    tariff = setting.site.tariff
    return 0.0 if tariff is None else tariff.agreed_capacity_kva or 0.0


def _months(setting: Setting) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Month of each half-hour, counted from the first, and the days of each that are in the span."""
    calendar = setting.periods.settlement_date.astype("datetime64[M]")
    month = (calendar - calendar[0]).astype(np.int64)
    return month, np.bincount(month[setting.periods.first_of_day])


def _peaks(
    kva: NDArray[np.float64], in_year: NDArray[np.bool_], setting: Setting
) -> Iterator[tuple[float, float]]:
    """Position of each month's peak and its excess x days [kVA day], where there is any."""
    agreed = _agreed_kva(setting)
    month, days = _months(setting)
    for each in np.unique(month[in_year]):
        inside = np.flatnonzero(in_year & (month == each))
        peak = inside[np.argmax(kva[inside])]
        excess = kva[peak] - agreed
        # A load of exactly the agreed capacity is not above it, whatever binary fractions say.
        if excess > agreed * 1e-9:
            yield float(peak), excess * days[each]


LINE = _ExceededCapacity()
