"""`bm ledger` from files to pounds, beside Elexon's figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bm.files import DAY, PERIOD, UNIT, WORKED, boalf_file, bod_file, ebocf_file, pn_file, worked_example
from tests.cli.conftest import Said, gbflex
from tests.record.test_intake import DATA, SHARED

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
SPAN = ("--unit", UNIT, "--from", DAY, "--to", DAY, "--json")
KEYS = {
    "settlement_date", "settlement_period", "pair", "accepted_offer_mwh", "accepted_bid_mwh", "bid_price_gbp_per_mwh",
    "offer_price_gbp_per_mwh", "cashflow_gbp", "offer_cashflow_gbp", "bid_cashflow_gbp",
}  # fmt: skip


def test_the_worked_example_to_the_pound(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: market reference 3.2 from files: 488.1944 GBP, 483.3125 at TLM 0.99, keys as promised."""
    worked_example(gbflex, tmp_path)
    ledger = gbflex("bm", "ledger", *SPAN).json
    assert ledger["total_gbp"] == pytest.approx(488.1944, abs=5e-5)
    assert (ledger["tlm_applied"], ledger["published_total_gbp"], ledger["residual_gbp"]) == (None, None, None)
    assert ledger["tlm_note"].startswith("TLM not applied")
    assert ledger["confidence"] == "estimated"
    rows = {row["pair"]: row for row in ledger["rows"]}
    assert all(row.keys() >= KEYS for row in ledger["rows"])
    assert {(row["settlement_date"], row["settlement_period"]) for row in ledger["rows"]} == {(DAY, PERIOD)}
    assert rows[1]["accepted_offer_mwh"] == pytest.approx(7.222222, abs=5e-7)
    assert rows[2]["accepted_bid_mwh"] == pytest.approx(-1.701389, abs=5e-7)
    assert rows[-1]["bid_cashflow_gbp"] == pytest.approx(-87.5)
    with_tlm = gbflex("bm", "ledger", *SPAN, "--tlm", "0.99").json
    assert with_tlm["total_gbp"] == pytest.approx(483.3125, abs=5e-5)
    assert (with_tlm["tlm_applied"], with_tlm["confidence"]) == (0.99, "public-derived")
    assert "TLM NOT APPLIED" in gbflex("bm", "ledger", "--unit", "TEST-1", "--from", DAY, "--to", DAY).err


def published(gbflex: Gbflex, tmp_path: Path, scale: float, change: float = 0.0) -> None:
    offers = {1: 722.222222 * scale + change, 2: 416.666667 * scale}
    bids = {1: -325.0 * scale, 2: -238.194444 * scale, -1: -87.5 * scale}
    gbflex("data", "import", "elexon.ebocf", ebocf_file(tmp_path / "ebocf.csv", offers, bids))


@pytest.mark.parametrize(
    ("scale", "change", "tlm", "causes"),
    [
        (0.99, 0.0, "0.99", {"rounding": 3}),
        (0.99, 0.0, "1.0", {"multiplier": 3}),
        (0.99, 5.0, "0.99", {"rounding": 2, "unexplained": 1}),
    ],
)
def test_a_residual_has_a_cause(
    gbflex: Gbflex, tmp_path: Path, scale: float, change: float, tlm: str, causes: dict[str, int]
) -> None:
    """Proves: Elexon's figure beside ours, the wrong multiplier found, 5 GBP not explained away."""
    worked_example(gbflex, tmp_path)
    published(gbflex, tmp_path, scale, change)
    ledger = gbflex("bm", "ledger", *SPAN, "--tlm", tlm).json
    assert ledger["causes"] == causes
    assert ledger["published_total_gbp"] == pytest.approx(488.1944 * scale + change, abs=5e-4)
    assert ledger["residual_gbp"] == pytest.approx(488.1944 * (float(tlm) - scale) - change, abs=5e-4)
    assert ledger["implied_tlm"] == pytest.approx(scale, abs=1e-4)


