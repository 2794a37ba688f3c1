"""Where the transmission loss multiplier of a unit comes from: given, read, worked out, implied, or nowhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gbflex.analysis.bm.implied import implied_by_season, implied_multipliers
from gbflex.analysis.bm.multiplier import COMPUTED, GIVEN, NOT_APPLIED, READ, READ_IN_SEASON, unit_multipliers
from gbflex.analysis.ports import StackMultipliers
from gbflex.errors import NoRateHeld
from gbflex.gb.bm_losses import unit_losses
from gbflex.gb.bm_units import BmUnit
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from tests.bm.files import DAY, PERIOD, UNIT, ebocf_file, worked_example
from tests.cli.conftest import Said, gbflex
from tests.record.test_intake import DATA, SHARED

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
SPAN = ("--unit", UNIT, "--from", DAY, "--to", DAY)
LAKESIDE = BmUnit("T_LKSDB-1", "LKSDB-1", bm_unit_type="T", transmission_loss_factor=-0.0012435,
                  production_or_consumption_flag="P")  # fmt: skip
AUTUMN = Periods.between("2026-09-27", "2026-09-28")
AUTUMN_TLM = 1 - 0.0042872 - 0.01706


def stack(periods: Periods, **at: float) -> StackMultipliers:
    """Rows as p3=0.98: the half-hour at that position and its multiplier; p3x is another row of the same."""
    first = int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
    positions = [int(name.strip("px")) for name in at]
    return StackMultipliers(np.array(positions, dtype=np.int64) + first, np.array(list(at.values()), dtype=float))


@pytest.mark.parametrize(
    ("unit", "on", "multiplier"),
    [
        (LAKESIDE, "2026-09-27", AUTUMN_TLM),  # the register's spring factor tells the zone; autumn's is used
        (LAKESIDE, "2026-05-31", 1 - 0.0012435 - 0.01602),
        (BmUnit("T_LKSDB-1"), "2026-11-30", AUTUMN_TLM),  # the shipped register
        (BmUnit("T_NEW-1", transmission_loss_factor=-0.0042872, production_or_consumption_flag="P"), "2026-05-20",
         1 - 0.0012435 - 0.01602),  # a register of autumn, asked for spring
        (BmUnit("T_NEW-1", transmission_loss_factor=-0.001244, production_or_consumption_flag="P"), "2026-09-01",
         AUTUMN_TLM),  # a register of six decimals
        (BmUnit("E_DOLLB-1", gsp_group_id="_A", production_or_consumption_flag="P"), "2026-05-20", 0.988879),
    ],
)  # fmt: skip
def test_a_unit_s_multiplier_is_worked_out(unit: BmUnit, on: str, multiplier: float) -> None:
    """Proves: zone by GSP group or factor, season by date. If broken: spring's factor in autumn, 0.9816965."""
    found = unit_losses(unit, date.fromisoformat(on))
    assert found.losses.multiplier == pytest.approx(multiplier, abs=1e-9)
    assert found.direction == "delivering"


