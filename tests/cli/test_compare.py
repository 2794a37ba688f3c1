"""`gbflex compare`: variants side by side, by hand, on the command line and in Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gbflex as package
from gbflex import limits
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.ports.remembered import remembering
from gbflex.assets.variants import vary_of
from gbflex.errors import InputError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.cli.conftest import Said
from tests.factories import FakeFiles, FakeMarketData

DAY = ("2024-06-03", "2024-06-03")
SPAN = ("--from", DAY[0], "--to", DAY[1])
PERFECT = ("--mode", "perfect")
SIZES = ("--vary", "assets.bess.energy_capacity_mwh=1,2")
Gbflex = Callable[..., Said]

SITE = """
name: Works
demand: {constant_mw: 4}
charges: []
supply:
  contract:
    valid_from: 2024-04-01
    valid_to: 2025-04-01
    standing_charge_p_per_day: 0
    includes: all
    rates:
      - {name: night, days: all, start_local: "00:00", end_local: "12:00", p_per_kwh: 5}
      - {name: day, days: all, start_local: "12:00", end_local: "00:00", p_per_kwh: 15}
assets:
  - {type: battery, name: bess, charge_power_mw: 2, discharge_power_mw: 2, energy_capacity_mwh: 1, round_trip_efficiency: 0.64}
