"""A command that kills itself at one touch of the disk: python failpoint.py CALL ARGUMENT...

Touches are counted: every rename, fsync, removal, new folder and file opened for writing below GBFLEX_HOME or
GBFLEX_PLACE. At the so-and-so-many-th it dies by SIGKILL, before it happens; 0 lets it live. It ends by saying how
many there were.
"""

from __future__ import annotations

import os
import signal
import sys

TOUCHES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "open"}
WRITING = os.O_WRONLY | os.O_RDWR


class Failpoint:
    """Counts touches and dies at one."""

    def __init__(self, call: int) -> None:
        self.call, self.count = call, 0
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
        if self.count == self.call:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    """The command, with its failpoint."""
    from gbflex import cli

    failpoint = Failpoint(int(sys.argv[1]))
    fsync = os.fsync

    def synced(handle: int) -> None:
        failpoint.touched()
        fsync(handle)

    os.fsync = synced
    sys.addaudithook(failpoint.heard)
    sys.argv = ["gbflex", *sys.argv[2:]]
    code = cli.main()
    sys.stdout.flush()
    print(f"touches {failpoint.count}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
