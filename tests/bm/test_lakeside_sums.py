"""`bm unit` of the two Lakeside days held, beside sums that share no code with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.bm.raw_lakeside import UNIT, Sums, sums
from tests.cli.conftest import Said, gbflex
from tests.record.test_intake import DATA, SHARED

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
DAYS = ["2026-09-27", "2026-09-30"]
SPANS = {
    "the first": (DAYS[0], DAYS[0], DAYS[:1], 48),
    "the second": (DAYS[1], DAYS[1], DAYS[1:], 48),
    "from one to the other": (DAYS[0], DAYS[1], DAYS, 4 * 48),
    "a month that holds only them": ("2026-09-01", "2026-09-30", DAYS, 30 * 48),
}
DAYS_PER_YEAR = 365


@pytest.fixture
def held(gbflex: Gbflex) -> Gbflex:
    """The two days in a record, with the prices of the days and a register."""
    for day in DAYS:
        for dataset, kind in (("pn", "pn"), ("boalf", "boalf"), ("bod", "bod_reconstructed"), ("ebocf", "ebocf")):
            path = DATA / "bm" / f"{kind}_{UNIT}_{day}.csv"
            assert gbflex("data", "import", f"elexon.{dataset}", path).code == 0
        for dataset in ("system_prices", "market_index"):
            assert gbflex("data", "import", f"elexon.{dataset}", DATA / "bm" / f"prices_{day}.csv").code == 0
    return gbflex


def by_hand(exact: Sums, power_mw: float) -> dict[str, float]:
    """What the page must say, from the sums alone."""
    gross = exact.offer_gbp + exact.bid_gbp
    recharge = exact.recharge_mwh * exact.mean_index
    figures = {
        "half_hours_held": exact.half_hours,
        "half_hours_with_volumes": exact.half_hours,
        "days_held": exact.days,
        "offer_mwh": exact.offer_mwh,
        "bid_mwh": exact.bid_mwh,
        "offer_cashflow_gbp": exact.offer_gbp,
        "bid_cashflow_gbp": exact.bid_gbp,
        "gross_cashflow_gbp": gross,
        "discharged_mwh": exact.discharged_mwh,
        "charged_mwh": exact.charged_mwh,
        "recharge_mwh": exact.recharge_mwh,
        "recharge_price_gbp_per_mwh": exact.mean_index,
        "recharge_cost_gbp": recharge,
        "cash_less_recharge_gbp": gross - recharge,
    }
    rate = float(gross) / power_mw
    return {key: float(value) for key, value in figures.items()} | {
        "gbp_per_mw": rate,
        "gbp_per_mw_per_year": rate / exact.days * DAYS_PER_YEAR,
        "full_power_hours_per_day": float(exact.discharged_mwh) / power_mw / exact.days,
        "cycles_per_day": float(exact.discharged_mwh) / 200 / exact.days,
    }


@SHARED
def test_every_figure_is_the_sum_of_the_raw_files(held: Gbflex, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: 18 figures of four spans equal exact sums; the month is divided by the two days it holds.

    If broken: 61,975 GBP/MW a year becomes 4,132, or recharging 18,640.50 and 7,087.38 becomes 21,153.23 and 7,700.98.
    """
    table = []
    for name, (first, last, days, asked) in SPANS.items():
        page = page_of(held, first, last)
        wanted = by_hand(sums(DATA / "bm", days), page["power_mw"])
        assert page["half_hours"] == asked
        for key, value in wanted.items():
            assert page[key] == pytest.approx(value, abs=1e-6), (name, key)
            table.append(f"{name:30}{key:30}{page[key]:16,.4f}{value:16,.4f}")
        assert page["cash_basis"] == "published"
    with capsys.disabled():
        print("\n" + "\n".join(row for row in table if "gross" in row or "recharge_cost" in row or "year" in row))


@SHARED
def test_figures_that_were_checked_by_hand(held: Gbflex) -> None:
    """Proves: 24,062.65 and 9,556.49 GBP, recharging 18,640.50 and 7,087.38. If broken: the sums are wrong alike.

    The net energy at 1 / 0.85 is 21,153.23 and 7,700.98.
    """
    pages = [page_of(held, day, day) for day in DAYS]
    assert [round(page["gross_cashflow_gbp"], 2) for page in pages] == [24_062.65, 9_556.49]
    assert [round(page["recharge_cost_gbp"], 2) for page in pages] == [18_640.50, 7_087.38]
    net = [(page["offer_mwh"] + page["bid_mwh"]) / 0.85 * page["recharge_price_gbp_per_mwh"] for page in pages]
    assert [round(gbp, 2) for gbp in net] == [21_153.23, 7_700.98]


@SHARED
def test_no_multiplier_is_asked_for_where_all_cash_is_elexon_s(held: Gbflex) -> None:
    """Proves: published cash is after the multiplier and is not warned of. If broken: TLM NOT APPLIED beside it."""
    said = held("bm", "unit", UNIT, "--from", DAYS[1], "--to", DAYS[1])
    assert "TLM NOT APPLIED" not in said.err
    assert page_of(held, DAYS[1], DAYS[1])["tlm_source"] == "not needed"
    assert (
        "TLM 0.9786528: computed" in held("bm", "ledger", "--unit", UNIT, "--from", DAYS[1], "--to", DAYS[1]).out
    )


@SHARED
def test_one_lost_row_of_cash_moves_nothing(gbflex: Gbflex, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Proves: without the row of period 17 the day is 9,556.49 at the implied multiplier. If broken: 9,764.94."""
    folder = tmp_path_factory.mktemp("lost")
    for dataset, kind in (("pn", "pn"), ("boalf", "boalf"), ("bod", "bod_reconstructed")):
        gbflex("data", "import", f"elexon.{dataset}", DATA / "bm" / f"{kind}_{UNIT}_{DAYS[1]}.csv")
    lines = (DATA / "bm" / f"ebocf_{UNIT}_{DAYS[1]}.csv").read_text().splitlines()
    kept = [line for line in lines if not line.startswith(f"{DAYS[1]},17,offer")]
    assert len(kept) == len(lines) - 1
    path = folder / "ebocf.csv"
    path.write_text("\n".join([*kept, ""]))
    gbflex("data", "import", "elexon.ebocf", path)
    page = page_of(gbflex, DAYS[1], DAYS[1])
    assert page["gross_cashflow_gbp"] == pytest.approx(9_556.4937, abs=0.01)
    assert (page["cash_basis"], page["half_hours_computed"]) == ("published; computed, TLM implied", 1)
    assert (page["tlm_source"], round(page["tlm_applied"], 6)) == ("implied by published cash", 0.978653)
    assert page["confidence"] == "estimated"
    assert any("which the published cash implies" in flag for flag in page["flags"])


def page_of(gbflex: Gbflex, first: str, last: str) -> Any:
    said = gbflex("bm", "unit", UNIT, "--from", first, "--to", last, "--energy-mwh", "200", "--json")
    assert said.code == 0, said.err
    return said.json
