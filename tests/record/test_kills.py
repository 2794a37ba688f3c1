"""`kill -9` at random points of import, publish and rebuild: nothing torn, nothing acknowledged lost."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

from gbflex.api.data import data_import, data_rebuild
from gbflex.store.published import Tables
from gbflex.store.record import Record
from tests.processes import started
from tests.record.arrivals import TABLE, random_file

CHILD = Path(__file__).parent / "child.py"
FILES = 9
SEED = 20_261_125


def written_files(folder: Path) -> list[Path]:
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.csv").write_bytes(random_file(number))
    return sorted(folder.glob("*.csv"))


def killed(home: Path, folder: Path, draw: random.Random) -> set[str]:
    """Start a writer, kill it, and return the files that it had acknowledged."""
    at_call = draw.random() < 0.6
    settings = {"GBFLEX_KILL_AT": str(draw.randrange(1, 60))} if at_call else {}
    command = [sys.executable, CHILD, home, folder, str(draw.randrange(10**6))]
    with started(command, environment=settings) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        if not at_call:
            time.sleep(draw.random() * 0.5)
            child.kill()
        said = child.stdout.read()
        child.wait()
        assert child.returncode == -9, said
    return {line.removeprefix("done ") for line in said.splitlines() if line.startswith("done ")}


def whole(home: Path, acknowledged: set[str]) -> None:
    """Every table reads whole, and every acknowledged file is recorded and published."""
    manifest = Tables(home).manifest(TABLE.name)
    history, current = Tables(home).history(TABLE), Tables(home).current(TABLE)
    assert len(current) == sum(part.rows for part in manifest.partitions.values())
    assert not current.select(TABLE.key).is_duplicated().any()
    assert history.select(TABLE.key).n_unique() == len(current)
    entries = {entry.id: entry for entry in Record(home).entries(TABLE.name)}
    assert acknowledged <= {outcome["file"] for outcome in manifest.applied.values()}
    assert manifest.applied.keys() <= entries.keys()
    for entry in entries.values():
        assert Record(home).content(entry)


def campaign(home: Path, folder: Path, kills: int, monkeypatch: pytest.MonkeyPatch) -> None:
    files = written_files(folder)
    draw = random.Random(SEED)
    acknowledged: set[str] = set()
    for number in range(kills):
        one = home / str(number // 20)
        if number % 20 == 0:
            acknowledged = set()
        acknowledged |= killed(one, folder, draw)
        whole(one, acknowledged)
    for one in home.iterdir():
        finished(one, files, monkeypatch)
    assert len({Tables(one).manifest(TABLE.name).table_hash for one in home.iterdir()}) == 1


def finished(home: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The rerun continues: all files once more, and the table is that of an undisturbed home."""
    monkeypatch.setenv("GBFLEX_HOME", str(home))
    for path in files:
        data_import(TABLE.name, [path], retrieved=f"2024-06-{int(path.stem) + 1:02d}T00:00:00Z")
    monkeypatch.setenv("GBFLEX_HOME", str(home.parent.parent / "undisturbed" / home.name))
    for path in files:
        data_import(TABLE.name, [path], retrieved=f"2024-06-{int(path.stem) + 1:02d}T00:00:00Z")
    undisturbed = Tables(home.parent.parent / "undisturbed" / home.name).manifest(TABLE.name).table_hash
    assert Tables(home).manifest(TABLE.name).table_hash == undisturbed
    monkeypatch.setenv("GBFLEX_HOME", str(home))
    assert all(row["equal"] for row in data_rebuild()["rebuilt"])
    drafts = [path for place in ("record", "tables") for path in (home / place).rglob(".draft-*")]
    assert drafts == []


def test_twelve_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: after each kill every reader sees whole tables, and the rerun ends where an undisturbed run ends."""
    campaign(tmp_path / "homes", tmp_path / "files", 12, monkeypatch)


@pytest.mark.slow
def test_two_hundred_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the same after 200 kills of import, publish and rebuild."""
    campaign(tmp_path / "homes", tmp_path / "files", 200, monkeypatch)
