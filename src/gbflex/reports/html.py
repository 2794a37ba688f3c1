"""What every HTML page needs: its template, and values that cannot end the script they stand in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

__all__ = ["script_json", "template"]

TEMPLATES: Final = Path(__file__).parent / "templates"


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
    )
    environment.filters.update(filters)
    return environment.get_template(name)


def script_json(value: object) -> str:
    r"""JSON that cannot end the script element it stands in.

    Example:
        >>> script_json("</script>")
        '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
