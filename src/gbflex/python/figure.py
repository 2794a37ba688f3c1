"""A matplotlib figure that a notebook shows by itself; imported only where a picture is drawn."""

from __future__ import annotations

import io

from matplotlib.figure import Figure

__all__ = ["NotebookFigure"]


class NotebookFigure(Figure):
    """A figure made without pyplot, which keeps every figure and shares settings with the whole process."""

    def _repr_png_(self) -> bytes:
        held = io.BytesIO()
        self.savefig(held, format="png")
        return held.getvalue()
