"""Parts of a span add up to the whole, whatever is not priced in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex import bill
from gbflex.cashflows.registry import charge_names
from gbflex.periods import Periods

FIRST, LAST = date(2022, 4, 1), date(2027, 3, 31)
AREAS = ("10", "14", "20")


ESTIMATED = [name for name in charge_names() if name not in ("capacity_market_levy", "tnuos_locational")]


def site_in(area: str) -> dict[str, Any]:
    """1.5 MW below an agreed capacity of 3,000 kVA, so that no month's capacity is exceeded."""
    return {
        "name": "Parts",
        "licence_area": area,
        "tariff": {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 3000},
        "demand": {"constant_mw": 1.5},
        "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
    }


def amounts(answer: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in answer["lines"]:
        found[row["line"], row["band"]] += row["amount_gbp"]
    return found


def dates_left_out(answer: Mapping[str, Any]) -> set[tuple[str, date]]:
    """Lines and dates that are named; of the capacity market's winter only its working days owe anything."""
    first, last = answer["from"], answer["to"]
    periods = Periods.between(first, last)
    working = set(periods.dates[periods.working_day[periods.first_of_day]].astype(object))
    named = {
        (gap["line"], date.fromisoformat(gap["from"]) + timedelta(days=day))
        for gap in answer["not_priced"]
        for day in range((date.fromisoformat(gap["to"]) - date.fromisoformat(gap["from"])).days + 1)
    }
    return {(line, day) for line, day in named if line != "capacity_market_levy" or day in working}


@pytest.mark.parametrize("asked", [{}, {"estimates": "nearest", "charges": ESTIMATED}])
@settings(max_examples=25, deadline=None)
@given(
    area=st.sampled_from(AREAS),
    first=st.dates(FIRST, LAST - timedelta(days=60)),
    days=st.integers(2, 60),
    share=st.floats(0.01, 0.99),
)
def test_parts_of_a_bill_add_up(asked: dict[str, Any], area: str, first: date, days: int, share: float) -> None:
    """Proves: total, each line and each date left out of two parts are those of the whole.

    If broken: a line is dropped from a whole span because one quarter lacks its rate (June's CfD of 4,187.12 from a
    bill of June and July 2024).
    """
    last, cut = first + timedelta(days=days), first + timedelta(days=int(days * share))
    site = site_in(area) | asked
    whole = bill(site, first, last)
    parts = [bill(site, first, cut), bill(site, cut + timedelta(days=1), last)]
    assert whole["total_gbp"] == pytest.approx(sum(part["total_gbp"] for part in parts), abs=1e-6)
    together: dict[tuple[str, str], float] = defaultdict(float)
    for part in parts:
        for key, gbp in amounts(part).items():
            together[key] += gbp
    assert amounts(whole) == pytest.approx(together, abs=1e-6)
    assert dates_left_out(whole) == dates_left_out(parts[0]) | dates_left_out(parts[1])
