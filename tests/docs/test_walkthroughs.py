"""The tutorial, the questions and the how-tos do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.walkthrough import DOCS, PAGES, Mismatch, walk


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_prints_what_it_shows(page: Path) -> None:
    """Proves: every command of a page runs and prints what stands below it. If broken: the first hour ends in an error.

    After a change of what is printed: `python -m tests.docs.walkthrough --write`, and read the page again.
    """
    assert walk(page) == page.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("```console\ngbflex site bill nowhere.yaml --from 2025-01-01 --to 2025-01-02\n```\n", "nowhere.yaml"),
        ("```console\nrm -r x\n```\n", "rm"),
        ("```python\n>>> 1 + 1\n3\n\n```\n", "Expected"),
    ],
)
def test_a_page_that_fails_is_named(tmp_path: Path, text: str, named: str) -> None:
    """Proves: a command that fails, one that is not ours and a wrong example stop the walk. If broken: the test above
    passes on pages that do not work."""
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(Mismatch, match=named):
        walk(page)


def test_a_wrong_output_is_seen(tmp_path: Path) -> None:
    """Proves: an output that is not what is printed differs from the walk. If broken: pages go stale."""
    page = tmp_path / "page.md"
    page.write_text("```console\ngbflex data list\n```\n\n<!--first 1-->\n\n```text\nnothing like it\n```\n")
    assert "nothing like it" not in walk(page)
