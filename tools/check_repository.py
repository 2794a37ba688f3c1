"""Rules of the repository that no linter knows: locks without addresses, no secrets, no paths of a machine.

Usage: python tools/check_repository.py; prints each finding and exits 1 if there is any.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LARGEST_BYTES = 5_000_000

SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-|"
    rb"(?i:api[_-]?key|password|secret)\s*[=:]\s*['\"][^'\"\s]{12,}"
)
# The folders where machines keep work; an example in prose uses a relative path.
MACHINE_PATHS = re.compile(rb"(?<![\w./])/(?:work|root|home|tmp|Users|farm)/[\w.]")
ADDRESSES = re.compile(rb"(?:https?|git\+ssh|file)://")
LINKS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def main() -> int:
    """Check every tracked file."""
    findings = [finding for path in _tracked() for finding in _findings(path)]
    for finding in findings:
        print(finding)
    print(f"repository rules: {len(findings)} findings")
    return 1 if findings else 0


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _findings(path: Path) -> Iterator[str]:
    name, content = path.relative_to(ROOT), path.read_bytes()
    if len(content) > LARGEST_BYTES:
        yield f"{name}: {len(content)} bytes; the limit is {LARGEST_BYTES}"
    if path.name == "uv.lock":
        yield f"{name}: uv.lock names addresses; commit requirements*.lock"
    if path.suffix == ".lock" and ADDRESSES.search(content):
        yield f"{name}: a lock file names an address"
    if SECRETS.search(content):
        yield f"{name}: something that looks like a secret"
    if path.suffix not in (".parquet", ".png") and name != Path("tools/check_repository.py"):
        yield from _paths(name, content)
    if path.suffix == ".md":
        yield from _broken_links(path, content.decode())


def _paths(name: Path, content: bytes) -> Iterator[str]:
    found = MACHINE_PATHS.search(content)
    if found:
        yield f"{name}: a path of a machine: {found.group().decode()}..."


def _broken_links(path: Path, text: str) -> Iterator[str]:
    for target in LINKS.findall(text):
        if not (path.parent / target).exists():
            yield f"{path.relative_to(ROOT)}: a link to {target}, which is not there"


if __name__ == "__main__":
    sys.exit(main())
