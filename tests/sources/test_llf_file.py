"""Line loss factor files: D0265 and the three tables, read to the same factors."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gbflex.errors import BrokenFile, GbflexError, InputError
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES, LineLossFactors
from gbflex.periods import Periods
from gbflex.sources.llf.file import read_line_loss_files
from tests.record.test_intake import DATA, SHARED

SPRING, AUTUMN, PLAIN = "2025-03-30", "2025-10-26", "2025-06-04"


def d0265(*days: tuple[str, int], distributor: str = "LOND", name: str = "500", end: str = "ZPT|9|9") -> str:
    """Class 500: 1.001 in period 1, 1.002 in period 2 and so on."""
    lines = ["ZHD||D0265001|R|LOND|G|CAPG|20250314142620||||OPER", f"DIS|{distributor}", f"LLF|{name}"]
    for day, count in days:
        lines += [f"SDT|{day.replace('-', '')}", *(f"SPL|{at}|{1 + at / 1000:.3f}" for at in range(1, count + 1))]
    return "\n".join([*lines, end])


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize(("day", "count"), [(SPRING, 46), (PLAIN, 48), (AUTUMN, 50)])
def test_a_d0265_by_settlement_period(tmp_path: Path, day: str, count: int) -> None:
    """Proves: 46, 48 and 50 periods, the last 1.046, 1.048 and 1.050. If broken: a shift, or a day refused."""
    (found,) = read_line_loss_files([written(tmp_path, "f.txt", d0265((day, count)))], area=None)
    factors = LineLossFactors((found,)).factors("12", "500", Periods.between(day, day))
    assert factors.tolist() == pytest.approx([1 + at / 1000 for at in range(1, count + 1)])
    assert found.charging_year_start == (2024 if day == SPRING else 2025)


def test_a_file_over_two_charging_years_is_two_statements(tmp_path: Path) -> None:
    """Proves: 31 March belongs to 2024/25, 1 April to 2025/26, and what each lacks is said. If broken: one year lost."""
    text = d0265(("2025-03-31", 48), ("2025-04-01", 48))
    found = read_line_loss_files([written(tmp_path, "f.txt", text)], area=None)
    assert [(one.charging_year_start, one.dates) for one in found] == [
        (2024, ["2025-03-31"]),
        (2025, ["2025-04-01"]),
    ]
    assert "1 of the 365 days of 2025/26 are in the file" in found[1].warnings[0]


def test_a_d0265_without_its_end_is_questioned(tmp_path: Path) -> None:
    """Proves: no ZPT is said. If broken: a download that broke off after a whole day passes as whole."""
    (found,) = read_line_loss_files([written(tmp_path, "f.txt", d0265((PLAIN, 48), end=""))], area=None)
    assert found.warnings[0] == "the file has no last line (ZPT): it may be cut off"


BROKEN = [
    (lambda text: text.replace("SPL|21|1.021\n", ""), "has 20 factors on 2025-06-04"),
    (lambda text: text.replace("SPL|48|1.048\n", ""), "has 47 factors on 2025-06-04"),
    (lambda text: text.replace("SPL|48|1.048", "SPL|48"), r"'SPL\|48' is cut off.*line 52"),
    (lambda text: text.replace("|1.021", "|7.7"), "'7.7' is no line loss factor.*line 25"),
    (lambda text: text.replace("|1.021", "|nan"), "'nan' is no line loss factor"),
    (lambda text: text.replace("SPL|22|", "SPL|21|"), "'21' is none, or stands twice"),
    (lambda text: text.replace("20250604", "20250631"), "'20250631' is no settlement date"),
    (lambda text: text.replace("LLF|500\n", ""), "a date stands before any class"),
    (lambda text: text.replace("D0265001", "D0030001"), "the flow D0030, not D0265"),
    (lambda text: text.replace("DIS|LOND", "DIS|IPNL"), "IPNL is not one of the fourteen licence areas"),
    (lambda text: text.replace("DIS|LOND", "DIS|LOND\nDIS|MIDE"), "is of LOND and of MIDE"),
    (lambda text: text.replace("SPL|22|", "XYZ|22|"), "'XYZ' is none of D0265's"),
    (lambda text: text.replace("ZPT|9|9", "SDT|20250604"), "class 500 has 2025-06-04 twice"),
]


@pytest.mark.parametrize(("change", "message"), BROKEN)
def test_a_d0265_that_cannot_be_is_refused(tmp_path: Path, change: Callable[[str], str], message: str) -> None:
    """Proves: a gap, a cut, a per cent, another flow or distributor is refused by line. If broken: a shifted day."""
    path = written(tmp_path, "f.txt", change(d0265((PLAIN, 48))))
    with pytest.raises(BrokenFile, match=message):
        read_line_loss_files([path], area=None)


def test_an_area_beside_the_file_may_not_contradict_it(tmp_path: Path) -> None:
    """Proves: LOND is 12. If broken: London's factors for the West Midlands."""
    path = written(tmp_path, "f.txt", d0265((PLAIN, 48)))
    with pytest.raises(InputError, match="is of LOND, licence area 12, not 14"):
        read_line_loss_files([path], area="14")


