"""What market data is held, and published files to add to it: `gbflex data ...` in Python.

`import` is a word of Python's own, so the command of that name is `data.import_`.

>>> from gbflex import data
>>> dir(data)
['backfill', 'diff', 'export', 'fetch', 'import_', 'list', 'models', 'models_text', 'rebuild', 'status', 'verify']
"""

from __future__ import annotations

from collections.abc import Sequence as _Sequence

from gbflex.api import data as _api
from gbflex.python.answered import answered as _answered

__all__ = [
    "backfill",
    "diff",
    "export",
    "fetch",
    "import_",
    "list",
    "models",
    "models_text",
    "rebuild",
    "status",
    "verify",
]

backfill = _answered(_api.data_backfill)
diff = _answered(_api.data_diff)
export = _answered(_api.data_export)
fetch = _answered(_api.data_fetch)
import_ = _answered(_api.data_import)
list = _answered(_api.data_list)  # noqa: A001 (the command is called so)
models = _answered(_api.data_models)
models_text = _answered(_api.models_text)
rebuild = _answered(_api.data_rebuild)
status = _answered(_api.data_status)
verify = _answered(_api.data_verify)


def __dir__() -> _Sequence[str]:
    return __all__
