"""What Balancing Mechanism answers say of datasets that are not held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gbflex.analysis.bm.missing import ACCEPTED, READS, SOURCES
from gbflex.observations import ObservationTable
from gbflex.sources.registry import DATASETS
from gbflex.store.published import Tables
from tests.bm.files import Gbflex
from tests.bm.half_hour_files import DAY, OTHER, UNIT, Held
from tests.cli.conftest import Said, gbflex

__all__ = ["gbflex"]

ONE = ("--from", DAY, "--to", DAY)
COMMANDS = {
    "bm ledger": ("bm", "ledger", "--unit", UNIT, *ONE),
    "bm unit": ("bm", "unit", UNIT, *ONE),
    "bm leaderboard": ("bm", "leaderboard", *ONE),
    "bm portfolio": ("bm", "portfolio", "Party A", *ONE),
    "bm event": ("bm", "event", *ONE),
    "bm events": ("bm", "events", *ONE, "--above", "1"),
    "bm batteries": ("bm", "batteries"),
}
LOADED_WITH_A_UNIT = {"elexon.boav"}
"""Read with the rest of a unit's data, though the ledger alone says anything of it."""
SHIPPED = {"elexon.system_prices", "elexon.market_index"}


@pytest.fixture
def held(gbflex: Gbflex, tmp_path: Path) -> Held:
    return Held(gbflex, tmp_path)


def missing(held: Held, command: str) -> dict[str, dict[str, Any]]:
    said = held.gbflex(*COMMANDS[command], "--json")
    assert said.code == 0, said.err
    return {row["dataset"]: row for row in said.json["missing"]}


def test_every_source_is_a_dataset_that_is_fetched_as_said() -> None:
    """Proves: each name is in the registry, and `--bm-unit` is in a command where the publisher takes units."""
    endpoints = {dataset.name: dataset.endpoint for dataset in DATASETS}
    assert {name: source.by_unit for name, source in SOURCES.items()} == {
        name: getattr(endpoints[name], "takes_units", False) for name in SOURCES
    }
    assert all(endpoints[name] is not None for name in SOURCES)
    assert {name for reads in READS.values() for name in reads} == {*SOURCES}
    assert READS.keys() == COMMANDS.keys()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Datasets that are read."""
    found: set[str] = set()

    def spied(name: str) -> None:
        kept = getattr(Tables, name)

        def reading(self: Tables, table: ObservationTable | str, *more: Any, **named: Any) -> Any:
            found.add(table if isinstance(table, str) else table.name)
            return kept(self, table, *more, **named)

        monkeypatch.setattr(Tables, name, reading)

    for name in ("scan", "current", "history", "manifest"):
        spied(name)
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_what_an_answer_reads_is_what_it_may_miss(held: Held, read: set[str], command: str) -> None:
    """Proves: the list of an answer's datasets is what it opens. If broken: a dataset is missing without a word."""
    held.notified()
    held.accepted({21: 40})
    held.registered({UNIT: 50})
    read.clear()
    assert held.gbflex(*COMMANDS[command], "--json").code == 0
    elexon = {name for name in read if name.startswith("elexon.")}
    assert elexon - LOADED_WITH_A_UNIT == {*READS[command]} - LOADED_WITH_A_UNIT


def test_without_pairs_volumes_are_shown_and_the_import_is_named(held: Held) -> None:
    """Proves: 20 MWh up, 15 down, no pounds, and the command that brings BOD. If broken: 0.000 MWh, 0.00 GBP, a TLM."""
    held.notified()
    held.accepted({21: 40, 22: -30})
    ledger = held.gbflex(*COMMANDS["bm ledger"], "--tlm", "0.98", "--json").json
    assert (ledger["offer_mwh"], ledger["bid_mwh"]) == (20, -15)
    keys = ("offer_cashflow_gbp", "bid_cashflow_gbp", "total_gbp", "residual_gbp", "tlm_applied")
    assert [ledger[key] for key in keys] == [None] * len(keys)
    rows = [(row["settlement_period"], row["pair"], row["accepted_offer_mwh"], row["accepted_bid_mwh"])
            for row in ledger["rows"]]  # fmt: skip
    assert rows == [(21, None, 20, 0), (22, None, 0, -15)]
    assert {(row["cause"], row["cashflow_gbp"], row["tlm_source"]) for row in ledger["rows"]} == {
        ("missing BOD", None, "not needed")
    }
    bod = next(row for row in ledger["missing"] if row["dataset"] == "elexon.bod")
    assert (bod["half_hours"], bod["units"], bod["from"], bod["to"]) == (2, [UNIT], DAY, DAY)
    assert bod["fetch_command"] == f"gbflex data fetch elexon.bod --from {DAY} --to {DAY} --bm-unit {UNIT}"
    for command in ("bm ledger", "bm unit", "bm leaderboard", "bm event"):
        said = held.gbflex(*COMMANDS[command])
        assert "at stake" not in said.out + said.err
        assert "TLM" not in said.err
        assert bod["fetch_command"] in said.err


