"""What the figures of the docs are, worked out again: one function for each, under `module.function`.

A mark `<!--=storage.year_gbp-->` asks `year_gbp` of the module `storage`. A function gives a number, in the unit that the
page prints, or a text that stands word for word before the mark. Add a function, and it is in the registry; a function
that no page asks for fails. `@slow` derives only in `make slow`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Final

from tests.docs.derived import (
    balancing,
    bill,
    demo,
    levies,
    loads,
    losses,
    plant,
    proof,
    rates,
    record,
    storage,
    tools,
)

MODULES: Final[tuple[ModuleType, ...]] = (
    balancing,
    bill,
    demo,
    levies,
    loads,
    losses,
    plant,
    proof,
    rates,
    record,
    storage,
    tools,
)

DERIVATIONS: Final[dict[str, Callable[[], float | str]]] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": function
    for module in MODULES
    for name, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
}
