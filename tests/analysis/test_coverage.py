"""Which charges have a rate: whole years in every licence area, and what estimates put in the place of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from gbflex import bill
from gbflex.gb.licence_areas import LICENCE_AREAS

CHARGING_YEAR = ("2024-04-01", "2025-03-31")
WINTER = ("2026-11-01", "2027-03-31")
NOT_FOUND_OF_WINTER = {"cfd", "fit", "nuclear_rab", "eii_support"}
TARIFFS: dict[str, dict[str, Any]] = {
    "HV": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 3000},
    "aggregated": {"duos": "Non-Domestic Aggregated", "residual_band": 2},
}


def site(area: str, kind: str, **changed: Any) -> dict[str, Any]:
    return {
        "name": kind,
        "licence_area": area,
        "tariff": TARIFFS[kind],
        "demand": {"constant_mw": 0.5},
        "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
        "losses": {"line_loss_factor": 1.05, "transmission_loss_multiplier": "estimated"},
        **changed,
    }


@pytest.mark.parametrize("kind", TARIFFS)
@pytest.mark.parametrize("area", sorted(LICENCE_AREAS))
def test_only_rates_nobody_published_to_us_are_missing(area: str, kind: str) -> None:
    """Proves: of the charging year 2024/25 CfD from January alone lacks a rate; of winter 2026/27 four levies do.

    If broken: a charge before its beginning, a triad not known yet or a missing season leaves a bill incomplete.
    """
    year = bill(site(area, kind), *CHARGING_YEAR)
    assert {(gap["line"], gap["from"], gap["to"]) for gap in year["not_priced"]} == {
        ("cfd", "2025-01-01", "2025-03-31")
    }
    winter = bill(site(area, kind), *WINTER)
    assert {gap["line"] for gap in winter["not_priced"]} == NOT_FOUND_OF_WINTER
    assert all(gap["quantity"] and gap["at_most_gbp"] is not None for gap in winter["not_priced"])


@pytest.mark.parametrize(("span", "lines"), [(CHARGING_YEAR, {"cfd"}), (WINTER, NOT_FOUND_OF_WINTER)])
@pytest.mark.parametrize("area", sorted(LICENCE_AREAS))
def test_estimates_complete_a_bill_and_stand_apart(area: str, span: tuple[str, str], lines: set[str]) -> None:
    """Proves: with estimates the bill is complete, and exactly what they add is printed apart.

    If broken: a total that hides what it rests on, or one that is still incomplete.
    """
    known = bill(site(area, "HV"), *span)
    asked = bill(site(area, "HV", estimates="nearest"), *span)
    assert asked["complete"]
    assert asked["not_priced"] == []
    assert {row["line"] for row in asked["estimates"]} == lines
    assert asked["estimated_gbp"] == pytest.approx(asked["total_gbp"] - known["total_gbp"])
    assert asked["estimated_gbp"] < 0
