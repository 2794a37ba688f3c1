"""A writer to be killed: imports files in a random order for ever, and says what it has finished.

Usage: python child.py HOME FILES SEED; GBFLEX_KILL_AT names the call after which the process kills itself.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

from gbflex.api.data import data_import, data_rebuild
from gbflex.store import disk, ingest, published, record


def kill_at(call: int) -> None:
    """Die by SIGKILL at the so-and-so-many-th touch of the disk, in the middle of things."""
    count = 0

    def counted(of: object, name: str) -> None:
        before = getattr(of, name)

        def touched(*arguments: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return before(*arguments, **named)

        setattr(of, name, touched)

    for of, name in (
        (disk.os, "fsync"),
        (disk.Path, "replace"),
        (published.Path, "write_bytes"),
        (ingest, "publish"),
    ):
        counted(of, name)
    counted(record, "keep_file")


def main() -> None:
    """Import for ever."""
    home, folder, seed = sys.argv[1:4]
    os.environ["GBFLEX_HOME"] = home
    draw = random.Random(int(seed))
    files = sorted(Path(folder).glob("*.csv"))
    if call := os.environ.get("GBFLEX_KILL_AT"):
        kill_at(int(call))
    print("ready", flush=True)
    while True:
        for path in draw.sample(files, len(files)):
            day = int(path.stem) + 1
            data_import("elexon.system_prices", [path], retrieved=f"2024-06-{day:02d}T00:00:00Z")
            print(f"done {path.name}", flush=True)
            if draw.random() < 0.3:
                data_rebuild()
                print("rebuilt", flush=True)


if __name__ == "__main__":
    main()
