"""`data import` and `data list` on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said
from tests.sources.annex1_workbooks import SHEET, as_published, tariffs


def test_the_command_names_the_cell(gbflex: Callable[..., Said], tmp_path: Path) -> None:
    """Proves: exit 3, one message. If broken: exit 1."""
    book = as_published(tariffs())
    book.sheets[SHEET][13, 3] = "?"
    path = book.write(tmp_path / "b.xlsx")
    said = gbflex("data", "import", "duos", path)
    assert said.code == 3
    assert f"{SHEET}!D14" in said.err
    assert gbflex("data", "import", "spot", path).code == 2
    as_published(tariffs()).write(path)
    assert gbflex("data", "import", "duos", path, "--json").json["imported"][0]["licence_area"] == "14"
    keys = {
        "name",
        "from",
        "to",
        "published_time",
        "retrieved_time",
        "rows",
        "gaps",
        "duplicates",
        "set_aside",
        "runs",
        "evidence",
    }
    assert all(item.keys() >= keys for item in gbflex("data", "list", "--json").json["datasets"])


def test_the_list_names_the_market_index_s_95_missing_half_hours(gbflex: Callable[..., Said]) -> None:
    """Proves: gaps are counted from the data. If broken: an empty list beside a note that there are some."""
    datasets = {item["name"]: item for item in gbflex("data", "list", "--json").json["datasets"]}
    gaps = datasets["elexon.market_index"]["gaps"]
    assert sum(len(gap["settlement_periods"]) for gap in gaps) == 95
    assert {gap["settlement_date"][:7] for gap in gaps} == {"2024-10"}
    assert datasets["elexon.system_prices"]["gaps"] == []


def test_two_files_of_one_area_and_year_are_refused(gbflex: Callable[..., Said], tmp_path: Path) -> None:
    """Proves: neither is kept, and an id that is none is refused. If broken: the last one wins in silence."""
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    for path in (one, two):
        as_published(tariffs()).write(path)
    said = gbflex("data", "import", "duos", one, two)
    assert (said.code, "one.xlsx and two.xlsx are both of" in said.err) == (2, True)
    assert len(gbflex("data", "list", "--json").json["datasets"]) == 4
    assert gbflex("data", "import", "duos", one, "--area", "99").code == 2


def test_imported_line_loss_factors_are_used_by_sites(gbflex: Callable[..., Said], tmp_path: Path) -> None:
    """Proves: a class at 1.5 on 2025-06-04 multiplies the energy of a bill. If broken: still 1.043."""
    lines = [f"SPL|{period}|1.500" for period in range(1, 49)]
    flow = ["ZHD||D0265001|R|MIDE|G|CAPG|20250314142620||||OPER", "DIS|MIDE", "LLF|H02", "SDT|20250604", *lines]
    path = tmp_path / "d0265.txt"
    path.write_text("\n".join([*flow, "ZPT|1|1"]), "utf-8")
    site = tmp_path / "site.yaml"
    site.write_text(
        "name: x\nlicence_area: 14\ndemand: {constant_mw: 1}\nsupply: {energy: {fixed_gbp_per_mwh: 100}}\n"
        "tariff: {line_loss_factor_class: H02, agreed_capacity_kva: 1500}\nlosses: {transmission_loss_multiplier: 1}\n",
        "utf-8",
    )

    def energy(day: str) -> float:
        lines = gbflex("site", "bill", site, "--from", day, "--to", day, "--json").json["lines"]
        return float(next(line["amount_gbp"] for line in lines if line["line"] == "energy_import"))

    before = energy("2025-06-04")
    said = gbflex("data", "import", "llf", path)
    assert (said.code, "1 classes on 1 dates" in said.out) == (0, True)
    assert "1 of the 365 days of 2025/26 are in the file" in said.err
    assert energy("2025-06-04") == pytest.approx(-24 * 100 * 1.5)
    assert energy("2025-06-05") == pytest.approx(before, rel=0.01)
    assert -24 * 100 * 1.06 < before < -24 * 100 * 1.03
    names = [row["name"] for row in gbflex("data", "list", "--json").json["datasets"]]
    assert "llf 14 2025/26, imported" in names