"""
"""50 GBP/MWh until noon, 150 after it: a MWh of capacity earns 0.8 x 150 - 1.25 x 50 = 57.50 a day."""


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "works.yaml"
    path.write_text(SITE)
    return path


def rows_of(said: Said) -> list[dict[str, Any]]:
    assert said.code == 0, said.err
    return said.json["rows"]


def test_sizes_side_by_side(gbflex: Gbflex, works: Path) -> None:
    """Proves: 57.50 and 115.00, each planned anew, the second best by 57.50, the ledger's change the same.

    If broken: the second is the first's schedule at another size, or the best is not marked.
    """
    answer = gbflex("compare", works, *SPAN, *SIZES, *PERFECT, "--json").json
    first, second = answer["rows"]
    assert (first["value_gbp"], second["value_gbp"]) == pytest.approx((57.5, 115.0))
    assert (first["change_gbp"], second["change_gbp"]) == pytest.approx((0.0, 57.5))
    assert (first["is_best"], second["is_best"]) == (False, True)
    assert second["label"] == "energy_capacity_mwh 2"
    assert second["changes"] == ["assets.bess.energy_capacity_mwh=2"]
    figures = answer["verdict"]["figures"]
    assert (figures["first_variant"], figures["best_variant"]) == (1, 2)
    assert figures["best_over_first_gbp"] == pytest.approx(57.5)
    assert answer["verdict"]["sentences"][0] == (
        "Best by value: energy_capacity_mwh 2, worth about 115 GBP on the day, with perfect foresight: a ceiling, "
        "57.5 more than energy_capacity_mwh 1."
    )


def test_the_changes_by_line_add_up(gbflex: Gbflex, works: Path) -> None:
    """Proves: lines add up to each ledger, and their changes to its change, also where one has a line of its own.

    If broken: an offer's fee is in the total and in no line.
    """
    more = ("--vary", "assets.bess.wear_gbp_per_mwh_discharged=0,10")
    for row in rows_of(gbflex("compare", works, *SPAN, *SIZES, *more, *PERFECT, "--json")):
        assert sum(line["amount_gbp"] for line in row["lines"]) == pytest.approx(row["ledger_total_gbp"])
        assert sum(line["change_gbp"] for line in row["lines"]) == pytest.approx(row["change_gbp"])


def test_a_grid_has_every_combination_in_order(gbflex: Gbflex, works: Path) -> None:
    """Proves: two keys and two modes are eight rows, the last changing first. If broken: pairs instead of a grid."""
    more = ("--vary", "demand.constant_mw=3,4", "--mode", "perfect", "--mode", "naive")
    rows = rows_of(gbflex("compare", works, *SPAN, *SIZES, *more, "--json"))
    assert [(row["variant"], row["label"], row["mode"]) for row in rows[:3]] == [
        (1, "energy_capacity_mwh 1, constant_mw 3", "perfect"),
        (2, "energy_capacity_mwh 1, constant_mw 3", "naive"),
        (3, "energy_capacity_mwh 1, constant_mw 4", "perfect"),
    ]
    assert len(rows) == 8
    # The best is one that can be achieved.
    assert [row["mode"] for row in rows if row["is_best"]] == ["naive"]


def test_an_offer_in_a_file_replaces_the_key(gbflex: Gbflex, works: Path, tmp_path: Path) -> None:
    """Proves: an offer of 80 GBP/MWh is 96 MWh x 80, no battery pays, and the best ledger is told from the best value.

    96 MWh at 50 and 150 cost 9,600, with the battery 9,542.50; at 80 they cost 7,680. If broken: the offer is
    merged into the contract, or the site of the larger battery value is called the better.
    """
    offers = tmp_path / "offers"
    offers.mkdir()
    (offers / "flat.yaml").write_text("energy: {fixed_gbp_per_mwh: 80}\n")
    (offers / "own.yaml").write_text("energy: {file: prices.csv}\n")
    prices = [f"{DAY[0]},{period},{50 if period < 25 else 150}" for period in range(1, 49)]
    (offers / "prices.csv").write_text("\n".join(["settlement_date,settlement_period,price_gbp_per_mwh", *prices]))
    both = ("--vary", "supply=offers/own.yaml,offers/flat.yaml")
    answer = gbflex("compare", works, *SPAN, *both, *PERFECT, "--json").json
    own, flat = answer["rows"]
    assert (own["label"], flat["label"]) == ("supply own", "supply flat")
    assert (own["value_gbp"], flat["value_gbp"]) == pytest.approx((57.5, 0.0))
    assert (own["ledger_total_gbp"], flat["ledger_total_gbp"]) == pytest.approx((-9542.5, -7680.0))
    assert (own["is_best"], own["is_best_ledger"]) == (True, False)
    assert (flat["is_best"], flat["is_best_ledger"]) == (False, True)
    assert answer["verdict"]["sentences"][2] == (
        "supply flat has the best ledger: the whole site costs about 7,680 GBP on the day, 1,860 better than supply "
        "own. The variants differ before any asset, so values alone do not compare."
    )


def test_a_variant_without_a_plan_is_a_row(gbflex: Gbflex, works: Path) -> None:
    """Proves: 3 MW of import do not serve 4 MW; the other variant has its answer, and is the one compared with.

    If broken: exit 4 and no table.
    """
    limits_ = ("--vary", "connection.import_mw=3,8")
    said = gbflex("compare", works, *SPAN, *limits_, *PERFECT, "--json")
    failed, answered = rows_of(said)
    assert (failed["status"], failed["value_gbp"], failed["priced"], failed["is_best"]) == (
        "no plan",
        None,
        None,
        False,
    )
    assert "import limit" in failed["reason"]
    assert (answered["is_best"], answered["change_gbp"]) == (True, 0.0)
    assert said.json["verdict"]["figures"]["first_variant"] == 2
    assert said.json["verdict"]["sentences"][-1].startswith("import_mw 3: no plan, because ")
    shown = gbflex("compare", works, *SPAN, *limits_, *PERFECT)
    assert "no plan" in shown.out
    assert f"No. 1, import_mw 3, perfect: no plan: {failed['reason']}" in shown.err
    assert "feasible" in shown.out or "optimal" in shown.out


def test_no_variant_with_a_plan_is_the_error(gbflex: Gbflex, works: Path) -> None:
    """Proves: exit 4 with the reason. If broken: a table of nothing with exit 0."""
    said = gbflex("compare", works, *SPAN, "--vary", "connection.import_mw=3,3.5", *PERFECT)
    assert said.code == 4
    assert "import limit" in said.err


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ("assets.bess.energy_capacity_mwh", "is not path=value,value"),
        ("assets.bess.energy_capacity_mwh=2,,4", "is not path=value,value"),
        ("assets.bess.energy_capacty_mwh=2,4", "energy_capacity_mwh"),
        ("assets.other.energy_capacity_mwh=2", "there is no item 'other'"),
        ("assets.bess.energy_capacity_mwh=2,-4", "assets.bess.energy_capacity_mwh=-4"),
        ("supply=missing.yaml,other.yaml", "missing.yaml"),
        (
            f"demand.constant_mw={','.join(map(str, range(1, limits.COMPARED_RUNS + 2)))}",
            "101 variants are too many",
        ),
    ],
)
def test_a_wrong_variation_is_exit_2_before_anything_runs(
    gbflex: Gbflex, works: Path, vary: str, words: str
) -> None:
    """Proves: each wrong option names itself. If broken: an hour of runs, then an error about the last."""
    said = gbflex("compare", works, *SPAN, "--vary", vary)
    assert said.code == 2
    assert words in said.err
    assert "Run 1" not in said.err


def test_variants_times_modes_are_limited(gbflex: Gbflex, works: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: on each side of the limit. If broken: two modes of a hundred variants run all night."""
    monkeypatch.setattr(limits, "COMPARED_RUNS", 2)
    assert gbflex("compare", works, *SPAN, *SIZES, *PERFECT).code == 0
    said = gbflex("compare", works, *SPAN, *SIZES, *PERFECT, "--mode", "naive")
    assert said.code == 2
    assert "4 variants are too many" in said.err


