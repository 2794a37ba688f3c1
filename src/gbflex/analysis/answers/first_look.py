"""What of an answer is looked at first: its figures, its table, its picture. What is not said here is derived.

A notebook shows it, whatever the question: a new answer needs no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.bm import BmUnitAnswer, LeaderboardAnswer
from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer
from gbflex.analysis.answers.breakeven import BreakevenAnswer
from gbflex.analysis.answers.chp import CurveAnswer
from gbflex.analysis.answers.losses import LossesAnswer
from gbflex.analysis.answers.plan import PlanAnswer
from gbflex.analysis.answers.run import RunAnswer, RunsAnswer
from gbflex.analysis.answers.shape import Column, Shape, columns_of

__all__ = ["Bars", "FirstLook", "Steps", "first_look"]

MOST_FIGURES: Final = 4
NOT_FIRST: Final = ("not_priced", "estimates", "forecasts", "notes", "plan_gap", "refused", "gaps", "steps")
"""Tables that qualify an answer and are not what was asked for."""
NOT_A_FIGURE: Final = ("gap", "worst_window_gap", "bound_gbp", "model_seconds", "solve_seconds", "estimated_gbp")


class Bars(NamedTuple):
    """A bar for each row.

    Attributes:
        question: What the picture answers.
        label: The columns that name a bar.
        amount: The column of its length.
    """

    question: str
    label: tuple[str, ...]
    amount: str


class Steps(NamedTuple):
    """Half-hours in a row.

    Attributes:
        question: What the picture answers.
        prices: Columns drawn as steps.
        up: Energy drawn upwards, empty where there is none.
        down: Energy drawn downwards, likewise.
        level: What is stored, likewise.
    """

    question: str
    prices: tuple[str, ...]
    up: str = ""
    down: str = ""
    level: str = ""


class FirstLook(NamedTuple):
    """What of an answer is looked at first.

    Attributes:
        figures: Its headline, most telling first.
        table: The rows that were asked for; empty where it has none.
        picture: What is drawn of that table; null where nothing of it can be.
    """

    figures: tuple[str, ...]
    table: str
    picture: Bars | Steps | None


SAID: Final[Mapping[Shape, FirstLook]] = {
    BillAnswer: FirstLook(
        ("total_gbp", "import_mwh"),
        "lines",
        Bars("Where does the money go?", ("line", "band"), "amount_gbp"),
    ),
    RunAnswer: FirstLook(
        ("value_gbp", "ledger_total_gbp", "without_asset_gbp", "captured_share", "equivalent_full_cycles"),
        "lines",
        Bars("Which lines does the asset change?", ("line", "band"), "value_gbp"),
    ),
    RunsAnswer: FirstLook((), "results", Bars("What is each way to run worth?", ("mode",), "value_gbp")),
    PlanAnswer: FirstLook(
        ("gain_gbp", "objective_gbp", "initial_state_of_charge_mwh"),
        "periods",
        Steps(
            "When does it charge, and at what price?",
            ("charge_price_gbp_per_mwh", "stored_energy_value_gbp_per_mwh"),
            up="discharge_mwh",
            down="charge_mwh",
            level="state_of_charge_mwh",
        ),
    ),
    LossesAnswer: FirstLook(
        ("value_gbp",), "rows", Bars("What costs the asset its value?", ("cause",), "effect_gbp")
    ),
    BreakevenAnswer: FirstLook(
        (), "pairs", Bars("Which trade pays?", ("charge", "use", "when"), "margin_gbp_per_mwh")
    ),
    CurveAnswer: FirstLook(
        (),
        "rows",
        Steps(
            "At what price does it turn up or down?",
            ("turn_up_price_gbp_per_mwh", "turn_down_price_gbp_per_mwh", "marginal_cost_gbp_per_mwh"),
        ),
    ),
    BmUnitAnswer: FirstLook(
        ("gross_cashflow_gbp", "gbp_per_mw_per_year", "cash_less_recharge_gbp", "discharged_mwh"),
        "daily",
        Bars("On which days was it paid?", ("settlement_date",), "cashflow_gbp"),
    ),
    BmLedgerAnswer: FirstLook(
        ("total_gbp", "published_total_gbp", "residual_gbp", "tlm_applied"),
        "rows",
        Bars("Which half-hours were paid?", ("settlement_date", "settlement_period"), "cashflow_gbp"),
    ),
    LeaderboardAnswer: FirstLook(
        (),
        "rows",
        Bars("Who earns the most per MW?", ("bm_unit", "lead_party_name", "gsp_group_id"), "gbp_per_mw_per_year"),
    ),
}
"""Where the order of the declaration is not the order of interest."""


def first_look(shape: Shape) -> FirstLook:
    """What of an answer is looked at first.

    Args:
        shape: How it is declared.

    Example:
        >>> from gbflex.analysis.answers.chp import ValueAnswer
        >>> look = first_look(ValueAnswer)
        >>> look.figures, look.table
        (('value_gbp', 'without_asset_gbp'), 'rows')
    """
    return SAID.get(shape) or FirstLook(_figures(shape), table := _table(shape), _picture(shape, table))


def _figures(shape: Shape) -> tuple[str, ...]:
    """Its money first, then other numbers with a unit."""
    numbers = [column for column in columns_of(shape).values() if column.kind == "number" and _tells(column)]
    money = [column.key for column in numbers if column.unit == "GBP"]
    others = [column.key for column in numbers if column.unit != "GBP"]
    # An answer without numbers, as of a look-up, is in its words.
    words = [column.key for column in columns_of(shape).values() if column.kind in ("text", "integer", "flag")]
    return tuple([*money, *others][:MOST_FIGURES] or words[:MOST_FIGURES])


def _tells(column: Column) -> bool:
    return bool(column.unit) and column.key not in NOT_A_FIGURE


def _table(shape: Shape) -> str:
    tables = [column.key for column in columns_of(shape).values() if column.kind == "rows"]
    return next((key for key in tables if key not in NOT_FIRST), "")


def _picture(shape: Shape, table: str) -> Bars | Steps | None:
    """Half-hours as steps of their prices, other rows as bars of their money; none without such a column."""
    if not table:
        return None
    columns = list(columns_of(columns_of(shape)[table].shapes[0]).values())
    prices = tuple(column.key for column in columns if column.unit == "GBP/MWh" and column.kind == "number")
    if prices and any(column.key == "start_time" for column in columns):
        return Steps(columns_of(shape)[table].said.meaning, prices[:3])
    label = next((column.key for column in columns if column.kind == "text"), None)
    amounts = sorted(
        (column.key for column in columns if column.unit == "GBP" and column.kind == "number"),
        key=lambda key: key != "value_gbp",
    )
    return Bars(columns_of(shape)[table].said.label, (label,), amounts[0]) if label and amounts else None
