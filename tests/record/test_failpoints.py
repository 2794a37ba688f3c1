"""Kills placed inside writes: at every rename, fsync and append of import, publish, rebuild, run, report and export."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from gbflex.store.published import Tables
from gbflex.store.record import Record
from gbflex.store.run_folder import read_run
from tests.cli.conftest import SITE
from tests.processes import started
from tests.record.arrivals import TABLE, random_file

CHILD = Path(__file__).parent / "failpoint.py"
KILLED = -9
SEED = 20_261_201
DAY = ("--from", "2024-06-03", "--to", "2024-06-03")


def ran(place: Path, arguments: Sequence[object], *, call: int = 0) -> tuple[int, int]:
    """Exit code of a command in a place, and how often it touched the disk."""
    environment = {"GBFLEX_HOME": str(place / "home"), "GBFLEX_PLACE": str(place)}
    command = [sys.executable, CHILD, call, *arguments]
    with started(list(map(str, command)), environment=environment) as process:
        out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    last = out.splitlines()[-1] if out else ""
    return process.returncode, int(last.removeprefix("touches ")) if last.startswith("touches") else 0


@dataclass(frozen=True)
class Operation:
    """A command whose kills are tried.

    Attributes:
        prepare: Commands before it, in an empty place.
        command: The command, with {place} where its place stands.
        whole: Raises unless what a reader finds after a kill is whole.
    """

    prepare: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    whole: Callable[[Path], None]


def tables_whole(place: Path) -> None:
    """Every table and arrival reads whole; nothing holds that was not recorded."""
    home = place / "home"
    entries = {entry.id: entry for entry in Record(home).entries(TABLE.name)}
    for entry in entries.values():
        assert Record(home).content(entry)
    if not (home / "tables").is_dir():
        return
    manifest = Tables(home).manifest(TABLE.name)
    current, history = Tables(home).current(TABLE), Tables(home).history(TABLE)
    assert len(current) == sum(part.rows for part in manifest.partitions.values())
    assert history.select(TABLE.key).n_unique() == len(current)
    assert manifest.applied.keys() <= entries.keys()


def run_whole(place: Path) -> None:
    """Where the run stood before it stands still, or the new one does; nothing else is to be seen."""
    seen = {path.name for path in place.iterdir() if not path.name.startswith(".")}
    assert {name for name in seen if not name.endswith(".csv")} <= {"home", "run"}
    if "earlier" in place.name or (place / "run").exists():
        run = read_run(place / "run")
        assert len(run.schedule) == 48
        page = (place / "run" / "report.html").read_text("utf-8")
        assert page.rstrip().endswith("</html>")


def export_whole(place: Path) -> None:
    """No file, or a whole one."""
    if (place / "out.csv").exists():
        assert len(pl.read_csv(place / "out.csv")) == len(Tables(place / "home").current(TABLE))


IMPORT = ("data", "import", TABLE.name)
FILES = 6
FIRST = (*IMPORT, *(f"{{place}}/first-{n}.csv" for n in range(FILES)), "--retrieved", "2024-06-01")
SECOND = (*IMPORT, *(f"{{place}}/second-{n}.csv" for n in range(FILES)), "--retrieved", "2024-06-02")
RUN = ("run", str(SITE), *DAY, "--out", "{place}/run")
OPERATIONS = {
    "import": Operation((), FIRST, tables_whole),
    "publish": Operation((FIRST,), SECOND, tables_whole),
    "rebuild": Operation((FIRST,), ("data", "rebuild"), tables_whole),
    "run": Operation((), RUN, run_whole),
    "run_over_earlier": Operation((RUN,), RUN, run_whole),
    "report_of_earlier": Operation((RUN,), ("report", "{place}/run"), run_whole),
    "export": Operation((FIRST,), ("data", "export", TABLE.name, "--out", "{place}/out.csv"), export_whole),
}


def filled(command: Sequence[str], place: Path) -> list[str]:
    return [word.format(place=place) for word in command]


def prepared(folder: Path, name: str, operation: Operation) -> Path:
    """A place in which everything before the operation is done."""
    place = folder / f"{name}-before"
    place.mkdir(parents=True)
    for number in range(FILES):
        (place / f"first-{number}.csv").write_bytes(random_file(number))
        (place / f"second-{number}.csv").write_bytes(random_file(FILES + number))
    for command in operation.prepare:
        assert ran(place, filled(command, place))[0] == 0
    return place


def campaign(folder: Path, name: str, kills: int | None) -> str:
    """Kill an operation at so many of its touches, or at all; each time what is read is whole and the rerun ends well."""
    operation = OPERATIONS[name]
    before = prepared(folder, name, operation)
    counted = folder / f"{name}-counted"
    shutil.copytree(before, counted)
    code, touches = ran(counted, filled(operation.command, counted))
    assert (code, touches > 0 or name == "export") == (0, True)
    calls = list(range(1, touches + 1))
    chosen = calls if kills is None else sorted(random.Random(SEED + len(name)).sample(calls, min(kills, touches)))
    for call in chosen:
        place = folder / f"{name}-{call}"
        shutil.copytree(before, place)
        assert ran(place, filled(operation.command, place), call=call)[0] == KILLED
        operation.whole(place)
        assert ran(place, filled(operation.command, place))[0] == 0
        operation.whole(place)
        shutil.rmtree(place)
    return f"{name}: {len(chosen)} kills at {touches} touches of the disk"


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_a_kill_inside_a_write_tears_nothing(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: after a kill at a touch of the disk readers find all or nothing, and the rerun ends well. If broken: half a file."""
    said = campaign(tmp_path, name, 2)
    with capsys.disabled():
        print(f"\n{said}")


@pytest.mark.slow
def test_kills_at_every_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: the same at every touch of every operation, 200 kills and more. If broken: one moment in which it tears."""
    said = [campaign(tmp_path, name, None) for name in OPERATIONS]
    with capsys.disabled():
        print("\n" + "\n".join(said))
    assert sum(int(line.split(": ")[1].split()[0]) for line in said) >= 200


def test_the_failpoint_is_heard(tmp_path: Path) -> None:
    """Proves: an import is touched many times, and a kill at the first leaves nothing. If broken: kills that hit nothing."""
    (tmp_path / "one.csv").write_bytes(random_file(1))
    code, _ = ran(tmp_path, [*IMPORT, tmp_path / "one.csv"], call=1)
    assert code == KILLED
    assert not os.path.lexists(tmp_path / "home" / "record" / "entries")
