"""Line loss factors that were imported: one file for each charging year and licence area."""

from __future__ import annotations

import functools
from typing import Any, Final

from gbflex.gb.rates.line_loss_factors import LineLossStatement
from gbflex.store.imported import Imported, ImportedKind
from gbflex.store.seal import unsealed

__all__ = ["LINE_LOSSES"]


@functools.lru_cache(maxsize=64)
def _statement_of(content: bytes) -> Imported[LineLossStatement]:
    """A kept file's bytes as a statement. The cache is by what the file says, so no home sees another's."""
    kept: dict[str, Any] = unsealed(content)
    retrieved = kept.pop("retrieved_time")
    return Imported(LineLossStatement(**{**kept, "warnings": tuple(kept["warnings"])}), retrieved)


LINE_LOSSES: Final = ImportedKind(
    "llf", "line loss factors", "rates/llf/[!.]*.json", "Import the files again", _statement_of
)
