"""What every answer ends with: on a wide screen the figures its text does not have yet, and what to do next."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from typing import TextIO, TypeVar, get_args, get_type_hints, is_typeddict

from gbflex.analysis.answers.shape import Shape, columns_of
from gbflex.cli.show.fitting import EVERYTHING
from gbflex.cli.show.further import further
from gbflex.cli.show.next_step import next_step
from gbflex.cli.show.output import Row, console, line, screen_width

__all__ = ["print_whole", "shape_of"]

AnswerT_contra = TypeVar("AnswerT_contra", bound=Row, contravariant=True)


def print_whole(show: Callable[[AnswerT_contra], None], answer: AnswerT_contra) -> None:
    """Print an answer for people.

    Args:
        show: Prints what its readers ask first; its argument's type is how the answer is declared.
        answer: The answer.
    """
    shape = shape_of(show, answer)
    with _heard() as said:
        show(answer)
    if screen_width() >= EVERYTHING:
        for block in further(shape, answer, said()):
            console().print()
            console().print(block)
    last = next_step(shape, answer)
    if last:
        line(last)


def shape_of(show: Callable[[AnswerT_contra], None], answer: AnswerT_contra) -> Shape:
    """How an answer is declared, among those that its printer takes.

    Args:
        show: The printer.
        answer: The answer.
    """
    (hint,) = [held for name, held in get_type_hints(show).items() if name != "return"]
    shapes: list[Shape] = [hint] if is_typeddict(hint) else list(get_args(hint))
    return min(shapes, key=lambda shape: len(columns_of(shape).keys() ^ answer.keys()))


class _Ear(io.TextIOBase):
    """A stream that passes on what is written to it and keeps it."""

    def __init__(self, stream: TextIO, kept: list[str]) -> None:
        self._stream, self._kept = stream, kept

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a stream's own is a plain attribute
        return self._stream.encoding

    def write(self, text: str) -> int:
        self._kept.append(text)
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()


@contextlib.contextmanager
def _heard() -> Iterator[Callable[[], str]]:
    """What is printed meanwhile, on both streams."""
    kept: list[str] = []
    out, err = _Ear(sys.stdout, kept), _Ear(sys.stderr, kept)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield lambda: "".join(kept)
