"""Single-bit flips over everything that is kept: each is refused or mended, none changes an answer in silence."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
NAME = "elexon.system_prices"
DAY = ("--from", "2024-05-06", "--to", "2024-05-06")


class Kept:
    """A home with two arrivals of a table that restate each other, and a run; what is asked of them."""

    def __init__(self, gbflex: Gbflex, folder: Path) -> None:
        self.gbflex, self.folder, self.home = gbflex, folder, folder / "home"
        self.files = [folder / "a.csv", folder / "b.csv"]
        for number, file in enumerate(self.files):
            rows = "".join(f"2024-05-06,{p},{50 + p + number},{50 + p + number},0\n" for p in range(1, 49))
            file.write_text(HEADER + rows)
            self.bring(number)
        assert gbflex("run", SITE, *DAY, "--out", self.home / "runs" / "r").code == 0
        self.data, self.run = self.data_answers(), self.run_answers()

    def bring(self, number: int) -> Said:
        return self.gbflex("data", "import", NAME, self.files[number], "--retrieved", f"2024-06-0{number + 1}")

    def data_answers(self) -> list[tuple[int, str]]:
        out = self.folder / "out.csv"
        answers = []
        for more in ((), ("--known-at", "2024-06-01T23:59:59Z"), ("--versions",)):
            out.unlink(missing_ok=True)
            code = self.gbflex("data", "export", NAME, "--out", out, *more).code
            answers.append((code, out.read_text() if code == 0 else ""))
        status = self.gbflex("data", "status", "--json")
        return [*answers, (status.code, status.out)]

    def run_answers(self) -> list[tuple[int, str]]:
        said = self.gbflex("explain", self.home / "runs" / "r", "--date", "2024-05-06", "--period", 10, "--json")
        report = self.gbflex("report", self.home / "runs" / "r")
        page = self.home / "runs" / "r" / "report.html"
        return [(said.code, said.out), (report.code, page.read_text() if report.code == 0 else "")]

    def of(self, kind: str) -> list[Path]:
        if kind == "run":
            return sorted(path for path in (self.home / "runs").rglob("*") if path.is_file())
        places = {"table": "tables/**/*.parquet", "manifest": "tables/**/manifest.json"}
        found = self.home.glob(places.get(kind, f"record/{'objects' if kind == 'object' else 'entries'}/**/*"))
        return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def verdict_of_run(kept: Kept) -> str:
    answers = kept.run_answers()
    if all(code == 3 for code, _ in answers):
        return "refused"
    # The report is written again from the tables: a flip in it is mended.
    return "mended" if answers == kept.run else "CHANGED"


def verdict_of_data(kept: Kept, kind: str, path: Path, before: bytes) -> str:
    """What became of a flip in the record or its table: seen by readers or by verify, and whether it is mended."""
    answers = kept.data_answers()
    if any(code == 0 and answer != right for (code, answer), (_, right) in zip(answers, kept.data, strict=True)):
        return "CHANGED"
    verified = kept.gbflex("data", "verify")
    if kind == "object" and verified.code == 3:
        for number in range(len(kept.files)):
            kept.bring(number)
        verified = kept.gbflex("data", "verify")
    if verified.code != 0 or kept.data_answers() != kept.data:
        return "NOT MENDED"
    rebuilt = kept.gbflex("data", "rebuild")
    if rebuilt.code != 0 or kept.data_answers() != kept.data:
        return "CHANGED"
    # Bits that no reader looks at: padding of a compressed stream, a field of its header.
    return "mended" if kind != "object" or path.read_bytes() == before else "same content"


def campaign(kept: Kept, count: int, seed: int) -> Counter[tuple[str, str]]:
    draw, verdicts = random.Random(seed), Counter[tuple[str, str]]()
    kinds = ("table", "manifest", "object", "entry", "run")
    for number in range(count):
        kind = kinds[number % len(kinds)]
        path = draw.choice(kept.of(kind))
        before = path.read_bytes()
        content = bytearray(before)
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        path.write_bytes(bytes(content))
        if kind == "run":
            verdicts[kind, verdict_of_run(kept)] += 1
        else:
            verdicts[kind, verdict_of_data(kept, kind, path, before)] += 1
        path.write_bytes(before)
    return verdicts


def judged(kept: Kept, count: int, seed: int) -> None:
    verdicts = campaign(kept, count, seed)
    print(f"{count} flips, seed {seed}:", dict(sorted(verdicts.items())))
    assert sum(verdicts.values()) == count
    assert {word for _, word in verdicts} <= {"refused", "mended", "same content"}, verdicts


def test_fifteen_flips(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 15 flips as the 1,000 of the campaign: refused or mended. If broken: another price, in silence."""
    judged(Kept(gbflex, tmp_path), 15, seed=1)


@pytest.mark.slow
def test_one_thousand_flips(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: 1,000 flips over tables, manifests, objects, entries and run folders. If broken: another price, in silence."""
    judged(Kept(gbflex, tmp_path), 1000, seed=2)
