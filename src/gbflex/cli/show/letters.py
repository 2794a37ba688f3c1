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
NO_LETTERS: Final = re.compile("[\ud800-\udfff]")
"""What stands in a file's name for bytes that are no text."""


def shown(text: str) -> str:
    r"""Text with every control character spelt out, and a question mark for what is no letter.

    Args:
        text: What is to be printed.

    Example:
        >>> shown("unit \x1b[2J")
        'unit \\x1b[2J'
    """
    text = NOT_SHOWN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return text if text.isascii() else NO_LETTERS.sub("?", text)
