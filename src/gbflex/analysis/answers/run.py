"""`gbflex run`: a site dispatched, settled into a ledger, and compared with no asset. `gbflex demo` runs two."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict, final

from gbflex.analysis.answers.co2 import Co2Part
from gbflex.analysis.answers.common import Foresight, OfSite, Priced, Span, Status, Warned
from gbflex.analysis.answers.lines import RunLineRow
from gbflex.analysis.answers.plant import PlantKpis
from gbflex.analysis.answers.shape import Key
from gbflex.analysis.answers.verdict import Verdict

__all__ = [
    "CapturedPart",
    "CausesPart",
    "Comparison",
    "CyclePrice",
    "DemoAnswer",
    "PlanGapRow",
    "PlanSettings",
    "ReportAnswer",
    "RunAnswer",
    "RunSummary",
    "RunsAnswer",
    "SizeRow",
    "SweepPart",
    "UnservedRow",
    "WeighedPart",
    "WithoutAssetPart",
]


class ForecastRow(TypedDict):
    """A series that a plan forecast."""

    series: Annotated[str, Key("Series", "What is forecast", style="code")]
    forecast: Annotated[str, Key("Forecast", "What is expected of it, and what about that is assumed")]
    half_hours: Annotated[int, Key("Half-hours", "How many it was asked for")]
    older_half_hours: Annotated[
        int, Key("Older", "Of them, those whose value comes from further back than the forecast's name says")
    ]
    oldest_date: Annotated[
        str | None,
        Key("Oldest", "Settlement date of the oldest value, null where values are no date's"),
    ]


class PlanSettings(TypedDict):
    """The settings that the mode uses."""

    forecast: NotRequired[Annotated[str, Key("Forecast", "What a rolling plan expects")]]
    look_ahead_days: NotRequired[Annotated[int, Key("Look ahead", "Settlement dates planned at once")]]
    end_value_gbp_per_mwh: NotRequired[
        Annotated[float | None, Key("End value", "Worth of a MWh left at a window's end, null: the final state")]
    ]
    charge_below_gbp_per_mwh: NotRequired[
        Annotated[float | None, Key("Charge below", "Charge at this energy price and below")]
    ]
    discharge_above_gbp_per_mwh: NotRequired[
        Annotated[float | None, Key("Discharge above", "Discharge at this energy price and above")]
    ]


class PlanGapRow(TypedDict):
    """What a line was worth to the plan, at what was expected when it was made, and what it settled at."""

    line: Annotated[str, Key("Line", "Its name", style="code")]
    plans_as: Annotated[
        str, Key("Plans as", "exact; linear_estimate: an expected price, as of triads; not_planned")
    ]
    planned_gbp: Annotated[float, Key("Planned", "What it was worth to the plan, as then expected")]
    settled_gbp: Annotated[float, Key("Settled", "Its amount in the ledger")]
    gap_gbp: Annotated[
        float, Key("Gap", "Settled minus planned: what the plan did not see, or expected otherwise")
    ]


class CyclePrice(TypedDict):
    """What more of a cycle would have earned at the margin, GBP per cycle; a whole one earns less."""

    per_day_mean_gbp: Annotated[
        float | None, Key("Mean of days", "Mean over days of what more of a cycle in the day earns, per cycle")
    ]
    per_day_largest_gbp: Annotated[float | None, Key("Largest of days", "Largest of them")]
    in_all_gbp: Annotated[float | None, Key("In all", "What more of a cycle over the whole span earns, per cycle")]
    conditional: Annotated[bool, Key("Conditional", "Whether it holds only as long as the other choices stay")]


class SweepPart(TypedDict):
    """The threshold rule at a grid of prices; chosen after the event, so the best cell is a benchmark."""

    charge_below_gbp_per_mwh: Annotated[list[float], Key("Charge below", "Prices of the rows")]
    discharge_above_gbp_per_mwh: Annotated[list[float], Key("Discharge above", "Prices of the columns")]
    value_gbp: Annotated[
        list[list[float | None]],
        Key("Value", "What the run's value would be, null where the two cross or the rule cannot keep a limit"),
    ]
    lines_left_out: Annotated[
        list[str],
        Key("Left out", "Lines of the run's value that no cell holds, because they are not planned exactly"),
    ]


class SizeRow(TypedDict):
    """The battery at another size."""

    times: Annotated[float, Key("Size", "Its capacity over that of the site file", unit="times", decimals=1)]
    energy_capacity_mwh: Annotated[float, Key("Capacity", "Usable energy in the store")]
    value_gbp: Annotated[
        float | None, Key("Value", "With minus without the battery, over the span; null where it has no plan")
    ]
    value_gbp_per_year: Annotated[float | None, Key("Value a year", "Null below 300 days, and without a value")]
    equivalent_full_cycles: Annotated[
        float | None,
        Key("Full cycles", "Energy leaving the store over its capacity", unit="full cycles", decimals=1),
    ]
    reason: Annotated[str, Key("Why not", "Why there is no plan, empty where there is one")]


class CapturedPart(TypedDict):
    """A plan against perfect foresight."""

    perfect_value_gbp: Annotated[
        float | None,
        Key("Perfect foresight", "Value of the asset with perfect foresight, null where no value is defined"),
    ]
    captured_share: Annotated[
        float | None, Key("Captured", "Value over the value with perfect foresight, of the whole span")
    ]
    captured_share_interval: Annotated[
        list[float] | None,
        Key(
            "95 % by week",
            "95 % interval of the share for weeks like those of this span, and of its season only; from whole "
            "weeks, null for fewer than twelve",
            unit="fraction",
        ),
    ]
    captured_share_weeks: Annotated[
        int, Key("Weeks", "Whole weeks of seven settlement dates that the interval is from, 0 where there is none")
    ]


class CausesPart(TypedDict):
    """The value under both readings of `asset_causes`, where the site file does not say which it is."""

    value_if_asset_causes_gbp: Annotated[
        float | None,
        Key(
            "Value if the asset causes the export meter",
            "Value to the owner where the site would have no export meter without its assets, null where "
            "asset_causes says which it is or both are the same",
        ),
    ]
    value_if_not_caused_gbp: Annotated[
        float | None,
        Key("Value if it does not", "Where the export meter is there anyway: value_gbp; null as above"),
    ]
    offtaker_value_if_asset_causes_gbp: Annotated[
        float | None, Key("To the offtaker if it does", "The same to the offtaker, null where it has no ledger")
    ]
    offtaker_value_if_not_caused_gbp: Annotated[
        float | None, Key("To the offtaker if it does not", "offtaker_value_gbp, null as above")
    ]


class UnservedRow(TypedDict):
    """What nothing can serve without the assets, in one place."""

    place: Annotated[str, Key("Place", "connection: load above the import limit; heat: heat without a source")]
    half_hours: Annotated[int, Key("Half-hours", "How many")]
    unserved_mwh: Annotated[float, Key("Not served", "Energy in all of them", decimals=3)]
    largest_mwh: Annotated[float, Key("Largest", "Energy in one of them", decimals=3)]
    first_settlement_date: Annotated[str, Key("First date", "Settlement date of the first of them")]
    first_settlement_period: Annotated[
        int, Key("First period", "Settlement period of the first of them, from 1", style="ordinal")
    ]
    described: Annotated[str, Key("When", "The first of them in words")]


class WithoutAssetPart(TypedDict):
    """Whether the site can be served without its assets; else its value is not defined."""

    served: Annotated[bool, Key("Served", "Whether load and heat can be served without the assets")]
    unserved: Annotated[list[UnservedRow], Key("Not served", "A row for each place in which they cannot")]


class WeighedPart(TypedDict):
    """How much the warnings weigh."""

    money_warnings: Annotated[
        int, Key("Of money", "How many of the warnings move money; they come first, the others only inform")
    ]


class RunSummary(OfSite, Span, Priced, Warned, Foresight, CapturedPart, CausesPart, WeighedPart):
    """One mode of a run, as its folder's `summary.json` keeps it."""

    run_id: Annotated[str, Key("Run", "Its name", style="code")]
    verdict: Annotated[Verdict, Key("Verdict", "What the assets are worth and why, in sentences and figures")]
    status: Status
    mode: Annotated[str, Key("Mode", "perfect, rolling, threshold or naive")]
    plan: Annotated[PlanSettings, Key("Plan", "The settings that the mode uses")]
    forecasts: Annotated[
        list[ForecastRow],
        Key("Forecasts", "A row for each series that the plan forecast, none where it made none"),
    ]
    objective_gbp: Annotated[float, Key("Objective", "What the optimiser says the schedule is worth")]
    planned_gbp: Annotated[
        float, Key("Planned", "What all lines were worth to the plan, as expected when each date was planned")
    ]
    ledger_total_gbp: Annotated[float, Key("Ledger total", "The whole ledger with the asset, wear included")]
    cash_total_gbp: Annotated[float, Key("Cash total", "The same without what is not cash")]
    without_asset_gbp: Annotated[
        float | None,
        Key(
            "Without the asset",
            "The whole ledger with nothing to dispatch and without what asset_causes names, null where the site "
            "needs its asset",
        ),
    ]
    value_gbp: Annotated[
        float | None,
        Key("Value", "What the asset is worth to its owner: with minus without, null where that is not defined"),
    ]
    offtaker_value_gbp: Annotated[
        float | None,
        Key("Value to the offtaker", "Null where the site file does not say what it pays, or nothing compares"),
    ]
    total_value_gbp: Annotated[float | None, Key("Value to both", "Value to owner and offtaker together")]
    without_asset: Annotated[
        WithoutAssetPart, Key("Served without the asset", "Whether there is anything to compare with")
    ]
    lines: Annotated[list[RunLineRow], Key("Lines", "A row for each line and time band")]
    plan_gap: Annotated[list[PlanGapRow], Key("Plan against settlement", "The difference by line")]
    equivalent_full_cycles: Annotated[
        float, Key("Full cycles", "Energy leaving the store over its capacity", unit="full cycles", decimals=1)
    ]
    charge_mwh: Annotated[float, Key("Charged", "AC at the meter", decimals=1)]
    discharge_mwh: Annotated[float, Key("Discharged", "AC at the meter", decimals=1)]
    import_mwh: Annotated[float, Key("Import", "Energy through the boundary inwards", decimals=1)]
    export_mwh: Annotated[float, Key("Export", "Energy through the boundary outwards", decimals=1)]
    curtailed_mwh: Annotated[
        float | None,
        Key("Solar turned down", "Generation that was not used, null where there is no solar array", decimals=3),
    ]
    filled_half_hours: Annotated[
        dict[str, int], Key("Filled", "Half-hours of each series that are filled from elsewhere")
    ]
    solver: Annotated[str, Key("Solver", "Which algorithm answered")]
    gap: Annotated[
        float | None, Key("Relative gap", "Between objective and bound", unit="fraction", style="scientific")
    ]
    bound_gbp: Annotated[float | None, Key("Bound", "No schedule can be worth more")]
    worst_violation_mwh: Annotated[float, Key("Worst violation", "Largest breach of a limit", style="scientific")]
    simultaneous_half_hours: Annotated[
        int, Key("Charging and discharging", "Half-hours that charge and discharge at once")
    ]
    cycle_price_gbp: Annotated[
        CyclePrice | None,
        Key(
            "Marginal worth of a cycle",
            "What more of a cycle would have earned at the margin, GBP per cycle; a whole one earns less; null "
            "without a limit",
        ),
    ]
    sweep: Annotated[SweepPart | None, Key("Other thresholds", "The threshold rule at other prices")]
    sizes: Annotated[
        list[SizeRow],
        Key(
            "Other sizes",
            "Half, one and two times the MWh, power as it is, each planned anew in the same mode; none where the "
            "exact algorithm does not plan the site",
        ),
    ]
    kpis: Annotated[PlantKpis | None, Key("Plant", "How a plant ran, null for a battery alone")]
    co2: Annotated[
        Co2Part | None, Key("CO2", "Null where no gas is burnt and no carbon intensity of the grid is given")
    ]
    model_seconds: Annotated[float, Key("Building the model", "Time taken")]
    solve_seconds: Annotated[float, Key("Solving", "Time taken")]
    ledger_hash: Annotated[str, Key("Ledger hash", "SHA-256 over the rows, amounts to 1e-6", style="code")]


