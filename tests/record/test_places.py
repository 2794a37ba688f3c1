"""What is shipped and what is in the record: `data list`, `status`, `export`, `diff` use the words alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
NAME = "elexon.system_prices"


def test_what_is_shipped_is_not_in_the_record(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: on a fresh machine list says shipped, export and diff end with 3 alike. If broken: "0 of 0 rows moved"."""
    places = {row["name"]: row["place"] for row in gbflex("data", "list", "--json").json["datasets"]}
    assert places[NAME] == "shipped"
    assert set(places.values()) == {"shipped"}
    for command in (("export", NAME, "--out", tmp_path / "x.csv"), ("diff", NAME)):
        said = gbflex("data", *command)
        assert said.code == 3
        assert f"nothing of {NAME} is in the record" in said.err
        assert "shipped and no part of the record: 2024-01-01 to" in said.err
    status = gbflex("data", "status", NAME)
    assert (status.code, "in the record" in status.out, "gbflex data list" in status.out) == (0, True, True)


def test_what_was_imported_is_in_the_record(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: beside the shipped row stands one of the record; dates without a row are exit 3 in export and diff."""
    path = tmp_path / "prices.csv"
    path.write_text(HEADER + "2024-01-01,1,50,50,0\n")
    gbflex("data", "import", NAME, path, "--retrieved", "2024-02-01")
    places = {row["name"]: row["place"] for row in gbflex("data", "list", "--json").json["datasets"]}
    assert (places[f"{NAME}, shipped"], places[NAME]) == ("shipped", "in the record")
    assert gbflex("data", "status", "--json").json["datasets"][0]["place"] == "in the record"
    assert gbflex("data", "diff", NAME).code == 0
    for command in (("export", NAME, "--out", tmp_path / "x.csv"), ("diff", NAME)):
        assert gbflex("data", *command, "--from", "2024-03-01").code == 3
    early = gbflex("data", "diff", NAME, "--before", "2023-01-01T00:00Z", "--after", "2023-06-01T00:00Z")
    assert (early.code, "was known at 2023-06-01T00:00Z" in early.err) == (3, True)
    new = gbflex("data", "diff", NAME, "--before", "2023-01-01T00:00Z", "--json").json
    assert (new["compared"], new["only_after"]) == (0, 1)


@pytest.mark.parametrize("command", [("fetch", NAME, "--dry-run"), ("models", SITE)])
def test_dates_that_are_needed_are_asked_for_and_said(gbflex: Gbflex, command: tuple[object, ...]) -> None:
    """Proves: exit 2 with what to type, and a help text that does not promise "the beginning". If broken: it does."""
    said = gbflex("data", *command)
    assert (said.code, "--from 2025-01-01 --to 2025-01-31" in said.err) == (2, True)
    text = " ".join(gbflex("data", command[0], "--help").out.split())
    assert "else from the beginning" not in text
    assert "needed" in text
