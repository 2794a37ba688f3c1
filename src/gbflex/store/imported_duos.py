"""DUoS statements that were imported: one file for each charging year and licence area."""

from __future__ import annotations

import functools
from typing import Any, Final

from gbflex.gb.rates.duos_statement import DuosStatement, DuosTariffRow, DuosTimeBandRow
from gbflex.store.imported import Imported, ImportedKind
from gbflex.store.seal import unsealed

__all__ = ["DUOS"]


@functools.lru_cache(maxsize=64)
def _statement_of(content: bytes) -> Imported[DuosStatement]:
    """A kept file's bytes as a statement. The cache is by what the file says, so no home sees another's."""
    kept: dict[str, Any] = unsealed(content)
    retrieved = kept.pop("retrieved_time")
    tariffs = tuple(DuosTariffRow(**row) for row in kept.pop("tariffs"))
    bands = tuple(DuosTimeBandRow(**row) for row in kept.pop("time_bands"))
    warnings = tuple(kept.pop("warnings", ()))
    statement = DuosStatement(tariffs=tariffs, time_bands=bands, warnings=warnings, **kept)
    return Imported(statement, retrieved)


DUOS: Final = ImportedKind("duos", "rates", "rates/duos/[!.]*.json", "Import the workbook again", _statement_of)
