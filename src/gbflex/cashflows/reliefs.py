"""Which share of a charge a site does not owe, in each half-hour: its certificate, agreement or declaration.

The percentages are dated rows (`gb.reliefs`, `gb.rates`); the site file says which of them the site has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.dated_rate import missing_rate, series_on
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.gb.reliefs import relief_fraction

__all__ = ["NO_RELIEF", "Relief", "ccl_relief", "eii_relief", "in_eii_certificate", "spared_of_charging"]

Array = NDArray[np.float64]

CCL_EXEMPT = "ccl_mineralogical_metallurgical"
PER_CENT = 100.0


class Relief(NamedTuple):
    """A relief of a line.

    Attributes:
        fraction: Share of the volume that is exempt in each half-hour, shape (n,).
        missing: Where the line's relief has no dated value; the first argument is the line's name.
    """

    fraction: Callable[[Setting], Array]
    missing: Callable[[str, Setting], Sequence[NotPriced]]


def _nothing(setting: Setting) -> Array:
    return np.zeros(len(setting.periods))


def _never_missing(line: str, setting: Setting) -> Sequence[NotPriced]:
    del line, setting
    return ()


NO_RELIEF = Relief(_nothing, _never_missing)


def in_eii_certificate(setting: Setting) -> Array:
    """Share of the electricity that the site's EII certificate covers; 0 outside its dates, shape (n,)."""
    certificate = setting.site.exemptions.eii
    if certificate is None:
        return _nothing(setting)
    dates = setting.periods.settlement_date
    inside = (dates >= np.datetime64(certificate.valid_from)) & (dates < np.datetime64(certificate.valid_to))
    return np.where(inside, certificate.share, 0.0)


def eii_relief(name: str) -> Relief:
    """What an EII certificate is worth on a levy.

    Args:
        name: A row of `gb.reliefs`, for example "eii_ro".
    """

    def fraction(setting: Setting) -> Array:
        return in_eii_certificate(setting) * relief_fraction(name, setting.periods)

    return Relief(fraction, _never_missing)


def ccl_relief(discount: str, own_share: Callable[[Setting], float]) -> Relief:
    """The site's relief from the Climate Change Levy, by name or as a share of its own.

    Args:
        discount: Rate of the discount of climate change agreements, in per cent.
        own_share: The exempt share that the site file gives in place of a name.
    """

    def fraction(setting: Setting) -> Array:
        named = setting.site.exemptions.ccl
        if named == "mineralogical_metallurgical":
            return relief_fraction(CCL_EXEMPT, setting.periods)
        if named == "climate_change_agreement":
            return series_on(discount, setting).published() / PER_CENT
        return np.full(len(setting.periods), own_share(setting))

    def missing(line: str, setting: Setting) -> Sequence[NotPriced]:
        agreed = setting.site.exemptions.ccl == "climate_change_agreement"
        return missing_rate(line, discount, setting) if agreed else ()

    return Relief(fraction, missing)


def spared_of_charging(setting: Setting) -> Array:
    """Share of the energy charged that is no final consumption: that of a store declared under a storage licence.

    On its own meter all of it (BSC modification P383), behind a demand meter since P395. Auxiliaries are not
    modelled, and who supplies a load from a declared store is a legal question, so such rows are estimated.
    """
    if not (setting.site.exemptions.licensed_storage and setting.site.batteries):
        return _nothing(setting)
    if setting.site.is_a_store_alone:
        return np.ones(len(setting.periods))
    return relief_fraction("storage_behind_demand", setting.periods)
