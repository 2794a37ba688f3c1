"""Words of the trade on a page: the first use of each leads to what it means, at the end of the page."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from gbflex.gb.terms import Term, terms, terms_in

__all__ = ["TermLinks"]

SHORT: Final = 3
"""As in `gb.terms`: a word of so few letters counts only as it is written."""


class TermLinks:
    """What one page has said so far; make one for each page."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._linked: set[str] = set()

    def link(self, text: str) -> Markup:
        """A text, escaped, in which the first use of each word on the page is a link to its meaning.

        Args:
            text: A heading, label or sentence of the page.
        """
        self._said.append(text)
        found = [term for term in terms_in([text]) if term.name not in self._linked]
        places = sorted(place for place in (_first(term, text) for term in found) if place is not None)
        parts, end = [], 0
        for start, stop, term in places:
            if start < end or term.name in self._linked:
                continue
            self._linked.add(term.name)
            word = Markup('<a class="term" href="#{}">{}</a>').format(term.anchor, text[start:stop])
            parts += [escape(text[end:start]), word]
            end = stop
        return Markup("").join([*parts, escape(text[end:])])

    def words(self) -> tuple[Term, ...]:
        """The terms of all that the page said, in the groups' order."""
        used = {term.name for term in terms_in(self._said)}
        return tuple(term for term in terms() if term.name in used)


def _first(term: Term, text: str) -> tuple[int, int, Term] | None:
    """Where a term or another word for it first stands; None where only its id does."""
    found = [
        match.span()
        for name in (term.name, *term.also)
        if (match := re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", text, _flags(name)))
    ]
    return None if not found else (*min(found), term)


def _flags(name: str) -> re.RegexFlag:
    return re.NOFLAG if len(name) <= SHORT else re.IGNORECASE
