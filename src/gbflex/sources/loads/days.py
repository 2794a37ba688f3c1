"""A day in a row: 48 or 50 columns of half-hours, with the columns of flags that belong to them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.periods import FIRST_DATE, HALF_HOUR_MINUTES, LAST_DATE, period_count
from gbflex.sources.loads.cells import day_of, number_of
from gbflex.sources.loads.choice import GIVE_IMPORT, SAY_GAS
from gbflex.sources.loads.columns import About, describe
from gbflex.sources.loads.layouts import FEWEST_SLOTS, HALF_HOURS, Slots, slot_of
from gbflex.sources.loads.parsed import Cell, Label, Parsed, SetAside
from gbflex.sources.loads.questions import NotSaid, Question
from gbflex.sources.loads.table import Table, padded, short_row, unused
from gbflex.sources.loads.words import (
    FLAG_TITLE,
    NAMES,
    Fuel,
    Quantity,
    flag_is_actual,
    plain,
    quantity_of_title,
    said_clocks,
)

__all__ = ["read_days"]

DAY_SLOTS: Final = (48, 50)
DST_PLACES: Final = (HALF_HOURS + 1, HALF_HOURS + 2)
DATES_WEIGHED: Final = 50
DATE_TITLE: Final = re.compile(r"\bdate|date(?:time)?\b|^day$")


class _Block(NamedTuple):
    """Columns of one quantity through the day."""

    words: str
    positions: list[int]
    places: list[int]


class _Columns(NamedTuple):
    """Positions of a day's cells, and what the columns beside them say."""

    values: list[int]
    flags: list[int]
    date: int
    about: About
    quantity: Quantity


def read_days(table: Table, layout: Slots, wanted: str | None, fuel: Fuel) -> Parsed:
    """The cells of a file with a day in a row.

    Args:
        table: The table.
        layout: How its titles show the half-hours.
        wanted: The block that the caller asks for, where titles do not tell them apart.
        fuel: What is read.

    Raises:
        BrokenFile: The columns are not one day of half-hours, or no import of electricity.
        NotSaid: Several blocks could be the load.
    """
    names = [plain(title) for title in table.titles]
    blocks, flags = _blocks(names, layout, table)
    block, quantity = _load_block(blocks, wanted, fuel)
    label = _label(block, layout, names)
    slots = {i for each in [*blocks, *flags] for i in each.positions}
    date_column = _date_column(table, names, slots)
    _refuse_untitled(block, table)
    flag_columns = _flag_columns(block, blocks, flags, names)
    is_clock = layout.by_clock and (len(block.places) == HALF_HOURS or "dst" in names[block.positions[-1]])
    parsed = Parsed(
        f"a day in a row, titled {table.titles[block.positions[0]]} to {table.titles[block.positions[-1]]}",
        "clock columns" if is_clock else "periods",
        [*(table.titles[i] for i in block.positions), block.words],
        said=[*_other_titles(table, blocks), *table.above],
        clocks=said_clocks([table.titles[date_column]]),
        label=label if is_clock else None,
    )
    about = describe(table, {date_column, *flag_columns, *slots})
    columns = _Columns(block.positions, flag_columns, date_column, about, quantity)
    spare = unused(table, set(range(len(names))) - slots)
    for line, row in zip(table.line, table.rows, strict=True):
        _refuse_short(line, row, columns, spare, width=len(names), by_clock=is_clock)
        _read_row(line, padded(row, table, line), columns, parsed)
    return parsed


def _refuse_short(
    line: int, row: list[str], columns: _Columns, spare: set[int], *, width: int, by_clock: bool
) -> None:
    """Refuse a row that has lost a cell: its half-hours stand under the titles of others.

    A writer that leaves out the empty cells at the end of a row leaves out all of them.
    """
    lacking = set(range(len(row), width))
    day = day_of(row[columns.date]) if columns.date < len(row) else None
    if not lacking or day is None or not FIRST_DATE <= day <= LAST_DATE:
        return
    count = HALF_HOURS if by_clock else period_count(day)
    beyond = {*columns.values[count:], *columns.flags[count:]}
    if row[-1] == "" or not lacking <= beyond | spare:
        raise short_row(row, width, line)


def _read_row(line: int, row: list[str], columns: _Columns, parsed: Parsed) -> None:
    day = day_of(row[columns.date])
    if day is None or not FIRST_DATE <= day <= LAST_DATE:
        parsed.set_aside.append(SetAside(line, f"{row[columns.date]!r} is no date of the calendar"))
        return
    said = columns.about.said(row)
    for number, position in enumerate(columns.values):
        flag, is_actual = said.flag, said.is_actual
        if columns.flags and row[columns.flags[number]]:
            flag = row[columns.flags[number]]
            is_actual = flag_is_actual(flag)
        parsed.cells.append(
            Cell(
                line,
                day,
                number * HALF_HOUR_MINUTES,
                number_of(row[position]),
                meter=said.meter,
                quantity=said.quantity or columns.quantity,
                unit=said.unit,
                flag=flag,
                is_actual=is_actual,
            )
        )


