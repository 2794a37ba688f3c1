"""DUoS export credit: exported energy at the generation tariff's rate of its time band.

Published by the DNO in Annex 1 as a negative unit rate [p/kWh]: the network pays. On exported energy only,
never on what the site uses behind the meter.
"""

from __future__ import annotations

import numpy as np

from gbflex.cashflows.duos_terms import export_tariffs, missing_export_tariff
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.gb.rates.duos_bands import duos_bands
from gbflex.gb.rates.duos_tables import BANDS

__all__ = ["LINE"]

NAME = "duos_export_credit"
PUBLISHED_AS_A_NEGATIVE_CHARGE = -1.0


def _pieces(setting: Setting) -> list[RatePiece]:
    bands = duos_bands(setting.site.distributor_id or "", setting.periods)
    return [
        RatePiece(
            at=in_year & (bands == position),
            published=np.array(tariff.unit_rates_p_per_kwh[band]),
            published_unit="p/kWh",
            source=tariff.short_source,
            quality=tariff.quality,
            to_meter=PUBLISHED_AS_A_NEGATIVE_CHARGE,
            band=band,
        )
        for tariff, in_year in export_tariffs(setting)
        for position, band in enumerate(BANDS)
    ]


def _missing(setting: Setting) -> list[NotPriced]:
    return missing_export_tariff(NAME, setting)


LINE = PricedFlow(
    name=NAME,
    label="DUoS credit on export by time band",
    rule="Export at the meter x the generation tariff's unit rate, a credit (DCUSA Schedule 16; Annex 1)",
    flow="export",
    payer="dno",
    payee="party",
    pieces=_pieces,
    applies=lambda setting: setting.site.export_tariff is not None,
    missing=_missing,
)
