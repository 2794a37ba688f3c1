"""What commands write: whole, never in the place of somebody else's file, and safe to open."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from gbflex.errors import InputError
from gbflex.store.outputs import Outputs, csv_content
from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
DAY = ("--from", "2024-05-06", "--to", "2024-05-06")
LOAD = ("site", "load", "--min-mw", 0.5, "--mean-mw", 1, "--max-mw", 2, "--year", 2024)


def commands(folder: Path) -> dict[str, tuple[object, ...]]:
    return {
        "load.csv": (*LOAD, "--out", folder / "load.csv"),
        "rates.csv": ("site", "rates", SITE, *DAY, "--csv", folder / "rates.csv"),
        "curve.html": (
            "chp",
            "curve",
            SITE.with_name("legacy-chp.yaml"),
            "--date",
            "2024-06-03",
            "--out",
            folder / "curve.html",
        ),
        "export.csv": ("data", "export", "elexon.system_prices", "--out", folder / "export.csv"),
        "export.parquet": ("data", "export", "elexon.system_prices", "--out", folder / "export.parquet"),
        "v_system_prices_sp.parquet": ("data", "models", SITE, *DAY, "--out", folder),
    }


@pytest.mark.parametrize("name", sorted(commands(Path())))
def test_somebody_elses_file_stays(gbflex: Gbflex, tmp_path: Path, name: str) -> None:
    """Proves: exit 2 and the same bytes; --force replaces; what gbflex wrote it writes again, until somebody edits it.
    If broken: a user's file is gone.
    """
    prices = tmp_path / "p.csv"
    prices.write_text(HEADER + "2024-05-06,1,50,50,0\n")
    assert gbflex("data", "import", "elexon.system_prices", prices).code == 0
    target, command = tmp_path / name, commands(tmp_path)[name]
    target.write_text("mine")
    refused = gbflex(*command)
    assert (refused.code, "did not write" in refused.err, "--force" in refused.err) == (2, True, True)
    assert target.read_text() == "mine"
    assert gbflex(*command, "--force").code == 0
    assert gbflex(*command).code == 0
    target.write_bytes(target.read_bytes() + b" ")
    assert gbflex(*command).code == 2


def test_an_output_never_replaces_its_input(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a demand file that gbflex itself wrote is not replaced by the rates made from it, nor by a link to it.
    If broken: the load is gone.
    """
    load = tmp_path / "load.csv"
    assert gbflex(*LOAD, "--out", load).code == 0
    link = tmp_path / "link.csv"
    link.symlink_to(load)
    before = load.read_bytes()
    for target in (load, link):
        said = gbflex("site", "rates", SITE, *DAY, "--set", f"demand={{file: {load}}}", "--csv", target)
        assert (said.code, "made from" in said.err) == (2, True)
    assert load.read_bytes() == before


