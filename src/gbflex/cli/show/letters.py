"""Letters that a terminal may be given.

Names of files, units and parties come from outside. One with an escape sequence in it could move the cursor,
change the window's title or hide what was printed; one with a letter that turns the direction of text could show
another name.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["shown"]

NOT_SHOWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but the tab and the end of a line, and letters that turn the direction of text."""


def shown(text: str) -> str:
    r"""Text with every control character spelt out.

    Args:
        text: What is to be printed.

    Example:
        >>> shown("unit \x1b[2J")
        'unit \\x1b[2J'
    """
    # A byte of a file's name that is no text is a question mark.
    held = text.encode("utf-8", "replace").decode("utf-8")
    return NOT_SHOWN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), held)
