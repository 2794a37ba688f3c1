"""A question that a load file leaves open."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["NotSaid", "Question"]


class Question(NamedTuple):
    """What a file does not say.

    Attributes:
        key: What of `Declared` answers it.
        what: What is open, as it goes on after "the file does not say".
        answers: Answers to read the file with, the most usual first; the example has the first that reads it.
        available: All answers in words, where these are not all, or do not explain themselves.
    """

    key: Literal["unit", "times", "label", "numbered", "meter", "quantity", "sheet"]
    what: str
    answers: tuple[str, ...]
    available: str = ""


class NotSaid(Exception):
    """The file leaves a question open, and the caller does not answer it; `asks` makes an `InputError` of it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(question.what)
