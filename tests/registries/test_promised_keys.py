"""Keys that were promised stay: `promised_keys.txt` only grows."""

from __future__ import annotations

import re
from pathlib import Path

PROMISED = Path(__file__).with_name("promised_keys.txt")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "answers.md"


def test_no_promised_key_is_gone() -> None:
    """Proves: every key that an answer ever had is still there. If broken: other people's tools read nothing.

    The reference page is made from the answers (`make check` holds it). A new key may be added to the list.
    """
    present, heading = set(), ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ").strip("`")
        found = re.match(r"\| `([^`]*)` \|", line)
        if found:
            present.add(f"{heading}: {found[1]}")
    promised = set(PROMISED.read_text("utf-8").splitlines())
    assert len(promised) > 1000
    assert promised <= present, sorted(promised - present)
