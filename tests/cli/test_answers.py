"""What each command answers: the keys that `product.md` promises, and the same numbers through every door."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import gbflex as package
from tests.cli.conftest import SITE, Said
from tests.processes import ended

Gbflex = Callable[..., Said]
WEEK = ("--from", "2024-05-06", "--to", "2024-05-12")

RUN_KEYS = {
    "run_id", "status", "mode", "objective_gbp", "planned_gbp", "ledger_total_gbp", "cash_total_gbp",
    "without_asset_gbp", "value_gbp", "lines", "plan_gap", "complete", "not_priced", "equivalent_full_cycles",
    "charge_mwh", "discharge_mwh", "solver", "gap", "model_seconds", "solve_seconds", "ledger_hash",
}  # fmt: skip
LINE_KEYS = {"line", "quantity", "unit", "rate", "rate_unit", "amount_gbp", "source", "quality"}
RUN_FILES = {"inputs", "schedule.parquet", "ledger.parquet", "ledger.csv", "summary.json", "report.html"}


def test_run_answers_with_the_promised_keys_and_folder(gbflex: Gbflex) -> None:
    """Proves: the contract of `run --json`. If broken: other people's tools break."""
    said = gbflex("run", SITE, *WEEK, "--json")
    assert said.code == 0
    summary = said.json
    assert summary.keys() >= RUN_KEYS
    assert summary["status"] == "optimal"
    assert abs(summary["objective_gbp"] - summary["ledger_total_gbp"]) < 0.01
    assert {path.name for path in Path(summary["folder"]).iterdir()} >= RUN_FILES


