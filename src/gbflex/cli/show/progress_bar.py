"""A bar on standard error with the share of the work that is done; it is gone when the answer is printed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Column

from gbflex import progress
from gbflex.cli.show.letters import shown

__all__ = ["progress_bar"]


@contextlib.contextmanager
def progress_bar(console: Console) -> Iterator[progress.Progress]:
    """A function that moves the bar.

    Args:
        console: Where it is drawn.

    Yields:
        Called with a sentence as each step begins; one without a share leaves the bar where it is.
    """
    whole = Column(no_wrap=True, min_width=5)
    columns = (
        BarColumn(bar_width=12),
        TaskProgressColumn(text_format="{task.percentage:>3.0f} %", markup=False, table_column=whole),
        TextColumn(
            "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="crop", ratio=1)
        ),
    )
    with Progress(*columns, console=console, transient=True, expand=True) as bar:
        task = bar.add_task("Starting", total=1.0)

        def say(text: str) -> None:
            share = text.share if isinstance(text, progress.Step) else None
            bar.update(task, description=shown(text), completed=share)

        yield say
