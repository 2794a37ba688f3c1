"""Commands without the rights of root, for whom no folder is closed."""

from __future__ import annotations

import os
import shutil
from typing import Final

import pytest

BOUND: Final = "-dac_override,-dac_read_search"


def bound_by_rights() -> list[str]:
    """What stands before a command so that modes of files bind it, whoever runs the tests; else a skip."""
    if os.geteuid():
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may read everything, and there is no setpriv here")
    return [setpriv, f"--bounding-set={BOUND}", f"--inh-caps={BOUND}"]
