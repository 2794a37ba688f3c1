"""DUoS reactive power charge: reactive energy beyond a power factor of 0.95.

Published by the DNO in Annex 1 [p/kVArh]: in each half-hour max(0, kVArh - 0.3287 x kWh), the 33 % of the
charging statements. The site's reactive energy is what its power factor implies, so the charge is a price
per MWh imported, and nothing at 0.95 or better.
"""

from __future__ import annotations

import math

import numpy as np

from gbflex.cashflows.duos_terms import has_tariff, import_tariffs, missing_tariff
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting

__all__ = ["LINE"]

NAME = "duos_reactive"
FREE_POWER_FACTOR = 0.95


def _chargeable_mvarh_per_mwh(setting: Setting) -> float:
    free, actual = (
        math.tan(math.acos(factor)) for factor in (FREE_POWER_FACTOR, setting.site.losses.power_factor)
    )
    return max(actual - free, 0.0)


def _pieces(setting: Setting) -> list[RatePiece]:
    return [
        RatePiece(
            at=in_year,
            published=np.array(tariff.reactive_p_per_kvarh),
            published_unit="p/kVArh",
            source=tariff.short_source,
            quality="estimated",
            to_meter=_chargeable_mvarh_per_mwh(setting),
        )
        for tariff, in_year in import_tariffs(setting)
    ]


def _missing(setting: Setting) -> list[NotPriced]:
    return missing_tariff(NAME, setting)


LINE = PricedFlow(
    name=NAME,
    label="DUoS reactive power charge",
    rule="Import x (tan of the site's power factor angle - tan at 0.95) x the reactive rate (DCUSA Schedule 16)",
    flow="import",
    payer="party",
    payee="dno",
    pieces=_pieces,
    applies=lambda setting: has_tariff(setting) and _chargeable_mvarh_per_mwh(setting) > 0,
    missing=_missing,
)
