"""Kills placed inside writes: at every rename, fsync and append of import, publish, rebuild, run, report and export."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
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
KILLED, OUT_OF_ROOM = -signal.SIGKILL, -signal.SIGXFSZ
MOST_BYTES = (1, 700, 9_000)
"""So much of a file stands when its writer is ended: a byte, part of a manifest, part of a table."""
SEED = 20_261_201
DAY = ("--from", "2024-06-03", "--to", "2024-06-03")
Failing = Callable[..., tuple[int, int]]


@pytest.fixture(scope="module")
def failing() -> Iterator[Failing]:
    """Exit code of a command in a place, and how often it touched the disk; killed at `call`."""
    with started([sys.executable, CHILD], stdin=True) as process:

        def ran(
            place: Path, arguments: Sequence[object], *, call: int = 0, most_bytes: int | None = None
        ) -> tuple[int, int]:
            said = place.with_name(f"{place.name}-said")
            asked = {
                "arguments": list(map(str, arguments)),
                "environment": {"GBFLEX_HOME": str(place / "home"), "GBFLEX_PLACE": str(place)},
                "output": str(said),
                "call": call,
                "most_bytes": most_bytes,
            }
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{json.dumps(asked)}\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            text = said.read_text()
            assert "Traceback" not in text, text
            last = text.splitlines()[-1] if text else ""
            return code, int(last.removeprefix("touches ")) if last.startswith("touches") else 0

        yield ran


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

LEAST_KILLS = {
    "import": 88,
    "publish": 76,
    "rebuild": 16,
    "run": 11,
    "run_over_earlier": 11,
    "report_of_earlier": 5,
    "export": 10,
}


def filled(command: Sequence[str], place: Path) -> list[str]:
    return [word.format(place=place) for word in command]


def prepared(failing: Failing, folder: Path, name: str, operation: Operation) -> Path:
    """A place in which everything before the operation is done."""
    place = folder / f"{name}-before"
    place.mkdir(parents=True)
    for number in range(FILES):
        (place / f"first-{number}.csv").write_bytes(random_file(number))
        (place / f"second-{number}.csv").write_bytes(random_file(FILES + number))
    for command in operation.prepare:
        assert failing(place, filled(command, place))[0] == 0
    return place


def campaign(failing: Failing, folder: Path, name: str, kills: int | None) -> tuple[int, str]:
    """Kill an operation at so many of its touches, or at all, and inside the writes that follow each; every time what
    is read is whole and the rerun ends well. How many kills there were, and in words.
    """
    operation = OPERATIONS[name]
    before = prepared(failing, folder, name, operation)
    counted = folder / f"{name}-counted"
    shutil.copytree(before, counted)
    code, touches = failing(counted, filled(operation.command, counted))
    assert (code, touches > 0) == (0, True)
    calls = list(range(1, touches + 1))
    draw = random.Random(SEED + len(name))
    chosen = calls if kills is None else sorted(draw.sample(calls, min(kills, touches)))
    inside = 0
    for call in chosen:
        for most_bytes in (None, draw.choice(MOST_BYTES)):
            place = folder / f"{name}-{call}-{most_bytes}"
            shutil.copytree(before, place)
            code, _ = failing(place, filled(operation.command, place), call=call, most_bytes=most_bytes)
            # After its last write, and where no file is so large, it lives.
            assert code == KILLED if most_bytes is None else code in (OUT_OF_ROOM, 0)
            inside += code == OUT_OF_ROOM
            operation.whole(place)
            assert failing(place, filled(operation.command, place))[0] == 0
            operation.whole(place)
            shutil.rmtree(place)
    said = f"{name}: {len(chosen)} kills at {touches} touches of the disk, {inside} inside a write"
    return len(chosen) + inside, said


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_a_kill_inside_a_write_tears_nothing(
    failing: Failing, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: after a kill at a touch of the disk, or inside a write, readers find all or nothing, and the rerun ends
    well. If broken: half a file.
    """
    _, said = campaign(failing, tmp_path, name, 2)
    with capsys.disabled():
        print(f"\n{said}")


@pytest.mark.slow
@pytest.mark.parametrize("name", list(OPERATIONS))
def test_kills_at_every_write(
    failing: Failing, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: the same at every touch, over 200 of all operations. If broken: one moment in which it tears."""
    kills, said = campaign(failing, tmp_path, name, None)
    with capsys.disabled():
        print(f"\n{said}")
    assert kills >= LEAST_KILLS[name]


def test_two_hundred_kills_are_placed() -> None:
    """Proves: the campaign does not shrink."""
    assert LEAST_KILLS.keys() == OPERATIONS.keys()
    assert sum(LEAST_KILLS.values()) >= 200


def test_the_failpoint_is_heard(failing: Failing, tmp_path: Path) -> None:
    """Proves: a kill at the first touch leaves nothing, one inside the first write no entry. If broken: kills that
    hit nothing.
    """
    place = tmp_path / "place"
    place.mkdir()
    (place / "one.csv").write_bytes(random_file(1))
    for most_bytes, expected in ((None, KILLED), (1, OUT_OF_ROOM)):
        code, _ = failing(place, [*IMPORT, place / "one.csv"], call=1, most_bytes=most_bytes)
        assert code == expected
        assert not os.path.lexists(place / "home" / "record" / "entries")
