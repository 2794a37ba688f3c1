"""A home with something of every kind that is kept, and the questions that are asked of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.cli.conftest import SITE, Said
from tests.record.test_intake import HEADER
from tests.sources.annex1_workbooks import as_published, tariffs

Gbflex = Callable[..., Said]
Answers = list[tuple[int, str]]

NAME: Final = "elexon.system_prices"
DAY: Final = ("--from", "2024-05-06", "--to", "2024-05-06")
IMPORTED_DAY: Final = ("--from", "2025-06-04", "--to", "2025-06-04")
PLACES: Final = {
    "table": "tables/**/*.parquet",
    "manifest": "tables/**/manifest.json",
    "object": "record/objects/**/*",
    "entry": "record/entries/**/*.json",
    "run": "runs/**/*",
    "import": "rates/**/*.json",
    "note": "outputs/*.json",
}
"""What is kept of each kind, below the home."""


class Kept:
    """Two arrivals of a table that restate each other, runs of one and of two modes, imports, and an output.

    Args:
        gbflex: Runs a command.
        folder: Where its files lie.
    """

    def __init__(self, gbflex: Gbflex, folder: Path) -> None:
        self.gbflex, self.folder, self.home = gbflex, folder, folder / "home"
        self.files = [folder / "a.csv", folder / "b.csv"]
        for number, file in enumerate(self.files):
            rows = "".join(f"2024-05-06,{p},{50 + p + number},{50 + p + number},0\n" for p in range(1, 49))
            file.write_text(HEADER + rows)
            self.bring(number)
        self._write_imports()
        self.bring_imports()
        for name, modes in (("one", ("perfect",)), ("two", ("perfect", "naive"))):
            words = [word for mode in modes for word in ("--mode", mode)]
            assert gbflex("run", SITE, *DAY, *words, "--out", self.home / "runs" / name).code == 0
        self.data, self.run, self.imports = self.data_answers(), self.run_answers(), self.import_answers()
        self.written = self.write_again()

    def bring(self, number: int) -> Said:
        """Import one of the two files."""
        return self.gbflex("data", "import", NAME, self.files[number], "--retrieved", f"2024-06-0{number + 1}")

    def _write_imports(self) -> None:
        flow = ["ZHD||D0265001|R|MIDE|G|CAPG|20250314142620||||OPER", "DIS|MIDE", "LLF|H02", "SDT|20250604"]
        factors = [f"SPL|{period}|1.500" for period in range(1, 49)]
        (self.folder / "d0265.txt").write_text("\n".join([*flow, *factors, "ZPT|1|1"]))
        (self.folder / "postcodes.csv").write_text("pcds,lat,long\nB1 1AA,52.5,-1.9\n")
        as_published(tariffs()).write(self.folder / "statement.xlsx")
        (self.folder / "site.yaml").write_text(
            "name: x\nlicence_area: 14\ndemand: {constant_mw: 1}\nsupply: {energy: {fixed_gbp_per_mwh: 100}}\n"
            "tariff: {line_loss_factor_class: H02, agreed_capacity_kva: 1500}\n"
            "losses: {transmission_loss_multiplier: 1}\ncharges: [duos_unit, duos_fixed]\n"
        )

    def bring_imports(self) -> None:
        """Import everything that is no market data, in the place of what is there."""
        for kind, file in (("duos", "statement.xlsx"), ("llf", "d0265.txt"), ("postcodes", "postcodes.csv")):
            assert self.gbflex("data", "import", kind, self.folder / file).code == 0

    def data_answers(self) -> Answers:
        """What is held of the table: now, as it was known, every version, and its status."""
        answers = []
        for more in ((), ("--known-at", "2024-06-01T23:59:59Z"), ("--versions",)):
            out = self.folder / "out.csv"
            out.unlink(missing_ok=True)
            code = self.gbflex("data", "export", NAME, "--out", out, *more).code
            answers.append((code, out.read_text() if code == 0 else ""))
        status = self.gbflex("data", "status", NAME, "--json")
        return [*answers, (status.code, status.out)]

    def run_answers(self) -> Answers:
        """Of each run a half-hour explained, and its report written again."""
        answers = []
        for run in ("one", "two/perfect", "two/naive"):
            place = self.home / "runs" / run
            said = self.gbflex("explain", place, "--date", "2024-05-06", "--period", 10, "--json")
            report = self.gbflex("report", place)
            page = (place / "report.html").read_text() if report.code == 0 else ""
            answers += [(said.code, said.out), (report.code, page)]
        return answers

    def import_answers(self) -> Answers:
        """A bill by the imported tariffs and factors, and a look-up by the imported postcodes."""
        bill = self.gbflex("site", "bill", self.folder / "site.yaml", *IMPORTED_DAY, "--json")
        found = self.gbflex("site", "lookup", "--postcode", "B1 1AA", "--json")
        return [(bill.code, bill.out), (found.code, found.out)]

    def write_again(self) -> Answers:
        """Two outputs in the place of the same outputs."""
        rates, out = self.folder / "rates.csv", self.folder / "out.csv"
        answers = []
        for command in (
            ("site", "rates", SITE, *DAY, "--csv", rates),
            ("data", "export", NAME, "--versions", "--out", out),
        ):
            said = self.gbflex(*command)
            answers.append((said.code, rates.read_text() + out.read_text()))
        return answers

    def of(self, kind: str) -> list[Path]:
        """The files of a kind."""
        found = self.home.glob(PLACES[kind])
        return sorted(path for path in found if path.is_file() and not path.name.startswith("."))
