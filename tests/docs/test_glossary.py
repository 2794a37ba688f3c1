"""Words with a defined meaning: each is there, says it shortly, and names tests that hold it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from gbflex.cashflows.ledger import QUALITIES
from tests.docs.markers import ROOT, test_named

PAGE = (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8")
PROMISES = (
    "perfect", "optimal", "complete", "actual", "estimated", "published", "indicative", "held", "shipped", "known",
    "equal", "captured",
)  # fmt: skip
MOST_SENTENCES = 2
REFERENCE = re.compile(r"`(tests/[^`]+)`(?: \(([a-z, ]+)\))?")


class Word(NamedTuple):
    """A row of the glossary."""

    word: str
    meaning: str
    held_by: tuple[tuple[str, frozenset[str]], ...]


def words_of(page: str) -> list[Word]:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", page, flags=re.MULTILINE)
    return [
        Word(
            word,
            meaning,
            tuple(
                (name, frozenset(said.split(", ")) if said else frozenset())
                for name, said in REFERENCE.findall(held)
            ),
        )
        for word, meaning, held in rows
    ]


WORDS = words_of(PAGE)


def test_every_promise_has_one_meaning() -> None:
    """Proves: no word is missing or there twice, qualities of the ledger included. If broken: a label nobody defines."""
    words = [word.word for word in WORDS]
    assert set(PROMISES) | set(QUALITIES) <= set(words)
    assert len(words) == len(set(words))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.word)
def test_a_meaning_is_short_and_held_by_tests_that_run(word: Word) -> None:
    """Proves: tests exist, say when they are not in every `make test`, and one is. If broken: a promise nobody checks."""
    assert 1 <= len(re.findall(r"[.](?:\s|$)", word.meaning)) <= MOST_SENTENCES
    assert [(name, test_named(name).conditions) for name, _ in word.held_by] == list(word.held_by)
    assert any(not conditions for _, conditions in word.held_by)


@pytest.mark.parametrize("page", ["README.md", "docs/methods/heat.md"])
def test_how_sure_is_said_in_words_of_the_glossary(page: str) -> None:
    """Proves: a column "how sure" begins with a quality or says where it stands. If broken: "official" means nothing."""
    text = (ROOT / page).read_text("utf-8")
    (table,) = re.findall(r"\| how sure \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", text)
    said = [re.match(r"[a-z]+", row.rstrip(" |").rpartition("| ")[2]) for row in table.splitlines()]
    assert {word[0] if word else "" for word in said} <= {*QUALITIES, "as"}


def test_a_row_is_read_with_its_conditions() -> None:
    """Proves: what stands in brackets behind a test is its condition. If broken: a slow test passes as one that runs."""
    (word,) = words_of("| `equal` | The same. | `tests/a.py::test_b` (slow), `tests/c.py::test_d` |\n")
    assert word.held_by == (("tests/a.py::test_b", {"slow"}), ("tests/c.py::test_d", frozenset()))
