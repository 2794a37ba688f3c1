"""How a command ends: stopped at any moment, or with outputs that are closed, full or read by nobody."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gbflex import limits
from tests.cli.conftest import SITE
from tests.processes import DOOR, ended, started
from tests.stub_server import one_byte_at_a_time, stub_server

STOPPED = "gbflex: stopped: what was finished is kept, and nothing is half written"
YEAR = ("--from", "2024-04-01", "--to", "2025-03-31")
DAY = ("--from", "2024-06-03", "--to", "2024-06-03")
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}


def stopped(
    arguments: tuple[object, ...],
    number: signal.Signals,
    when: float | Callable[[], object],
    home: Path,
    **settings: str,
) -> None:
    """Stop a command so long after it is up, or when something is true: one line, the right code, nothing else."""
    environment = {"GBFLEX_HOME": str(home), **settings}
    with started([*DOOR, *map(str, arguments)], environment=environment) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "up\n"
        if callable(when):
            while not when():
                time.sleep(0.01)
        else:
            time.sleep(when)
        process.send_signal(number)
        begin = time.monotonic()
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - begin < limits.STOP_SECONDS + 3
    *before, last = err.splitlines()
    assert (process.returncode, last) == (CODES[number], STOPPED), err
    assert all(line.endswith("...") for line in before)
    assert out == ""


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name not in {".lock", ".holder"}]


@pytest.mark.parametrize(
    "after_seconds", [0.01, 0.1, 0.7, *(pytest.param(at, marks=pytest.mark.slow) for at in (0.05, 0.2, 0.3, 1.5))]
)
@pytest.mark.parametrize("number", list(CODES))
def test_a_run_stops_at_any_moment(tmp_path: Path, number: signal.Signals, after_seconds: float) -> None:
    """Proves: 130 or 143, one line, no folder, no draft, from the first imports on. If broken: a traceback, exit 2."""
    out = tmp_path / "run"
    stopped(("run", SITE, *YEAR, "--mode", "rolling", "--out", out), number, after_seconds, tmp_path / "home")
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("number", list(CODES))
def test_a_fetch_stops_while_a_publisher_is_slow(tmp_path: Path, number: signal.Signals) -> None:
    """Proves: waiting for the network is no reason to wait. If broken: a minute of silence first."""
    with stub_server() as (stub, address):
        stub.always = one_byte_at_a_time(0.2)
        command = ("data", "fetch", "elexon.system_prices", "--from", "2025-01-15", "--to", "2025-01-15")
        stopped(command, number, lambda: stub.asked, tmp_path / "home", GBFLEX_ELEXON_URL=address)
    assert not [path for path in left_in(tmp_path) if "objects" in path.parts or "entries" in path.parts]


def test_a_calculation_that_hears_nothing_is_ended(tmp_path: Path) -> None:
    """Proves: where the unwinding is lost on the way, the process ends after three seconds. If broken: minutes."""
    deaf = (
        "import sys, time, gbflex.cli, gbflex.door\n"
        "def swallows():\n"
        "    sys.stderr.write('up\\n'); sys.stderr.flush()\n"
        "    while True:\n"
        "        try: time.sleep(60)\n"
        "        except BaseException: pass\n"
        "gbflex.cli.main = swallows\n"
        "sys.exit(gbflex.door.main())\n"
    )
    with started([DOOR[0], "-c", deaf], environment={"GBFLEX_HOME": str(tmp_path)}) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 143
    assert err.splitlines()[-1] == STOPPED


def test_a_stop_in_a_finaliser_is_a_stop(tmp_path: Path) -> None:
    """Proves: where Python cannot raise, the stop is tried again. If broken: "Exception ignored", and exit 0 later."""
    finalised = (
        "import sys, time, gbflex.cli, gbflex.door\n"
        "class Slow:\n"
        "    def __del__(self):\n"
        "        sys.stderr.write('up\\n'); sys.stderr.flush(); time.sleep(5)\n"
        "def works():\n"
        "    Slow()\n"
        "    time.sleep(2)\n"
        "    return 0\n"
        "gbflex.cli.main = works\n"
        "sys.exit(gbflex.door.main())\n"
    )
    with started([DOOR[0], "-c", finalised], environment={"GBFLEX_HOME": str(tmp_path)}) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "up\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, f"{STOPPED}\n")


@pytest.mark.parametrize("number", list(CODES))
def test_a_stop_before_anything_begins_is_said(tmp_path: Path, number: signal.Signals) -> None:
    """Proves: while the first modules load it is 130 or 143 with the line too. If broken: ended without a word."""
    early = (
        "import os, signal, sys\n"
        "import gbflex.door\n"
        "class Loading:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'gbflex.door.stopping': os.kill(os.getpid(), int(sys.argv[1]))\n"
        "sys.meta_path.insert(0, Loading())\n"
        "sys.exit(gbflex.door.main())\n"
    )
    done = ended([DOOR[0], "-c", early, str(int(number))], environment={"GBFLEX_HOME": str(tmp_path)})
    assert done == (CODES[number], "", f"{STOPPED}\n")


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """Proves: what `nohup` or a background job is protected from does not stop it. If broken: exit 130."""
    command = [
        DOOR[0],
        "-c",
        f"import signal, os; signal.signal(signal.SIGINT, signal.SIG_IGN); os.execv({DOOR[0]!r}, {[*DOOR, 'site', 'rates', str(SITE), *DAY]!r})",
    ]
    with started(command, environment={"GBFLEX_HOME": str(tmp_path)}) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "up\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out


COMMANDS = {
    "help": ("--help",),
    "answer": ("site", "lookup", "--mpan", "1400000123450"),
    "json": ("site", "rates", str(SITE), *DAY, "--json"),
    "error": ("site", "rates", "no-such-site.yaml", *DAY),
    "usage": ("site", "rates"),
}
OUTPUTS = {
    ">&-": 0,
    "2>&-": 0,
    ">&- 2>&-": 0,
    "<&- >&- 2>&-": 0,
    "> /dev/full": 2,
    "2> /dev/full": 0,
    "> /dev/full 2> /dev/full": 2,
    "1< /dev/null": 2,
    "2< /dev/null": 0,
    "| head -c 1 > /dev/null": 0,
    "| true": 0,
    "2>&1 >/dev/null | true": 0,
}


@pytest.mark.parametrize("output", list(OUTPUTS))
@pytest.mark.parametrize("command", ["help", "answer", "error"])
def test_outputs_that_fail_are_exit_0_or_2(tmp_path: Path, command: str, output: str) -> None:
    """Proves: closed, full, read-only or unread outputs never make a bug of it. If broken: exit 1, 120 or 141."""
    script = tmp_path / "door.py"
    script.write_text("import sys, gbflex.door; sys.exit(gbflex.door.main())")
    line = f"{sys.executable} {script} {' '.join(COMMANDS[command])} {output}"
    done = ended(["/bin/bash", "-c", f"set -o pipefail; {line}"], environment={"GBFLEX_HOME": str(tmp_path)})
    assert done.code == (2 if command == "error" else OUTPUTS[output]), done
    assert "Traceback" not in done.out + done.err
    assert sum(line.startswith("gbflex:") for line in done.err.splitlines()) <= 1


@pytest.mark.parametrize("command", ["json", "usage"])
def test_much_output_and_little(tmp_path: Path, command: str) -> None:
    """Proves: the same with more than a pipe holds, and with a usage error. If broken: rich's own exit 1."""
    with started([*DOOR, *COMMANDS[command]], environment={"GBFLEX_HOME": str(tmp_path)}) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        process.communicate(timeout=60)
    assert process.returncode == (0 if command == "json" else 2)
