"""Figures and claims of the docs are worked out again, held by a test that is named, or dated: see `markers`."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.docs import markers
from tests.docs.derived import DERIVATIONS
from tests.docs.derived.when import is_slow
from tests.docs.markers import Mark, marks, marks_of, pages, test_named, unvouched

FIGURES = [mark for mark in marks() if mark.kind == "="]
CLAIMS = [mark for mark in marks() if mark.kind == "by"]


def parameter(mark: Mark) -> object:
    name = mark.words.removeprefix("=").partition("~")[0]
    slow = name in DERIVATIONS and is_slow(DERIVATIONS[name])
    return pytest.param(mark, id=f"{mark.page}-{name}", marks=[pytest.mark.slow] if slow else [])


@functools.cache
def derived(name: str) -> float | str:
    return DERIVATIONS[name]()


def check(mark: Mark) -> None:
    """Fails where the text before a mark is not what its derivation gives."""
    name, within = mark.derivation
    assert name in DERIVATIONS, f"{mark.place}: there is no derivation {name!r} in tests/docs/derived"
    found = derived(name)
    if isinstance(found, str):
        before = re.sub(r"\s+", " ", mark.before)
        assert before.rstrip("* ").endswith(found), f"{mark.place}: derived {found!r}"
        return
    printed = mark.figure()
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    allowed = within if within is not None else 0.5 * 10.0**exponent * (1 + 1e-9)
    assert abs(found - float(printed)) <= allowed, f"{mark.place}: {printed} is printed, {found!r} derived"


@pytest.mark.parametrize("mark", [parameter(mark) for mark in FIGURES])
def test_a_figure_is_what_is_derived(mark: Mark) -> None:
    """Proves: a figure of the docs comes out again, to the digits printed. If broken: the docs say what was true once."""
    check(mark)


def test_every_derivation_is_asked_for() -> None:
    """Proves: none is left over. If broken: a figure went and its derivation runs on for nobody."""
    asked = {mark.derivation[0] for mark in FIGURES}
    assert sorted(set(DERIVATIONS) - asked) == []


@pytest.mark.parametrize("mark", CLAIMS, ids=lambda mark: f"{mark.place}-{mark.words.rpartition(':')[2]}")
def test_a_claim_is_held_by_a_test_that_runs_when_the_mark_says(mark: Mark) -> None:
    """Proves: the test exists, and is marked slow or wants shared data only where the mark says so.

    If broken: "a test compares" of a test that is gone, or that is skipped wherever nobody has the data.
    """
    reference, *conditions = mark.words.split()[1:]
    assert test_named(reference).conditions == set(conditions), mark.place


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_who_says_tested_names_the_test(path: Path) -> None:
    """Proves: a paragraph that speaks of a test has a mark, or the path of one. If broken: trust without an address."""
    paragraphs = re.split(r"\n\s*\n", markers.in_force(path.read_text("utf-8")))
    told = [text for text in paragraphs if re.search(r"\b([Aa] test|[Tt]ested)\b", text) and text[:1] != "#"]
    assert [text for text in told if "<!--by " not in text and "tests/" not in text] == []


def test_what_was_measured_once_has_its_date_beside_it() -> None:
    """Proves: a date in the paragraph. If broken: a time of last year's machine reads as today's."""
    without = [mark.place for mark in marks() if mark.kind == "dated" and not markers.DATE.search(mark.paragraph)]
    assert without == []


def test_comments_are_marks() -> None:
    """Proves: every comment is understood. If broken: a misspelt mark vouches for nothing, unseen."""
    assert [mark for mark in marks() if mark.kind not in {"=", "by", "dated", "given", "first"}] == []
    assert [mark for mark in marks() if mark.kind in {"dated", "given"} and mark.words != mark.kind] == []


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_every_striking_figure_is_vouched_for(path: Path) -> None:
    """Proves: no page has such a figure without a mark. If broken: mark it as `tests/docs/markers.py` says."""
    assert unvouched(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("costs 127.51 GBP<!--=bill.charging_pays_below-->", "127.51 is printed, 127.5"),
        ("costs 82.3<!--=bill.charging_pays_below-->", "82.3 is printed"),
        ("costs 127.5<!--=bill.nothing-->", "no derivation 'bill.nothing'"),
        ("costs nothing<!--=bill.charging_pays_below-->", "no figure"),
        ("Python 3.12 or later<!--=tools.oldest_python-->", "derived 'Python 3.11 or later'"),
        ("costs 127.5<!--=bill charging-->", "names no derivation"),
    ],
)
def test_what_is_not_true_fails(text: str, said: str) -> None:
    """Proves: a wrong digit, another figure, an unknown name, no figure. If broken: the guard passes everything."""
    (mark,) = marks_of("page.md", text)
    with pytest.raises(AssertionError, match=re.escape(said)):
        check(mark)


@pytest.mark.parametrize(
    "text",
    [
        "costs 128<!--=bill.charging_pays_below~0.5-->",
        "costs **127.50 GBP/MWh**<!--=bill.charging_pays_below-->",
        "on **Python 3.11\nor later**<!--=tools.oldest_python-->",
        "within 1e-9<!--=proof.float_tolerance-->",
    ],
)
def test_what_is_true_passes(text: str) -> None:
    """Proves: units, bold and line ends between figure and mark are allowed. If broken: nobody can write a mark."""
    check(marks_of("page.md", text)[0])


def test_what_is_not_vouched_for_is_found() -> None:
    """Proves: thousands, decimals, powers and per cent; a mark in another paragraph does not help, a lead does a table."""
    text = "4,500 rows\n\nin `1,000`\n\n0.125 or 1e-9<!--=proof.float_tolerance-->, 3 % of 12\n\n"
    assert [figure.split()[-1] for figure in unvouched(text)] == ["4,500", "0.125", "3"]
    table = "Measured 2026-01-01.<!--dated-->\n\n| 4,500 |\n\n```text\n9,000\n```\n\n2,500\n"
    assert unvouched(table) == ["2,500"]


def test_a_mark_that_is_shown_is_none() -> None:
    """Proves: a page may explain marks, and one between two code words counts. If broken: nobody can document them."""
    assert marks_of("page.md", "`5<!--dated-->`\n\n```text\n<!--nonsense-->\n```\n") == []
    assert [mark.words for mark in marks_of("page.md", "`a` 5<!--given--> `b`")] == ["given"]


def test_times_of_a_machine_stand_in_one_place() -> None:
    """Proves: minutes of `make` targets are in the benchmarks only. If broken: two pages give two numbers."""
    for page in ("README.md", "CONTRIBUTING.md", "Makefile"):
        assert re.findall(r"\w+ minutes?\b", (markers.ROOT / page).read_text("utf-8")) == [], page


def test_a_named_test_is_looked_up_with_its_conditions() -> None:
    """Proves: slow, shared data, and neither. If broken: every test counts as one that always runs."""
    assert test_named("tests/docs/test_claims.py::test_comments_are_marks").conditions == set()
    assert test_named("tests/bm/test_all_agree.py::test_many_units").conditions == {"slow"}
    assert test_named("tests/bm/test_ledger.py::test_lakeside_to_the_penny").conditions == {"shared"}
    for wrong in ("tests/docs/nothing.py::test_x", "tests/docs/test_claims.py::test_nothing"):
        with pytest.raises(AssertionError):
            test_named(wrong)
