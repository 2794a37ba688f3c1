"""Two homes in one process: each is priced by what was imported into it, whoever asks in between."""

from __future__ import annotations

import copy
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest

import gbflex
from gbflex.analysis.ports import Ports
from gbflex.analysis.site.bill import site_bill
from gbflex.api import data
from gbflex.assets.site_file import parse_site
from gbflex.bootstrap import Settings, data_home, ports, settings, shipped_ports
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.sources.annex1_workbooks import as_published, tariffs

DAY = "2025-06-04"
SITE: dict[str, Any] = {
    "name": "x",
    "licence_area": 14,
    "demand": {"constant_mw": 1},
    "tariff": {"duos": "HV Site Specific", "residual_band": 2, "agreed_capacity_kva": 1000},
    "charges": ["duos_unit"],
}
SHIPPED_RED_P_PER_KWH = 1.642
RED_P_PER_KWH = {"a": 1.5, "b": 1.2}

UseHome = Callable[[str], Settings]


@pytest.fixture
def use_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UseHome:
    """Two homes, each with its own statement of one area and year; make one this process's, or none of both."""

    def use(name: str) -> Settings:
        monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / name))
        return settings()

    for name, red in RED_P_PER_KWH.items():
        use(name)
        rows = [row | ({"red": red} if row["name"] == "HV Site Specific Band 2" else {}) for row in tariffs()]
        data.data_import("duos", [as_published(rows).write(tmp_path / f"{name}.xlsx")])
    use("neither")
    return use


def red_p_per_kwh(where: Ports) -> float:
    """The red rate of a bill."""
    bill = site_bill(parse_site(SITE), Periods.between(DAY, DAY), where)
    (line,) = (line for line in bill["lines"] if line["band"] == "red")  # type: ignore[attr-defined]
    return -float(line["rate"]) / 10


def test_each_home_has_its_own_bill(use_home: UseHome) -> None:
    """Proves: 1.5, 1.2 and the shipped 1.642 p/kWh, in any order. If broken: the last home's rates are everybody's."""
    homes = {name: ports(use_home(name)) for name in ("a", "b", "neither")}
    wanted = {**RED_P_PER_KWH, "neither": SHIPPED_RED_P_PER_KWH}
    for name in ("a", "b", "neither", "a"):
        assert red_p_per_kwh(homes[name]) == pytest.approx(wanted[name]), name
    use_home("a")
    lines = gbflex.bill(SITE, DAY, DAY)["lines"]
    assert next(line["rate"] for line in lines if line["band"] == "red") == pytest.approx(-15.0)
    assert red_p_per_kwh(shipped_ports()) == pytest.approx(SHIPPED_RED_P_PER_KWH)


def test_two_threads_never_see_each_other(use_home: UseHome) -> None:
    """Proves: 20 bills each, both asking for their ports before either prices. If broken: a bill of the other's."""
    chosen = {name: use_home(name) for name in RED_P_PER_KWH}
    both, found = threading.Barrier(2, timeout=60), {name: set[float]() for name in chosen}

    def bills(name: str) -> None:
        for _ in range(20):
            mine = ports(chosen[name])
            both.wait()
            found[name].add(round(red_p_per_kwh(mine), 6))

    threads = [threading.Thread(target=bills, args=(name,)) for name in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: {red} for name, red in RED_P_PER_KWH.items()}


def module_state() -> dict[str, Any]:
    """Every module's containers and context, as copies."""
    held: dict[str, Any] = {}
    for module in [name for name in sys.modules if name.startswith("gbflex")]:
        for name, value in vars(sys.modules[module]).items():
            if isinstance(value, ContextVar):
                held[f"{module}.{name}"] = value.get(None)
            elif isinstance(value, dict | list | set) and not name.startswith("__"):
                held[f"{module}.{name}"] = copy.copy(value)
    return held


def test_ports_change_nothing_in_the_process(use_home: UseHome) -> None:
    """Proves: containers, context and shipped rates are equal after ports of two homes and their bills."""
    shipped = dict(SHIPPED_DUOS.tariffs)
    before = module_state()
    for name in ("a", "b", "a"):
        red_p_per_kwh(ports(use_home(name)))
        data_home(use_home(name)).statements()
    assert module_state() == before
    assert dict(SHIPPED_DUOS.tariffs) == shipped
    assert SHIPPED_DUOS.imported == ()


def test_a_lookup_sees_its_home_s_classes(use_home: UseHome, tmp_path: Path) -> None:
    """Proves: a class of an imported statement is found in that home alone, whatever was asked before."""
    use_home("a")
    rows = [row | ({"open": "845"} if row["name"] == "HV Site Specific Band 3" else {}) for row in tariffs()]
    title = "National Grid Electricity Distribution (West Midlands) plc - Effective from 1 April 2028 - Final"
    data.data_import("duos", [as_published(rows, title).write(tmp_path / "2028.xlsx")])
    mpan = "00 845 845 14 0000 0123 450"
    asked = {"mpan": mpan, "on": "2028-06-01"}
    assert gbflex.lookup(**asked)["duos_tariff"] == "HV Site Specific Band 3"
    use_home("b")
    assert gbflex.lookup(**asked)["duos_tariff"] is None
