"""Commands as processes of their own group, ended whatever the test does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

DOOR = [
    sys.executable,
    "-c",
    "import sys, gbflex.door; sys.stderr.write('up\\n'); sys.stderr.flush(); sys.exit(gbflex.door.main())",
]
"""The command line as the console script starts it; it says `up` on standard error first."""


class Ended(NamedTuple):
    """How a process ended."""

    code: int
    out: str
    err: str


def ended(
    command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None, within_seconds: float = 120
) -> Ended:
    """Start a process as `started` does, and wait for its end.

    Raises:
        TimeoutExpired: It has not ended in time; it has now.
    """
    with started(command, environment=environment) as process:
        out, err = process.communicate(timeout=within_seconds)
    return Ended(process.returncode, out, err)


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    stdout: IO[Any] | int = subprocess.PIPE,
    stderr: IO[Any] | int = subprocess.PIPE,
    stdin: bool = False,
) -> Iterator[subprocess.Popen[str]]:
    """A process in a group of its own; the whole group has ended when the block has."""
    process = subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.PIPE if stdin else None,
        stdout=stdout,
        stderr=stderr,
        text=True,
        env={**os.environ, **(environment or {})},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()
