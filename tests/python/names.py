"""The Python name of each command: the command's own, in `gbflex` or in the module of its group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import gbflex

OTHER_NAMES: Final = {
    "site load": "generate_load",
    "site import-load": "import_load",
    "data import": "data.import_",
    "data models, printed": "data.models_text",
}
"""Where the command's word is taken by Python, or says too little without its group."""


def question_of(command: str) -> Callable[..., Any]:
    """The Python function of a command of the registry of answers."""
    found: Any = gbflex
    for part in python_name(command).split("."):
        assert part in dir(found), (
            f"gbflex {command} has no Python name: add {part} to HOMES of gbflex/__init__.py"
        )
        found = getattr(found, part)
    question: Callable[..., Any] = found
    return question


def python_name(command: str) -> str:
    plain, _, _ = command.partition(",")
    group, _, name = plain.rpartition(" ")
    own = name.replace("-", "_")
    return OTHER_NAMES.get(command, f"{group}.{own}" if group in gbflex.GROUPS else own)


def public_functions() -> dict[str, Callable[..., Any]]:
    """Every public function by its dotted name."""
    groups = {"": gbflex, **{f"{name}.": getattr(gbflex, name) for name in gbflex.GROUPS}}
    named = {f"{place}{name}": getattr(module, name) for place, module in groups.items() for name in dir(module)}
    return {name: one for name, one in named.items() if callable(one) and not isinstance(one, type)}
