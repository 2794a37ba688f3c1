"""The kernel's source compiled by numba.

Each kernel module is loaded a second time, and its functions are replaced by compiled ones; the plain ones stay
as they are. A function is compiled when it is first called. Compiled code is kept in the user's cache, in a folder
named after the sources: numba alone would not notice that a function which another one calls has changed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import platform
import sys
import warnings
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final, Literal

import numpy as np
from platformdirs import user_cache_path

from gbflex.dispatch.exact.kernel import path

__all__ = ["ENTRIES", "MODULES", "STANDS_ON", "Kernel", "Work", "is_kept", "load"]

Work = Literal["path", "menu", "rows", "windows", "rule", "heat"]
"""One store along its path; with a menu of reserve; problems side by side; window after window; a rule; engines
through the worth of heat. Each is compiled when it is first asked for."""

ENTRIES: Final[dict[Work, str]] = {
    "path": "follow_path",
    "menu": "follow_menu",
    "rows": "solve_rows",
    "windows": "roll_windows",
    "rule": "follow_wishes",
    "heat": "value_heat",
}
"""The kernel function that each kind of work compiles last."""

STANDS_ON: Final[dict[Work, Work]] = {"rows": "path", "windows": "path"}
"""What else must be compiled for a kind of work."""

MODULES: Final = ("numbers", "ranked", "segments", "step", "path", "menu", "batch", "rule", "pieces", "heat")
"""Each after those it imports from."""

INLINED: Final = {"cut_ranks", "insert_rank", "lay_profit"}
"""Small functions of the innermost loop: called, they would take a sixth of a year's time."""

LARGE_ROW: Final = 2**21
"""16 MB of floats: more than any row of ten years."""


class Kernel:
    """The kernel's entry points, plain or compiled.

    Attributes:
        is_compiled: Whether they read arrays; plain ones read lists.
        path: The module `kernel.path`.
        menu: The module `kernel.menu`.
        batch: The module `kernel.batch`.
        rule: The module `kernel.rule`.
        pieces: The module `kernel.pieces`.
        heat: The module `kernel.heat`.
    """

    def __init__(
        self, *, is_compiled: bool, path: Any, menu: Any, batch: Any, rule: Any, pieces: Any, heat: Any
    ) -> None:
        self.is_compiled, self.path, self.menu, self.batch, self.rule = is_compiled, path, menu, batch, rule
        self.pieces, self.heat = pieces, heat


def load() -> Kernel | None:
    """The compiled kernel; None where numba is not installed. Numba takes a while to import."""
    try:
        import numba
    except ImportError:
        return None
    kept = _writable(_folder())
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(_folder()) if kept else ""
    try:
        loaded: dict[str, ModuleType] = {}
        functions: dict[str, Any] = {}
        for name, source in zip(MODULES, _sources(), strict=True):
            loaded[name] = _load(name, source, functions, lambda f: _jitted(numba, f, cache=kept))
    finally:
        settings.CACHE_DIR = before
    _let_rows_stay_on_the_heap()
    return Kernel(
        is_compiled=True,
        path=loaded["path"],
        menu=loaded["menu"],
        batch=loaded["batch"],
        rule=loaded["rule"],
        pieces=loaded["pieces"],
        heat=loaded["heat"],
    )


def is_kept(work: Work) -> bool:
    """Whether a kind of work was compiled before and lies in the user's cache; numba is not imported to see it."""
    try:
        folder = _folder()
    except importlib.metadata.PackageNotFoundError:
        return False
    return any(folder.glob(f"*/*.{ENTRIES[work]}-*.nbc"))


def _sources() -> list[Path]:
    return [Path(path.__file__).with_name(f"{name}.py") for name in MODULES]


@cache
def _folder() -> Path:
    """Where compiled code is kept: named after all that makes numba compile anew, another processor apart."""
    stamp = hashlib.sha256(importlib.metadata.version("numba").encode())
    stamp.update(f"{sys.implementation.cache_tag} {platform.machine()} {sys.platform}".encode())
    for source in (*_sources(), Path(__file__)):
        # Numba compiles again where a source is younger than the code or lies elsewhere.
        stamp.update(f"{source} {source.stat().st_mtime_ns}".encode())
        stamp.update(source.read_bytes())
    return user_cache_path("gbflex", appauthor=False) / "kernel" / stamp.hexdigest()[:16]


def _let_rows_stay_on_the_heap() -> None:
    """Free one large row, so that the C library reuses memory for rows of up to its size.

    Until it has seen one, glibc maps each row of a year from the system and gives it back, page by page, which
    takes longer than the algorithm. It raises its threshold to the largest block it has seen freed.
    """
    np.empty(LARGE_ROW)


def _jitted(numba: Any, function: FunctionType, *, cache: bool) -> Any:
    inline = "always" if function.__name__ in INLINED else "never"
    made = numba.njit(function, cache=cache, error_model="numpy", inline=inline)
    template_of = made.get_call_template
    # A call with a literal 0 would be compiled once for 0 and once for any number: twice as much in all.
    made.get_call_template = lambda args, kws: template_of([numba.types.unliteral(one) for one in args], kws)
    return made


def _writable(folder: Path) -> bool:
    """Whether code can be kept in a folder; where not, each process compiles anew."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
    except OSError:
        return False
    return True


def _load(name: str, source: Path, functions: dict[str, Any], compile_function: Any) -> ModuleType:
    """A second copy of a kernel module, its functions and those it imports compiled."""
    spec = importlib.util.spec_from_file_location(f"gbflex.dispatch.exact.kernel._compiled_{name}", source)
    assert spec is not None  # noqa: S101 (the file is ours)
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    # The compiler's cache finds the module by its name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    for key, value in vars(module).items():
        if isinstance(value, FunctionType):
            if value.__module__ == spec.name:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    functions[key] = compile_function(value)
            vars(module)[key] = functions.get(key, value)
    return module
