"""What every HTML page needs: its template, and values that cannot end the script they stand in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import escape

from gbflex.reports.csv_link import csv_link
from gbflex.reports.line_labels import line_label

__all__ = ["script_json", "stylesheet", "template"]

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


def template(name: str, **filters: Callable[..., str]) -> Template:
    """A page's template; every value is escaped, and a missing one is an error.

    Args:
        name: File in `templates`.
        filters: What it calls to write values.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What filters do with a literal may depend on what the page said before, so none is worked out ahead.
        optimized=False,
    )
    environment.filters.update({"csv_link": csv_link, "line_label": line_label, "term": escape} | filters)
    return environment.get_template(name)


def stylesheet(*names: str) -> str:
    """The styles of a page, each overriding those before it.

    Args:
        names: Files in `static`, without the ending.
    """
    return "".join((STATIC / f"{name}.css").read_text("utf-8") for name in names)


def script_json(value: object) -> str:
    r"""JSON that cannot end the script element it stands in.

    Example:
        >>> script_json("</script>")
        '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
