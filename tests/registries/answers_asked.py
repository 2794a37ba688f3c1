"""Each command asked on a small example: what its JSON then holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gbflex.api import demo
from gbflex.sources.fetching import client
from tests import field_sites
from tests.bm.files import DAY, UNIT, ebocf_file, worked_example, written
from tests.cli.conftest import SITE, Said
from tests.field_sites import needs_its_battery, needs_its_chp
from tests.sources.annex1_workbooks import as_published, tariffs
from tests.stub_server import stub_server

Gbflex = Callable[..., Said]
Asked = Callable[["Example"], list[Any]]

PLANT = SITE.parents[1] / "tests" / "hospital-chp.yaml"
LEGACY = SITE.parent / "legacy-chp.yaml"
DAYS = ("--from", "2024-05-06", "--to", "2024-05-07")
PRICES = "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume"
ONE = ("--from", DAY, "--to", DAY)
FIELD_DAY = ("--from", field_sites.DAY, "--to", field_sites.DAY)


class Example:
    """A home with nothing in it, and a folder to write to."""

    def __init__(self, gbflex: Gbflex, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gbflex, self.folder, self.monkeypatch = gbflex, folder, monkeypatch

    def ask(self, *arguments: object) -> Any:
        """The JSON of a command that succeeds."""
        said = self.gbflex(*arguments, "--json")
        assert said.code == 0, said.err
        return said.json

    def run(self, name: str, *arguments: object, site: Path = SITE, span: tuple[str, ...] = DAYS) -> Any:
        return self.ask("run", site, *span, *arguments, "--out", self.folder / name)

    def with_units(self) -> None:
        """The worked example of the Balancing Mechanism, its register, and Elexon's cash flows of one unit."""
        worked_example(self.gbflex, self.folder)
        register = written(
            self.folder / "units.csv",
            "elexonBmUnit,leadPartyName,leadPartyId,bmUnitType,generationCapacity,demandCapacity,fuelType",
            [f"{UNIT},Party A,A,T,50,-50,OTHER", "V__BTEST001,Party A,A,V,4,-4,"],
        )
        self.ask("data", "import", "elexon.bmunits", register)

    def with_published_cash(self) -> None:
        offers, bids = {1: 715.0, 2: 412.5}, {1: -321.75, 2: -235.8125, -1: -86.625}
        self.ask("data", "import", "elexon.ebocf", ebocf_file(self.folder / "ebocf.csv", offers, bids))

    def own_override(self) -> None:
        path = self.folder / "home" / "registers" / "battery_overrides.csv"
        path.parent.mkdir(parents=True)
        written(path, "bm_unit,verdict,reason,source,since", [f"{UNIT},battery,seen,,2024-01-01"])


def _demo(example: Example) -> list[Any]:
    example.monkeypatch.setattr(demo, "DEMO_SPAN", ("2024-05-06", "2024-05-06"))
    return [example.ask("demo", "--out", example.folder / "demo")]


def _doctor(example: Example) -> list[Any]:
    example.with_units()
    return [example.ask("doctor")]


def _import_load(example: Example) -> list[Any]:
    clocks = ",".join(f"{n // 2:02d}:{n % 2 * 30:02d}" for n in range(48))
    file = written(
        example.folder / "given.csv",
        f"Date,MPAN,Read type,{clocks}",
        ["2024-05-06,1200000000000,Actual," + ",".join(["500"] * 46 + ["-1e9", ""])],
    )
    out = example.folder / "load.csv"
    said = ("--unit", "kwh", "--times", "local", "--label", "start")
    return [example.ask("site", "import-load", file, *said, "--out", out)]


def _load(example: Example) -> list[Any]:
    limits = ("--min-mw", 0.5, "--mean-mw", 1, "--max-mw", 2)
    return [example.ask("site", "load", *limits, "--year", 2024, "--out", example.folder / "load.csv")]


def _lookup(example: Example) -> list[Any]:
    full = ("--mpan", "1400000123450", "--postcode", "RH19 4LX", "--on", "2024-05-06")
    return [example.ask("site", "lookup", *full), example.ask("site", "lookup", "--at", "52.48,-1.90")]


