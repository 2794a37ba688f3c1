"""`gbflex plan`: what to do in the next half-hours, and what the next MWh is worth."""

from __future__ import annotations

from typing import Annotated

from gbflex.analysis.answers.common import HalfHour, OfSite, Priced, Status, Warned
from gbflex.analysis.answers.run import ForecastRow
from gbflex.analysis.answers.shape import Key

__all__ = ["PlanAnswer", "PlanRow"]


class PlanRow(HalfHour):
    """A half-hour of a plan; prices are all-in, at the meter."""

    start_time: Annotated[str, Key("Start (UTC)", "Start of the half-hour, UTC", style="instant")]
    action: Annotated[str, Key("Action", "charge, idle or discharge", names_row=True)]
    charge_mwh: Annotated[float, Key("Charge", "AC at the meter")]
    discharge_mwh: Annotated[float, Key("Discharge", "AC at the meter")]
    state_of_charge_mwh: Annotated[float, Key("Stored", "In the store at the end of the half-hour")]
    expected_energy_price_gbp_per_mwh: Annotated[float, Key("Expected price", "Energy price as forecast")]
    expected_from_date: Annotated[
        str | None, Key("Price of", "Settlement date whose price is expected again, null where it is no date's")
    ]
    expected_export_price_gbp_per_mwh: Annotated[
        float | None, Key("Expected export price", "As forecast, null where export is not paid")
    ]
    expected_demand_mwh: Annotated[float, Key("Expected demand", "As known ahead or forecast")]
    charge_price_gbp_per_mwh: Annotated[float, Key("Charging price", "What a MWh charged costs")]
    stored_energy_value_gbp_per_mwh: Annotated[
        float | None, Key("Stored value", "Worth of a MWh in the store, null where no plan prices it")
    ]
    charge_below_gbp_per_mwh: Annotated[
        float | None, Key("Charge below", "Charging gains below this price, null where there is no room")
    ]
    discharge_above_gbp_per_mwh: Annotated[
        float | None, Key("Discharge above", "Discharging gains above this price, null where nothing is stored")
    ]


class PlanAnswer(OfSite, Priced, Warned):
    """What a battery should do from an instant on, from what was known then."""

    as_known_at: Annotated[str, Key("As known at", "The instant, UTC: nothing later is looked at")]
    forecast: Annotated[str, Key("Forecast", "Where the expected energy prices come from")]
    forecasts: Annotated[list[ForecastRow], Key("Forecasts", "A row for each series that is not known ahead")]
    status: Status
    solver: Annotated[str, Key("Solver", "Which algorithm answered")]
    gap: Annotated[
        float | None, Key("Relative gap", "Between objective and bound", unit="fraction", style="scientific")
    ]
    objective_gbp: Annotated[
        float,
        Key(
            "Objective",
            "What the planned half-hours are worth as expected, with the energy left where that has a worth; "
            "charges by the day, which no plan moves, are not counted",
        ),
    ]
    gain_gbp: Annotated[
        float | None,
        Key("Gain", "The same minus leaving the battery alone, null where the site cannot be served without it"),
    ]
    initial_state_of_charge_mwh: Annotated[float, Key("Starts with", "In the store at the instant")]
    periods: Annotated[list[PlanRow], Key("Half-hours", "A row for each")]
    not_planned: Annotated[list[str], Key("Not planned", "Lines that the optimiser does not see")]
