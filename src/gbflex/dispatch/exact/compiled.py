"""The kernel's source compiled by numba, loaded when work is worth the second it takes.

Each kernel module is loaded a second time, and its functions are replaced by compiled ones; the plain ones stay
as they are. Compiled code is kept in the user's cache, in a folder named after the sources: numba alone would not
notice that a function which another one calls has changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import warnings
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

import numpy as np
from platformdirs import user_cache_path

from gbflex.dispatch.exact.kernel import batch, heat, menu, path, pieces, rule

__all__ = ["Kernel", "kernel"]

MODULES: Final = ("numbers", "ranked", "segments", "step", "path", "menu", "batch", "rule", "pieces", "heat")
"""Each after those it imports from."""

INLINED: Final = {"cut_ranks", "insert_rank", "lay_profit"}
"""Small functions of the innermost loop: called, they would take a sixth of a year's time."""

LARGE_ROW: Final = 2**21
"""16 MB of floats: more than any row of ten years."""

PLAIN_SECONDS: Final = 1.5
"""Work that plain Python does in this time is not worth loading the compiler for."""


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


_PLAIN: Final = Kernel(is_compiled=False, path=path, menu=menu, batch=batch, rule=rule, pieces=pieces, heat=heat)


def kernel(plain_seconds: float) -> Kernel:
    """The kernel for a piece of work: compiled where it is loaded or worth loading. Both give the same bits.

    Args:
        plain_seconds: What plain Python would take, roughly [s].
    """
    if _compiled.cache_info().currsize or plain_seconds > PLAIN_SECONDS:
        return _compiled()
    return _PLAIN


@cache
def _compiled() -> Kernel:
    try:
        import numba
    except ImportError:
        # The plain kernel gives the same answers, more slowly.
        return _PLAIN
    folder = Path(path.__file__).parent
    sources = [folder / f"{name}.py" for name in MODULES]
    texts = b"".join(source.read_bytes() for source in (*sources, Path(__file__)))
    stamp = hashlib.sha256(texts + numba.__version__.encode())
    kept = _cache_folder(stamp.hexdigest()[:16])
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(kept or "")
    try:
        loaded: dict[str, ModuleType] = {}
        functions: dict[str, Any] = {}
        for name, source in zip(MODULES, sources, strict=True):
            loaded[name] = _load(name, source, functions, lambda f: _jitted(numba, f, cache=kept is not None))
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


def _let_rows_stay_on_the_heap() -> None:
    """Free one large row, so that the C library reuses memory for rows of up to its size.

    Until it has seen one, glibc maps each row of a year from the system and gives it back, page by page, which
    takes longer than the algorithm. It raises its threshold to the largest block it has seen freed.
    """
    np.empty(LARGE_ROW)


def _jitted(numba: Any, function: FunctionType, *, cache: bool) -> Any:
    inline = "always" if function.__name__ in INLINED else "never"
    return numba.njit(function, cache=cache, error_model="numpy", inline=inline)


def _cache_folder(stamp: str) -> Path | None:
    folder = user_cache_path("gbflex", appauthor=False) / "kernel" / stamp
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
    except OSError:
        # Without a cache each process compiles anew.
        return None
    return folder


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
