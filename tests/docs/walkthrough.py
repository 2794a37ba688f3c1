"""Walk through the pages of the book: write their files, run their commands and Python, compare what is printed.

Usage: python -m tests.docs.walkthrough [--write] PAGE...; with --write the outputs on the page become what is printed.

A page is walked from top to bottom in one empty folder with an empty GBFLEX_HOME:

    ```yaml title="site.yaml"     a file of that name is written (any language with a title)
    ```console                    each line is a command: `gbflex`, `cd` or `mkdir`
    <!--first 12-->               only so many lines of the next output are shown
    ```text                       what the last command prints on standard output
    ```python                     `>>>` examples, run as doctest does, one session a page
    ```diff                       a change of the source, made in a copy that later commands run
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tests.sources.annex1_workbooks import as_published, tariffs

__all__ = ["PAGES", "Mismatch", "walk"]

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGES: Final = sorted(
    page
    for folder in ("tutorial", "questions", "how-to")
    for page in (DOCS / folder).glob("*.md")
    if page.name != "bigquery.md"  # asks for a Google account
)
FENCE: Final = re.compile(
    r"^(?:<!--first (?P<first>\d+)-->\n+)?```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SOURCE: Final = Path("src/gbflex")
ENVIRONMENT: Final = {"COLUMNS": "100"}
"""As wide as the text column of the book."""


class Mismatch(Exception):
    """A page does not say what happens."""


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    title: str | None
    body: str
    first: int | None
    begin: int
    end: int
    place: str


def a_workbook() -> None:
    as_published(tariffs()).write(Path("schedule-of-charges.xlsx"))


PREPARED: Final[dict[str, Callable[[], None]]] = {"dno-workbook.md": a_workbook}
"""What a page needs that cannot stand on it."""


def walk(page: Path) -> str:
    """Walk through a page in a folder of its own; its text with the outputs that are printed now.

    Raises:
        Mismatch: A command or an example fails.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), _environment(folder):
        Path("walk").mkdir()
        os.chdir("walk")
        PREPARED.get(page.name, lambda: None)()
        return _renewed(page)


def _renewed(page: Path) -> str:
    text = page.read_text("utf-8")
    session: dict[str, object] = {}
    printed, pieces, end = "", [], 0
    for block in _blocks(page, text):
        body = block.body
        if block.title:
            _write(block.title, body)
        elif block.language == "console":
            printed = _commands(block)
        elif block.language == "text":
            body = _shown(printed, block.first)
        elif block.language == "diff":
            subprocess.run(["git", "apply"], input=body, text=True, check=True)  # noqa: S607 (whichever git is there)
        elif block.language == "python" and ">>>" in body:
            _examples(block, session)
        pieces += [text[end : block.begin], body]
        end = block.end
    return "".join([*pieces, text[end:]])


def _blocks(page: Path, text: str) -> Iterator[Block]:
    for found in FENCE.finditer(text):
        begin, end = found.span("body")
        place = f"{page.name}:{text.count(chr(10), 0, begin)}"
        first = int(found["first"]) if found["first"] else None
        yield Block(found["language"], found["title"], found["body"], first, begin, end, place)


def _write(title: str, body: str) -> None:
    path = Path(title)
    if path.is_relative_to(SOURCE) and not SOURCE.exists():
        shutil.copytree(DOCS.parent / SOURCE, SOURCE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, "utf-8")


def _commands(block: Block) -> str:
    """Run the lines of a block; what they print."""
    printed = ""
    for line in block.body.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["mkdir"]:
            Path(words[1]).mkdir()
        elif words[:1] == ["cd"]:
            os.chdir(words[1])
        elif words[:1] == ["gbflex"]:
            printed += _gbflex(f"{block.place}: {line}", words[1:])
        elif words:
            raise Mismatch(f"{block.place}: {words[0]!r} is not run in a walkthrough")
    return printed


def _gbflex(place: str, words: list[str]) -> str:
    code, printed, said = (_in_a_copy if SOURCE.exists() else _in_this_process)(words)
    if code != 0:
        raise Mismatch(f"{place}: exit code {code}\n{said}")
    return printed


def _in_a_copy(words: list[str]) -> tuple[int, str, str]:
    copy = [sys.executable, "-c", "import sys; from gbflex.door import main; sys.exit(main())"]
    done = subprocess.run(
        [*copy, *words], env={**os.environ, "PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def _in_this_process(words: list[str]) -> tuple[int, str, str]:
    from gbflex.cli import main as gbflex

    out, said, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["gbflex", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
            code = gbflex()
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        sys.argv = before
    return code, out.getvalue(), said.getvalue()


def _shown(printed: str, first: int | None) -> str:
    here = printed.replace(f"{Path.cwd()}{os.sep}", "").replace(os.environ["GBFLEX_HOME"], "$GBFLEX_HOME")
    lines = [line.rstrip() for line in here.strip("\n").splitlines()]
    if first is not None and len(lines) > first:
        lines = [*lines[:first], "..."]
    return "".join(f"{line}\n" for line in lines)


def _examples(block: Block, session: dict[str, object]) -> None:
    test = doctest.DocTestParser().get_doctest(block.body, session, block.place, block.place, 0)
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=report.write, clear_globs=False)
    session.update(test.globs)
    if runner.failures:
        raise Mismatch(report.getvalue())


@contextlib.contextmanager
def _environment(folder: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(ENVIRONMENT, GBFLEX_HOME=f"{folder}/home")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def main(arguments: list[str]) -> None:
    """Walk through pages, and write them where asked."""
    for page in [Path(name).resolve() for name in arguments if name != "--write"] or PAGES:
        text = walk(page)
        if "--write" in arguments:
            page.write_text(text, "utf-8")
        print(f"{page.name}: {'as printed' if text == page.read_text('utf-8') else 'prints something else'}")


if __name__ == "__main__":
    main(sys.argv[1:])