def _blocks(names: list[str], layout: Slots, table: Table) -> tuple[list[_Block], list[_Block]]:
    """Blocks of values and of flags; a place that comes again begins another block."""
    by_words: dict[str, list[_Block]] = defaultdict(list)
    extra: list[tuple[int, int]] = []
    for position, name in enumerate(names):
        slot = slot_of(name, layout)
        if slot is None:
            continue
        if slot.words == "dst":
            extra.append((position, slot.place))
            continue
        runs = by_words[slot.words]
        if not runs or slot.place in runs[-1].places:
            runs.append(_Block(f"{slot.words} {plain(table.groups[position])}".strip(), [], []))
        runs[-1].positions.append(position)
        runs[-1].places.append(slot.place)
    whole = [block for runs in by_words.values() for block in runs if len(block.places) >= FEWEST_SLOTS]
    values = [block for block in whole if not FLAG_TITLE.search(block.words)]
    if len(values) == 1:
        values[0].positions.extend(position for position, _ in extra)
        values[0].places.extend(place for _, place in extra)
    return values, [block for block in whole if FLAG_TITLE.search(block.words)]


def _load_block(blocks: list[_Block], wanted: str | None, fuel: Fuel) -> tuple[_Block, Quantity]:
    named = [(block, quantity_of_title(block.words)) for block in blocks]
    wanted_words = {"gas"} if fuel == "gas" and any(quantity == "gas" for _, quantity in named) else {"AI", ""}
    possible = [(block, quantity) for block, quantity in named if quantity in wanted_words]
    said = [(block, quantity) for block, quantity in possible if quantity == "AI"]
    found = said if len(said) == 1 else possible
    if len(found) > 1 and wanted in {f"block-{number}" for number in range(1, len(blocks) + 1)}:
        return blocks[int(str(wanted).removeprefix("block-")) - 1], "AI"
    if len(found) > 1:
        numbered = {f"block-{number}": block for number, block in enumerate(blocks, start=1)}
        raise NotSaid(
            Question(
                "quantity",
                f"which of its {len(found)} blocks of half-hours is the load",
                tuple(numbered),
                ", ".join(f"{name} ({block.words or 'no words'})" for name, block in numbered.items()),
            )
        )
    if not found:
        held = ", ".join(sorted({NAMES[quantity] for _, quantity in named})) or "nothing but flags"
        raise BrokenFile(
            f"the columns hold {held}, no import of electricity",
            next_step=GIVE_IMPORT if NAMES["gas"] not in held else SAY_GAS,
        )
    return found[0]


def _label(block: _Block, layout: Slots, names: list[str]) -> Label:
    """What the titles mark; columns that continue after 24:00 or are titled DST are the half-hours 49 and 50."""
    first = block.places[0] if layout.by_clock and not layout.is_span else 0
    places = [HALF_HOURS if first and place == 0 else place for place in block.places]
    whole = [list(range(first, first + length)) for length in DAY_SLOTS]
    if places not in (*whole, [*whole[0], *DST_PLACES]) or first > 1:
        raise BrokenFile(
            f"{len(places)} columns of half-hours are not one day of them",
            available=", ".join(names),
            next_step="Titles run from 1 to 48 or 50, from 00:00 to 23:30 (starts) or from 00:30 to 24:00 (ends)",
        )
    return "end" if first else "start"


def _date_column(table: Table, names: list[str], taken: set[int]) -> int:
    sample = table.rows[:DATES_WEIGHED]
    held = {
        i: sum(1 for row in sample if i < len(row) and day_of(row[i])) for i in range(len(names)) if i not in taken
    }
    titled = [i for i in held if DATE_TITLE.search(names[i])]
    # Totals and repeated titles have no date; a column that is titled so may have few.
    dated = [i for i, count in held.items() if count * 2 >= len(sample)] or [i for i in titled if held[i]]
    found = [i for i in dated if i in titled] if len(dated) > 1 or titled else dated
    if len(found) != 1:
        raise BrokenFile(
            f"{len(found) or 'no'} date columns stand beside the half-hours",
            available=", ".join(table.titles),
            next_step="Title one column date",
        )
    return found[0]


def _refuse_untitled(block: _Block, table: Table) -> None:
    """Values under no title beside the half-hours, or titles beyond every row: the two do not belong together."""
    if all(len(row) <= block.positions[HALF_HOURS - 1] for row in table.rows):
        raise BrokenFile(
            f"the titles have {len(table.titles)} cells and no row has more than {max(map(len, table.rows))}",
            next_step="Take the separator out of the title that holds one",
        )
    for i in range(min(block.positions) - 1, min(max(block.positions) + 2, len(table.titles))):
        cells = [] if table.titles[i] else [row[i] for row in table.rows if i < len(row)]
        if any(isinstance(number_of(cell), float) for cell in cells):
            raise BrokenFile(
                f"column {i + 1} holds values and has no title, among the half-hours",
                available=", ".join(title for title in table.titles if title),
                next_step="Give each column its title, or take the column out",
            )


def _flag_columns(block: _Block, blocks: list[_Block], flags: list[_Block], names: list[str]) -> list[int]:
    """The column of flags of each half-hour: a block of its own, or beside each value."""
    if flags:
        flag = flags[blocks.index(block)] if len(flags) == len(blocks) else flags[0]
        return flag.positions if len(flag.positions) == len(block.positions) else []
    for step in (1, -1):
        beside = [position + step for position in block.positions]
        if all(0 <= i < len(names) and FLAG_TITLE.search(names[i]) for i in beside):
            return beside
    return []


def _other_titles(table: Table, blocks: list[_Block]) -> list[str]:
    """Titles beside the half-hours that may name their unit, as "Consumption (kWh)" of the day does."""
    taken = {i for block in blocks for i in block.positions}
    return [
        title for i, title in enumerate(table.titles) if i not in taken and quantity_of_title(title) in ("AI", "")
    ]