def _run(example: Example) -> list[Any]:
    thresholds = ("--mode", "threshold", "--charge-below", 50, "--discharge-above", 80)
    return [
        example.run("perfect", "--set", "assets.bess.max_cycles_per_day=1"),
        example.run("threshold", *thresholds),
        example.run("rolling", "--mode", "rolling", span=("--from", "2024-05-06", "--to", "2024-06-05")),
        example.run("plant", site=PLANT, span=("--from", "2024-06-03", "--to", "2024-06-03")),
        example.run("needy", site=needs_its_battery(example.folder), span=FIELD_DAY),
        example.run("cold", site=needs_its_chp(example.folder), span=FIELD_DAY),
    ]


def _compare(example: Example) -> list[Any]:
    sizes = ("--vary", "assets.bess.energy_capacity_mwh=2,4", "--vary", "connection.import_mw=2.85,0.1")
    costs = ("--cost-gbp", 400000, "--out", example.folder / "compare.html")
    return [example.ask("compare", SITE, *DAYS, *sizes, *costs, "--mode", "perfect", "--mode", "naive")]


def _report(example: Example) -> list[Any]:
    example.run("run")
    return [example.ask("report", example.folder / "run")]


def _explain(example: Example) -> list[Any]:
    example.run("run")
    example.run("naive", "--mode", "naive")
    at = ("--date", "2024-05-07", "--period", 10)
    return [example.ask("explain", example.folder / name, *at) for name in ("run", "naive")]


def _breakeven(example: Example) -> list[Any]:
    flat = ("--set", "connection.import_mw=0")
    return [example.ask("breakeven", SITE, "--date", "2024-06-03", *more) for more in ((), flat)]


def _of_units(*arguments: object) -> Asked:
    def asked(example: Example) -> list[Any]:
        example.with_units()
        first = example.ask("bm", *arguments, *ONE)
        example.with_published_cash()
        return [first, example.ask("bm", *arguments, *ONE)]

    return asked


def _leaderboard(example: Example) -> list[Any]:
    example.with_units()
    groups = ("unit", "lead_party", "gsp_group")
    found = [example.ask("bm", "leaderboard", *ONE, "--by", by) for by in groups]
    register = written(example.folder / "tiny.csv", "elexonBmUnit,generationCapacity", [f"{UNIT},0.0001"])
    example.ask("data", "import", "elexon.bmunits", register)
    return [*found, example.ask("bm", "leaderboard", *ONE)]


def _batteries(example: Example) -> list[Any]:
    example.with_units()
    example.own_override()
    return [example.ask("bm", "batteries", "--all")]


def _imported(example: Example) -> list[Any]:
    workbook = as_published(tariffs()).write(example.folder / "statement.xlsx")
    path = written(example.folder / "prices.csv", PRICES, [f"{DAY},1,50,50,0"])
    factors = [f"SPL|{period}|1.05" for period in range(1, 49)]
    written(example.folder / "d0265.txt", "ZHD||D0265001", ["DIS|MIDE", "LLF|H02", "SDT|20250604", *factors])
    return [
        example.ask("data", "import", "duos", workbook),
        example.ask("data", "import", "elexon.system_prices", path),
        example.ask("data", "import", "llf", example.folder / "d0265.txt"),
        example.ask(
            "data", "import", "postcodes", written(example.folder / "p.csv", "pcds,lat,long", ["B1 1AA,52.5,-1.9"])
        ),
    ]


def _list(example: Example) -> list[Any]:
    _imported(example)
    return [example.ask("data", "list")]


def _status(example: Example) -> list[Any]:
    example.with_units()
    return [example.ask("data", "status")]


def _fetch(example: Example) -> list[Any]:
    patch = example.monkeypatch
    patch.setattr(client, "LEAST_SECONDS_BETWEEN", {"elexon": 0.0, "neso": 0.0})
    with stub_server() as (_, address):
        patch.setenv("GBFLEX_ELEXON_URL", address)
        return [example.ask("data", "fetch", "elexon.system_prices", *ONE, *more) for more in ((), ("--dry-run",))]


def _backfill(example: Example) -> list[Any]:
    _imported(example)
    return [example.ask("data", "backfill", "elexon.system_prices", "--dry-run")]


