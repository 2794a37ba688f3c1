"""`gbflex plan`: what to do in the next half-hours, and what the next MWh is worth."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import HalfHour, OfSite, Priced, Status, Warned
from gbflex.analysis.answers.run import ForecastRow
from gbflex.analysis.answers.shape import Key

__all__ = ["PlanAnswer", "PlanAssetRow", "PlanRow"]


class PlanAssetRow(TypedDict):
    """What an asset does in a half-hour."""

    asset: Annotated[str, Key("Asset", "Its name")]
    on: Annotated[bool, Key("On", "Whether it runs, charges or discharges")]
    power_mw: Annotated[
        float | None,
        Key("Power", "What it gives behind the meter, negative takes; null where it has none", decimals=3),
    ]
    heat_mw: Annotated[
        float | None, Key("Heat", "What it gives, negative takes; null where it has none", decimals=3)
    ]
    stored_mwh: Annotated[
        float | None, Key("Stored", "In it at the end, null where it stores nothing", decimals=3)
    ]


class PlanRow(HalfHour):
    """A half-hour of a plan; prices are all-in, at the meter, but for the expected ones."""

    start_time: Annotated[str, Key("Start (UTC)", "Start of the half-hour, UTC", style="instant")]
    local_time: Annotated[str, Key("Clock", "Start of the half-hour by the clock in Great Britain")]
    action: Annotated[
        str,
        Key(
            "Action",
            "charge, idle or discharge; of a plant, run where a unit runs, with what its batteries do",
            names_row=True,
        ),
    ]
    charge_mwh: Annotated[float, Key("Charge", "AC at the meter")]
    discharge_mwh: Annotated[float, Key("Discharge", "AC at the meter")]
    charge_mw: Annotated[float, Key("Charge", "Mean power, AC at the meter")]
    discharge_mw: Annotated[float, Key("Discharge", "Mean power, AC at the meter")]
    state_of_charge_mwh: Annotated[float, Key("Stored", "In the store at the end of the half-hour")]
    import_mw: Annotated[float, Key("Import", "Mean power from the network, the load included")]
    export_mw: Annotated[float, Key("Export", "Mean power to the network")]
    expected_energy_price_gbp_per_mwh: Annotated[float, Key("Expected price", "Energy price as forecast")]
    expected_from_date: Annotated[
        str | None, Key("Price of", "Settlement date whose price is expected again, null where it is no date's")
    ]
    expected_export_price_gbp_per_mwh: Annotated[
        float | None, Key("Expected export price", "As forecast, null where export is not paid")
    ]
    expected_demand_mwh: Annotated[float, Key("Expected demand", "As known ahead or forecast")]
    import_price_gbp_per_mwh: Annotated[
        float, Key("Import all-in", "What a MWh from the network costs: energy, losses and every charge per MWh")
    ]
    export_price_gbp_per_mwh: Annotated[float, Key("Export all-in", "What a MWh exported earns, likewise")]
    charge_price_gbp_per_mwh: Annotated[
        float, Key("Charging price", "What a MWh charged costs: import all-in, and what charging itself costs")
    ]
    discharge_price_gbp_per_mwh: Annotated[
        float | None,
        Key(
            "Discharge earns",
            "What a MWh discharged earns or saves after wear, as planned, or at best where nothing is; null where "
            "it could go nowhere",
        ),
    ]
    stored_energy_value_gbp_per_mwh: Annotated[
        float | None,
        Key("Value after", "Worth of the next MWh in the store at the end, null where no plan prices it"),
    ]
    charge_below_gbp_per_mwh: Annotated[
        float | None,
        Key("Charge below", "Charging gains where its price is below this, null where there is no room"),
    ]
    discharge_above_gbp_per_mwh: Annotated[
        float | None,
        Key("Discharge above", "Discharging gains where it earns more than this, null where nothing is stored"),
    ]
    binding_limits: Annotated[list[str], Key("Binding limits", "What stops the plan from doing more")]
    assets: Annotated[list[PlanAssetRow], Key("Assets", "What each asset does")]


class PlanAnswer(OfSite, Priced, Warned):
    """What a site should do from an instant on, from what was known then."""

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
        Key(
            "Gain",
            "The same minus doing nothing: a battery left alone, a plant's boilers and meter alone; null where "
            "the site cannot be served so",
        ),
    ]
    initial_state_of_charge_mwh: Annotated[float, Key("Starts with", "In the store at the instant")]
    end_rule: Annotated[str, Key("At the end", "What decides how much energy is left, in words")]
    end_state_of_charge_mwh: Annotated[float, Key("Ends with", "In the store at the end")]
    end_worth_gbp: Annotated[
        float | None,
        Key(
            "Worth of what is left",
            "Counted in objective and gain, by default above the lowest state; null where it has no worth of its "
            "own",
        ),
    ]
    end_value_gbp_per_mwh: Annotated[
        float | None, Key("Value at the end", "Worth of the next MWh left, null where it has no worth of its own")
    ]
    sentences: Annotated[list[str], Key("In words", "What to do, what it gains, and how it ends: a sentence each")]
    periods: Annotated[list[PlanRow], Key("Half-hours", "A row for each")]
    not_planned: Annotated[list[str], Key("Not planned", "Lines that the optimiser does not see")]
