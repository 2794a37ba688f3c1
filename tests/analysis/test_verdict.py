"""The verdict: what a site is worth in sentences, and every figure of them, by hand and over many kinds of sites."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.answers.verdict import Verdict
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.line_words import LINE_WORDS
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.rounded import about, about_years
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.run.verdict import headline
from gbflex.analysis.run.year_span import year_span
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES
from gbflex.errors import InputError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, FakeMarketData, battery, make_site

DAY = ("2024-06-03", "2024-06-03")
ROLLING = "Mode rolling says what a forecast would have earned."
SMALL = battery(charge_power_mw=2.5, discharge_power_mw=2.5, energy_capacity_mwh=1.0, round_trip_efficiency=0.64)
DEMAND = {"constant_mw": 1.0}


class Halves(FakeMarketData):
    """50 GBP/MWh in periods 1 to 24 of every day, 150 after them."""

    def price(self, name: str, periods: Periods) -> FoundSeries:
        values = np.where(periods.settlement_period <= 24, 50.0, 150.0)
        return FoundSeries(name, values, "GBP/MWh", f"fake {name}", "every date")


def verdict(
    span: tuple[str, str] = DAY, mode: str = "perfect", *, cost: float | None = None, **changes: Any
) -> Verdict:
    periods = Periods.between(*span)
    rule = PlanRule(mode=mode, charge_below_gbp_per_mwh=60, discharge_above_gbp_per_mwh=100)  # type: ignore[arg-type]
    site = make_site(**({"demand": DEMAND, "assets": [SMALL]} | changes))
    ports = Ports(market_data=Halves(), files=FakeFiles(), duos=SHIPPED_DUOS)
    done = backtest(site, periods, ports, rule=rule)
    return run_summary(done, "test", cost_gbp=cost)["verdict"]


def test_a_day_by_hand() -> None:
    """Proves: 1.25 MWh at 50 come back as 0.8 at 150: 120 - 62.50 = 57.50, of which 0.45 MWh lost at 50 is 22.50.

    24 MWh of demand cost 12 x 50 + 12 x 150 = 2,400, so a PPA at 90 loses 240 and breaks even at 100; with the
    battery it loses 182.50 and breaks even at 2,342.50 / 24 = 97.60. If broken: 180.00 without the losses, or a
    break-even of the price's mean by half-hour where the load varies.
    """
    found = verdict(ppa={"price_gbp_per_mwh": 90.0})
    figures = found["figures"]
    assert figures["value_gbp"] == pytest.approx(57.5)
    assert (figures["lost_mwh"], figures["lost_gbp"]) == pytest.approx((0.45, -22.5))
    ppa = figures["ppa"]
    assert ppa is not None
    assert (ppa["paid_mwh"], ppa["paid_gbp"], ppa["other_lines_gbp"]) == pytest.approx((24.0, 2160.0, -2400.0))
    assert (ppa["result_gbp"], ppa["break_even_gbp_per_mwh"]) == pytest.approx((-240.0, 100.0))
    assert (ppa["with_asset_gbp"], ppa["break_even_with_asset_gbp_per_mwh"]) == pytest.approx((-182.5, 97.604167))
    assert found["sentences"] == [
        f"The battery is worth at most about 57.5 GBP on 2024-06-03: a ceiling, with perfect foresight. {ROLLING}",
        "No yearly figure: fewer than 300 days leave out a season.",
        "At 90 GBP/MWh the PPA loses about 240 GBP before any battery; it breaks even at 100 GBP/MWh.",
        "With the battery it loses about 182 GBP and breaks even at 97.6 GBP/MWh.",
        "It gains 57.5 on energy bought.",
        "That is after 22.5 GBP for energy lost in charging and discharging.",
        "Every line is priced on every date.",
    ]


def test_the_break_even_price_breaks_even() -> None:
    """Proves: the site run again at that price has a result of nothing. If broken: a price that still loses."""
    first = verdict(ppa={"price_gbp_per_mwh": 90.0})["figures"]["ppa"]
    assert first is not None
    again = verdict(ppa={"price_gbp_per_mwh": first["break_even_gbp_per_mwh"]})
    assert again["figures"]["ppa"]["result_gbp"] == pytest.approx(0.0, abs=1e-9)  # type: ignore[index]
    assert "the PPA brings nothing before any battery" in again["sentences"][2]
    with_it = verdict(ppa={"price_gbp_per_mwh": first["break_even_with_asset_gbp_per_mwh"]})
    assert with_it["figures"]["ppa"]["with_asset_gbp"] == pytest.approx(0.0, abs=1e-9)  # type: ignore[index]


def test_the_ppa_of_an_output() -> None:
    """Proves: 0.8 MWh delivered are paid 80, their 1.25 MWh cost 62.50, so the PPA breaks even at 78.125.

    If broken: the whole demand's MWh, or 50 without losses.
    """
    once = [SMALL | {"max_cycles_per_day": 1}]
    found = verdict(ppa={"price_gbp_per_mwh": 100.0, "covers": "asset_output"}, assets=once)
    ppa = found["figures"]["ppa"]
    assert ppa is not None
    assert (ppa["paid_mwh"], ppa["paid_gbp"], ppa["result_gbp"]) == pytest.approx((0.8, 80.0, 17.5))
    assert ppa["break_even_gbp_per_mwh"] == pytest.approx(78.125)
    assert found["sentences"][2] == (
        "At 100 GBP/MWh the PPA earns about 17.5 GBP on 0.8 MWh from the battery; it breaks even at 78.1 GBP/MWh, "
        "what a MWh of that output costs."
    )
    # Under 78.125 no MWh is worth making.
    nothing = verdict(ppa={"price_gbp_per_mwh": 78.0, "covers": "asset_output"})
    assert nothing["figures"]["ppa"]["break_even_gbp_per_mwh"] is None  # type: ignore[index]
    assert nothing["sentences"][2] == "At 78 GBP/MWh the PPA buys nothing: no output is worth making for it."


def test_a_ppa_that_may_decline_has_no_break_even_price() -> None:
    """Proves: at 90 the owner supplies the 12 MWh at 50 and declines those at 150: 480 earned, no break-even price.

    If broken: a price that holds only as long as the same MWh are declined.
    """
    found = verdict(ppa={"price_gbp_per_mwh": 90.0, "obligation": "may_decline"}, assets=[])
    ppa = found["figures"]["ppa"]
    assert ppa is not None
    assert (ppa["paid_mwh"], ppa["result_gbp"], ppa["break_even_gbp_per_mwh"]) == (
        12.0,
        pytest.approx(480.0),
        None,
    )
    assert found["sentences"][:2] == [
        "The site has no assets: there is nothing to run.",
        "At 90 GBP/MWh the PPA earns about 480 GBP; it supplies 12 of 24 MWh and declines the rest, which would lose.",
    ]


@pytest.mark.parametrize(
    ("first", "last", "basis", "years"),
    [
        ("2024-04-01", "2025-03-31", "whole_years", 1.0),
        ("2023-04-01", "2024-03-31", "whole_years", 1.0),  # 366 days
        ("2024-02-29", "2025-02-27", "whole_years", 1.0),  # 365 days from a leap day
        ("2023-04-01", "2025-03-31", "whole_years", 2.0),
        ("2024-04-01", "2025-03-30", "scaled", 364 / 365),
        ("2024-04-01", "2025-04-02", "scaled", 367 / 365),
        ("2024-01-01", "2024-10-26", "scaled", 300 / 365),
        ("2024-01-01", "2024-10-25", "span", None),  # 299 days
        ("2025-01-01", "2025-01-31", "span", None),
    ],
)  # fmt: skip
def test_which_spans_say_something_of_a_year(first: str, last: str, basis: str, years: float | None) -> None:
    """Proves: each side of 300 days and of whole years. If broken: a January times 12."""
    found = year_span(date.fromisoformat(first), date.fromisoformat(last))
    assert (found.basis, found.years) == (basis, None if years is None else pytest.approx(years))
    assert found.per_year(100.0) == (None if years is None else pytest.approx(100 / years))


def test_300_days_are_scaled_and_299_are_not() -> None:
    """Proves: 57.50 a day is 57.50 x 365 = 20,987.50 a year from 300 days, and no yearly figure from 299.

    If broken: the span's 17,250 is called a year, or a payback comes of it.
    """
    scaled = verdict(("2024-01-01", "2024-10-26"), cost=209_875.0)
    figures = scaled["figures"]
    assert figures["value_gbp"] == pytest.approx(300 * 57.5, rel=1e-3)
    assert figures["value_gbp_per_year"] == pytest.approx(figures["value_gbp"] * 365 / 300)
    assert figures["payback_years"] == pytest.approx(209_875.0 / figures["value_gbp_per_year"])
    assert "Scaled to 365 days from 17,200 GBP over the 300 days" in scaled["sentences"][1]
    assert "pays back in 10.0 years at the earliest, with foresight" in scaled["sentences"][2]
    short = verdict(("2024-01-01", "2024-10-25"), cost=209_875.0)
    assert (short["figures"]["value_gbp_per_year"], short["figures"]["payback_years"]) == (None, None)
    assert short["figures"]["pays_back"] is None
    assert (
        "At a cost of 209,875 GBP the payback is not known: the span gives no yearly figure." in short["sentences"]
    )


def test_the_headline_is_the_achievable_figure() -> None:
    """Proves: of perfect, naive and threshold the better of the last two heads, whatever their order.

    If broken: the ceiling is the headline, which nobody reaches.
    """
    days = ("2024-06-03", "2024-06-05")
    perfect, naive, threshold = (verdict(days, mode) for mode in ("perfect", "naive", "threshold"))
    assert headline([perfect, naive]) is naive
    for order in ([perfect, naive, threshold], [threshold, naive, perfect]):
        best = headline(order)["figures"]
        assert best["mode"] != "perfect"
        assert best["value_gbp"] == max(one["figures"]["value_gbp"] or 0 for one in (naive, threshold))
    assert headline([perfect]) is perfect
    said = threshold["sentences"][0]
    assert (
        "if it charges at 60 GBP/MWh and below and discharges at 100 and above (as with perfect foresight)" in said
    )


@pytest.mark.parametrize("cost", [0.0, -1.0, float("nan"), float("inf")])
def test_a_cost_that_cannot_be_paid_back_is_refused(cost: float) -> None:
    """Proves: no payback of nothing, or of no number. If broken: a payback of 0 years."""
    from gbflex import run

    with pytest.raises(InputError, match="--cost-gbp"):
        run({"name": "x"}, *DAY, cost_gbp=cost)


def test_a_site_that_needs_its_battery_has_no_value_and_says_why() -> None:
    """Proves: no number is made up where nothing compares. If broken: a value against a site that cannot be."""
    found = verdict(
        connection={"import_mw": 0.99, "export_mw": 0.0},
        assets=[SMALL | {"initial_state_of_charge_mwh": 1.0, "final_state_of_charge_mwh": None}],
    )
    assert found["figures"]["value_gbp"] is None
    assert found["figures"]["reasons"] == []
    assert found["sentences"][0].startswith(
        "The battery is needed, so no value is defined: without the assets 0.240 MWh"
    )


def test_what_is_left_out_is_sized_for_the_bill_and_for_the_value() -> None:
    """Proves: of 1 January 2025 the CfD levy lacks a rate; the battery changes its bill by 0.45 MWh of losses, at
    4.540, 8.750 or 8.812, each with 0.1089: 2.09 to 4.01 GBP off the value.

    If broken: the bill's 24 MWh are said of the value, 214 GBP.
    """
    found = verdict(("2025-01-01", "2025-01-01"), charges="all")
    [gap] = [row for row in found["figures"]["left_out"] if row["line"] == "cfd"]
    bounds = (-0.45 * (8.812 + 0.1089), -0.45 * (4.540 + 0.1089))
    assert (gap["value_at_least_gbp"], gap["value_at_most_gbp"]) == pytest.approx(bounds)
    bounds = (-24.45 * (8.812 + 0.1089), -24.45 * (4.540 + 0.1089))
    assert (gap["ledger_at_least_gbp"], gap["ledger_at_most_gbp"]) == pytest.approx(bounds)
    assert (
        "Not priced: the CfD levy (2025-01-01 to 2025-01-01). At the nearest known rates that adds 114 to 218 GBP to "
        "the bill and takes 2.09 to 4.01 GBP off the value."
    ) in found["sentences"]


def test_what_is_left_out_can_turn_the_ppa() -> None:
    """Proves: of 24 MWh the CfD levy lacks 4.6489 to 8.9209, 111.57 to 214.10 GBP: a PPA that earns 150 without it
    loses, or does not.

    If broken: "the PPA earns" where a levy that is known to be due turns it into a loss.
    """
    day = ("2025-01-01", "2025-01-01")
    at_90 = verdict(day, charges="all", ppa={"price_gbp_per_mwh": 90.0})["figures"]["ppa"]
    assert at_90 is not None
    assert at_90["break_even_gbp_per_mwh"] is not None
    price = at_90["break_even_gbp_per_mwh"] + 150 / 24
    found = verdict(day, charges="all", ppa={"price_gbp_per_mwh": price})
    ppa = found["figures"]["ppa"]
    assert ppa is not None
    assert ppa["result_gbp"] == pytest.approx(150.0)
    bounds = (150 - 24 * 8.9209, 150 - 24 * 4.6489)
    assert (ppa["if_priced_at_least_gbp"], ppa["if_priced_at_most_gbp"]) == pytest.approx(bounds)
    even = (ppa["break_even_if_priced_at_least_gbp_per_mwh"], ppa["break_even_if_priced_at_most_gbp_per_mwh"])
    assert even == pytest.approx((price - 150 / 24 + 4.6489, price - 150 / 24 + 8.9209))
    turned = "the PPA brings between a loss of 64.1 and a gain of 38.4 GBP before any battery and breaks even at"
    assert turned in found["sentences"][4]
    assert said_without_a_figure(found) == []


SITES: dict[str, dict[str, Any]] = {
    "plain": {},
    "several": {"assets": [SMALL, SMALL | {"name": "second"}]},
    "ppa": {"ppa": {"price_gbp_per_mwh": 90.0}},
    "output": {"ppa": {"price_gbp_per_mwh": 100.0, "covers": "asset_output"}},
    "declining": {"ppa": {"price_gbp_per_mwh": 90.0, "obligation": "may_decline"}},
    "worn": {"assets": [SMALL | {"wear_gbp_per_mwh_discharged": 33.3}]},
    "idle": {"supply": {"energy": {"fixed_gbp_per_mwh": 80}}},
    "nothing": {"assets": []},
    "network": {
        "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
        "connection": {"import_mw": 2.85, "export_mw": 0.0},
        "ppa": {"price_gbp_per_mwh": 150.0},
        "charges": "all",
    },
    "exporting": {"supply": {"energy": "market_index", "export": "energy"}, "connection": {"export_mw": 2.0}},
}
NUMBER = re.compile(r"(?<![\d-])\d[\d,]*(?:\.\d+)?")
DATES = re.compile(r"\d{4}-\d{2}-\d{2}")


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(part)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def said_without_a_figure(found: Verdict) -> list[str]:
    """Numbers of the sentences that are no figure, as a reader would look them up."""
    figures = found["figures"]
    known = {
        text
        for number in numbers_in(figures)
        for text in (about(abs(number)), about_years(abs(number)), f"{abs(number):,.10g}")
    }
    words = [figures["how"], *figures["unsure_inputs"], *figures["not_served"]]
    known |= {text for words_ in words for text in NUMBER.findall(words_)} | {"300", "365"}
    text = DATES.sub("", " ".join(found["sentences"]))
    return [number for number in NUMBER.findall(text) if number not in known]


BY_RULE = [name for name in SITES if name not in {"several", "nothing"}]
"""Sites of one battery, which alone a rule can run."""


@pytest.mark.parametrize(
    ("name", "mode"),
    [*((name, "perfect") for name in SITES), *itertools.product(BY_RULE, ["threshold", "naive"])],
)
def test_every_number_of_the_sentences_is_a_figure_and_they_add_up(name: str, mode: str) -> None:
    """Proves: what is read aloud can be looked up, and parts are wholes. If broken: a sentence with its own numbers."""
    found = verdict(("2024-12-30", "2025-01-02"), mode, cost=123_456.0, **SITES[name])
    figures = found["figures"]
    assert said_without_a_figure(found) == []
    assert sum(row["value_gbp"] for row in figures["reasons"]) == pytest.approx(figures["value_gbp"], abs=1e-6)
    ppa = figures["ppa"]
    if ppa is not None:
        assert ppa["paid_gbp"] + ppa["other_lines_gbp"] == pytest.approx(ppa["result_gbp"], abs=1e-6)  # type: ignore[operator]
        if ppa["covers"] == "all_demand":
            assert ppa["result_gbp"] + figures["value_gbp"] == pytest.approx(ppa["with_asset_gbp"], abs=1e-6)  # type: ignore[operator]
    text = " ".join(found["sentences"])
    assert not re.search(r"-0\b|  |nan|None|\binf\b|\.\.", text)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in found["sentences"])


def test_every_line_has_words() -> None:
    """Proves: a new charge is named in sentences. If broken: a KeyError on the first site that pays it."""
    assert set(LINE_WORDS) == {line.name for line in CONTRACT_LINES + CHARGES + FUEL_CHARGES}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.0004, "0.0004"),
        (99.95, "100"),
        (999.6, "1,000"),
        (1_005_000, "1,000,000"),
        (-26_993.2, "-27,000"),
    ],
)
def test_three_significant_figures(value: float, text: str) -> None:
    """Proves: no false precision and no -0. If broken: 26,993.2 is read aloud."""
    assert about(value) == text
