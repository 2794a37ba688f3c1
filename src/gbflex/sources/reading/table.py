"""A payload as rows of its table: columns by layout, impossible rows set aside, what changed reported by name.

It is read a piece at a time. Rows that say something of each other (of one key, or of one acceptance) are brought
together again before they are compared, so that what comes out does not depend on the pieces.
"""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from gbflex.content import Content
from gbflex.errors import BrokenFile
from gbflex.observations import POLARS_TYPES, Parsed, Rows
from gbflex.sources.reading.groups import Groups
from gbflex.sources.reading.layout import Layout, is_undecided, layout_of, publishers_names
from gbflex.sources.reading.payload import Payload, read_payload
from gbflex.sources.reading.rules import PUBLISHED, ROW, Rules
from gbflex.sources.reading.scan import Scan
from gbflex.spill import Spill

__all__ = ["read_table"]


def read_table(content: Content, *, file: str, rules: Rules, said: Mapping[str, str], spill: Spill) -> Parsed:
    """A payload as rows of its table; however large it is, only a part of it is in memory.

    Args:
        content: What came.
        file: Name for messages.
        rules: How its rows are read.
        said: Values that only the request names, by column.
        spill: Where rows that do not fit are put by.

    Raises:
        BrokenFile: It is not what the publisher documents; the field, row and column are named.
    """
    payloads = read_payload(content, file)
    begun = [next(payloads)]
    if not begun[0].frame.columns:
        return Parsed(Rows.of(pl.DataFrame(schema=rules.types), rules.table), "no rows")
    try:
        layout = _layout(begun, payloads, rules)
    except BrokenFile:
        # Damage further down is said first.
        collections.deque(payloads, maxlen=0)
        raise
    scan, groups = Scan(begun[0], layout, rules, said), Groups(rules.together, spill.another())
    for payload in itertools.chain(begun, payloads):
        groups.add(scan.rows(payload))
    scan.refuse()
    check, rows = _Check(scan), Rows(rules.table, spill)
    for group in groups.each():
        rows.add(check.rows(group))
    _refuse_most_aside(scan)
    notes = (f"{check.amended} rows gave way to their amendment",) if check.amended else ()
    return Parsed(
        rows,
        layout.name,
        duplicates=check.duplicates,
        other_rows=scan.rows_that_came - scan.own_rows,
        set_aside=scan.set_aside.listed(),
        drift=scan.drift(),
        notes=(*notes, layout.note) if layout.note else notes,
    )


def _layout(begun: list[Payload], payloads: Iterator[Payload], rules: Rules) -> Layout:
    """The layout of a payload; more of it is read where its beginning leaves open which."""
    file, dataset = begun[0].file, rules.table.name
    names = publishers_names(begun[0].frame.columns, rules.layouts)
    samples = begun[0].renamed(names).samples()
    while is_undecided(samples, rules.layouts) and (more := next(payloads, None)):
        begun.append(more)
        further = more.renamed(names).samples()
        samples = {name: sample or further[name] for name, sample in samples.items()}
    layout = layout_of(samples, rules.layouts, dataset=dataset, file=file)
    foreign = layout.foreign & samples.keys()
    if foreign:
        raise BrokenFile(
            f"the field {min(foreign)} belongs to another dataset than {dataset}",
            where=file,
            next_step="Import it under the dataset that has this field",
        )
    return layout


def _refuse_most_aside(scan: Scan) -> None:
    gone = scan.set_aside.listed()
    lost = sum(one.rows for one in gone)
    if lost > scan.own_rows / 2:
        worst = max(gone, key=lambda one: one.rows)
        raise BrokenFile(
            f"{lost} of {scan.own_rows} rows cannot be used: {worst.reason}",
            where=worst.first,
            next_step="Check that it is of this dataset; up to half of a file's rows may be set aside",
        )


class _Check:
    """Checks groups of rows and counts what it finds.

    Args:
        scan: Where they come from.

    Attributes:
        amended: Rows that gave way to their amendment.
        duplicates: Rows that said the same again.
    """

    def __init__(self, scan: Scan) -> None:
        self.rules, self.set_aside, self.at = scan.rules, scan.set_aside, scan.first.at
        self.amended = self.duplicates = 0

    def rows(self, group: pl.DataFrame) -> pl.DataFrame:
        """The rows of a group that stand.

        Args:
            group: Finished rows.
        """
        return self._once(self._amended(self._plausible(self.rules.relate(group))))

    def _plausible(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows without a number that cannot be true; the others are set aside."""
        for column in self.rules.columns:
            if column.name not in frame.columns:
                frame = frame.with_columns(pl.lit(None, dtype=POLARS_TYPES[column.kind]).alias(column.name))
        wrong = np.zeros(len(frame), dtype=bool)
        for number, column in enumerate(self.rules.table.schema.columns):
            if column.kind not in ("integer", "number"):
                continue
            values = frame[column.name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
            found = np.flatnonzero(column.impossible(values) & ~wrong)
            if len(found):
                value, row = values[found[0]], int(frame[ROW][int(found[0])])
                limits = (
                    f"{column.low:g} to {column.high:g}"
                    if column.low is not None and column.high is not None
                    else ""
                )
                reason = f"{column.name} cannot be {value:g}" + (
                    f", only {limits} {column.unit}".rstrip() if limits else ""
                )
                self.set_aside.add((1, number), reason, len(found), first_row=row, where=self.at(row))
                wrong[found] = True
        return frame.filter(~pl.Series(wrong)) if wrong.any() else frame

    def _amended(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows that no other row of their key amends."""
        table = self.rules.table
        if table.prefer is None or not frame.select(table.key).is_duplicated().any():
            return frame
        rank = frame.select(table.prefer.alias("rank"))["rank"]
        highest = frame.select(table.key).with_columns(rank).select(pl.col("rank").max().over(table.key))["rank"]
        standing = frame.filter(rank == highest)
        self.amended += len(frame) - len(standing)
        return standing

    def _once(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Each row once, in the order in which they came; two that contradict each other are both set aside."""
        table, names = self.rules.table, list(self.rules.types)
        key = [*table.key, PUBLISHED.name]
        # Different hashes are different keys; the other way round is looked at more closely.
        if frame.select(key).hash_rows().n_unique() == len(frame):
            return frame.select(names)
        once = frame.unique(subset=names, keep="first", maintain_order=True)
        at_odds = once.filter(once.select(key).is_duplicated())
        if len(at_odds):
            reason, row = f"two rows of one {', '.join(table.key)} contradict each other", int(at_odds[ROW][0])
            self.set_aside.add((2, 0), reason, len(at_odds), first_row=row, where=self.at(row))
        self.duplicates += len(frame) - len(once)
        return once.filter(~once.select(key).is_duplicated()).select(names)
