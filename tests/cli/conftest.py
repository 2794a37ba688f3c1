"""The command line, in this process."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main

from gbflex.cli import main

built_once = functools.cache(typer.main.get_command)
"""Building the commands takes longer than most answers."""
SITE = Path(__file__).parents[2] / "examples" / "legacy-battery.yaml"


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def gbflex(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Said]:
    """Run `gbflex` with arguments; its home is empty."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(typer.main, "get_command", built_once)

    def call(*arguments: object) -> Said:
        monkeypatch.setattr("sys.argv", ["gbflex", *map(str, arguments)])
        try:
            code = main()
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        return Said(int(code or 0), said.out, said.err)

    return call
