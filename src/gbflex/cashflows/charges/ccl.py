"""Climate Change Levy on electricity (CCL).

HMRC's main rate at the meter, without losses, less the site's relief. A CHP station above 2 MW without a CHPQA
certificate owes it on its own power that is used on site too: an auto-generator supplies itself (Excise Notice
CCL1/3, 3.6). Power it exports owes nothing here. Solar serves the load first, so CHP owes nothing while solar
covers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.burners import fuel_of
from gbflex.cashflows.dated_rate import rate_pieces
from gbflex.cashflows.levy import levy
from gbflex.cashflows.priced_flow import FlowPiece, RatePiece
from gbflex.cashflows.reliefs import ccl_relief, spared_of_charging
from gbflex.cashflows.shape import Setting, UnitFlow
from gbflex.gb.carbon import is_taxed_auto_generator

__all__ = ["LINE"]

RATE = "ccl_electricity"
RELIEF = ccl_relief("ccl_cca_discount_electricity", lambda setting: setting.site.exemptions.ccl_fraction)


def _spared(setting: Setting) -> NDArray[np.float64]:
    """A licensed store that claims relief as a producer of electricity (CCL1/3, 3.5): not sure, so estimated."""
    relieved = setting.site.exemptions.ccl_on_charging == "relieved"
    return spared_of_charging(setting) * relieved


def _own_power(setting: Setting) -> Sequence[FlowPiece]:
    """Power that CHP makes, less what leaves the site."""
    chps = setting.site.chps
    if not is_taxed_auto_generator([chp.max_power_mw for chp in chps]) or fuel_of(setting).chpqa is not None:
        return ()
    pieces: list[FlowPiece] = []
    for rate in _own_power_rates(setting):
        pieces += [FlowPiece(UnitFlow("power", chp.name), replace(rate, band=chp.name)) for chp in chps]
        if setting.site.connection.export_mw == 0:
            continue
        given_back = replace(rate, to_meter=-rate.to_meter, band="exported", source=f"{rate.source}; exported")
        pieces.append(FlowPiece("export", given_back))
    return pieces


def _own_power_rates(setting: Setting) -> list[RatePiece]:
    site, relief = setting.site, RELIEF.fraction(setting)
    # That the units of a station are added up is not certain; nor is whose power leaves beside solar or a store.
    one_is_enough = any(is_taxed_auto_generator([chp.max_power_mw]) for chp in site.chps)
    sure = one_is_enough and not site.batteries and site.solar is None and not relief.any()
    rates = rate_pieces(RATE, setting, sure=sure, to_meter=1 - relief)
    if site.solar is None:
        return rates
    load_is_left = setting.series["solar"].values <= setting.series["demand"].values
    return [replace(rate, at=rate.at & load_is_left) for rate in rates]


LINE = levy(
    name="ccl",
    label="Climate Change Levy",
    rule="(Import + power of CHP above 2 MW without CHPQA used on site) x main rate x (1 - relief of "
    "exemptions.ccl or ccl_fraction) (Finance Act 2000, Schedule 6; Excise Notice CCL1/3)",
    rates=(RATE,),
    payee="government",
    boundary="meter",
    relief=RELIEF,
    spared_share=_spared,
    also=_own_power,
)
