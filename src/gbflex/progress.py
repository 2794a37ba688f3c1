"""How far a long piece of work is: sentences that may say what share of it is done.

Work is given a function that takes a sentence. What knows how far it is says a `Step`, which is a sentence too.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "Step", "part_of"]

Progress = Callable[[str], None]
"""Called with a sentence as each step begins."""


class Step(str):
    """A sentence of what begins, and the share of the whole work that is done.

    Attributes:
        share: From 0 to 1.
    """

    __slots__ = ("share",)
    share: float

    def __new__(cls, text: str, share: float) -> Step:
        """A sentence with a share.

        Args:
            text: The sentence.
            share: From 0 to 1.
        """
        step = super().__new__(cls, text)
        step.share = share
        return step


def part_of(progress: Progress, first: float, last: float) -> Progress:
    """The progress of a part of the work, in shares of the whole.

    Args:
        progress: That of the whole.
        first: Share done when the part begins.
        last: Share done when it ends.

    Example:
        >>> part_of(lambda text: print(text.share), 0.5, 1.0)(Step("half of the second half", 0.5))
        0.75
    """

    def say(text: str) -> None:
        share = text.share if isinstance(text, Step) else 0.0
        progress(Step(text, first + (last - first) * share))

    return say
