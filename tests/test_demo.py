"""The demo's totals, pinned: they move only with a changelog line."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from gbflex.api.data import data_import
from gbflex.api.demo import run_demo
from tests.sources.annex1_workbooks import TITLE, as_published, tariffs

TNUOS = 334 * 243.634626
"""HV band 4, 2024/25, NESO's final tariffs: the line that the independent implementation left out [GBP]."""
TRIADS = 2500 * 1.05 * 2.373139
"""2.5 MW x line loss factor x zone 8's tariff at NESO's three triads, without a battery; it left that out as well [GBP]."""


def test_the_demo_s_totals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the shipped example to the penny, as an independent implementation (pandas, scipy) found it.

    If broken: a price, a rate, a band, a loss factor or the optimum moved, or rates imported into this home count.
    At the triads, which perfect foresight knows, the battery covers the whole load; that costs 43 and 48 GBP elsewhere.
    With the site's own schedule the rows of the ledger file add up to the same total.
    """
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
    own = as_published(tariffs(), TITLE.replace("2025", "2024")).write(tmp_path / "own.xlsx")
    assert data_import("duos", [own])["imported"][0]["charging_year_start"] == 2024
    done = run_demo(tmp_path, lambda _: None)
    totals = [(run["value_gbp"], run["ledger_total_gbp"], run["without_asset_gbp"]) for run in done["runs"]]
    assert totals[0] == pytest.approx((54543.94, -70861.44 - TNUOS, -119175.89 - TNUOS - TRIADS), abs=0.005)
    assert totals[1] == pytest.approx((108017.70, -16692.94 - TNUOS, -118481.15 - TNUOS - TRIADS), abs=0.005)
    ledger = pl.read_parquet(tmp_path / "runs" / "west-midlands-hv" / "ledger.parquet")
    assert ledger["amount_gbp"].sum() == pytest.approx(-70861.44 - TNUOS, abs=0.005)
    lines = {(line["line"], line["band"]): line["without_asset_gbp"] for line in done["runs"][0]["lines"]}
    by_oracle = {
        ("energy_import", ""): -1_679_490.67,
        ("duos_unit", "red"): -23_724.00,
        ("duos_fixed", ""): -170_871.16,
        ("bsuos", ""): -203_771.43,
        ("ro", ""): -636_999.35,
        ("aahedc", ""): -8_869.26,
    }
    assert {key: lines[key] for key in by_oracle} == pytest.approx(by_oracle, abs=0.01)
    assert (tmp_path / "report.html").read_text().count("West Midlands works") > 2
