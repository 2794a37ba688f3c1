"""No control character of a file reaches a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gbflex.cli.show import output
from tests.cli.conftest import SITE, Said, gbflex
from tests.record.test_intake import HEADER

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
EVIL = "a\x1b]0;title\x07\x1b[2J\x9b1m\x7f\x08\r\u202eb"
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")
DAY = ("--from", "2024-05-06", "--to", "2024-05-06")


def test_names_of_files_and_sites(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: a file, a site and a folder with escape sequences in their names are shown and do nothing.
    If broken: whoever names a file writes on the terminal of whoever imports it.
    """
    file = tmp_path / f"{EVIL}.csv"
    file.write_text(HEADER + "2024-05-06,1,50,50,0\n")
    named = ("--set", 'name="a\\x1b[2Jb"')
    folder = tmp_path / f"run{EVIL}"
    for command in (
        ("data", "import", "elexon.system_prices", file),
        ("data", "status"),
        ("data", "import", "elexon.system_prices", tmp_path / f"no{EVIL}.csv"),
        ("data", "import", EVIL, file),
        ("site", "bill", SITE, *DAY, *named),
        ("run", SITE, *DAY, *named, "--out", folder),
        ("report", folder),
        ("report", folder, "--json"),
        ("explain", f"no{EVIL}", "--date", "2024-05-06", "--period", 1),
        ("data", "export", "elexon.system_prices", "--out", tmp_path / f"{EVIL}out.csv", "--json"),
        (EVIL,),
        ("run", f"--{EVIL}"),
    ):
        said = gbflex(*command)
        assert not BAD.search(said.out + said.err), command
    assert "\\x1b[2J" in gbflex("site", "bill", SITE, *DAY, *named).out


def test_every_way_of_printing(capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: cells, headings, titles, sentences, notes, progress and JSON. If broken: one of them is a way through."""
    table = output.plain_table([EVIL, EVIL], [[EVIL, EVIL]], EVIL)
    output.console().print(table)
    output.console().print(EVIL)
    output.note(EVIL)
    output.line(EVIL)
    output.print_json({EVIL: EVIL})
    with output.progress() as say:
        say(EVIL)
    said = capsys.readouterr()
    assert not BAD.search(said.out + said.err)
    assert said.out.count("title") == 9