@pytest.mark.parametrize(
    ("unit", "on", "why"),
    [
        (LAKESIDE, "2026-08-31", "summer of 2026/27"),
        (LAKESIDE, "2026-12-01", "winter of 2026/27"),
        (LAKESIDE, "2025-09-30", "autumn of 2025/26"),
        (BmUnit("E_NEW-1", gsp_group_id="_A", production_or_consumption_flag="C"), "2026-09-27", "etlmo_offtaking"),
        (BmUnit("T_NEW-1", transmission_loss_factor=0.5, production_or_consumption_flag="P"), "2026-09-27", "zone"),
        (BmUnit("T_NEW-1", transmission_loss_factor=-0.0012435), "2026-09-27", "flag"),
        (BmUnit("I_IFA-1", bm_unit_type="I", transmission_loss_factor=0.0085077, production_or_consumption_flag="P"),
         "2026-09-27", "interconnector"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_says_why(unit: BmUnit, on: str, why: str) -> None:
    """Proves: no season, adjustment, zone or flag is made up. If broken: an offtaking unit at 0.9866."""
    with pytest.raises(NoRateHeld, match=why):
        unit_losses(unit, date.fromisoformat(on))


def test_a_consumption_unit_has_the_offtaking_adjustment() -> None:
    """Proves: a supplier's unit is apart from a battery of the same zone. If broken: -0.01602 for both."""
    with pytest.raises(NoRateHeld, match="etlmo_offtaking"):
        unit_losses(
            BmUnit("2__AXXXX000", gsp_group_id="_A", production_or_consumption_flag="C"), date(2026, 5, 20)
        )


def test_given_goes_before_read_before_worked_out() -> None:
    """Proves: each half-hour by its own row, then the season's, then the zone's. If broken: one for all."""
    given = unit_multipliers(LAKESIDE, stack(AUTUMN, p3=0.98), AUTUMN, 0.97)
    assert set(given.value) == {0.97}
    assert set(given.source) == {GIVEN}
    alike = unit_multipliers(LAKESIDE, stack(AUTUMN, p3=0.98, p50=0.98), AUTUMN, None)
    assert set(alike.value) == {0.98}
    assert [alike.source[at] for at in (3, 4, 50)] == [READ, READ_IN_SEASON, READ]
    differ = unit_multipliers(LAKESIDE, stack(AUTUMN, p3=0.98, p50=1.005), AUTUMN, None)
    assert [differ.source[at] for at in (3, 4, 50)] == [READ, COMPUTED, READ]
    assert differ.value[[3, 4, 50]] == pytest.approx([0.98, AUTUMN_TLM, 1.005])
    nothing = unit_multipliers(BmUnit("T_NEW-1"), None, AUTUMN, None)
    assert np.isnan(nothing.value).all()
    assert set(nothing.source) == {NOT_APPLIED}
    assert "zone and flag" in nothing.made_of[0]


def test_rows_that_contradict_each_other_or_cannot_be_are_not_used() -> None:
    """Proves: two multipliers in a half-hour are counted, 0.5 is none. If broken: the first row wins in silence."""
    odd = unit_multipliers(LAKESIDE, stack(AUTUMN, p3=0.98, p3x=0.99, p4=0.5, p95=0.9, p0=1.1), AUTUMN, None)
    assert odd.contradicted == 1
    assert [odd.source[at] for at in (0, 3, 4, 95)] == [READ, COMPUTED, COMPUTED, READ]


def test_another_season_s_row_says_nothing_of_this_one() -> None:
    """Proves: a row of 31 August stays in summer. If broken: 0.98 on 1 September."""
    two = Periods.between("2026-08-31", "2026-09-01")
    found = unit_multipliers(LAKESIDE, stack(two, p3=0.98), two, None)
    assert [found.source[at] for at in (3, 4, 48)] == [READ, READ_IN_SEASON, COMPUTED]
    assert found.value[48] == pytest.approx(AUTUMN_TLM)


def test_delivering_and_offtaking_half_hours_are_kept_apart() -> None:
    """Proves: 0.98 and 1.005 each in its half-hours, the more frequent where nothing is published.

    If broken: the median 0.98 in all, so that half-hours at 1.005 are unexplained.
    """
    published = np.array([98.0, 98.0, 98.0, 100.5, 201.0, np.nan])
    computed = np.array([100.0, 100.0, 100.0, 100.0, 200.0, 100.0])
    half_hour = np.array([1, 2, 3, 4, 5, 6])
    both = implied_multipliers(computed, published, half_hour)
    assert both == pytest.approx([0.98, 0.98, 0.98, 1.005, 1.005, 0.98])
    dates = np.full(6, np.datetime64("2026-09-27"))
    assert implied_by_season(computed, published, dates, half_hour) == pytest.approx(both)
    # One alone may be a mistake, and what can be no multiplier makes no kind.
    assert implied_multipliers(computed[:4], published[:4], half_hour[:4]) == pytest.approx(np.full(4, 0.98))
    wrong = np.array([98.0, 98.0, 98.0, 300.0, 300.0, np.nan])
    assert implied_multipliers(computed, wrong, half_hour) == pytest.approx(np.full(6, 0.98))


def stack_file(path: Path, day: str, period: int, unit: str, tlm: float | None) -> Path:
    """A half-hour of Elexon's settlement stack, as /balancing/settlement/stack prints it."""
    row = {
        "settlementDate": day,
        "settlementPeriod": period,
        "sequenceNumber": 1,
        "id": unit,
        "acceptanceId": 1,
        "bidOfferPairId": 1,
        "finalPrice": 100.0,
        "volume": 5.0,
        "transmissionLossMultiplier": tlm,
    }
    path.write_text(json.dumps({"data": [row]}))
    return path


def test_the_ledger_reads_the_stack(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 488.1944 x 0.99 from the stack's row, --tlm over it, and no row of another unit.

    If broken: before the multiplier, 488.19, or another unit's 0.95.
    """
    worked_example(gbflex, tmp_path)
    other = stack_file(tmp_path / "other.json", DAY, PERIOD, "T_OTHER-1", 0.95)
    assert gbflex("data", "import", "elexon.ispstack", other, "--side", "bid").code == 0
    bare = gbflex("bm", "ledger", *SPAN, "--json").json
    assert (bare["tlm_applied"], bare["tlm_source"]) == (None, NOT_APPLIED)
    assert bare["tlm_note"].startswith("TLM not applied")
    mine = stack_file(tmp_path / "mine.json", DAY, PERIOD, UNIT, 0.99)
    assert gbflex("data", "import", "elexon.ispstack", mine, "--side", "offer").code == 0
    ledger = gbflex("bm", "ledger", *SPAN, "--json").json
    assert ledger["total_gbp"] == pytest.approx(483.3125, abs=5e-5)
    assert (ledger["tlm_applied"], ledger["tlm_source"], ledger["confidence"]) == (0.99, READ, "public-derived")
    assert {(row["tlm_applied"], row["tlm_source"]) for row in ledger["rows"]} == {(0.99, READ)}
    said = gbflex("bm", "ledger", *SPAN)
    assert "TLM 0.99" in said.out
    assert "TLM NOT APPLIED" not in said.err
    over = gbflex("bm", "ledger", *SPAN, "--tlm", "0.98", "--json").json
    assert (over["tlm_applied"], over["tlm_source"]) == (0.98, GIVEN)
    page = gbflex("bm", "unit", UNIT, *SPAN[2:], "--json").json
    assert (page["tlm_applied"], page["tlm_source"]) == (0.99, READ)
    assert page["cash_basis"] == "computed, TLM read"
    assert page["gross_cashflow_gbp"] == pytest.approx(483.3125, abs=5e-5)
    # 722.2222 + 416.6667 GBP over 10 MWh: prices stay before the multiplier.
    assert page["mean_offer_price_gbp_per_mwh"] == pytest.approx(113.888889)


def test_a_stack_row_without_a_multiplier_says_nothing(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: null is not known. If broken: times 0, or NaN in the total."""
    worked_example(gbflex, tmp_path)
    empty = stack_file(tmp_path / "e.json", DAY, PERIOD, UNIT, None)
    assert gbflex("data", "import", "elexon.ispstack", empty, "--side", "offer").code == 0
    ledger = gbflex("bm", "ledger", *SPAN, "--json").json
    assert (ledger["tlm_source"], round(ledger["total_gbp"], 4)) == (NOT_APPLIED, 488.1944)


def test_what_published_cash_implies_goes_before_what_is_worked_out(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: `bm unit` of a day with published cash needs no other multiplier. If broken: two for one unit."""
    worked_example(gbflex, tmp_path)
    offers, bids = {1: 722.222222 * 0.97, 2: 416.666667 * 0.97}, {1: -325.0 * 0.97, 2: -238.194444 * 0.97}
    gbflex("data", "import", "elexon.ebocf", ebocf_file(tmp_path / "e.csv", offers, bids | {-1: -87.5 * 0.97}))
    page = gbflex("bm", "unit", UNIT, *SPAN[2:], "--json").json
    assert (page["cash_basis"], page["tlm_source"]) == ("published", "not needed")
    assert "Published cash is indicative" in gbflex("bm", "unit", UNIT, *SPAN[2:]).out
    assert "Published, indicative" in gbflex("bm", "ledger", *SPAN).out


@SHARED
@pytest.mark.parametrize(("day", "total", "known"), [("2026-09-27", 24_062.65, 7), ("2026-09-30", 9_556.49, 16)])
@pytest.mark.parametrize("way", ["shipped register", "imported register", "stack"])
def test_lakeside_without_a_given_multiplier(
    gbflex: Gbflex, tmp_path: Path, day: str, total: float, known: int, way: str
) -> None:
    """Proves: 24,062.65 and 9,556.49 GBP at 0.9786528, worked out, and again from a row of the stack.

    If broken: 24,587.53 and 9,764.95 before the multiplier, or spring's factor, 24,137.49.
    """
    files = {"pn": "pn", "boalf": "boalf", "bod": "bod_reconstructed", "ebocf": "ebocf"}
    for dataset, file in files.items():
        found = DATA / "bm" / f"{file}_T_LKSDB-1_{day}.csv"
        assert gbflex("data", "import", f"elexon.{dataset}", found).code == 0
    if way == "imported register":
        register = DATA / "reference" / "elexon_bmunits_2026.csv.gz"
        assert gbflex("data", "import", "elexon.bmunits", register).code == 0
    if way == "stack":
        row = stack_file(tmp_path / "s.json", day, known, "T_LKSDB-1", 0.9786528)
        assert gbflex("data", "import", "elexon.ispstack", row, "--side", "bid").code == 0
    ledger = gbflex("bm", "ledger", "--unit", "T_LKSDB-1", "--from", day, "--to", day, "--json").json
    assert round(ledger["total_gbp"], 2) == total
    assert abs(ledger["residual_gbp"]) < 0.02
    assert ledger["tlm_applied"] == pytest.approx(0.9786528, abs=1e-12)
    if way == "stack":
        assert READ in ledger["tlm_source"]
    else:
        assert ledger["tlm_source"] == COMPUTED
        assert "autumn of 2026/27, delivering: 1 -0.0042872 (zone _M) -0.01706 (ETLMO)" in ledger["tlm_note"]
        assert ledger["confidence"] == "estimated"


@SHARED
def test_a_second_battery_s_cash_shows_the_same_sum() -> None:
    """Proves: E_DOLLB-1's worked-out 0.988879 is in its published cash while it imports.

    Held at -99 MW in all of periods 1 and 2, cash over volume and multiplier is a price of two decimals. If broken: the
    offtaking multiplier, or autumn's factor, gives prices that nobody submits.
    """
    text = (DATA / "bm" / "ebocf_levels_E_DOLLB-1_2026-05-20.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    bids = [float(row["cashflow_gbp"]) for row in rows if row["kind"] == "ebocf_bid"]
    tlm = unit_losses(BmUnit("E_DOLLB-1"), date(2026, 5, 20)).losses.multiplier
    assert tlm == pytest.approx(0.988879, abs=1e-9)
    price = -bids[0] / tlm / (99 * 0.5)
    assert bids[0] == bids[1]
    assert price == pytest.approx(round(price, 2), abs=1e-6)