def test_energy_without_a_pair_beside_energy_with_one(held: Held) -> None:
    """Proves: pairs of period 21 alone: 2,000 GBP, and 15 MWh of period 22 in a row of their own, in order of time."""
    held.notified()
    held.accepted({20: 10, 21: 40, 22: -30})
    held.pairs([21])
    ledger = held.gbflex(*COMMANDS["bm ledger"], "--tlm", "1", "--json").json
    assert [(row["settlement_period"], row["pair"], row["cashflow_gbp"]) for row in ledger["rows"]] == [
        (20, None, None),
        (21, 1, 2000),
        (22, None, None),
    ]
    assert sum(row["accepted_offer_mwh"] for row in ledger["rows"]) == ledger["offer_mwh"] == 25
    assert (ledger["total_gbp"], ledger["bid_cashflow_gbp"], ledger["confidence"]) == (2000, None, "estimated")
    assert (ledger["tlm_applied"], ledger["tlm_source"]) == (1, "given")
    assert missing(held, "bm ledger")["elexon.bod"]["half_hours"] == 2


def test_what_is_held_is_not_missing(held: Held) -> None:
    """Proves: with everything of the day, nothing is missing but what the stack says of the multiplier."""
    held.notified()
    held.accepted({21: 40})
    held.pairs(range(1, 49))
    held.published({21: 1960})
    held.levels("mels", dict.fromkeys(range(1, 49), 50.0))
    held.levels("mils", dict.fromkeys(range(1, 49), -50.0))
    held.registered({UNIT: 50})
    assert missing(held, "bm unit") == {}
    assert missing(held, "bm leaderboard") == {}
    assert set(missing(held, "bm ledger")) == {"elexon.boav"}
    assert missing(held, "bm batteries") == {}
    # Half of the day's import limits: those of the other half are asked for.
    held.registered({UNIT: 50, OTHER: 50})
    portfolio = missing(held, "bm portfolio")
    assert {name: row["units"] for name, row in portfolio.items()} == {name: [OTHER] for name in ACCEPTED}


def test_a_limit_alone_leaves_the_other_missing(held: Held) -> None:
    """Proves: export limits of 30 half-hours: 18 of them and all import limits are missing. If broken: both or neither."""
    held.notified()
    held.accepted({21: 40})
    held.levels("mels", dict.fromkeys(range(1, 31), 50.0))
    found = missing(held, "bm unit")
    assert (found["elexon.mels"]["half_hours"], found["elexon.mils"]["half_hours"]) == (18, 48)


def test_every_command_that_is_named_can_be_run(held: Held) -> None:
    """Proves: `data fetch` takes each command as it is printed, here without asking. If broken: a hint that fails."""
    held.notified(periods=[21])
    rows = _rows(held, "bm unit")
    held.accepted({21: 40, 22: 30})
    rows += [row for command in COMMANDS if command != "bm batteries" for row in _rows(held, command)]
    held.registered({UNIT: 50})
    rows += _rows(held, "bm batteries")
    assert {row["dataset"] for row in rows} >= {*SOURCES} - SHIPPED - {"elexon.ispstack"}
    for command in {row["fetch_command"] for row in rows}:
        program, *arguments = command.split()
        assert program == "gbflex"
        said = held.gbflex(*arguments, "--dry-run")
        assert said.code == 0, (command, said.err)


def _rows(held: Held, command: str) -> list[dict[str, Any]]:
    said: Said = held.gbflex(*COMMANDS[command], "--json")
    return said.json["missing"] if said.code == 0 else []


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("bm ledger", f"gbflex data fetch elexon.pn --from {DAY} --to {DAY} --bm-unit {UNIT}, then elexon.boalf"),
        ("bm unit", f"gbflex data fetch elexon.pn --from {DAY} --to {DAY} --bm-unit {UNIT}, then elexon.boalf"),
        ("bm leaderboard", f"gbflex data fetch elexon.pn --from {DAY} --to {DAY}, then elexon.boalf"),
        ("bm portfolio", "gbflex data fetch elexon.bmunits"),
        ("bm batteries", "gbflex data fetch elexon.bmunits"),
    ],
)
def test_where_nothing_is_held_the_first_command_is_named(held: Held, command: str, wanted: str) -> None:
    """Proves: exit 3 with dates and unit in the command. If broken: names of datasets and no way to get them."""
    said = held.gbflex(*COMMANDS[command])
    assert (said.code, wanted in said.err) == (3, True), said.err


def test_days_without_a_price_are_said_of_events(held: Held) -> None:
    """Proves: a day without system prices in the span is named. If broken: it looks as if it were not high."""
    held.put("system_prices", "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume",
             [f"2026-11-10,{at},90,90,1" for at in (1, 2)])  # fmt: skip
    span = ("bm", "events", "--from", "2026-11-10", "--to", "2026-11-12", "--above", "50", "--json")
    (row,) = held.gbflex(*span).json["missing"]
    assert (row["dataset"], row["from"], row["to"], row["half_hours"]) == (
        "elexon.system_prices",
        "2026-11-11",
        "2026-11-12",
        96,
    )