def test_a_deleted_acceptance_is_left_out_and_named(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: DEL takes acceptance 2 away: 1,138.89 GBP for the first alone. If broken: the undo is paid too."""
    worked_example(gbflex, tmp_path)
    deleted = boalf_file(tmp_path / "deleted.csv", {2: WORKED[2]}, flag="DEL")
    gbflex("data", "import", "elexon.boalf", deleted)
    ledger = gbflex("bm", "ledger", *SPAN).json
    assert ledger["total_gbp"] == pytest.approx(722.2222 + 416.6667, abs=1e-4)
    assert [note["what"] for note in ledger["notes"]] == ["acceptances that were deleted"]


@pytest.mark.parametrize("level", [30, 0])
def test_a_unit_without_notifications_is_named(gbflex: Gbflex, tmp_path: Path, level: float) -> None:
    """Proves: no PN: neither energy nor money is known, whatever the level. If broken: 15 MWh or 0.00 GBP at stake.

    Notified at -30 MW, an acceptance at 30 MW is 30 MWh and 3,000 GBP; notified at 30 MW it is nothing.
    """
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "b.csv", {1: [(0, level), (30, level)]}))
    gbflex("data", "import", "elexon.bod", bod_file(tmp_path / "bod.csv", {1: (50, 90, 100)}))
    ledger = gbflex("bm", "ledger", *SPAN).json
    assert (ledger["rows"], ledger["total_gbp"], ledger["confidence"]) == ([], None, "estimated")
    (found,) = ledger["notes"]
    assert (found["count"], found["mwh"], found["at_stake_gbp"]) == (1, None, None)
    assert "without a physical notification" in found["what"]
    assert (ledger["offer_mwh"], ledger["bid_mwh"], ledger["tlm_source"]) == (None, None, "not needed")
    (missing,) = [row for row in ledger["missing"] if row["dataset"] == "elexon.pn"]
    assert (missing["half_hours"], missing["units"]) == (48, [UNIT])
    assert "at stake" not in gbflex("bm", "ledger", *SPAN[:-1]).err


def test_an_acceptance_without_pairs_is_named(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: no BOD: 15 MWh in a row without a pair or price, Elexon's figure beside it. If broken: 0.000 MWh."""
    gbflex("data", "import", "elexon.pn", pn_file(tmp_path / "pn.csv", [(0, 0), (30, 0)]))
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "boalf.csv", {1: [(0, 30), (30, 30)]}))
    gbflex("data", "import", "elexon.ebocf", ebocf_file(tmp_path / "e.csv", {1: 1500.0}, {}))
    ledger = gbflex("bm", "ledger", *SPAN).json
    keys = ("cause", "pair", "published_offer_cashflow_gbp", "accepted_offer_mwh", "cashflow_gbp")
    assert [tuple(row[key] for key in keys) for row in ledger["rows"]] == [
        ("missing BOD", 1, 1500.0, 0.0, None),
        ("missing BOD", None, None, 15.0, None),
    ]
    assert (ledger["offer_mwh"], ledger["total_gbp"], ledger["residual_gbp"]) == (15.0, None, -1500)
    assert "in no bid-offer pair" in ledger["notes"][0]["what"]