def test_what_gbflex_keeps_is_no_place_for_outputs(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: tables, record, rates and notes are not written over, not even with --force. If broken: a damaged table."""
    prices = tmp_path / "p.csv"
    prices.write_text(HEADER + "2024-05-06,1,50,50,0\n")
    assert gbflex("data", "import", "elexon.system_prices", prices).code == 0
    home = tmp_path / "home"
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert {path.relative_to(home).parts[0] for path in kept} == {"record", "tables"}
    for place in (*kept, home / "rates" / "x.csv", home / "outputs" / "x.csv"):
        said = gbflex("site", "rates", SITE, *DAY, "--csv", place, "--force")
        assert (said.code, "inside what gbflex keeps" in said.err) == (2, True)
    for place in (home / "tables" / "x", home / "record" / "entries" / "x"):
        said = gbflex("run", SITE, *DAY, "--out", place, "--force")
        assert (said.code, "inside what gbflex keeps" in said.err) == (2, True)
    for place in (home / "tables" / "x", home / "tables"):
        said = gbflex("data", "models", SITE, *DAY, "--out", place, "--force")
        assert (said.code, "inside what gbflex keeps" in said.err) == (2, True)
    assert not (home / "tables" / "x").exists()
    assert (gbflex("data", "verify").code, gbflex("data", "rebuild").code) == (0, 0)
    assert gbflex("site", "rates", SITE, *DAY, "--csv", home / "mine.csv").code == 0


def test_models_never_replace_what_they_read(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a load under the name of a model stays. If broken: it is gone."""
    load, site = tmp_path / "load.csv", tmp_path / "site.yaml"
    assert gbflex(*LOAD, "--out", load).code == 0
    (tmp_path / "v_system_prices_sp.parquet").hardlink_to(load)
    site.write_text(
        f"name: x\nlicence_area: 14\ndemand: {{file: {load}}}\nsupply: {{energy: market_index}}\ncharges: []\n"
    )
    before = load.read_bytes()
    said = gbflex("data", "models", site, *DAY, "--out", tmp_path)
    assert (said.code, "made from" in said.err, load.read_bytes() == before) == (2, True, True)


def test_a_demo_replaces_a_demo_alone(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: somebody's page, or a run that was changed, stays; said before anything is worked out. If broken: it is gone."""
    page = tmp_path / "report.html"
    (tmp_path / "runs").mkdir()
    page.write_text("mine")
    said = gbflex("demo", "--out", tmp_path)
    assert (said.code, "did not write" in said.err, page.read_text()) == (2, True, "mine")
    page.unlink()
    run = tmp_path / "runs" / "west-midlands-hv"
    assert gbflex("run", SITE, *DAY, "--out", run).code == 0
    (run / "ledger.csv").write_text("mine")
    said = gbflex("demo", "--out", tmp_path)
    assert (said.code, "not as gbflex wrote it" in said.err) == (2, True)


def test_a_run_that_was_changed_stays(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a run is replaced by a run, an edited one only by --force. If broken: somebody's notes are gone."""
    command = ("run", SITE, *DAY, "--out", tmp_path / "run")
    assert [gbflex(*command).code, gbflex(*command).code] == [0, 0]
    ledger = tmp_path / "run" / "ledger.csv"
    ledger.write_text("my notes")
    said = gbflex(*command)
    assert (said.code, "ledger.csv" in said.err, ledger.read_text()) == (2, True, "my notes")
    assert gbflex(*command, "--force").code == 0


def test_a_run_is_not_replaced_by_one_made_from_it(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: prices inside the folder are an input. If broken: they are gone."""
    out = tmp_path / "run"
    assert gbflex("run", SITE, *DAY, "--out", out).code == 0
    said = gbflex("run", out / "inputs" / "site.json", *DAY, "--out", out)
    assert (said.code, "made from" in said.err) == (2, True)


def test_devices_links_and_rights(tmp_path: Path) -> None:
    """Proves: a device is written to, not replaced; a link stays one; rights stay. If broken: /dev/null is a file."""
    outputs = Outputs(tmp_path / "home")
    outputs.write("/dev/null", b"x")
    assert not Path("/dev/null").is_file()
    real, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(real)
    outputs.write(link, b"x")
    real.chmod(0o600)
    outputs.write(link, b"y")
    assert (link.is_symlink(), real.read_bytes(), real.stat().st_mode & 0o777) == (True, b"y", 0o600)
    before = os.umask(0o077)
    try:
        outputs.write(tmp_path / "private", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/dev/full", "No space left"),
        ("full", "No space left"),
        ("loop", "loop"),
        ("loop/x.csv", "loop"),
        ("no_folder_behind", "exists|Not a directory"),
        ("to_folder", "a folder stands"),
        ("folder/", "a folder stands"),
        ("", "a folder stands"),
        ("mine/x.csv", "exists"),
        ("n" * 300, "too long"),
        ("to_mine", "did not write"),
        ("home/tables/x.csv", "inside what gbflex keeps"),
        ("to_record/x.csv", "inside what gbflex keeps"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: str
) -> None:
    """Proves: full devices, loops and links that lead to a folder, nowhere or the record: one sentence, and nothing
    is made or changed. If broken: a traceback, a link replaced by a file, or a file in the record.
    """
    monkeypatch.chdir(tmp_path)
    for link, target in (
        ("loop", "loop"),
        ("no_folder_behind", "mine/x"),
        ("to_folder", "folder"),
        ("to_mine", "mine"),
        ("to_record", "home/record"),
        ("full", "/dev/full"),
    ):
        Path(link).symlink_to(target)
    Path("folder").mkdir()
    Path("home/record").mkdir(parents=True)
    Path("mine").write_text("mine")
    before = {path: path.lstat().st_ino for path in Path().rglob("*")}
    with pytest.raises(InputError, match=words):
        Outputs(tmp_path / "home").write(place, b"x")
    # A note of what was to be written is left in `home/outputs`.
    left = [path for path in Path().rglob("*") if "outputs" not in path.parts]
    assert {path: path.lstat().st_ino for path in left} == before
    assert Path("mine").read_text() == "mine"


def test_a_link_that_leads_nowhere_is_filled(tmp_path: Path) -> None:
    """Proves: the file behind it is written, once and again, and the link stays. If broken: the link is a file."""
    link, real = tmp_path / "link", tmp_path / "real"
    link.symlink_to("real")
    for content in (b"x", b"y"):
        Outputs(tmp_path / "home").write(link, content)
        assert (link.is_symlink(), real.read_bytes()) == (True, content)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_no_formula(first: str) -> None:
    """Proves: text that begins so is text to a spreadsheet; numbers stay numbers. If broken: =HYPERLINK runs."""
    frame = pl.DataFrame({"name": [f"{first}cmd|' /C calc'!A0", "plain", None], "gbp": [-1.5, 2.0, None]})
    back = pl.read_csv(csv_content(frame))
    assert back["name"].to_list() == [f"'{first}cmd|' /C calc'!A0", "plain", None]
    assert back["gbp"].to_list() == [-1.5, 2.0, None]
