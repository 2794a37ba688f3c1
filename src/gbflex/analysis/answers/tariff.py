"""`gbflex site tariff`: what the network charges a site, in which hours, and what that comes to in a year."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import OfSite, Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["BandHoursRow", "TariffAnswer", "TariffRow"]


class BandHoursRow(TypedDict):
    """A range of the London clock in which a band holds."""

    days: Annotated[str, Key("Days", "weekday (a bank holiday counts as its weekday) or weekend")]
    months: Annotated[str, Key("Months", "every month, or the months by number")]
    start_local: Annotated[str, Key("From", "Clock time in London at which it begins")]
    end_local: Annotated[str, Key("To", "Clock time at which it ends; 24:00 is the end of the day")]
    band: Annotated[str, Key("Band", "red, amber or green; super_red at extra-high voltage")]


class TariffRow(TypedDict):
    """A rate, and what it comes to in a year."""

    line: Annotated[str, Key("Line", "Name of the charge", style="code")]
    band: Annotated[str, Key("Band", "Time band; empty where the charge has none")]
    published_rate: Annotated[
        float, Key("Rate", "As published; a credit is negative", unit_in="published_unit", style="published")
    ]
    published_unit: Annotated[str, Key("Unit", "The publisher's unit")]
    quantity_per_year: Annotated[
        float | None,
        Key("In a year", "What the rate falls on; null where it is not known", unit_in="unit", decimals=1),
    ]
    unit: Annotated[str, Key("Of", "Unit of that quantity")]
    gbp_per_year: Annotated[
        float | None, Key("A year", "What it comes to; negative is a cost, null where the quantity is not known")
    ]
    quality: Annotated[str, Key("Quality", "actual, estimated, forecast or illustrative")]
    source: Annotated[str, Key("Source", "Document and tariff")]


class TariffAnswer(OfSite, Warned):
    """Rates, hours and standing charges of a site's network tariff, and what each comes to in a year."""

    on: Annotated[str, Key("On", "Date for which it holds")]
    charging_year: Annotated[str, Key("Charging year", "From 1 April to 31 March")]
    licence_area: Annotated[str, Key("Licence area", "Distributor id of the area, 10 to 23")]
    area_name: Annotated[str, Key("Area", "Its name")]
    tariff: Annotated[str, Key("Tariff", "Name as published")]
    residual_band: Annotated[str | None, Key("Residual band", "1 to 4, none or single; null where it has none")]
    residual_band_suggested: Annotated[
        str | None,
        Key("Suggested band", "What the agreed capacity would suggest; the DNO allocates it, null if not known"),
    ]
    agreed_capacity_kva: Annotated[float | None, Key("Agreed capacity", "Of the import meter", unit="kVA")]
    hours: Annotated[list[BandHoursRow], Key("Hours", "When each band holds, by the clock in London")]
    rates: Annotated[list[TariffRow], Key("Rates", "Unit rates by band, then standing charges")]
    load_from: Annotated[str | None, Key("Load from", "First date of the load counted, null where none is given")]
    load_to: Annotated[str | None, Key("Load to", "Last date of it")]
    load_days: Annotated[
        int, Key("Load days", "Whole days of load counted; a year is in proportion to them", unit="days")
    ]
    load_mwh: Annotated[float | None, Key("Load", "Energy of those days, at the meter", decimals=1)]
    total_gbp_per_year: Annotated[
        float | None,
        Key(
            "Together",
            "Of 365 days, without exceeded capacity, reactive energy and export; null where no load is given",
        ),
    ]