@final
class RunAnswer(RunSummary):
    """One mode of a run: the ledger with the asset, without it, and what the asset is worth."""

    folder: Annotated[str, Key("Folder", "The run folder", style="code")]


@final
class RunsAnswer(TypedDict):
    """Several modes of one site side by side."""

    run_id: Annotated[str, Key("Run", "Its name", style="code")]
    folder: Annotated[str, Key("Folder", "Holds a run folder for each mode", style="code")]
    verdict: Annotated[
        Verdict, Key("Verdict", "That of the best achievable mode; of perfect foresight where none else ran")
    ]
    results: Annotated[list[RunAnswer], Key("Results", "One for each mode, as one mode alone answers")]


class ReportAnswer(TypedDict):
    """The report of a run, written again."""

    files: Annotated[list[str], Key("Files", "What was written")]


class Comparison(TypedDict):
    """Several runs in one table, as it is printed."""

    columns: Annotated[list[str], Key("Columns", "Headings: the figure, then each run")]
    rows: Annotated[list[list[str]], Key("Rows", "Cells as text")]


class DemoAnswer(TypedDict):
    """The shipped example under two supply contracts."""

    title: Annotated[str, Key("Title", "Span and mode in words")]
    comparison: Annotated[Comparison, Key("Comparison", "The runs side by side")]
    runs: Annotated[list[RunAnswer], Key("Runs", "Each as a run answers")]
    report: Annotated[str, Key("Report", "The page written", style="code")]
