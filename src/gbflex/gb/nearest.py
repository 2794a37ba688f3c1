"""The name that was meant, and how messages ask for it: capitals and signs between words do not count."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["did_you_mean", "nearest"]


def did_you_mean(*names: str) -> str:
    """The question after a name that is not known; "" where no other is like it.

    Args:
        names: The names that may be meant; an empty one is left out.

    Example:
        >>> did_you_mean("bsuos"), did_you_mean("")
        ('Did you mean bsuos?', '')
    """
    meant = ", ".join(filter(None, names))
    return f"Did you mean {meant}?" if meant else ""


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
