"""The report page: self-contained, inert to hostile text, and whole when parts are empty."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gbflex.errors import ConfigurationError
from gbflex.reports import echarts
from gbflex.reports.render import render

SAMPLE: dict[str, Any] = json.loads(Path(__file__).with_name("sample_page.json").read_text("utf-8"))
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
ADDRESS = re.compile(r"https?://[^\s\"'<)]+")
DATA = re.compile(r'<script type="application/json" id="report-data">(.*?)</script>', re.DOTALL)


def _page(**changes: object) -> dict[str, Any]:
    return {**copy.deepcopy(SAMPLE), **changes}


def _drawn(html: str) -> Any:
    found = DATA.search(html)
    assert found is not None
    return json.loads(found.group(1))


def _hostile(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _hostile(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_hostile(item, key) for item in value]
    # A month is of a closed vocabulary of our own.
    return value + HOSTILE if isinstance(value, str) and key != "month" else value


def test_page_asks_no_network() -> None:
    """*Proves* that no element or style of the page names an address, and that its policy forbids requests.

    *If broken* a report opened offline lacks its charts, or tells a stranger that it was opened.
    """
    html = render(_page())
    assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:" in html
    markup = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert ADDRESS.findall(markup) == ["https://bmrs.elexon.co.uk/"]
    assert not re.search(r"(src|href|action)=\"(?!data:|#)", markup)
    assert "url(" not in markup
    assert "@import" not in markup


def test_hostile_text_is_inert() -> None:
    """*Proves* that markup in any string of the model reaches the page as text.

    *If broken* the page has a fourth script, and a site name runs code in the reader's browser.
    """
    html = render(_hostile(_page()))
    assert html.count("<script") == render(_page()).count("<script")
    assert "<img src=x" not in html
    assert "alert(1)</script>" not in html
    assert _drawn(html)["difference"][0]["label"] == "duos_unit" + HOSTILE


def test_every_table_states_its_rows() -> None:
    """*Proves* that numbers are written with separators, four places for small rates, and n/a for none.

    *If broken* a capacity rate of 0.0512 GBP/kVA/day reads 0.05.
    """
    html = render(_page())
    for text in ("-1,020.00", "-0.0512", "12.5%", "n/a", "78.10", "GBP/kVA/day"):
        assert f">{text}</span></td>" in html
    assert '<span class="id">duos_unit</span></th>' in html


def test_series_are_rounded_and_complete() -> None:
    """*Proves* that each half-hour of the 50 is there, prices at 2 places, and that no number is null.

    *If broken* the October day has 48 points, or NaN ends the script that reads the data.
    """
    page = _page()
    page["series"]["import_price_gbp_per_mwh"][0] = float("nan")
    page["series"]["energy_price_gbp_per_mwh"][0] = 61.23456
    page["series"]["charge_mw"][0] = -0.0
    series = _drawn(render(page))["series"]
    assert {len(values) for values in series.values()} == {50}
    assert series["import_price_gbp_per_mwh"][0] is None
    assert series["energy_price_gbp_per_mwh"][0] == 61.23
    assert str(series["charge_mw"][0]) == "0.0"
    assert series["local_offset_hours"][:6] == [1, 1, 1, 1, 0, 0]


def test_a_year_stays_small() -> None:
    """*Proves* that 17,520 half-hours make a page under 2.5 MB.

    *If broken* full-precision floats make it about 3 MB.
    """
    page = _page()
    page["series"] = {name: [*values * 351][:17_520] for name, values in page["series"].items()}
    assert len(render(page).encode()) < 2_500_000


EMPTY: dict[str, object] = {
    "difference": [],
    "monthly": [],
    "revenue_streams": [],
    "charging_by_band": [],
    "band_coverage": [],
    "cost_by_band": {"lines": [], "bands": [], "ppa_price_gbp_per_mwh": None},
    "cost_of_gas": {"lines": [], "units": []},
    "waterfall": {"with": [], "without": []},
    "comparison": {"columns": [], "rows": []},
    "compared": [],
    "mode_bars": [],
    "modes": [],
    "sizes": [],
    "sizes_note": "",
    "band_hours": [],
    "band_strips": [],
    "sweep_cells": [],
    "notices": [],
    "tiles": [],
    "lines": [],
    "plan_gap": [],
    "not_priced": [],
    "estimates": [],
    "rates": [],
    "sources": [],
    "facts": [],
    "quality_note": "",
    "asset": "battery",
    "plant": None,
    "units": [],
    "co2": [],
    "co2_counts": "",
    "energy_capacity_mwh": None,
    "series": {name: [] for name in SAMPLE["series"]},
}


@pytest.mark.parametrize("key", [*EMPTY, "all of them"])
def test_empty_parts_leave_a_whole_page(key: str) -> None:
    """*Proves* that a page without one part, or without any, still renders.

    *If broken* a site without a battery or without time bands has no report.
    """
    changes = EMPTY if key == "all of them" else {key: EMPTY[key]}
    html = render(_page(**changes))
    assert html.rstrip().endswith("</html>")
    assert "Illustrative site" in html


def test_quality_note_is_shown() -> None:
    """*Proves* that an illustrative page says so in its banner.

    *If broken* made-up numbers pass for actual ones.
    """
    assert "Not actual data:" in render(_page())
    assert "Not actual data:" not in render(_page(quality_note=""))


def test_a_missing_part_is_named() -> None:
    """*Proves* that a model without a part raises and names it.

    *If broken* the page silently lacks its waterfall.
    """
    page = _page()
    del page["waterfall"]
    with pytest.raises(KeyError, match="waterfall"):
        render(page)


def test_another_echarts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """*Proves* that only the ECharts release with the known hash enters a page.

    *If broken* a changed package on the index runs its code in every report.
    """
    monkeypatch.setattr(echarts, "SHA256", "0" * 64)
    with pytest.raises(ConfigurationError, match=r"is not release 6\.1\.0"):
        echarts.echarts_script()


def test_absent_echarts_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """*Proves* that a missing package is answered with the command that installs it.

    *If broken* the reader sees an AttributeError on None.
    """
    monkeypatch.setattr(echarts, "CARRIER", "no_such_package")
    with pytest.raises(ConfigurationError, match="pip install instaui-echarts"):
        echarts.echarts_script()


@pytest.mark.parametrize("module", ["var a=1;", "var a='</SCRIPT>';export{a as b};"])
def test_unfit_module_text_is_refused(module: str) -> None:
    """*Proves* that text without the expected exports, or that would end its element, is refused.

    *If broken* the page shows half of a library as text.
    """
    with pytest.raises(ConfigurationError, match="cannot be placed"):
        echarts.classic_script(module)
