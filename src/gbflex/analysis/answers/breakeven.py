"""`gbflex breakeven`: what a delivered MWh costs from each band against each use it could have."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import OfSite, Priced, Warned
from gbflex.analysis.answers.shape import Key
from gbflex.analysis.answers.verdict import PpaWorth

__all__ = [
    "BestTrade",
    "BreakevenAnswer",
    "ChargeRow",
    "CostLine",
    "CostPart",
    "MarginLine",
    "PairRow",
    "PpaPart",
    "UseRow",
    "When",
    "WorthLine",
    "WorthPart",
]


class When(TypedDict):
    """Some half-hours of the day: those of a time band, or a single one."""

    when: Annotated[str, Key("When", "The time band, or the cheapest or dearest half-hour", names_row=True)]
    duos_band: Annotated[str | None, Key("DUoS band", "The band they are in")]
    settlement_periods: Annotated[list[int], Key("Periods", "Settlement periods", style="ordinal")]


class WorthLine(TypedDict):
    """A line of what a use is worth."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    gbp_per_mwh: Annotated[float, Key("Price", "For a MWh at the meter")]


class CostLine(WorthLine):
    """A line of what a MWh costs."""

    gbp_per_delivered_mwh: Annotated[float, Key("Cost", "For a MWh delivered, after the losses of a round trip")]


class CostPart(TypedDict):
    """What a MWh charged costs when it is delivered."""

    import_price_gbp_per_mwh: Annotated[float, Key("Import price", "All-in price of a MWh charged")]
    lost_gbp_per_mwh: Annotated[float, Key("Lost", "What the losses of a round trip add")]
    delivered_cost_gbp_per_mwh: Annotated[float, Key("Cost", "Of a MWh delivered, wear included")]
    lines: Annotated[list[CostLine], Key("Lines", "The cost line by line")]


class ChargeRow(When, CostPart):
    """When energy could be charged, and what it then costs."""


class WorthPart(TypedDict):
    """What a MWh delivered is worth."""

    worth_gbp_per_mwh: Annotated[float, Key("Worth", "What it earns or saves")]
    break_even_import_price_gbp_per_mwh: Annotated[
        float, Key("Break-even price", "Charging for this use pays below this import price")
    ]
    lines: Annotated[list[WorthLine], Key("Lines", "The worth line by line")]


class UseRow(When, WorthPart):
    """When energy could be used, and what it is then worth."""

    use: Annotated[str, Key("Use", "avoid_import, ppa or export", names_row=True)]


class PairRow(TypedDict):
    """A charging band against a use."""

    charge: Annotated[str, Key("Charge in", "When it is charged", names_row=True)]
    use: Annotated[str, Key("Use", "avoid_import, ppa or export", names_row=True)]
    when: Annotated[str, Key("When", "When it is used", names_row=True)]
    delivered_cost_gbp_per_mwh: Annotated[float, Key("Cost", "Of a MWh delivered, wear included")]
    worth_gbp_per_mwh: Annotated[float, Key("Worth", "What it earns or saves")]
    margin_gbp_per_mwh: Annotated[float, Key("Margin", "Worth minus cost of a MWh delivered")]


class MarginLine(TypedDict):
    """A line of the best trade's margin."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    worth_gbp_per_mwh: Annotated[float, Key("Worth", "What it adds to the worth of a MWh delivered")]
    cost_gbp_per_mwh: Annotated[float, Key("Cost", "What it adds to the cost of a MWh delivered")]
    margin_gbp_per_mwh: Annotated[float, Key("Margin", "Worth minus cost")]


class BestTrade(TypedDict):
    """The best trade between two half-hours of the day."""

    charge_settlement_period: Annotated[int, Key("Charge in period", "Settlement period", style="ordinal")]
    charge_band: Annotated[str, Key("Charging band", "DUoS band of that period, empty where none is held")]
    use: Annotated[str, Key("Use", "avoid_import, ppa or export", names_row=True)]
    use_settlement_period: Annotated[int, Key("Use in period", "Settlement period", style="ordinal")]
    use_band: Annotated[str, Key("Band of use", "DUoS band of that period, empty where none is held")]
    load_share: Annotated[float, Key("To the load", "Share that serves the load; the rest is exported")]
    kept_fraction: Annotated[
        float,
        Key(
            "Kept",
            "Of the energy stored, what self-discharge leaves until it is used; above 1 where it is used before "
            "it is put back: so much less has leaked",
        ),
    ]
    import_price_gbp_per_mwh: Annotated[float, Key("Import price", "All-in price of a MWh charged")]
    delivered_cost_gbp_per_mwh: Annotated[float, Key("Cost", "Of a MWh delivered, wear included")]
    worth_gbp_per_mwh: Annotated[float, Key("Worth", "What it earns or saves")]
    margin_gbp_per_mwh: Annotated[float, Key("Margin", "Worth minus cost of a MWh delivered")]
    break_even_import_price_gbp_per_mwh: Annotated[
        float, Key("Break-even price", "Charging for this use pays below this import price")
    ]
    pays: Annotated[
        bool,
        Key(
            "Pays",
            "Whether the margin is positive, or several charges for one use gain together: export is worth more "
            "than the load, which is served first",
        ),
    ]
    lines: Annotated[list[MarginLine], Key("Lines", "The margin line by line")]


class PpaPart(TypedDict):
    """The PPA on the day."""

    ppa: Annotated[
        PpaWorth | None,
        Key(
            "PPA",
            "What the PPA brings against what the day's demand costs without the battery; null where the site has "
            "none, or sells the battery's output",
        ),
    ]
    ppa_verdict: Annotated[str, Key("Verdict on the PPA", "The same in one sentence, empty where ppa is null")]
    break_even_ppa_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Break-even PPA price",
            "At which the PPA breaks even: on the demand without the battery, or on the best trade where the PPA "
            "buys the battery's output; null where there is no such price",
        ),
    ]


class BreakevenAnswer(OfSite, Priced, Warned, PpaPart):
    """What a delivered MWh costs from each charging band, against each use it could have, on one day."""

    date: Annotated[str, Key("Date", "Settlement date")]
    round_trip_efficiency: Annotated[float, Key("Round trip efficiency", "AC to AC")]
    pays: Annotated[bool, Key("Pays", "Whether any trade pays")]
    verdict: Annotated[str, Key("Verdict", "Whether charging pays, in one sentence")]
    reasons: Annotated[
        list[str],
        Key(
            "Reasons", "What the margin is made of, the largest first, then what stands in the way of a better one"
        ),
    ]
    best: Annotated[BestTrade | None, Key("Best trade", "Null where the limits allow none")]
    charging: Annotated[list[ChargeRow], Key("Charging", "Bands and the cheapest half-hour")]
    uses: Annotated[list[UseRow], Key("Uses", "Uses by band and in the dearest half-hour")]
    pairs: Annotated[list[PairRow], Key("Pairs", "Every charging band against every use")]
    not_planned: Annotated[
        list[str], Key("Not in the margins", "Lines that depend on the whole span, so no margin contains them")
    ]
