"""Apache ECharts 6.1.0 as the text of a classic inline script.

The `instaui-echarts` wheel carries the file `echarts.esm.min.js` of the official npm release, byte for byte.
Nothing of it is kept in this repository: the text is read where pip put it, and its hash is checked first.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path
from typing import Final

from gbflex.errors import ConfigurationError

__all__ = ["ECHARTS_VERSION", "classic_script", "echarts_script"]

ECHARTS_VERSION: Final = "6.1.0"
SHA256: Final = "28515f26aa57f87eb1e4ed4eb446927eaf329b5f5e02b4bfd4b0264fea40d1da"
CARRIER: Final = "instaui_echarts"
NEXT_STEP: Final = "Run `pip install instaui-echarts==0.8.0`"
EXPORTS: Final = re.compile(r"export\{([^}]*)\};?\s*$")


def echarts_script() -> str:
    """ECharts as script text that sets `window.echarts`, for a page opened from disk.

    Returns:
        Text to place between `<script>` and `</script>`.

    Raises:
        ConfigurationError: The carrier package is absent, or holds another file.

    Example:
        >>> echarts_script().startswith("(function(){")
        True
    """
    path = _carried_file()
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise ConfigurationError(
            f"the ECharts file is not release {ECHARTS_VERSION}",
            where=str(path),
            available=f"sha256 {found}, expected {SHA256}",
            next_step=NEXT_STEP,
        )
    return classic_script(content.decode("utf-8"))


def classic_script(module: str) -> str:
    """An ES module's text as a classic script: its exports become `window.echarts`.

    Browsers refuse `import` from a `file://` page, so a report that opens from disk needs the classic form.

    Args:
        module: Module text that ends in one `export{a as b,...};`.

    Returns:
        The same code in a function of its own.

    Raises:
        ConfigurationError: There is no such ending, or the text would end a script element.

    Example:
        >>> classic_script("var a=1;export{a as b};")
        '(function(){var a=1;window.echarts={b:a};})();'
    """
    exports = EXPORTS.search(module)
    if exports is None or "</script" in module.lower():
        raise ConfigurationError("the ECharts file cannot be placed in a page", where=CARRIER, next_step=NEXT_STEP)
    pairs = (pair.split(" as ") for pair in exports.group(1).split(","))
    names = ",".join(f"{pair[-1].strip()}:{pair[0].strip()}" for pair in pairs)
    return f"(function(){{{module[: exports.start()]}window.echarts={{{names}}};}})();"


def _carried_file() -> Path:
    # Found and not imported: importing the carrier would start its web framework.
    spec = importlib.util.find_spec(CARRIER)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        path = Path(folder) / "static" / "echarts.esm.min.js"
        if path.is_file():
            return path
    raise ConfigurationError(
        "ECharts is not installed", where=f"{CARRIER}/static/echarts.esm.min.js", next_step=NEXT_STEP
    )
