"""The links at the head of a run's page: its sections, those that are there."""

from __future__ import annotations

from typing import NamedTuple

from gbflex.reports.page_model import Page

__all__ = ["Entry", "contents_of"]


class Entry(NamedTuple):
    """A section.

    Attributes:
        anchor: Id of its heading.
        title: What the link says.
    """

    anchor: str
    title: str


def contents_of(page: Page) -> list[Entry]:
    """The sections of a page, in its order.

    Args:
        page: The page model.
    """
    sections = (
        ("comparison-title", "At a glance", page["comparison"]["rows"]),
        ("modes-title", "Modes", page["mode_bars"] or page["modes"]),
        ("sizes-title", "Other sizes", page["sizes_note"]),
        ("time-title", "Prices and dispatch", True),
        ("plant-title", "Power and heat", page["plant"]),
        ("bands-title", "Band hours", page["band_hours"]),
        ("batteries-title", "Batteries", page["batteries"]),
        ("co2-title", "CO2", page["co2"]),
        ("money-title", "Where the value comes from", True),
        ("sweep-title", "Other thresholds", page["sweep"]),
        ("meter-title", "Behind the meter", True),
        ("lines-title", "Ledger lines", True),
        ("not_priced-title", "Not priced", True),
        ("rates-title", "Rates", True),
        ("sources-title", "Sources", True),
        ("words", "Words", True),
    )
    return [Entry(anchor, title) for anchor, title, there in sections if there]
