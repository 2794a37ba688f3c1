"""What a load file leaves open, asked in one message with the options that answer it.

Which question comes next may depend on the answer to the one before: the meters of a sheet are known when the
sheet is. So the file is read again with possible answers until nothing is left to ask. Nothing of these readings
is kept.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, Final, NoReturn

from gbflex.errors import GbflexError, InputError
from gbflex.sources.loads.declared import Declared
from gbflex.sources.loads.questions import NotSaid, Question

__all__ = ["ask_all"]

MOST_TRIED: Final = 4
"""Of a file of many meters the first ones stand for the others."""


def ask_all(read: Callable[[Declared], object], declared: Declared, command: Sequence[str]) -> NoReturn:
    """Ask for everything that a file leaves open, with a command that answers it.

    Args:
        read: Reads the file by what is declared, and raises `NotSaid` at the first question.
        declared: What the caller says.
        command: How the caller's command begins, without what is declared.

    Raises:
        InputError: What is open.
        GbflexError: The file is refused in the same words whatever the answers are.
    """
    questions, answered = _all_open(read, declared)
    raise InputError(
        f"the file does not say {'; '.join(question.what for question in questions)}",
        available="; ".join(map(_choice, questions)),
        next_step=f"For example: {shlex.join([*command, *_options(answered)])} (say what is true of the file)",
    )


def _all_open(read: Callable[[Declared], object], declared: Declared) -> tuple[list[Question], Declared]:
    """The questions in the order in which they are met, and answers with which the file can be read."""
    try:
        read(declared)
    except NotSaid as asked:
        question = asked.question
    else:
        return [], declared
    tried = [_answered(declared, question.key, answer) for answer in question.answers[:MOST_TRIED]]
    refused: list[GbflexError] = []
    for answered in tried:
        try:
            further, whole = _all_open(read, answered)
        except GbflexError as error:
            refused.append(error)
        else:
            return [question, *further], whole
    if len(tried) == len(question.answers) and len({str(error) for error in refused}) == 1:
        raise refused[0]
    return [question], tried[0]


def _answered(declared: Declared, key: str, answer: str) -> Declared:
    said: dict[str, Any] = {key: answer}
    return replace(declared, **said)


def _choice(question: Question) -> str:
    """An option with what it takes."""
    return f"{_option(question.key)} {question.available or ' or '.join(question.answers)}"


def _options(declared: Declared) -> list[str]:
    """What is declared, as options of the command."""
    said: list[str] = []
    for field in fields(declared):
        value = getattr(declared, field.name)
        if value != field.default:
            said += [_option(field.name)] if value is True else [_option(field.name), str(value)]
    return said


def _option(key: str) -> str:
    return f"--{key.replace('_', '-')}"
