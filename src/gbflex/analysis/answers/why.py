"""`gbflex why`: a day in five sentences, for a battery or a plant, and the days on which nothing moved."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import OfSite, Priced, Span, Status, Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["IdleDayRow", "WhyAnswer", "WhyBattery", "WhyDaysAnswer", "WhyUnit"]


class WhyBattery(TypedDict):
    """A battery's day; prices are all-in at the meter, and worths are after wear."""

    battery: Annotated[str, Key("Battery", "Its name")]
    charge_mwh: Annotated[float, Key("Charged", "AC at the meter")]
    discharge_mwh: Annotated[float, Key("Discharged", "AC at the meter")]
    gain_gbp: Annotated[
        float | None, Key("Gain", "The day minus leaving it alone, null where the site cannot be served so")
    ]
    cheapest_time: Annotated[
        str | None,
        Key("Cheapest at", "Clock time of the cheapest charging, null where there is no room to charge"),
    ]
    cheapest_gbp_per_mwh: Annotated[float | None, Key("Cheapest charging", "What a MWh charged costs there")]
    cheapest_energy_gbp_per_mwh: Annotated[
        float | None, Key("Energy of it", "The energy price in it; the rest is losses and charges")
    ]
    dearest_time: Annotated[
        str | None, Key("Dearest at", "Clock time of the best use, null where nothing can be discharged")
    ]
    dearest_gbp_per_mwh: Annotated[float | None, Key("Best use", "What a MWh discharged earns or saves there")]
    delivered_cost_gbp_per_mwh: Annotated[
        float | None, Key("Cost delivered", "Of the best trade: what its charging costs for each MWh delivered")
    ]
    use_worth_gbp_per_mwh: Annotated[
        float | None, Key("Worth delivered", "Of the best trade: what each MWh earns")
    ]
    margin_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Margin",
            "Of the best trade of two half-hours, beside what the battery must do; null where limits leave none",
        ),
    ]


class WhyUnit(TypedDict):
    """A CHP unit's day."""

    unit: Annotated[str, Key("Unit", "Its name")]
    running_hours: Annotated[float, Key("Ran", "Hours on")]
    starts: Annotated[int, Key("Starts", "How often it started")]
    power_mwh: Annotated[float, Key("Made", "Electricity")]
    least_cost_gbp_per_mwh: Annotated[
        float | None,
        Key("Cost, least", "What a MWh costs, as planned or at full load, its heat credited, where least"),
    ]
    most_cost_gbp_per_mwh: Annotated[float | None, Key("Cost, most", "The same where most")]
    half_hours_it_pays: Annotated[
        int,
        Key("Pays in", "Half-hours in which a MWh is worth more than that, starts left out", unit="half-hours"),
    ]
    gain_gbp: Annotated[
        float | None,
        Key(
            "Gain",
            "Of a unit that ran: the day minus the best plan with it off; of one that did not: what its best run "
            "would have gained; null where no run, or no plan without it, is possible",
        ),
    ]


class WhyAnswer(OfSite, Priced, Warned):
    """Why a site's battery or plant did what it did on a day, every price known."""

    date: Annotated[str, Key("Date", "Settlement date")]
    status: Status
    action: Annotated[str, Key("Action", "moved or idle: whether anything was charged, discharged or run")]
    objective_gbp: Annotated[float, Key("Objective", "What the day is worth as planned")]
    battery: Annotated[WhyBattery | None, Key("Battery", "Null where the site has none, or several")]
    units: Annotated[list[WhyUnit], Key("Units", "A row for each CHP unit")]
    least_worth_gbp_per_mwh: Annotated[
        float, Key("Worth, least", "What one MWh more behind the meter would be worth, where least")
    ]
    most_worth_gbp_per_mwh: Annotated[float, Key("Worth, most", "The same where most")]
    heat_demand_mwh: Annotated[float, Key("Heat demand", "Of the day, 0 without a plant")]
    boiler_heat_mwh: Annotated[float, Key("From boilers", "Heat that boilers gave")]
    binding_limits: Annotated[list[str], Key("Binding limits", "Limits that the day's plan touches")]
    sentences: Annotated[list[str], Key("Sentences", "The day in five sentences")]


class IdleDayRow(TypedDict):
    """A day on which nothing moved."""

    date: Annotated[str, Key("Date", "Settlement date")]
    margin_gbp_per_mwh: Annotated[
        float | None, Key("Margin", "Of a battery's best trade, what each MWh would have lost; null for a plant")
    ]
    sentence: Annotated[str, Key("Why", "In a sentence")]


class WhyDaysAnswer(Span, OfSite, Warned):
    """The days of a span on which nothing was charged, discharged or run, each planned alone."""

    find: Annotated[str, Key("Looked for", "idle")]
    days_looked_at: Annotated[int, Key("Days", "Settlement dates looked at")]
    days: Annotated[list[IdleDayRow], Key("Found", "A row for each day found")]
