"""The residual band that an agreed capacity would suggest. Bands are allocated by the DNO, not computed.

Thresholds as published by NESO with the TNUoS demand residual, which uses the same bands; dated.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gbflex.gb.rates.duos_tables import duos_rows

__all__ = ["ResidualBandThreshold", "suggested_residual_band", "voltage_of"]


class ResidualBandThreshold(NamedTuple):
    """The residual band that an agreed capacity would suggest, and up to which capacity."""

    residual_band: str
    above_kva: float
    up_to_kva: float


def voltage_of(tariff: str) -> str:
    """The voltage level whose residual bands a tariff uses: "LV", "HV" or "EHV".

    Example:
        >>> voltage_of("LV Sub Site Specific")
        'LV'
    """
    return "HV" if tariff.startswith("HV") else "EHV" if tariff.startswith("EHV") else "LV"


def suggested_residual_band(*, voltage: str, agreed_capacity_kva: float, on: date) -> ResidualBandThreshold | None:
    """The residual band an agreed capacity would suggest; bands are allocated by the DNO, not computed.

    A site on a bound belongs to the lower band. None where no thresholds are held for the date.

    Example:
        >>> suggested_residual_band(voltage="HV", agreed_capacity_kva=1200, on=date(2025, 6, 4)).residual_band
        '3'
    """
    lower = 0.0
    for row in duos_rows("residual_band_thresholds.csv"):
        if row["voltage"] != voltage or not row["valid_from"] <= on.isoformat() < row["valid_to"]:
            continue
        upper = float(row["agreed_capacity_kva_up_to"] or "inf")
        if lower < agreed_capacity_kva <= upper:
            return ResidualBandThreshold(row["residual_band"], lower, upper)
        lower = upper
    return None
