"""A Balancing Mechanism unit's half-hours: what it notified, was told to do, and earned with it."""

from __future__ import annotations

from typing import Annotated

from gbflex.analysis.answers.common import HalfHour
from gbflex.analysis.answers.shape import Key

__all__ = ["BmHalfHourRow"]


class BmHalfHourRow(HalfHour):
    """A half-hour of a unit; null is not known, and a price is null where nothing was accepted at one."""

    start_time: Annotated[str, Key("Start", "UTC", style="instant")]
    local_time: Annotated[str, Key("Clock", "London clock at which it begins, with its zone")]
    notified_mw: Annotated[float | None, Key("Notified", "Mean of the physical notification, export positive")]
    expected_mw: Annotated[float | None, Key("After acceptances", "Mean level that was notified and accepted")]
    export_limit_mw: Annotated[float | None, Key("Export limit", "Mean MEL, the newest declaration first")]
    import_limit_mw: Annotated[float | None, Key("Import limit", "Mean MIL, negative")]
    offer_mwh: Annotated[float | None, Key("Offers", "Energy accepted upwards, also what has no price")]
    bid_mwh: Annotated[float | None, Key("Bids", "Energy accepted downwards, never positive")]
    offer_price_gbp_per_mwh: Annotated[
        float | None, Key("Offer price", "Mean of what was accepted upwards, before the multiplier")
    ]
    bid_price_gbp_per_mwh: Annotated[
        float | None, Key("Bid price", "Mean of what was accepted downwards, before the multiplier")
    ]
    system_price_gbp_per_mwh: Annotated[float | None, Key("System price", "Of the half-hour")]
    market_index_gbp_per_mwh: Annotated[float | None, Key("Market index", "Of the half-hour")]
    offer_cashflow_gbp: Annotated[float | None, Key("Cash of offers", "Positive is paid to the unit")]
    bid_cashflow_gbp: Annotated[float | None, Key("Cash of bids", "Positive is paid to the unit")]
    cashflow_gbp: Annotated[float | None, Key("Cash", "Offers and bids together; null where one is not known")]
    not_priced_mwh: Annotated[float | None, Key("Not priced", "Size of the energy that is not in the cash")]
    cash_basis: Annotated[
        str, Key("Cash comes from", "published, computed, nothing accepted, not priced or not known")
    ]
