"""The glossary of the trade."""

from __future__ import annotations

from collections import Counter

import pytest

from gbflex.gb.terms import terms, terms_in


def test_no_word_has_two_entries() -> None:
    """Proves: a word leads to one entry. If broken: a link on a page goes to either."""
    words = Counter(word.lower() for term in terms() for word in (term.name, *term.also))
    assert [word for word, count in words.items() if count > 1] == []
    anchors = Counter(term.anchor for term in terms())
    assert max(anchors.values()) == 1


def test_entries_are_sentences() -> None:
    """Proves: an entry begins with a capital and ends with a stop. If broken: a page shows half a sentence."""
    assert [term.name for term in terms() if not term.means[0].isupper() and not term.means[0].isdigit()] == []
    assert [term.name for term in terms() if not term.means.endswith(".")] == []


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("paid in settlement period 35", ["settlement period"]),
        ("SP 35", ["settlement period"]),
        ("sp 35", []),
        ("TNUoS by triads", ["TNUoS", "triad"]),
        ("mel and males", []),
        ("capacity_market_levy", ["capacity market"]),
        ("nothing of the trade", []),
    ],
)
def test_words_are_found_whole(said: str, names: list[str]) -> None:
    """Proves: a word is found as a word, its plural too. If broken: `mel` of `males` brings an entry about limits."""
    assert [term.name for term in terms_in([said])] == names
