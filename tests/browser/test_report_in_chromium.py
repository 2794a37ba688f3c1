"""The report in a real browser: opened from disk, every chart drawn, nothing asked of any network."""

from __future__ import annotations

import copy
import importlib.util
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gbflex.reports.bm_unit_page import DAILY, FIGURES, TILES, bm_unit_page
from gbflex.reports.bm_unit_page import HALF_HOURS as HALF_HOURS_OF_A_UNIT
from gbflex.reports.chp_curve_page import HALF_HOURS, chp_curve_page
from gbflex.reports.render import render
from gbflex.reports.table_layouts import UNIT_TABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[1] / "reports" / "sample_page.json"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CHARTS = {"time", "waterfall", "monthly", "streams", "charging", "coverage", "cost", "sweep"}
HOSTILE = "</script><script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
INK = """() => Object.fromEntries([...document.querySelectorAll('.chart')].map((box) => {
    const canvas = box.querySelector('canvas');
    if (!canvas) return [box.id, 0];
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const colours = new Set();
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3]) colours.add(pixels.slice(i, i + 3).join());
    return [box.id, colours.size];
}))"""


@dataclass
class Opened:
    """A page and what happened in it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    needed = {"Debian's chromium": chromium, "playwright": importlib.util.find_spec("playwright")}
    missing = [name for name, found in needed.items() if not found]
    if missing:
        reason = f"the browser test needs {' and '.join(missing)}"
        if os.environ.get("GBFLEX_REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason}, and GBFLEX_REQUIRE_BROWSER=1 requires it")
        pytest.skip(reason)
    # Imported here because it is absent where these tests are skipped.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


def _sample(**changes: object) -> dict[str, Any]:
    return {**json.loads(SAMPLE.read_text("utf-8")), **changes}


def _sixty_days() -> dict[str, Any]:
    page = _sample()
    series = page["series"]
    series.update({name: (values * 58)[: 60 * 48] for name, values in series.items()})
    series["start_time"] = [1_725_145_200 + 1800 * place for place in range(60 * 48)]
    series["local_offset_hours"] = [1 if start < 1_729_990_800 else 0 for start in series["start_time"]]
    series["band"] = [("green", "amber", "red")[place // 8 % 3] for place in range(60 * 48)]
    page["monthly"] = [{"month": "2024-09", "value_gbp": 145.0}, {"month": "2024-10", "value_gbp": -20.0}]
    return page


def _open(browser: Browser, folder: Path, model: dict[str, Any], width: int = 1280) -> Opened:
    return _open_text(browser, folder, render(model), width)


def _open_text(browser: Browser, folder: Path, text: str, width: int = 1280) -> Opened:
    path = folder / "report.html"
    path.write_text(text, "utf-8")
    opened = Opened(browser.new_page(viewport={"width": width, "height": 900}))
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on(
        "console",
        lambda message: opened.complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    opened.page.goto(path.as_uri())
    opened.page.wait_for_timeout(200)
    return opened


def _assert_quiet(opened: Opened) -> None:
    outside = [url for url in opened.requests if not url.startswith(("data:", "blob:"))]
    assert outside == [opened.page.url]
    assert opened.complaints == []


def _assert_drawn(opened: Opened, charts: set[str]) -> None:
    colours = opened.page.evaluate(INK)
    assert set(colours) == charts
    assert all(count > 2 for count in colours.values()), colours


@pytest.mark.parametrize("width", [1280, 390])
def test_every_chart_is_drawn_from_disk(browser: Browser, tmp_path: Path, width: int) -> None:
    """*Proves* that the page opened by file:// draws all charts, asks for nothing else, and fits its window.

    *If broken* a canvas is blank, a second request is listed, or the page scrolls sideways on a phone.
    """
    opened = _open(browser, tmp_path, _sixty_days(), width)
    _assert_drawn(opened, CHARTS)
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _assert_quiet(opened)
    opened.page.close()


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ("7", "Mon 16 Sep 2024 to Sun 22 Sep 2024: half-hours"),
        ("30", "Wed 4 Sep 2024 to Thu 3 Oct 2024: half-hours"),
        ("all", "Sun 1 Sep 2024 to Wed 30 Oct 2024: range and mean of each day; bands show from 31 days down"),
    ],
)
def test_buttons_choose_the_span(browser: Browser, tmp_path: Path, days: str, shown: str) -> None:
    """*Proves* that week, month and all show their span in local dates, and days above 31 days.

    *If broken* the whole span is drawn as half-hours, a solid block.
    """
    opened = _open(browser, tmp_path, _sixty_days())
    button = opened.page.locator(f"button[data-days='{days}']")
    button.click()
    opened.page.wait_for_timeout(100)
    assert opened.page.inner_text("#time-shown") == shown
    assert button.get_attribute("aria-pressed") == "true"
    assert opened.page.locator("button[aria-pressed='true']").count() == 1
    _assert_drawn(opened, CHARTS)
    _assert_quiet(opened)
    opened.page.close()


def test_the_day_of_50_half_hours_is_one_day(browser: Browser, tmp_path: Path) -> None:
    """*Proves* that 27 October 2024, which starts at 23:00 UTC the evening before, is shown as one day.

    *If broken* the offsets are ignored and it reads "Sat 26 Oct 2024 to Sun 27 Oct 2024".
    """
    opened = _open(browser, tmp_path, _sample())
    assert opened.page.inner_text("#time-shown") == "Sun 27 Oct 2024: half-hours"
    opened.page.click("button[data-days='all']")
    assert opened.page.inner_text("#time-shown") == "Sun 27 Oct 2024: half-hours"
    _assert_drawn(opened, CHARTS)
    _assert_quiet(opened)
    opened.page.close()


def test_a_site_without_battery_or_bands_is_drawn(browser: Browser, tmp_path: Path) -> None:
    """*Proves* that prices, ledger and streams are drawn when nothing else is there.

    *If broken* the first empty list stops the script and every chart after it is blank.
    """
    model = _sample(difference=[], monthly=[], charging_by_band=[], band_coverage=[], energy_capacity_mwh=None)
    model["sweep"] = None
    model["cost_by_band"] = {"lines": [], "bands": [], "ppa_price_gbp_per_mwh": None}
    model["series"].update(band=[], charge_mw=[], discharge_mw=[], state_of_charge_mwh=[])
    model["series"].update(charge_below_gbp_per_mwh=[], discharge_above_gbp_per_mwh=[])
    opened = _open(browser, tmp_path, model)
    _assert_drawn(opened, {"time", "waterfall", "streams"})
    _assert_quiet(opened)
    opened.page.close()


@pytest.mark.parametrize("chart", sorted(CHARTS))
def test_hostile_names_are_text_in_tooltips(browser: Browser, tmp_path: Path, chart: str) -> None:
    """*Proves* that markup in labels stays text where the pointer asks for a tooltip.

    *If broken* the tooltip holds an image element, and its handler has set `window.hurt`.
    """
    model = copy.deepcopy(_sample())
    model["line_labels"] = {}
    for row in [*model["difference"], *model["revenue_streams"]]:
        row["label"] += HOSTILE
    for row in [*model["charging_by_band"], *model["band_coverage"], *model["cost_by_band"]["bands"]]:
        row["band"] += HOSTILE
    model["cost_by_band"]["lines"] = [line + HOSTILE for line in model["cost_by_band"]["lines"]]
    model["series"]["band"] = [band + HOSTILE for band in model["series"]["band"]]
    opened = _open(browser, tmp_path, model)
    target = opened.page.locator(f"#{chart}")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    for across in range(5, 100, 5):
        opened.page.mouse.move(box["x"] + box["width"] * across / 100, box["y"] + box["height"] / 2)
    opened.page.wait_for_timeout(200)
    assert opened.page.locator(f"#{chart} .tip").count() == 1
    assert opened.page.locator("img").count() == 0
    assert opened.page.evaluate("window.hurt") is None
    _assert_quiet(opened)
    opened.page.close()


def _several_modes() -> dict[str, Any]:
    page = _sixty_days()
    n = len(page["series"]["start_time"])
    page["modes"] = [
        {
            "mode": mode,
            "power_mw": [float((place + k) % 3 - 1) for place in range(n)],
            "state_of_charge_mwh": [float((place + k) % 5) for place in range(n)],
        }
        for k, mode in enumerate(("perfect", "rolling" + HOSTILE))
    ]
    bar = {
        "label": "rolling",
        "text": "1.00 GBP",
        "percent": 50.0,
        "negative": False,
        "best": True,
        "ceiling": 80.0,
    }
    page["mode_bars"] = [bar]
    return page


CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgb = (text) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = text;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (parts) => parts.slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, k) => sum + part * [0.2126, 0.7152, 0.0722][k], 0);
    const ratio = (a, b) => {
        const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
        return (high + 0.05) / (low + 0.05);
    };
    const under = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = rgb(getComputedStyle(at).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return rgb('#fff');
    };
    const found = [];
    for (const node of document.querySelectorAll('body *')) {
        const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
        if (!own || !node.getClientRects().length || node.closest('script, .chart, .quality')) continue;
        const value = ratio(rgb(getComputedStyle(node).color), under(node));
        if (value < 4.5) found.push(`${node.tagName} ${node.className} ${node.textContent.slice(0, 30)} ${value.toFixed(2)}`);
    }
    const style = getComputedStyle(document.documentElement);
    const of = (name) => rgb(style.getPropertyValue(`--${name}`).trim());
    for (const name of ['ink', 'muted']) {
        if (ratio(of(name), of('paper')) < 4.5) found.push(`charts ${name}`);
    }
    return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_text_is_read_in_light_and_dark(browser: Browser, tmp_path: Path, scheme: Any, width: int) -> None:
    """*Proves* that all text, and the two inks of chart axes and labels, have a contrast of 4.5 in both schemes.

    *If broken* a heading is dark on dark for whoever reads at night.
    """
    path = tmp_path / "report.html"
    path.write_text(render(_several_modes()), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(path.as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.wait_for_timeout(200)
    assert page.evaluate(CONTRAST) == []
    page.close()


def test_charts_follow_the_scheme_and_paper_is_light(browser: Browser, tmp_path: Path) -> None:
    """*Proves* that charts are drawn anew in dark, and in light for the printer. *If broken* axes vanish in dark."""
    opened = _open(browser, tmp_path, _several_modes())
    pixels = "() => document.querySelector('#time canvas').toDataURL()"
    light = opened.page.evaluate(pixels)
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_timeout(200)
    dark = opened.page.evaluate(pixels)
    assert dark != light
    ink = "() => { window.dispatchEvent(new Event('beforeprint')); return getComputedStyle(document.body).color; }"
    assert opened.page.evaluate(ink) == "rgb(23, 33, 43)"
    assert opened.page.evaluate("[...document.querySelectorAll('details.cautions')].every((one) => one.open)")
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(pixels) == dark
    _assert_quiet(opened)
    opened.page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_day_is_drawn_under_each_mode(browser: Browser, tmp_path: Path, width: int) -> None:
    """*Proves* that the keyboard alone walks from day to day, and a hostile mode stays text.

    *If broken* the day stays, or `window.hurt` is set.
    """
    opened = _open(browser, tmp_path, _several_modes(), width)
    _assert_drawn(opened, CHARTS | {"day"})
    before = opened.page.input_value("#day-date")
    opened.page.focus("button[data-day='1']")
    opened.page.keyboard.press("Enter")
    after = opened.page.input_value("#day-date")
    assert after > before
    assert opened.page.inner_text("#day-shown") != ""
    assert opened.page.evaluate("window.hurt") is None
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _assert_quiet(opened)
    opened.page.close()


def test_no_figure_is_beside_a_phone_s_screen(browser: Browser, tmp_path: Path) -> None:
    """*Proves* that no table scrolls sideways at 400 px and every cell of it lies on the screen.

    *If broken* pounds of the ledger stand where a thumb must find them.
    """
    opened = _open(browser, tmp_path, _several_modes(), 400)
    opened.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    beside = opened.page.evaluate(
        """() => [...document.querySelectorAll('.table-box td, .table-box tbody th, dd')]
            .filter((cell) => cell.getClientRects().length)
            .filter((cell) => cell.getBoundingClientRect().right > 400 || cell.scrollWidth > cell.clientWidth + 1)
            .map((cell) => cell.textContent)"""
    )
    assert beside == []
    opened.page.close()


def test_the_keyboard_reaches_what_can_be_used_and_shows_where_it_is(browser: Browser, tmp_path: Path) -> None:
    """*Proves* that Tab visits every link, button, field and fold in view, each with a visible outline.

    *If broken* somebody without a mouse cannot unfold the numbers.
    """
    opened = _open(browser, tmp_path, _several_modes())
    usable = "a[href], button, input, summary"
    wanted = opened.page.evaluate(
        f"[...document.querySelectorAll('{usable}')].filter((one) => one.getClientRects().length && one.checkVisibility()).length"
    )
    seen = opened.page.evaluate(
        f"""() => {{ window.reached = new Set(); window.bare = [];
        document.addEventListener('focusin', ({{target}}) => {{
            if (!target.matches('{usable}')) return;
            window.reached.add(target);
            if (parseFloat(getComputedStyle(target).outlineWidth) < 2) window.bare.push(target.outerHTML.slice(0, 60));
        }}); return 0; }}"""
    )
    assert seen == 0
    for _ in range(wanted + 60):
        opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("window.reached.size") == wanted
    assert opened.page.evaluate("window.bare") == []
    opened.page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_unit_s_page_is_drawn_and_trusts_no_name(browser: Browser, tmp_path: Path, width: int) -> None:
    """*Proves* that the page of a BM unit draws its chart, asks for nothing, and shows a hostile name as text.

    *If broken* the canvas is blank, a request leaves, or `window.hurt` is set.
    """
    numbers = dict.fromkeys((*TILES, *FIGURES), 1.5)
    days = [
        dict.fromkeys((column.key for column in DAILY.columns), 1.0) | {"settlement_date": f"2025-01-{day:02d}"}
        for day in (1, 2)
    ]
    unit = numbers | {
        "bm_unit": "T_TEST-1", "bm_unit_name": HOSTILE, "lead_party_name": HOSTILE, "from": "a", "to": "b",
        "tlm_source": HOSTILE, "tlm_applied": None, "recharge_note": "none", "notes": [], "flags": [HOSTILE], "daily": days,
        "in_words": [HOSTILE], "fleet": None, "missing": [], "half_hourly": half_hours_of_a_unit(),
    }  # fmt: skip
    opened = _open_text(browser, tmp_path, bm_unit_page(unit), width)
    _assert_drawn(opened, {"daily", "levels", "prices", "cash"})
    assert opened.page.evaluate("window.hurt") is None
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _assert_quiet(opened)
    opened.page.close()


def half_hours_of_a_unit() -> list[dict[str, object]]:
    """Two days of a unit: up in the first, down in the second."""
    figures = dict.fromkeys((column.key for column in HALF_HOURS_OF_A_UNIT.columns), 1.5)
    return [
        figures
        | {"settlement_date": f"2025-01-{day:02d}", "settlement_period": period, "cash_basis": HOSTILE}
        | {"local_time": f"{(period - 1) // 2:02d}:{(period - 1) % 2 * 30:02d} GMT", "notified_mw": 10.0}
        | {"expected_mw": 20.0 if day == 1 else -20.0, "import_limit_mw": -50.0, "export_limit_mw": None}
        for day in (1, 2)
        for period in range(1, 49)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_unit_s_charts_follow_the_scheme_and_name_the_day(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """*Proves* that chart text has the scheme's colour, at 4.5 to 1 on its paper, and that All shows both days.

    *If broken* the labels of a dark page are dark, or the axis names the span's first day whatever is shown.
    """
    days = [
        dict.fromkeys((column.key for column in DAILY.columns), 1.0) | {"settlement_date": f"2025-01-{day:02d}"}
        for day in (1, 2, 3)
    ]
    rows = half_hours_of_a_unit()
    third = [row | {"settlement_date": "2025-01-03"} for row in rows[:48]]
    unit = dict.fromkeys((*TILES, *FIGURES), 1.5) | {
        "bm_unit": "T_TEST-1", "bm_unit_name": "", "lead_party_name": "", "from": "a", "to": "b", "tlm_source": "given",
        "tlm_applied": 0.98, "recharge_note": "none", "notes": [], "flags": [], "daily": days, "in_words": ["Paid."],
        "fleet": None, "missing": [], "half_hourly": [*rows, *third],
    }  # fmt: skip
    opened = _open_text(browser, tmp_path, bm_unit_page(unit), 1280)
    opened.page.emulate_media(color_scheme=scheme)
    labels, paper = opened.page.evaluate(
        """() => {
        const option = echarts.getInstanceByDom(document.getElementById("levels")).getOption();
        return [option.xAxis[0].axisLabel.color, getComputedStyle(document.documentElement).getPropertyValue("--paper")];
        }"""
    )
    assert contrast(labels.strip(), paper.strip()) >= 4.5
    assert opened.page.locator("#shown").inner_text() == "2025-01-01"
    opened.page.get_by_role("button", name="All").click()
    assert opened.page.locator("#shown").inner_text() == "2025-01-01 to 2025-01-03"
    opened.page.get_by_role("button", name="1 day").click()
    assert opened.page.locator("#shown").inner_text() == "2025-01-02"
    first = opened.page.evaluate(
        """() => {
        const axis = echarts.getInstanceByDom(document.getElementById("levels")).getOption().xAxis[0];
        return axis.axisLabel.formatter("48");
        }"""
    )
    assert first == "2 Jan"
    _assert_quiet(opened)
    opened.page.close()


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it."""
    light = sorted(map(_luminance, (one, other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("width", [1280, 390])
def test_a_plant_s_report_draws_power_and_heat(browser: Browser, tmp_path: Path, width: int) -> None:
    """*Proves* that a run with a plant has its charts and its table of units, a hostile unit name as text.

    *If broken* the canvas is blank, or `window.hurt` is set.
    """
    n = len(_sample()["series"]["start_time"])
    flows = ("chp_mw", "chp_heat_mw", "boiler_heat_mw", "heat_demand_mw", "heat_stored_mwh")
    unit = dict.fromkeys((column.key for column in UNIT_TABLE.columns), 1.0) | {"unit": HOSTILE}
    plant = {name: [float(place % 7) for place in range(n)] for name in flows}
    burnt = {"unit": HOSTILE, "gas_mwh": 2.0, "gbp_per_mwh": [30.0], "total_gbp_per_mwh": 30.0}
    gas = {"lines": ["fuel" + HOSTILE], "units": [burnt]}
    model = _sample(asset="assets", plant=plant, units=[unit], cost_of_gas=gas)
    opened = _open(browser, tmp_path, model, width)
    _assert_drawn(opened, CHARTS | {"plant", "gas"})
    assert opened.page.evaluate("window.hurt") is None
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _assert_quiet(opened)
    opened.page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_curve_s_page_is_drawn_and_trusts_no_name(browser: Browser, tmp_path: Path, width: int) -> None:
    """*Proves* that the page of a flexibility curve draws both charts, with hostile names as text.

    *If broken* a canvas is blank, a request leaves, or `window.hurt` is set.
    """
    row = dict.fromkeys((column.key for column in HALF_HOURS.columns), 1.5) | {
        "start_time": HOSTILE,
        "turn_up_price_gbp_per_mwh": None,
        "cheapest_up_price_gbp_per_mwh": 1.0,
        "cheapest_down_price_gbp_per_mwh": None,
    }
    lacking = {"line": HOSTILE, "from": "2024-06-03", "to": "2024-06-04", "reason": HOSTILE} | {
        "quantity": None,
        "unit": None,
        "at_least_gbp": None,
        "at_most_gbp": None,
    }
    curve = {
        "site": HOSTILE, "date": "2024-06-03", "status": "feasible", "solver": "HiGHS", "planned_to": "2024-06-04",
        "warnings": [HOSTILE], "not_priced": [lacking], "rows": [row | {"settlement_period": float(period)} for period in range(1, 49)],
    }  # fmt: skip
    opened = _open_text(browser, tmp_path, chp_curve_page(curve), width)
    _assert_drawn(opened, {"power", "price"})
    assert "Not priced" in opened.page.inner_text("main")
    assert opened.page.evaluate("window.hurt") is None
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _assert_quiet(opened)
    opened.page.close()