def _diff(example: Example) -> list[Any]:
    for name, price, when in (("a", 50, "2025-02-01"), ("b", 60, "2025-03-01")):
        path = written(example.folder / f"{name}.csv", PRICES, [f"{DAY},1,{price},{price},0"])
        example.ask("data", "import", "elexon.system_prices", path, "--retrieved", when)
    return [example.ask("data", "diff", "elexon.system_prices")]


def _export(example: Example) -> list[Any]:
    example.with_units()
    return [example.ask("data", "export", "elexon.pn", "--out", example.folder / "pn.parquet")]


def _rebuild(example: Example) -> list[Any]:
    example.with_units()
    return [example.ask("data", "rebuild")]


def _verify(example: Example) -> list[Any]:
    example.with_units()
    (table,) = (example.folder / "home" / "tables" / "elexon.bmunits").glob("*.parquet")
    table.write_bytes(b"x" + table.read_bytes()[1:])
    return [example.ask("data", "verify")]


def _plain(*arguments: object) -> Asked:
    return lambda example: [example.ask(*arguments)]


EXAMPLES: dict[str, Asked] = {
    "demo": _demo,
    "doctor": _doctor,
    "init": lambda example: [
        example.ask("init", "--mpan", "00845H041400000123450", "--kva", "3000", "--out", example.folder / "a.yaml"),
        example.ask("init", "--area", "14", "--battery", "1MW/2MWh", "--out", example.folder / "b.yaml"),
    ],
    "examples": lambda example: [
        example.ask("examples"),
        example.ask("examples", "worked-bill", "--out", example.folder / "copies"),
    ],
    "site rates": lambda example: example.ask("site", "rates", SITE, *DAYS),
    "site bill": _plain("site", "bill", SITE, *DAYS),
    "site tariff": lambda example: [
        *_plain("site", "tariff", SITE, "--on", "2025-06-04")(example),
        *_plain("site", "tariff", SITE, "--on", "2025-06-04", "--set", "demand={constant_mw: 0}")(example),
    ],
    "site lookup": _lookup,
    "site example-mpan": _plain("site", "example-mpan", "--area", "14", "--class", "H04"),
    "site load": _load,
    "site import-load": _import_load,
    "run": _run,
    "run, several modes": lambda example: [example.run("runs", "--mode", "perfect", "--mode", "naive")],
    "compare": _compare,
    "report": _report,
    "plan": lambda example: [
        example.ask("plan", SITE, "--at", "2025-01-15T16:00Z", "--out", example.folder / "plan.html"),
        example.ask("plan", PLANT, "--at", "2024-06-03T16:00Z", "--horizon", 4, "--end-value", 50),
    ],
    "losses": _plain("losses", SITE, *DAYS),
    "explain": _explain,
    "why": lambda example: [
        example.ask("why", SITE, "--date", "2024-06-03"),
        example.ask("why", PLANT, "--date", "2024-06-03"),
    ],
    "why, days found": lambda example: [
        example.ask("why", SITE, "--find", "idle", "--from", "2024-06-01", "--to", "2024-06-14", "--set", "ppa=null")
    ],
    "breakeven": _breakeven,
    "chp curve": _plain("chp", "curve", LEGACY, "--date", "2024-06-03"),
    "chp value": _plain("chp", "value", LEGACY, "--from", "2024-06-03", "--to", "2024-06-03"),
    "bm ledger": _of_units("ledger", "--unit", UNIT),
    "bm unit": _of_units("unit", UNIT),
    "bm leaderboard": _leaderboard,
    "bm portfolio": _of_units("portfolio", "Party"),
    "bm event": _of_units("event"),
    "bm events": _plain("bm", "events", "--from", "2025-01-01", "--to", "2025-01-31", "--above", "150"),
    "bm batteries": _batteries,
    "data list": _list,
    "data status": _status,
    "data import": _imported,
    "data fetch": _fetch,
    "data backfill": _backfill,
    "data diff": _diff,
    "data export": _export,
    "data rebuild": _rebuild,
    "data verify": _verify,
    "data models": lambda example: [
        example.ask("data", "models", SITE, *ONE, "--out", example.folder / "models")
    ],
    "data models, printed": _plain("data", "models", "--print", "--engine", "duckdb"),
}  # fmt: skip
"""By command, as the registry names them."""
