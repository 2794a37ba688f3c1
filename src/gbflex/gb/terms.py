"""Words of the British electricity trade, in plain words: the glossary of the docs and of every page.

Source: market reference sections 1 to 9, which name the codes and publishers; the wording is ours.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import resources
from typing import Final, NamedTuple

from ruamel.yaml import YAML

__all__ = ["Term", "terms", "terms_in"]


class Term(NamedTuple):
    """A word and what it means.

    Attributes:
        name: The word or abbreviation as pages print it.
        also: Other words for it, or words of the same entry.
        means: One to three sentences.
        group: What it belongs to: time, meter, charges, market, asset.
    """

    name: str
    also: tuple[str, ...]
    means: str
    group: str

    @property
    def anchor(self) -> str:
        """Id of its entry on a page."""
        return "term-" + re.sub(r"\W+", "-", self.name.lower()).strip("-")


@functools.cache
def terms() -> tuple[Term, ...]:
    """Every term, in the groups' order.

    Returns:
        The terms.

    Example:
        >>> next(term.means for term in terms() if term.name == "offtaker")
        'Who buys under a PPA.'
    """
    text = (resources.files("gbflex.gb") / "data" / "terms.yaml").read_text("utf-8")
    return tuple(
        Term(entry["term"], tuple(entry.get("also", ())), entry["means"], group)
        for group, entries in YAML(typ="safe").load(text).items()
        for entry in entries
    )


def terms_in(texts: Iterable[str]) -> tuple[Term, ...]:
    """The terms that some texts use, in the groups' order.

    Args:
        texts: What a page says.

    Returns:
        Those whose word, or another word for them, stands in a text as a word of its own.

    Example:
        >>> [term.name for term in terms_in(["duos_unit in the red band, by the DNO"])]
        ['DNO', 'DUoS', 'red band']
    """
    said = "\n".join(texts).replace("_", " ")
    return tuple(term for term in terms() if any(_word(name).search(said) for name in (term.name, *term.also)))


SHORT: Final = 3
"""A word of so few letters means something only as it is written: SP, but not sp."""


@functools.cache
def _word(name: str) -> re.Pattern[str]:
    exact = len(name) <= SHORT
    return re.compile(rf"(?<!\w){re.escape(name)}s?(?!\w)", 0 if exact else re.IGNORECASE)