def test_a_sentinel_price_and_overlaps_are_named(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: accepted at 99,999 is flagged with the money; overlapping PN rows are counted. If broken: silence."""
    overlapping = pn_file(tmp_path / "pn.csv", [(0, 0), (20, 0)])
    more = pn_file(tmp_path / "more.csv", [(15, 0), (30, 0)])
    gbflex("data", "import", "elexon.pn", overlapping, more)
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "b.csv", {1: [(0, 2), (30, 2)]}))
    gbflex("data", "import", "elexon.bod", bod_file(tmp_path / "bod.csv", {1: (50, 90, 99_999)}))
    notes = {note["what"][:24]: note for note in gbflex("bm", "ledger", *SPAN).json["notes"]}
    assert notes["accepted at 9,999 GBP/MW"]["at_stake_gbp"] == 99_999
    assert notes["physical notifications t"]["count"] == 1


def test_beyond_the_declared_width_is_paid_and_said(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 30 MW over a declared 20: 15 MWh paid, 5 beyond. If broken: 5 MWh lost in silence."""
    gbflex("data", "import", "elexon.pn", pn_file(tmp_path / "pn.csv", [(0, 0), (30, 0)]))
    gbflex("data", "import", "elexon.boalf", boalf_file(tmp_path / "b.csv", {1: [(0, 30), (30, 30)]}, so="True"))
    gbflex("data", "import", "elexon.bod", bod_file(tmp_path / "bod.csv", {1: (20, 90, 100)}))
    ledger = gbflex("bm", "ledger", *SPAN).json
    (row,) = ledger["rows"]
    assert (row["accepted_offer_mwh"], row["beyond_declared_mwh"], row["flagged_mwh"]) == (15.0, 5.0, 15.0)
    assert ledger["notes"][0]["mwh"] == 5


def test_what_cannot_be_asked(gbflex: Gbflex) -> None:
    """Proves: an unknown unit is exit 3 with what to import, a multiplier of 2 exit 2. If broken: an empty ledger."""
    unknown = gbflex("bm", "ledger", "--unit", "T_NONE-1", "--from", DAY, "--to", DAY)
    assert (unknown.code, "elexon.boalf" in unknown.err) == (3, True)
    assert gbflex("bm", "ledger", *SPAN, "--tlm", "2").code == 2


@SHARED
def test_lakeside_to_the_penny(gbflex: Gbflex) -> None:
    """Proves: every period, pair and side of 2026-09-30 within 0.01 GBP of Elexon, the day 9,556.49, the undo too."""
    for dataset, file in (
        ("elexon.pn", "pn_T_LKSDB-1_2026-09-30.csv"),
        ("elexon.boalf", "boalf_T_LKSDB-1_2026-09-30.csv"),
        ("elexon.bod", "bod_reconstructed_T_LKSDB-1_2026-09-30.csv"),
        ("elexon.ebocf", "ebocf_T_LKSDB-1_2026-09-30.csv"),
    ):
        assert gbflex("data", "import", dataset, DATA / "bm" / file).code == 0
    span = ("--unit", "T_LKSDB-1", "--from", "2026-09-30", "--to", "2026-09-30", "--json")
    ledger = gbflex("bm", "ledger", *span, "--tlm", "0.9786528").json
    assert round(ledger["total_gbp"], 2) == 9556.49
    assert abs(ledger["residual_gbp"]) < 0.01
    for row in ledger["rows"]:
        for side in ("offer", "bid"):
            seen = row[f"published_{side}_cashflow_gbp"]
            assert seen is not None
            assert abs(row[f"{side}_cashflow_gbp"] - seen) < 0.01
    assert set(ledger["causes"]) == {"rounding"}
    undone = [row for row in ledger["rows"] if row["settlement_period"] == 16 and row["pair"] == -1]
    assert undone[0]["accepted_offer_mwh"] > 0 > undone[0]["accepted_bid_mwh"]
    bare = gbflex("bm", "ledger", *span).json
    assert bare["implied_tlm"] == pytest.approx(0.9786528, abs=1e-6)


@pytest.mark.parametrize(("offered", "causes"), [(7.222222, {"rounding": 3}), (6.0, {"rounding": 2, "volume": 1})])
def test_elexon_s_accepted_volumes_stand_beside_ours(
    gbflex: Gbflex, tmp_path: Path, offered: float, causes: dict[str, int]
) -> None:
    """Proves: BOAV by pair, its acceptances added up; a cash difference with another volume is called so."""
    import json

    worked_example(gbflex, tmp_path)
    published(gbflex, tmp_path, 1.0, change=0.0 if offered > 7 else -122.2222)
    base = {"settlementDate": DAY, "settlementPeriod": PERIOD, "bmUnit": UNIT}
    bids = [{"negative1": -2.1875, "positive1": -3.611111, "positive2": -1.701389}]
    offers = [{"positive1": offered, "positive2": 2.0}, {"positive2": 0.777778}]
    for side, rows in (("bid", bids), ("offer", offers)):
        body = [
            base | {"acceptanceId": number, "totalVolumeAccepted": sum(row.values()), "pairVolumes": row}
            for number, row in enumerate(rows, start=1)
        ]
        path = tmp_path / f"{side}.json"
        path.write_text(json.dumps({"data": body}))
        assert gbflex("data", "import", "elexon.boav", path, "--side", side).code == 0
    ledger = gbflex("bm", "ledger", *SPAN, "--tlm", "1.0").json
    assert ledger["causes"] == causes
    assert ledger["published_offer_mwh"] == pytest.approx(offered + 2.777778)
    assert ledger["published_bid_mwh"] == pytest.approx(-7.5)
    rows = {row["pair"]: row for row in ledger["rows"]}
    assert rows[2]["published_offer_mwh"] == pytest.approx(2.777778)
