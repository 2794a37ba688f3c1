"""Marks in the docs: comments that no reader sees, each right behind what it vouches for.

    48,357.44<!--=demo.index-->     the figure before it is what a derivation gives, as far as it is printed
    0.3<!--=storage.gap~0.05-->     the same within an amount
    <!--by tests/a.py::test_b-->    a test holds what the paragraph says; `slow`, `shared` (GBFLEX_SHARED_DATA),
                                    `browser` or `network` follow where it does not run in every `make test`
    <!--dated-->                    measured once: the date stands in the paragraph
    <!--given-->                    an input, an example's setting, or somebody else's figure with its source
    <!--first 12-->                 of an output only so many lines are shown (`walkthrough.py`); it vouches for nothing

The last three vouch for their whole paragraph: what stands between two blank lines, so a list or a table too, and a
table also by the paragraph before it. A figure that must be vouched for is one that nobody guesses: with a comma for
thousands, three decimals, a power of ten or a per cent sign.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ("README.md", "CONTRIBUTING.md", "docs/methods/*.md", "docs/reference/*.md", "docs/how-to/*.md")
MADE: Final = "<!-- Made by tools/make_reference.py"

COMMENT: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
FENCED: Final = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
NUMBER: Final = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e-?\d+)?"
FIGURE: Final = re.compile(rf"({NUMBER})[^\d<>|]{{0,24}}$")
NAME: Final = re.compile(r"([a-z]\w*\.\w+)(?:~([\d.e-]+))?")
STRIKING: Final = re.compile(
    r"(?<![\w.,-])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{3,}|\d+(?:\.\d+)?e-?\d+|\d+(?:\.\d+)?(?= %))(?![\w-])"
)
CODE: Final = re.compile(r"`[^`\n]*`")
VOUCHING: Final = re.compile(r"<!--(?:by|dated|given)\b")
DATE: Final = re.compile(r"\b20\d\d-\d\d-\d\d\b")


class Mark(NamedTuple):
    """One comment: where, what it says, and the text that it vouches for."""

    page: str
    line: int
    words: str
    before: str
    paragraph: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def kind(self) -> str:
        """`=`, `by`, `dated` or `given`; anything else is no mark."""
        first = self.words.split(maxsplit=1)[0] if self.words.split() else ""
        return "=" if first.startswith("=") else first

    @property
    def derivation(self) -> tuple[str, float | None]:
        """Name and amount of a figure's mark."""
        found = NAME.fullmatch(self.words.removeprefix("="))
        assert found, f"{self.place}: {self.words!r} names no derivation"
        return found[1], float(found[2]) if found[2] else None

    def figure(self) -> str:
        """The figure right before the mark, as printed without commas."""
        found = FIGURE.search(self.before)
        assert found, f"{self.place}: no figure stands right before {self.words!r}"
        return found[1].replace(",", "")


def pages() -> list[Path]:
    """Pages with marks; those made from code hold none."""
    found = [path for pattern in PAGES for path in sorted(ROOT.glob(pattern))]
    return [path for path in found if not path.read_text("utf-8").startswith(MADE)]


def marks_of(page: str, text: str) -> list[Mark]:
    """Every comment of a page that is not shown as code."""
    text, found = in_force(text), []
    for comment in COMMENT.finditer(text):
        begin = text.rfind("\n\n", 0, comment.start()) + 1
        end = text.find("\n\n", comment.end())
        paragraph = text[begin : end if end >= 0 else len(text)]
        before = COMMENT.sub("", text[begin : comment.start()])
        line = text.count("\n", 0, comment.start()) + 1
        found.append(Mark(page, line, comment[1].strip(), before, paragraph))
    return found


def in_force(text: str) -> str:
    """A page in which fenced blocks, and marks that are shown as code, are blank; every line where it was."""

    def shown(code: re.Match[str]) -> str:
        return " " * len(code[0]) if "<!--" in code[0] else code[0]

    return CODE.sub(shown, FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text))


def unvouched(text: str) -> list[str]:
    """Striking figures of a page that no mark vouches for, with the text before them."""
    found: list[str] = []
    vouched = False
    for paragraph in re.split(r"\n\s*\n", in_force(text)):
        vouched = bool(VOUCHING.search(paragraph)) or (vouched and paragraph.lstrip().startswith("|"))
        plain = CODE.sub(lambda code: " " * len(code[0]), paragraph)
        found += [
            plain[max(0, figure.start() - 40) : figure.end()].replace("\n", " ")
            for figure in STRIKING.finditer(plain)
            if not vouched and not re.match(r"[^\d<|]{0,24}<!--=", paragraph[figure.end() :])
        ]
    return found


@functools.cache
def marks() -> tuple[Mark, ...]:
    """Every mark of every page."""
    return tuple(
        mark for path in pages() for mark in marks_of(str(path.relative_to(ROOT)), path.read_text("utf-8"))
    )


class HeldBy(NamedTuple):
    """A test, and when it does not run in `make test`."""

    path: str
    name: str
    conditions: frozenset[str]


CONDITIONS: Final = {
    "slow": re.compile(r"mark\.slow"),
    "shared": re.compile(r"SHARED\b|needs_shared_data"),
    "browser": re.compile(r"mark\.browser"),
    "network": re.compile(r"mark\.network"),
}


def test_named(reference: str) -> HeldBy:
    """The test that a path::name means, with what its decorators ask for.

    A parameter that alone is slow leaves the test one that runs.
    """
    path, _, name = reference.partition("::")
    assert (ROOT / path).is_file(), f"there is no {path}"
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert found, f"{path} has no test {name}"
    asked = [*found[0].decorator_list, *_of_the_module(tree)]
    texts = [ast.unparse(node) for node in asked if "parametrize" not in ast.unparse(node)]
    if path.startswith("tests/browser/"):
        texts.append("mark.browser")
    return HeldBy(
        path,
        name,
        frozenset(word for word, seen in CONDITIONS.items() if any(seen.search(text) for text in texts)),
    )


test_named.__test__ = False  # type: ignore[attr-defined]  # a helper, not a test


def _of_the_module(tree: ast.Module) -> Iterator[ast.expr]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            yield node.value
