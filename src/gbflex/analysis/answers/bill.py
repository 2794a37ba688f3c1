"""`gbflex site bill`: what a site's demand costs, with nothing dispatched."""

from __future__ import annotations

from typing import Annotated

from gbflex.analysis.answers.common import OfSite, Priced, Span, Warned
from gbflex.analysis.answers.lines import DuosDocument, LineRow
from gbflex.analysis.answers.shape import Key

__all__ = ["BillAnswer"]


class BillAnswer(OfSite, Span, Priced, Warned):
    """What a site's demand costs over a span, line by line, with nothing dispatched and without the PPA."""

    import_mwh: Annotated[float, Key("Import", "Energy imported, AC at the meter", decimals=1)]
    lines: Annotated[list[LineRow], Key("Lines", "A row for each line and time band")]
    total_gbp: Annotated[float, Key("Total", "Sum of all lines; negative is a cost")]
    duos_documents: Annotated[
        list[DuosDocument], Key("DUoS tariffs", "The tariffs behind the DUoS lines, in full")
    ]
