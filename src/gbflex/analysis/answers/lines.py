"""A ledger's lines over a span, and the rates behind them, as bills, runs and their reports print them."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import Span
from gbflex.analysis.answers.shape import Key

__all__ = ["DuosDocument", "LineRow", "RateRow", "RatesAnswer", "RunLineRow", "SummedLine"]


class SummedLine(TypedDict):
    """A line, or one time band of it, over a span."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    band: Annotated[
        str,
        Key("Band", "Time band, or rate of a retail contract; empty where the line has none", names_row=True),
    ]
    kind: Annotated[str, Key("Kind", "Whether money moves: cash or non_cash")]
    payer: Annotated[str, Key("Payer", "Who pays")]
    payee: Annotated[str, Key("Payee", "Who is paid, empty for wear")]
    quantity: Annotated[float, Key("Quantity", "What is charged or paid for, never negative", unit_in="unit")]
    unit: Annotated[str, Key("Unit", "Unit of the quantity")]
    rate: Annotated[
        float, Key("Rate", "Average where it varies, 0 where nothing flowed", unit_in="rate_unit", style="rate")
    ]
    rate_unit: Annotated[str, Key("Rate unit", "Unit of the rate")]
    source: Annotated[str, Key("Source", "Where the rates and prices come from")]
    quality: Annotated[
        str, Key("Quality", "The least sure of its rows, or of what they would be made from where there are none")
    ]


class LineRow(SummedLine):
    """A line of one ledger."""

    amount_gbp: Annotated[float, Key("Amount", "Positive is received by the owner")]


class RunLineRow(SummedLine):
    """A line of a run, with the asset and without it."""

    amount_gbp: Annotated[float, Key("With", "Amount with the asset, positive is received by the owner")]
    without_asset_gbp: Annotated[
        float | None, Key("Without", "Amount without the asset, null where the site needs its asset")
    ]
    value_gbp: Annotated[float | None, Key("Value", "With minus without, null where that is not defined")]


class RateRow(Span):
    """A published rate and the first and last date it was charged on."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    band: Annotated[
        str,
        Key("Band", "Time band, or rate of a retail contract; empty where the line has none", names_row=True),
    ]
    published_rate: Annotated[
        float | None,
        Key("As published", "Null where it differs by half-hour", unit_in="published_unit", style="published"),
    ]
    published_unit: Annotated[str, Key("Unit", "The publisher's unit")]
    quality: Annotated[str, Key("Quality", "actual, estimated, forecast or illustrative")]
    source: Annotated[str, Key("Source", "Document, version and table")]


class DuosDocument(TypedDict):
    """A DUoS tariff behind a ledger, in full."""

    name: Annotated[str, Key("Name", "Document and tariff")]
    charging_year_start: Annotated[
        int, Key("Charging year", "Year in which it begins, on 1 April", style="ordinal")
    ]
    unit_rates_p_per_kwh: Annotated[dict[str, float], Key("Unit rates", "By time band")]
    fixed_p_per_mpan_day: Annotated[float, Key("Fixed", "Fixed charge")]
    capacity_p_per_kva_day: Annotated[float, Key("Capacity", "Charge for agreed capacity")]
    exceeded_capacity_p_per_kva_day: Annotated[float, Key("Exceeded capacity", "Charge for capacity beyond it")]
    reactive_p_per_kvarh: Annotated[float, Key("Reactive", "Charge for excess reactive energy")]
    time_bands: Annotated[str, Key("Time bands", "Where the hours of the bands come from")]
    source: Annotated[str, Key("Source", "Document, version and table")]
    quality: Annotated[str, Key("Quality", "actual, estimated, forecast or illustrative")]


class RatesAnswer(TypedDict):
    """The rates behind a run, as its folder keeps them."""

    used: Annotated[list[RateRow], Key("Rates used", "Every rate of the ledger with its dates and source")]
    duos_documents: Annotated[
        list[DuosDocument], Key("DUoS tariffs", "The tariffs behind the DUoS lines, in full")
    ]