def test_a_key_varied_twice_is_refused() -> None:
    """Proves: no values are lost. If broken: the second list replaces the first."""
    with pytest.raises(InputError, match="varied twice"):
        vary_of(["demand.constant_mw=1,2", "demand.constant_mw=3"])


def test_commas_in_brackets_and_quotes_separate_nothing() -> None:
    """Proves: a mapping of two keys is one value. If broken: half a mapping, and an error about YAML."""
    found = vary_of(["supply={energy: market_index, fee_gbp_per_mwh: 1},{energy: system_price}", "name='a,b',c"])
    assert found["supply"] == [{"energy": "market_index", "fee_gbp_per_mwh": 1}, {"energy": "system_price"}]
    assert found["name"] == ["a,b", "c"]


def test_several_sites_have_their_names(gbflex: Gbflex, works: Path, tmp_path: Path) -> None:
    """Proves: two files are two rows with their names. If broken: two rows nobody can tell apart."""
    other = tmp_path / "other.yaml"
    other.write_text(SITE.replace("name: Works", "name: Mill").replace("constant_mw: 4", "constant_mw: 2"))
    rows = rows_of(gbflex("compare", works, other, *SPAN, *PERFECT, "--json"))
    assert [(row["label"], row["site"]) for row in rows] == [("Works", "Works"), ("Mill", "Mill")]


def test_costs_one_for_all_or_one_each(gbflex: Gbflex, works: Path) -> None:
    """Proves: each variant its cost; another number of costs is refused. If broken: the first cost for all."""
    cost = ("--cost-gbp", "100000,150000")
    answer = gbflex("compare", works, *SPAN, *SIZES, *PERFECT, *cost, "--json").json
    assert [row["cost_gbp"] for row in answer["rows"]] == [100_000, 150_000]
    assert "No payback: the span gives no yearly figure." in answer["verdict"]["sentences"]
    for wrong in ("1,2,3", "0", "a"):
        assert gbflex("compare", works, *SPAN, *SIZES, *PERFECT, "--cost-gbp", wrong).code == 2


def test_the_page_is_written_and_never_over_anothers(gbflex: Gbflex, works: Path, tmp_path: Path) -> None:
    """Proves: the page has the verdict and every row, asks no network, and replaces no file of somebody else's."""
    page = tmp_path / "page.html"
    answer = gbflex("compare", works, *SPAN, *SIZES, *PERFECT, "--out", page, "--json").json
    text = page.read_text()
    assert answer["page"] == str(page)
    assert answer["verdict"]["sentences"][0] in text
    assert "://" not in text
    assert "<script" not in text
    for row in answer["rows"]:
        assert row["label"] in text
    page.write_text("mine")
    said = gbflex("compare", works, *SPAN, *SIZES, *PERFECT, "--out", page)
    assert (said.code, page.read_text()) == (2, "mine")
    assert "Run 1" not in said.err


def test_markup_in_a_name_is_text(gbflex: Gbflex, works: Path, tmp_path: Path) -> None:
    """Proves: a site's name runs nothing on the page. If broken: a stranger's site file does."""
    works.write_text(SITE.replace("name: Works", "name: '<script>alert(1)</script>'"))
    page = tmp_path / "page.html"
    assert gbflex("compare", works, *SPAN, *PERFECT, "--out", page).code == 0
    assert "<script" not in page.read_text()


def test_python_and_the_command_line_agree(gbflex: Gbflex, works: Path) -> None:
    """Proves: the same keys and figures through both doors. If broken: a notebook that says another best."""
    said = gbflex("compare", works, *SPAN, *SIZES, *PERFECT, "--cost-gbp", "5000", "--json").json
    vary = {"assets.bess.energy_capacity_mwh": [1, 2]}
    assert package.compare(works, *DAY, vary=vary, mode="perfect", cost_gbp=5000) == said


def test_a_series_is_read_once() -> None:
    """Proves: ten variants read a price once, and another span again. If broken: every variant reads the record."""
    asked: list[tuple[str, str]] = []

    class Counting(FakeMarketData):
        def price(self, name: str, periods: Periods) -> FoundSeries:
            asked.append((name, str(periods.first_date)))
            return super().price(name, periods)

    ports = remembering(Ports(market_data=Counting(), files=FakeFiles(), duos=SHIPPED_DUOS))
    for _ in range(3):
        for day in ("2024-06-03", "2024-06-04"):
            ports.market_data.price("market_index", Periods.between(day, day))
            ports.market_data.price("system_price", Periods.between(day, day))
    assert len(asked) == 4
    assert len(set(asked)) == 4