def test_every_ledger_row_multiplies_out_and_the_rows_add_up(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: quantity x rate = amount to 1e-6 in the file, and its sum is the total. If broken: rounding in the file."""
    summary = gbflex("run", SITE, *WEEK, "--out", tmp_path / "run", "--json").json
    ledger = pl.read_csv(tmp_path / "run" / "ledger.csv", infer_schema_length=None)
    product = ledger["quantity"] * ledger["rate_gbp_per_unit"]
    assert (product - ledger["amount_gbp"]).abs().max() < 1e-6
    assert ledger["quantity"].min() >= 0
    assert ledger["amount_gbp"].sum() == pytest.approx(summary["ledger_total_gbp"], abs=1e-6)


def test_run_is_the_same_through_python_and_again(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: one answer through two doors, and a hash that a second run repeats. If broken: doors compute."""
    said = gbflex("run", SITE, *WEEK, "--out", tmp_path / "run", "--json").json
    twin = package.run(SITE, WEEK[1], WEEK[3], out=tmp_path / "twin")
    changing = {"run_id", "folder", "model_seconds", "solve_seconds"}
    assert {key: value for key, value in twin.items() if key not in changing} == {
        key: value for key, value in said.items() if key not in changing
    }


def test_bill_answers_with_the_promised_keys_and_adds_up(gbflex: Gbflex) -> None:
    """Proves: the contract of `site bill --json`, equal to `bill()`. If broken: lines do not make the total."""
    bill = gbflex("site", "bill", SITE, *WEEK, "--json").json
    assert bill.keys() >= {"lines", "total_gbp", "complete", "not_priced"}
    assert all(line.keys() >= LINE_KEYS for line in bill["lines"])
    assert sum(line["amount_gbp"] for line in bill["lines"]) == pytest.approx(bill["total_gbp"], abs=1e-9)
    assert bill["total_gbp"] < 0
    assert bill == package.bill(SITE, WEEK[1], WEEK[3])


def test_rates_answer_with_one_row_per_half_hour(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 46 rows on the spring day, columns add up to the import price, CSV equals JSON. If broken: 48 rows."""
    day = ("--from", "2024-03-31", "--to", "2024-03-31")
    rows = gbflex("site", "rates", SITE, *day, "--csv", tmp_path / "rates.csv", "--json").json
    assert len(rows) == 46
    required = {"start_time", "settlement_date", "settlement_period", "duos_band", "energy_gbp_per_mwh"}
    assert rows[0].keys() >= required | {"import_price_gbp_per_mwh", "export_price_gbp_per_mwh"}
    totals = {"import_price_gbp_per_mwh", "export_price_gbp_per_mwh"}
    for row in rows:
        parts = sum(row[key] for key in row if key.endswith("_gbp_per_mwh") and key not in totals)
        assert parts == pytest.approx(row["import_price_gbp_per_mwh"])
    written = pl.read_csv(tmp_path / "rates.csv")
    assert written["import_price_gbp_per_mwh"].to_list() == [row["import_price_gbp_per_mwh"] for row in rows]


def test_the_issue_s_bill_to_the_penny(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: market reference 6.3, 222.617. If broken: 222.6 with another band, 2.2 with pence for pounds."""
    site = tmp_path / "flat.yaml"
    site.write_text(
        "name: Flat\nlicence_area: 11\ndemand: {constant_mw: 1}\n"
        'tariff: {duos: "HV Site Specific", residual_band: 1, agreed_capacity_kva: 1200}\n'
        "charges: [duos_unit, duos_fixed, duos_capacity]\n"
    )
    said = gbflex("site", "bill", site, "--from", "2025-06-04", "--to", "2025-06-04", "--json")
    assert said.json["total_gbp"] == pytest.approx(-222.617, abs=5e-4)
    by_hand = {"red": -72.930, "amber": -38.850, "green": -2.310}
    banded = {line["band"]: line["amount_gbp"] for line in said.json["lines"] if line["band"]}
    assert banded == pytest.approx(by_hand, abs=5e-4)


def test_report_writes_the_page_again(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a report is made from the run's tables alone. If broken: it differs from the first."""
    gbflex("run", SITE, *WEEK, "--out", tmp_path / "run")
    page = tmp_path / "run" / "report.html"
    first = page.read_text()
    page.unlink()
    said = gbflex("report", tmp_path / "run", "--json")
    assert said.json == {"files": [str(page)]}
    assert page.read_text() == first


def test_doctor_and_schema_answer(gbflex: Gbflex) -> None:
    """Proves: what is held is said, and the schema names every part. If broken: an empty list."""
    doctor = gbflex("doctor", "--json").json
    assert {item["name"] for item in doctor["datasets"]} == {
        "elexon.system_prices",
        "elexon.market_index",
        "gas.sap",
    }
    assert all(part["version"] != "missing" for part in doctor["parts"])
    schema = gbflex("site", "schema").json
    assert schema["properties"].keys() >= {"tariff", "supply", "ppa", "assets", "charges"}


@pytest.mark.parametrize("arguments", [("run", SITE, *WEEK), ("site", "bill", SITE, *WEEK), ("doctor",)])
def test_tables_for_people(gbflex: Gbflex, arguments: tuple[object, ...]) -> None:
    """Proves: without --json there is a table, and nothing is cut. If broken: an ellipsis in a figure."""
    said = gbflex(*arguments)
    assert said.code == 0
    assert said.out.strip()
    assert "…" not in said.out


HEAVY = ("polars", "duckdb", "highspy", "numpy", "httpx2", "sqlglot", "jinja2", "numba", "ruamel.yaml")


@pytest.mark.parametrize(
    ("arguments", "unloaded"),
    [
        (["--help"], (*HEAVY, "pydantic")),
        (["-h"], (*HEAVY, "pydantic")),
        (["--version"], HEAVY),
        (["site", "lookup", "--mpan", "1400000123450"], HEAVY),
        (
            ["site", "lookup", "--postcode", "RH19 4LX"],
            ("polars", "duckdb", "highspy", "httpx2", "sqlglot", "jinja2"),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_answers_at_once_loads_no_heavy_library(arguments: list[str], unloaded: tuple[str, ...]) -> None:
    """Proves: help and look-ups wait for no frames, engine, solver or client. If broken: 1.5 s instead of 0.4."""
    script = (
        f"import sys; sys.argv = ['gbflex', *{arguments!r}]\n"
        "from gbflex.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {unloaded!r} if name in sys.modules])"
    )
    done = ended([sys.executable, "-c", script])
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1] == "[]"


def test_a_run_of_a_battery_loads_no_solver_and_no_calendar_library(tmp_path: Path) -> None:
    """Proves: a run imports no solver, no units of the Balancing Mechanism and no client. If broken: 1 s more."""
    unloaded = (
        "highspy", "httpx2", "holidays", "sqlglot", "gbflex.analysis.ports.bm", "gbflex.sources.registry",
        "gbflex.dispatch.joint.solve", "gbflex.analysis.run.losses",
    )  # fmt: skip
    script = (
        f"import sys; sys.argv = ['gbflex', 'run', {str(SITE)!r}, *{WEEK!r}, '--out', {str(tmp_path / 'run')!r}]\n"
        "from gbflex.cli import main\n"
        "main()\n"
        f"print([name for name in {unloaded!r} if name in sys.modules])"
    )
    done = ended([sys.executable, "-c", script])
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1] == "[]"
