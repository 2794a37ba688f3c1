"""The Python twin of `gbflex examples`: the shipped site files, listed or copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from gbflex import bootstrap
from gbflex.analysis.answers.init import ExampleRow, ExamplesAnswer
from gbflex.assets.any_site import a_path
from gbflex.errors import InputError
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["examples"]

ALL: Final = "all"
SITE_FILE: Final = ".yaml"


def examples(names: Iterable[str] = (), *, out: str | Path | None = None, force: bool = False) -> ExamplesAnswer:
    """The shipped examples; with names or a folder they are copied. Keys as `gbflex examples --json`.

    Args:
        names: Which, or "all"; none of them is all.
        out: Folder to copy to; with names and without it, the current one.
        force: Replace whatever files stand there.

    Raises:
        InputError: There is no such example, or a file stands there.

    Example:
        >>> examples(["worked-bill"], out=None)["examples"][0]["files"]  # doctest: +SKIP
        ['worked-bill.yaml']
    """
    if isinstance(names, str):
        names = [names]
    asked = [name.removesuffix(SITE_FILE) for name in names]
    held = {row["name"]: row for row in _held()}
    chosen = list(held) if ALL in asked or not asked else list(dict.fromkeys(asked))
    for name in chosen:
        if name not in held:
            raise InputError(
                f"there is no example {name!r}",
                available=", ".join(held),
                next_step=did_you_mean(nearest(name, held)),
            )
    rows = [held[name] for name in chosen]
    folder = Path() if out is None and asked else out
    written = [] if folder is None else _copied(rows, a_path(folder, "--out"), force=force)
    return {"examples": rows, "written": written}


def _copied(rows: list[ExampleRow], folder: Path, *, force: bool) -> list[str]:
    outputs, files = bootstrap.outputs(), list(dict.fromkeys(name for row in rows for name in row["files"]))
    outputs.make_folder(folder)
    for name in files:
        outputs.check(folder / name, force=force)
    return [str(outputs.write(folder / name, (_folder() / name).read_bytes(), force=force)) for name in files]


def _folder() -> Traversable:
    return resources.files("gbflex") / "examples"


def _held() -> Iterator[ExampleRow]:
    names = sorted(item.name for item in _folder().iterdir() if item.is_file())
    for name in names:
        if name.endswith(SITE_FILE):
            text = (_folder() / name).read_text("utf-8")
            # A site file needs what it names: its load, and the page that says where the load is from.
            needed = [other for other in names if other != name and re.search(rf"\b{re.escape(other)}\b", text)]
            yield {"name": name.removesuffix(SITE_FILE), "about": _about(text), "files": [name, *needed]}


def _about(text: str) -> str:
    """The first sentence of a file's comment."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").rstrip())
    sentence = re.match(r".+?[.](?=\s|$)", " ".join(lines))
    return sentence[0] if sentence else " ".join(lines)
