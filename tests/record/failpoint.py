"""Commands that are killed at one touch of the disk. One process that has imported everything forks one for each.

Touches are counted: every rename, fsync, removal, new folder and file opened for writing below GBFLEX_HOME or
GBFLEX_PLACE. At the so-and-so-many-th the command dies by SIGKILL, before it happens; 0 lets it live. Or it dies
inside a write: from that touch on no file grows beyond some bytes, and the system ends who tries with SIGXFSZ.

It reads a JSON object a line, `{arguments, environment, output, call, most_bytes}`, and answers each with its exit
code; what the command said, and how many touches there were, is in the file `output`.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
from typing import Any

import gbflex.cli
import gbflex.door

TOUCHES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "open"}
WRITING = os.O_WRONLY | os.O_RDWR
IMPORTED_BY_COMMANDS = ("gbflex.api.runs", "gbflex.api.data", "gbflex.reports.run_report", "gbflex.cli.show.runs")


class Failpoint:
    """Counts touches and dies at one."""

    def __init__(self, call: int, most_bytes: int | None) -> None:
        self.call, self.most_bytes, self.count = call, most_bytes, 0
        self.places = tuple(os.environ[name] for name in ("GBFLEX_HOME", "GBFLEX_PLACE") if name in os.environ)

    def heard(self, event: str, arguments: tuple[object, ...]) -> None:
        """An audit event of Python."""
        if event in TOUCHES and isinstance(arguments[0], str | os.PathLike):
            writes = event != "open" or bool(int(str(arguments[2] or 0)) & WRITING)
            if writes and os.fspath(arguments[0]).startswith(self.places):
                self.touched()

    def touched(self) -> None:
        """One more."""
        self.count += 1
        if self.count != self.call:
            return
        if self.most_bytes is None:
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            # Python ignores the signal and would see an error; a power cut is none.
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.most_bytes, resource.RLIM_INFINITY))


def command(asked: dict[str, Any]) -> int:
    """One command, in a process of its own."""
    output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.update(asked["environment"])
    failpoint = Failpoint(asked["call"], asked["most_bytes"])
    fsync = os.fsync

    def synced(handle: int) -> None:
        failpoint.touched()
        fsync(handle)

    os.fsync = synced
    sys.addaudithook(failpoint.heard)
    sys.argv = ["gbflex", *asked["arguments"]]
    code = gbflex.door.main()
    print(f"touches {failpoint.count}", flush=True)
    return code


def main() -> None:
    """Answer until standard input ends."""
    for name in IMPORTED_BY_COMMANDS:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                os._exit(command(json.loads(line)))
            finally:
                os._exit(1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
