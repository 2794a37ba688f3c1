"""The name that was meant, for messages: capitals and signs between words do not count."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like one that is not known; "" where none is like it.

    Args:
        name: What was written.
        known: Names there are.

    Example:
        >>> nearest("t_lksdb1", ["T_LKSDB-1", "E_DOLLB-1"])
        'T_LKSDB-1'
        >>> nearest("nothing like it", ["T_LKSDB-1"])
        ''
    """
    folded = {_folded(one): one for one in known}
    close = difflib.get_close_matches(_folded(name), folded, n=1)
    return folded[close[0]] if close else ""


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum() or letter == ".")
