"""The figures and cautions at the head of a run's page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from gbflex.analysis.answers.run import RunSummary
from gbflex.analysis.run.not_served import unserved_words
from gbflex.reports import run_sums as sums
from gbflex.reports.battery_sums import batteries_of, battery_word, discharge_power_mw
from gbflex.reports.line_labels import line_label
from gbflex.reports.page_model import Notice, Tile
from gbflex.reports.plant_sums import asset_word, is_plant
from gbflex.store.run_folder import RunTables

__all__ = ["NOT_DEFINED", "notices", "tiles", "why_not_served"]

NOT_DEFINED: Final = "not defined"
KG_PER_TONNE: Final = 1_000


def tiles(tables: RunTables) -> list[Tile]:
    """The figures that a reader looks for first.

    Args:
        tables: The run.
    """
    summary, word = tables.summary, asset_word(tables)
    found = [
        *_value_tiles(tables),
        _tile(f"Ledger with the {word}", _pounds(summary["ledger_total_gbp"]), "wear included"),
    ]
    if summary["without_asset_gbp"] is not None:
        found.append(_tile("Ledger without", _pounds(summary["without_asset_gbp"]), "the same lines"))
    if batteries_of(tables):
        cycles = f"{summary['equivalent_full_cycles']:,.1f}"
        found.append(_tile("Full cycles", cycles, f"energy leaving the {battery_word(tables)} / capacity"))
    if summary["captured_share"] is not None and summary["perfect_value_gbp"] is not None:
        interval = summary["captured_share_interval"]
        weeks = f"95 % for weeks like these {summary['captured_share_weeks']}, of this season:"
        sure = "" if interval is None else f"; {weeks} {interval[0]:.0%} to {interval[1]:.0%}"
        share = f"{summary['captured_share']:.1%}"
        found.append(_tile("Of perfect foresight", share, f"of {_pounds(summary['perfect_value_gbp'])}{sure}"))
    red = next((row for row in sums.band_coverage(tables.schedule) if row["band"] == "red"), None)
    if red and red["covered_fraction"] is not None:
        found.append(_tile("Red-band demand covered", f"{red['covered_fraction']:.1%}", f"served by the {word}"))
    return [*found, *_co2_tile(summary)]


def _value_tiles(tables: RunTables) -> list[Tile]:
    """The value, and for batteries alone what a MW of them is worth."""
    value_gbp, label = tables.summary["value_gbp"], f"Value of the {asset_word(tables)}"
    if value_gbp is None:
        return [_tile(label, NOT_DEFINED, why_not_served(tables.summary))]
    found = [_tile(label, _pounds(value_gbp), f"whole ledger with minus without, {_over(tables.summary)}")]
    causing_gbp = tables.summary.get("value_if_asset_causes_gbp")
    if causing_gbp is not None:
        found.append(_tile("If it causes the export meter", _pounds(causing_gbp), "asset_causes does not say"))
    power_mw = discharge_power_mw(tables)
    if power_mw and not is_plant(tables):
        found.append(_tile("Value per MW", _pounds(value_gbp / power_mw), _over(tables.summary)))
    return found


def _over(summary: RunSummary) -> str:
    """Whether a figure is one of a year: 365 or 366 days that end the day before they began."""
    first, last = (date.fromisoformat(summary[key]) for key in ("from", "to"))
    following = last + timedelta(days=1)
    is_year = (following.year, following.month, following.day) == (first.year + 1, first.month, first.day)
    return "a whole year" if is_year else "over the span, not annualised"


def _tile(label: str, value: str, note: str) -> Tile:
    return {"label": label, "value": value, "note": note}


def _co2_tile(summary: RunSummary) -> list[Tile]:
    """What the assets change of all CO2 that is counted; of gas alone where import is not."""
    co2 = summary["co2"]
    if co2 is None:
        return []
    saved = co2["saved_tonnes"]
    if saved is None and co2["import_tonnes"] is None and co2["gas_without_asset_tonnes"] is not None:
        saved = co2["gas_without_asset_tonnes"] - co2["gas_tonnes"]
    if saved is None:
        return []
    of = "gas burnt on site" if co2["import_tonnes"] is None else "gas and import"
    word = "less" if saved > 0 else "more"
    return [
        _tile("CO2 moved", f"{abs(saved) * KG_PER_TONNE:,.0f} kg {word}", f"{of}, with the assets than without")
    ]


def notices(summary: RunSummary) -> list[Notice]:
    """What to know of the figures, what moves money first.

    Args:
        summary: The run's.
    """
    of_money = summary["money_warnings"]
    found: list[Notice] = [
        {"moves_money": place < of_money, "text": text} for place, text in enumerate(summary["warnings"])
    ]
    if not summary["complete"]:
        lines = ", ".join(dict.fromkeys(line_label(gap["line"]) for gap in summary["not_priced"]))
        text = f"Not complete. Not priced, with the asset and without it: {lines}. The reasons are below."
        found.insert(0, {"moves_money": True, "text": text})
    if summary["estimates"]:
        lines = ", ".join(dict.fromkeys(line_label(row["line"]) for row in summary["estimates"]))
        amount = _pounds(summary["estimated_gbp"] or 0.0)
        text = f"{amount} of the ledger with the assets rest on estimates that were asked for: {lines}."
        found.insert(0, {"moves_money": True, "text": text})
    return found


def why_not_served(summary: RunSummary) -> str:
    """What cannot be served without the assets.

    Args:
        summary: The run's.
    """
    return "; ".join(unserved_words(row) for row in summary["without_asset"]["unserved"])


def _pounds(amount: float) -> str:
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.0f}"