def tables(folder: Path, stem: str = "llf_LOND_2025") -> list[Path]:
    factors = "".join(f"7,{at},{1 + at / 1000:.3f}\n" for at in range(1, 51))
    return [
        written(folder, f"{stem}_llfc_to_calendar.csv", "llfc,calendar_id\n500,3\n501,3\n"),
        written(folder, f"{stem}_calendar.csv", f"calendar_id,date,pattern_id\n3,{PLAIN},7\n3,{AUTUMN},7\n"),
        written(folder, f"{stem}_patterns.csv", f"pattern_id,settlementPeriod,llf\n{factors}"),
    ]


def test_three_tables_say_what_a_d0265_says(tmp_path: Path) -> None:
    """Proves: either form gives the same factors, in any order, gzipped or not. If broken: two answers for one class."""
    (of_tables,) = read_line_loss_files(tables(tmp_path)[::-1], area=None)
    packed = tmp_path / "f.gz"
    packed.write_bytes(gzip.compress(d0265((PLAIN, 48), (AUTUMN, 50)).encode()))
    (of_flow,) = read_line_loss_files([packed], area=None)
    for day in (PLAIN, AUTUMN):
        axis = Periods.between(day, day)
        one, other = (LineLossFactors((found,)).factors("12", "500", axis) for found in (of_tables, of_flow))
        assert one.tolist() == other.tolist()


@pytest.mark.parametrize(
    ("number", "old", "new", "message"),
    [
        (0, "501,3", "501,4", "calendar 4 is in no row.*row 3"),
        (0, "501,3", "500,3", "class 500 stands twice"),
        (1, ",7\n3", ",8\n3", "pattern 8 is in no row.*row 2"),
        (1, AUTUMN, PLAIN, "2025-06-04 stands twice in calendar 3"),
        (1, AUTUMN, "26/10/2025", "'26/10/2025' is no settlement date"),
        (2, "7,21,1.021\n", "", "has 20 factors"),
        (2, "7,21,1.021", "7,20,1.021", "'20' is none, or stands twice"),
        (2, "llf\n", "factor\n", "none of the three tables"),
    ],
)
def test_three_tables_that_do_not_fit_are_refused(
    tmp_path: Path, number: int, old: str, new: str, message: str
) -> None:
    """Proves: what one table names the next must have. If broken: a class without factors in silence."""
    files = tables(tmp_path)
    text = files[number].read_text("utf-8")
    assert old in text
    files[number].write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BrokenFile, match=message):
        read_line_loss_files(files, area=None)


def test_what_the_names_do_not_say_is_asked_for(tmp_path: Path) -> None:
    """Proves: no area, a missing table, a contradiction: asked for. If broken: a guess."""
    files = tables(tmp_path, "mine")
    with pytest.raises(InputError, match=r"do not say which distributor.*--area ID"):
        read_line_loss_files(files, area=None)
    assert read_line_loss_files(files, area="14")[0].licence_area == "14"
    with pytest.raises(InputError, match="the table patterns is not among"):
        read_line_loss_files(files[:2], area="14")
    with pytest.raises(InputError, match="say licence area 12, not 14"):
        read_line_loss_files(tables(tmp_path), area="14")


@SHARED
@pytest.mark.parametrize("participant", ["LOND", "MIDE", "SPOW", "SWEB"])
def test_the_published_tables_are_read_whole(participant: str) -> None:
    """Proves: the three tables of 2025/26 give the shipped factors of every class. If broken: a class or day lost."""
    files = sorted((DATA / "duos").glob(f"llf_{participant}_2025_*"))
    (found,) = read_line_loss_files(files, area=None)
    held, axis = LineLossFactors((found,)), Periods.between("2025-04-01", "2026-03-31")
    for name in sorted(found.calendar_of)[::97]:
        ours = held.factors(found.licence_area, name, axis)
        assert np.array_equal(ours, SHIPPED_LINE_LOSSES.factors(found.licence_area, name, axis))
    assert found.warnings == ()


def test_every_refusal_says_what_to_do(tmp_path: Path) -> None:
    """Proves: a next step in each. If broken: a dead end."""
    for change, _ in BROKEN:
        with pytest.raises(GbflexError) as refused:
            read_line_loss_files([written(tmp_path, "f.txt", change(d0265((PLAIN, 48))))], area=None)
        assert refused.value.next_step
