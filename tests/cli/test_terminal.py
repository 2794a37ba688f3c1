"""The command line on a terminal: help, version, completion, progress, narrow screens and poor encodings."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer.main
from rich.console import Console

import gbflex as package
from gbflex.cli import app
from gbflex.cli.show.progress_bar import progress_bar
from gbflex.progress import Step, part_of
from tests.cli.conftest import SITE, Said, gbflex

__all__ = ["gbflex"]

Gbflex = Callable[..., Said]
DAY = ("--from", "2024-05-06", "--to", "2024-05-06")
GBFLEX = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'gbflex'\nfrom gbflex.door import main\nsys.exit(main())",
)


def commands() -> list[tuple[str, ...]]:
    """Every command and group, by its words."""
    groups = {(): typer.main.get_command(app)}
    found: list[tuple[str, ...]] = []
    while groups:
        words, group = groups.popitem()
        found.append(words)
        groups |= {(*words, name): command for name, command in getattr(group, "commands", {}).items()}
    return sorted(found)


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_takes_h(words: tuple[str, ...], gbflex: Gbflex) -> None:
    """Proves: -h says the same as --help, for groups and commands. If broken: "No such option: -h"."""
    short, long = gbflex(*words, "-h"), gbflex(*words, "--help")
    assert short.code == long.code == 0
    assert short.out == long.out
    assert "--help" in short.out


def test_version(gbflex: Gbflex) -> None:
    """Proves: --version prints one line. If broken: a bug report without it."""
    said = gbflex("--version")
    assert (said.code, said.out, said.err) == (0, f"gbflex {package.__version__}\n", "")


@pytest.mark.parametrize(
    ("typed", "offered"), [("si", "site"), ("site loo", "lookup"), ("site lookup --mp", "--mpan")]
)
def test_the_shell_completes(typed: str, offered: str) -> None:
    """Proves: bash is offered commands and options. If broken: a tab does nothing."""
    asked = {
        "_GBFLEX_COMPLETE": "complete_bash",
        "COMP_WORDS": f"gbflex {typed}",
        "COMP_CWORD": str(len(typed.split())),
    }
    done = subprocess.run(GBFLEX, env=os.environ | asked, capture_output=True, text=True, check=False)
    assert offered in done.stdout.split()


def test_completion_is_shown_and_nothing_is_installed(tmp_path: Path) -> None:
    """Proves: a script for the shell is printed, and the home folder stays empty. If broken: .bashrc is changed."""
    home = {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        [*GBFLEX, "--show-completion", "bash"], env=os.environ | home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "complete" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("columns", ["20", "80"])
def test_ascii_where_the_encoding_has_no_more(columns: str, tmp_path: Path) -> None:
    """Proves: help, a table and an error come in ASCII where the stream takes no more, at 20 columns too.

    If broken: a box of question marks, or an error of encoding in the place of an answer.
    """
    poor = {
        "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "COLUMNS": columns, "GBFLEX_HOME": str(tmp_path),
    }  # fmt: skip
    for arguments, code in (
        (("site", "-h"), 0),
        (("site", "lookup", "--mpan", "1400000123450"), 0),
        (("site", "bill", str(SITE), *DAY), 0),
        (("nothing",), 2),
    ):
        done = subprocess.run([*GBFLEX, *arguments], env=os.environ | poor, capture_output=True, check=False)
        assert done.returncode == code, done.stderr
        assert (done.stdout + done.stderr).isascii()
        assert b"?" not in done.stdout


def on_a_terminal(*arguments: str, home: Path) -> str:
    """What a command writes to a terminal on standard error."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*GBFLEX, *arguments],
        env=os.environ | {"GBFLEX_HOME": str(home), "COLUMNS": "80", "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        heard = b""
        try:
            while piece := os.read(ours, 4096):
                heard += piece
        except OSError:
            # A terminal whose other end is closed says so with an error.
            pass
        process.wait()
    os.close(ours)
    return heard.decode()


def test_progress_in_per_cent_on_a_terminal_only(gbflex: Gbflex, tmp_path: Path) -> None:
    """Proves: `losses` says what share is done on a terminal, and plain sentences in a pipe. If broken: a frozen screen."""
    asked = ("losses", str(SITE), *DAY)
    assert " 20 %" in on_a_terminal(*asked, home=tmp_path)
    assert "%" not in gbflex(*asked).err


def test_shares_of_parts() -> None:
    """Proves: a part that is half done in the second half of the work is three quarters; a plain sentence begins it.

    If broken: the bar jumps back to 0 with each mode.
    """
    said: list[tuple[str, float]] = []

    def hear(text: str) -> None:
        assert isinstance(text, Step)
        said.append((text, text.share))

    part = part_of(hear, 0.5, 1.0)
    part("begins")
    part(Step("goes on", 0.5))
    part_of(part, 0.5, 1.0)(Step("within", 0.5))
    assert said == [("begins", 0.5), ("goes on", 0.75), ("within", 0.875)]


def test_the_bar_shows_the_share(tmp_path: Path) -> None:
    """Proves: the share and the sentence, with control characters spelt out. If broken: 0 % to the end."""
    with (tmp_path / "bar").open("w", encoding="utf-8") as file:
        console = Console(file=file, force_terminal=True, width=70)
        with progress_bar(console) as say:
            say(Step("Half \x1b[2J", 0.5))
            say("no share")
    written = (tmp_path / "bar").read_text("utf-8")
    assert " 50 %" in written
    assert "\x1b[2J" not in written
