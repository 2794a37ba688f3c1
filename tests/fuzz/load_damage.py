"""Ways in which a load file is damaged on its way, or is another file than it looks; each with what is then true.

A layout's file is written for one day or three, damaged once or twice, and read. Every half-hour of such a file has a
value of its own, so a value that is read in another's place shows. Left out, because nothing in a file could give
it away: one plausible date or value for another.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from tests.sources.load_layouts import LAYOUTS, Layout, value

__all__ = ["DAMAGES", "Damaged", "damaged_file"]

DAYS: Final = (date(2024, 5, 13), date(2024, 3, 31), date(2024, 10, 27), date(2024, 7, 2), date(2024, 12, 31))
FACTORS: Final = {"MWh": 1000.0, "Wh": 0.001, "kW": 0.5, "MW": 500.0}
NO_LOAD: Final = ("kVArh", "Export kWh", "Gas kWh", "Solar generation kWh", "cumulative kWh", "GWh")
ORDERED: Final = ("D0036", "D0275", "DF2")
Rows = list[list[str]]


@dataclass(frozen=True)
class Damaged:
    """A damaged file.

    Attributes:
        layout: What it was.
        days: The days in it.
        damage: What was done, in the order in which it was done.
        rows: Its cells.
        separator: Between them.
        content: Its bytes.
        said: What the caller says of it.
        factor: What a printed value is worth beside the layout's own [1].
        is_no_load: Whether nothing in it is the import of electricity.
    """

    layout: Layout
    days: tuple[date, ...]
    damage: tuple[str, ...]
    rows: Rows
    separator: str
    content: bytes
    said: dict[str, Any] = field(default_factory=dict)
    factor: float = 1.0
    is_no_load: bool = False

    @property
    def cuts(self) -> int:
        """How many values may have lost some of their digits, which no reader could know."""
        return sum(
            damage in (cut_off.__name__, with_a_stray_byte.__name__, without_a_byte.__name__)
            for damage in self.damage
        )

    def is_true(self, at: date, period: int, kwh: float) -> bool:
        """Whether a half-hour has the energy that the file gives it."""
        return not self.is_no_load and abs(kwh - self.factor * value(at, period)) < 1e-6 * max(1.0, self.factor)

    def is_of_another_day(self, at: date, period: int, kwh: float) -> bool:
        """Whether a half-hour is one of the file's, on a date that the file does not have.

        A date that lost a digit (31 December, now 3 December) may be another good date: no reader could know.
        """
        lost = without_a_byte.__name__ in self.damage and at not in self.days
        return lost and any(abs(kwh - self.factor * value(day, period)) < 1e-6 for day in self.days)


def damaged_file(luck: random.Random) -> Damaged:
    """A file of a random layout with one damage, or two."""
    layout = luck.choice(LAYOUTS)
    first = luck.choice(DAYS)
    count = luck.choice((1, 1, 3)) if layout.table_name not in ORDERED else 1
    days = tuple(first + timedelta(days=i) for i in range(count))
    separator = "|" if layout.table_name in ORDERED[:2] else ","
    in_order = days[::-1] if "newest first" in layout.variation else days
    texts = [list(csv.reader(io.StringIO(layout.write(day)), delimiter=separator)) for day in in_order]
    rows = texts[0] + [row for more in texts[1:] for row in more[1:]]
    made = Damaged(layout, days, (), rows, separator, b"", dict(layout.said))
    known = [each for each in DAMAGES if layout.table_name not in ORDERED or each not in UNORDERED]
    chosen = luck.choices(known, k=luck.choice((1, 1, 2)))
    if any(damage in (of_another_unit, of_another_quantity) for damage in chosen):
        chosen = chosen[:1]
    # Columns that moved in a file without titles are one plausible value for another.
    if {"lose_a_row", "move_a_column"} <= {damage.__name__ for damage in chosen}:
        chosen = chosen[:1]
    for damage in chosen:
        made = damage(made, luck)
        made = replace(made, damage=(*made.damage, damage.__name__))
    if not made.content:
        made = replace(made, content=text_of(made).encode())
    if made.said and luck.random() < 0.2:
        kept = {key: said for key, said in made.said.items() if key != luck.choice(sorted(made.said))}
        made = replace(made, said=kept)
    return made


def text_of(made: Damaged, **form: Any) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=made.separator, **form).writerows(made.rows)
    return out.getvalue()


def _on_rows(change: Callable[[Rows, random.Random], None]) -> Callable[[Damaged, random.Random], Damaged]:
    def damage(made: Damaged, luck: random.Random) -> Damaged:
        rows = [list(row) for row in made.rows]
        if rows and all(rows):
            change(rows, luck)
        return replace(made, rows=rows, content=b"")

    damage.__name__ = change.__name__
    return damage


def lose_a_row(rows: Rows, luck: random.Random) -> None:
    rows.pop(luck.randrange(len(rows)))


def repeat_a_row(rows: Rows, luck: random.Random) -> None:
    rows.insert(luck.randrange(len(rows)), list(luck.choice(rows)))


def lose_a_column(rows: Rows, luck: random.Random) -> None:
    column = luck.randrange(max(map(len, rows)))
    for row in rows:
        if column < len(row):
            row.pop(column)


def lose_a_cell(rows: Rows, luck: random.Random) -> None:
    row = luck.choice(rows)
    row.pop(luck.randrange(len(row)))


def spoil_a_cell(rows: Rows, luck: random.Random) -> None:
    row = luck.choice(rows)
    row[luck.randrange(len(row))] = luck.choice(
        [
            "",
            "x",
            "#REF!",
            "n/a",
            "1e999",
            "é",
            "-",
            "NaN",
            '"',
            "A",
            "E",
            "kWh",
            "Gas",
            "99999999",
            "25:00",
            "0x1F",
        ]
    )


def swap_rows(rows: Rows, luck: random.Random) -> None:
    one, other = luck.randrange(len(rows)), luck.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]


def move_a_column(rows: Rows, luck: random.Random) -> None:
    width = min(map(len, rows))
    come, go = luck.randrange(width), luck.randrange(width)
    for row in rows:
        row.insert(go, row.pop(come))


def shift_the_titles(rows: Rows, luck: random.Random) -> None:
    rows[0].insert(luck.randrange(len(rows[0])), luck.choice(["", "Note"]))


def add_lines_above(rows: Rows, luck: random.Random) -> None:
    rows.insert(
        0,
        luck.choice(
            [
                ["Report", "Mill"],
                ["From", "01/05/2024", "To", "31/05/2024"],
                ["Total kWh"],
                ["Site", "Mill", "13/05/2024 00:00:00"],
                ["Generated 13/05/2024 09:30"],
            ]
        ),
    )


def add_a_column(rows: Rows, luck: random.Random) -> None:
    at = luck.randrange(min(map(len, rows)) + 1)
    title = luck.choice(["Note", "Day total", "Site", "Cost", "", "Temp C", "Max kVA"])
    cell = luck.choice(["note", "7", "Active", "x1", "12", "A", "00:30", "12.5", ""])
    for number, row in enumerate(rows):
        row.insert(at, cell if number else title)


def add_a_total(rows: Rows, luck: random.Random) -> None:
    rows.append([luck.choice(["Total", "", "Grand total", "End of report"]), *[""] * (len(rows[0]) - 2), "1234.5"])


def make_negative(rows: Rows, luck: random.Random) -> None:
    row = luck.choice(rows)
    at = luck.randrange(len(row))
    row[at] = "-" + row[at]


def add_empty_rows(rows: Rows, luck: random.Random) -> None:
    rows.insert(luck.randrange(len(rows)), [""] * len(rows[0]))


def shuffle_rows(rows: Rows, luck: random.Random) -> None:
    body = rows[1:]
    luck.shuffle(body)
    rows[1:] = body


def lose_a_title(rows: Rows, luck: random.Random) -> None:
    rows[0][luck.randrange(len(rows[0]))] = ""


def rename_a_title(rows: Rows, luck: random.Random) -> None:
    rows[0][luck.randrange(len(rows[0]))] = luck.choice(
        ["HH5", "00:30", "Date", "Export", "Total", "MPAN", "Start", "Reading", "Status", "HH49", "24:00"]
    )


def repeat_the_titles(rows: Rows, luck: random.Random) -> None:
    rows.insert(luck.randrange(len(rows)) + 1, list(rows[0]))


def of_another_unit(made: Damaged, luck: random.Random) -> Damaged:
    """The values are those of another unit, and the titles say so."""
    unit = luck.choice(sorted(FACTORS))
    return _retitled(made, unit, factor=FACTORS[unit])


def of_another_quantity(made: Damaged, luck: random.Random) -> Damaged:
    """The values are no import of electricity, and the titles say so."""
    return _retitled(made, luck.choice(NO_LOAD), is_no_load=True)


def _retitled(made: Damaged, word: str, factor: float = 1.0, *, is_no_load: bool = False) -> Damaged:
    titles = made.rows[0] if made.rows else []
    at = [i for i, title in enumerate(titles) if "kwh" in title.casefold()]
    if not at or made.factor != 1.0 or made.is_no_load or any(title in FACTORS for title in titles):
        return made
    rows = [list(row) for row in made.rows]
    for i in at:
        rows[0][i] = _instead(titles[i], word)
    return replace(made, rows=rows, content=b"", factor=factor, is_no_load=is_no_load)


def _instead(title: str, word: str) -> str:
    start = title.casefold().index("kwh")
    return title[:start] + word + title[start + len("kwh") :]


def in_another_encoding(made: Damaged, luck: random.Random) -> Damaged:
    text = text_of(made)
    encoding = luck.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp437"])
    return replace(made, content=text.encode(encoding, "replace"))


def with_another_separator(made: Damaged, luck: random.Random) -> Damaged:
    mark = luck.choice([";", "\t", "|", ","])
    text = text_of(replace(made, separator=mark), quoting=luck.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    head = luck.choice(["", f"sep={mark}\r\n"])
    return replace(made, content=(head + text).encode())


def with_other_line_ends(made: Damaged, luck: random.Random) -> Damaged:
    return replace(
        made, content=text_of(made).replace("\r\n", luck.choice(["\n", "\r", "\r\r\n", "\n\n"])).encode()
    )


def cut_off(made: Damaged, luck: random.Random) -> Damaged:
    content = made.content or text_of(made).encode()
    return replace(made, content=content[: luck.randrange(len(content)) + 1] or b" ")


def with_a_stray_byte(made: Damaged, luck: random.Random) -> Damaged:
    content = made.content or text_of(made).encode()
    at = luck.randrange(len(content) + 1)
    stray = luck.choice([b"\0", b'"', b",", b"\n", b"\r", b";", b"\t", b"\xff", b"|", b" ", b"\xc2\xa0", b"'"])
    return replace(made, content=content[:at] + stray + content[at:])


def without_a_byte(made: Damaged, luck: random.Random) -> Damaged:
    content = made.content or text_of(made).encode()
    at = luck.randrange(len(content))
    return replace(made, content=content[:at] + content[at + 1 :] or b" ")


CELLS: Final = tuple(
    map(
        _on_rows,
        (
            lose_a_row,
            repeat_a_row,
            lose_a_column,
            lose_a_cell,
            spoil_a_cell,
            swap_rows,
            move_a_column,
            shift_the_titles,
            add_lines_above,
            add_a_column,
            add_a_total,
            make_negative,
            add_empty_rows,
            shuffle_rows,
            lose_a_title,
            rename_a_title,
            repeat_the_titles,
        ),
    )
)
DAMAGES: Final = (
    *CELLS,
    of_another_unit,
    of_another_quantity,
    in_another_encoding,
    with_another_separator,
    with_other_line_ends,
    cut_off,
    with_a_stray_byte,
    without_a_byte,
)
UNORDERED: Final = tuple(
    damage for damage in CELLS if damage.__name__ in ("shuffle_rows", "swap_rows", "repeat_a_row", "lose_a_row")
)
"""The order of a data flow's lines is its half-hours: another order is another file."""
