"""Ways in which a publisher's file is damaged, or comes in another form, and what a reader of its own finds in it.

The reader shares nothing with gbflex: Python's csv and json, names without capitals, a row taken only where it has
as many cells as the header. What gbflex accepts must stand in one of its rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import polars as pl

from gbflex.periods import period_count
from gbflex.sources.dataset import Dataset
from gbflex.sources.reading.layout import Layout
from gbflex.sources.registry import DATASETS
from tests.registries.test_every_dataset import Row, as_json, columns_of, row_of

__all__ = ["Sent", "contradicted", "damaged_payload"]

DAYS: Final = (date(2024, 3, 31), date(2024, 10, 27), date(2024, 5, 13))
UNREADABLE: Final = "unreadable"
INSTANTS: Final = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z")
ODD: Final = (
    None, "", "x", "n/a", "1e999", "12,5", "1,234.5", "NaN", "Infinity", "-", "#REF!", "£70", "70 GBP", "99999999",
    "0x1F", "1_000", "٣", "\u2212 5", True, "2024-13-45", "51", "0", "3.7", "05/13/2024", "2024-05-13T00:30:00+05:00",
)  # fmt: skip
ISO_DATE: Final = re.compile(r"20\d\d-(?:0\d|1[0-2])-[0-2]\d")
TITLE_ENDS: Final = (" (p/kWh)", "_gbp_per_kwh", " (kW)", "2", " ", "\u00a0", "s")
Cells = list[list[str]]


@dataclass(frozen=True)
class Sent:
    """A payload.

    Attributes:
        dataset: Whose it is.
        layout: Its form.
        rows: Its rows under the publisher's names.
        damage: What was done.
        content: Its bytes.
    """

    dataset: Dataset
    layout: Layout
    rows: list[Row]
    damage: tuple[str, ...] = ()
    content: bytes = b""


def damaged_payload(luck: random.Random) -> Sent:
    """A payload of a random dataset and layout, as JSON or CSV, damaged once or twice."""
    dataset = luck.choice(DATASETS)
    layout = luck.choice(dataset.layouts)
    rows = _rows(dataset, layout, luck)
    changed = []
    for change in luck.choices(ROWS, k=luck.choice((0, 1, 1, 2))):
        change(rows, luck)
        changed.append(change.__name__)
    is_json = not layout.picks and luck.random() < 0.45
    content = as_json(rows) if is_json else _csv(rows, layout, luck)
    for spoil in luck.choices(BYTES, k=0 if changed and luck.random() < 0.7 else 1):
        content = spoil(content, luck)
        changed.append(spoil.__name__)
    return Sent(dataset, layout, rows, tuple(changed), content)


def _rows(dataset: Dataset, layout: Layout, luck: random.Random) -> list[Row]:
    """Half-hours of a day around the place where the clock changes, each with numbers of its own."""
    known = columns_of(dataset)
    day = luck.choice(DAYS)
    first = luck.choice((1, 3, period_count(day) - 6))
    rows = []
    for n in range(6):
        on = day + timedelta(days=n) if "gas_day" in layout.columns.values() else day
        row = row_of(dataset, layout, on, 1 + n if on != day else first + n)
        for name, ours in layout.columns.items():
            if known[ours].kind == "number" and ours != "transmission_loss_multiplier":
                row[name] = round(0.01 + n + luck.random(), 2)
            if ours in ("bm_unit", "national_grid_bm_unit", "elexon_bm_unit"):
                row[name] = f"T_{n}"
        rows.append({**row, **layout.says})
    return rows


def _csv(rows: list[Row], layout: Layout, luck: random.Random) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=luck.choice(("\n", "\r\n")))
    is_insights = layout.name.startswith("Elexon Insights") and luck.random() < 0.5
    writer.writerow([name[:1].upper() + name[1:] if is_insights else name for name in names])
    writer.writerows([["" if row.get(name) is None else row.get(name) for name in names] for row in rows])
    return out.getvalue().encode()


def lose_a_row(rows: list[Row], luck: random.Random) -> None:
    rows.pop(luck.randrange(len(rows)))


def repeat_a_row(rows: list[Row], luck: random.Random) -> None:
    rows.append(dict(luck.choice(rows)))


def contradict_a_row(rows: list[Row], luck: random.Random) -> None:
    row = dict(luck.choice(rows))
    numbers = [name for name, value in row.items() if isinstance(value, float)]
    if numbers:
        row[luck.choice(numbers)] += 1.5
        rows.insert(luck.randrange(len(rows)), row)


def lose_a_field(rows: list[Row], luck: random.Random) -> None:
    name = luck.choice(list(rows[0]))
    for row in luck.choice((rows, [luck.choice(rows)])):
        row.pop(name, None)


def spoil_a_value(rows: list[Row], luck: random.Random) -> None:
    row = luck.choice(rows)
    row[luck.choice(list(row))] = luck.choice(ODD)


def rename_a_field(rows: list[Row], luck: random.Random) -> None:
    name, end = luck.choice(list(rows[0])), luck.choice(TITLE_ENDS)
    for row in rows:
        if name in row:
            row[name + end] = row.pop(name)


def swap_two_fields(rows: list[Row], luck: random.Random) -> None:
    one, other = luck.choices(list(rows[0]), k=2)
    for row in rows:
        row[one], row[other] = row.get(other), row.get(one)


def shuffle_rows(rows: list[Row], luck: random.Random) -> None:
    luck.shuffle(rows)


def shuffle_fields(rows: list[Row], luck: random.Random) -> None:
    names = luck.sample(list(rows[0]), len(rows[0]))
    rows[:] = [{name: row.get(name) for name in names} for row in rows]


def add_a_field(rows: list[Row], luck: random.Random) -> None:
    name, value = luck.choice([("note", "x"), ("price2", 1.0), ("", "y"), ("SettlementDATE", "2020-01-01")])
    for row in rows:
        row[name] = value


def write_dates_otherwise(rows: list[Row], luck: random.Random) -> None:
    form = luck.choice(["%d/%m/%Y", "%m/%d/%Y", "%d-%b-%y", "%Y%m%d", "%Y-%m-%dT00:00:00", "%Y-%m-%d 00:00:00"])
    for row in rows:
        for name, value in row.items():
            if ISO_DATE.fullmatch(str(value)):
                row[name] = f"{date.fromisoformat(value):{form}}"


ROWS: Final[tuple[Callable[[list[Row], random.Random], None], ...]] = (
    lose_a_row,
    repeat_a_row,
    contradict_a_row,
    lose_a_field,
    spoil_a_value,
    spoil_a_value,
    rename_a_field,
    swap_two_fields,
    shuffle_rows,
    shuffle_fields,
    add_a_field,
    write_dates_otherwise,
)


def cut_off(content: bytes, luck: random.Random) -> bytes:
    return content[: luck.randrange(len(content)) + 1]


def with_a_stray_byte(content: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(content) + 1)
    stray = luck.choice([b"\0", b'"', b",", b"\n", b"\r", b";", b"\xff", b"1", b".", b"-", b" ", b"}", b"'"])
    return content[:at] + stray + content[at:]


def without_a_byte(content: bytes, luck: random.Random) -> bytes:
    at = luck.randrange(len(content))
    return content[:at] + content[at + 1 :]


def in_another_encoding(content: bytes, luck: random.Random) -> bytes:
    return content.decode("utf-8", "replace").encode(luck.choice(["utf-8-sig", "utf-16", "utf-16-le"]))


def with_another_separator(content: bytes, luck: random.Random) -> bytes:
    return content.replace(b",", luck.choice([b";", b"\t", b"|", b",,"]))


def packed(content: bytes, luck: random.Random) -> bytes:
    whole = gzip.compress(content)
    return whole if luck.random() < 0.5 else whole[: luck.randrange(len(whole)) + 1]


def with_lines_above(content: bytes, luck: random.Random) -> bytes:
    return luck.choice([b"sep=,\n", b"Report,Prices\n", b"<html>", b"\n\n", b"#"]) + content


def with_a_total_below(content: bytes, luck: random.Random) -> bytes:
    return content + luck.choice([b"Total,,99\n", b"\n\n", b"99\n", b"END OF FILE\n"])


def with_other_line_ends(content: bytes, luck: random.Random) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", luck.choice([b"\r", b"\r\r\n", b"\n\n"]))


BYTES: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    cut_off,
    with_a_stray_byte,
    without_a_byte,
    in_another_encoding,
    with_another_separator,
    packed,
    with_lines_above,
    with_a_total_below,
    with_other_line_ends,
)


def contradicted(sent: Sent, frame: pl.DataFrame) -> str:
    """What gbflex accepted and the reader here does not find, "" where it finds everything."""
    known = columns_of(sent.dataset)
    read = _read(sent)
    held = {name for row in read for name in row}
    # What a row does not say is worked out from its times.
    keys = [
        ours
        for ours in dict.fromkeys(sent.layout.columns.values())
        if ours in sent.dataset.table.key and ours in held
    ]
    numbers = [ours for ours in sent.layout.columns.values() if known[ours].kind == "number"]
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in read:
        found.setdefault(tuple(_value(known[key].kind, row.get(key), sent.layout) for key in keys), []).append(row)
    for row in frame.iter_rows(named=True):
        at = tuple(row[key] for key in keys)
        same = found.get(at) or [each for each, own in _sparing(found) if _agrees(own, at)]
        if not same:
            return f"{at} is in no whole row of the file"
        for name in numbers:
            if not any(_same(row[name], each.get(name)) for each in same):
                return f"{at}: {name} is {row[name]}, and the file has {[each.get(name) for each in same]}"
    return ""


def _sparing(found: Mapping[tuple[Any, ...], list[Row]]) -> list[tuple[Row, tuple[Any, ...]]]:
    """Rows that leave a part of their key to be worked out from their times."""
    return [(row, own) for own, rows in found.items() if None in own for row in rows]


def _agrees(own: tuple[Any, ...], at: tuple[Any, ...]) -> bool:
    return all(said is None or said == wanted for said, wanted in zip(own, at, strict=True))


def _same(accepted: float | None, text: Any) -> bool:
    if accepted is None or text in (None, ""):
        return accepted is None and text in (None, "")
    try:
        return float(text) == accepted
    except (TypeError, ValueError):
        return False


def _read(sent: Sent) -> list[Row]:
    content = sent.content
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    ours = _by_plain_name(sent.layout)
    if content.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        body = json.loads(content.removeprefix(b"\xef\xbb\xbf").strip())
        rows = body if isinstance(body, list) else body["data"]
        flat = [_flat(row) for row in rows]
        every = list(dict.fromkeys(name for row in flat for name in row))
        names = dict(zip(every, _plain_names(every, ours), strict=True))
        return [{names.get(name, name): value for name, value in row.items()} for row in flat]
    text = content.decode("utf-8-sig")
    header, *lines = [
        line for line in csv.reader(text.replace("\r\n", "\n").replace("\r", " ").split("\n")) if line
    ]
    names = _plain_names([name.strip() for name in header], ours)
    return [
        dict(zip(names, (cell.strip() for cell in line), strict=True)) for line in lines if len(line) == len(names)
    ]


def _by_plain_name(layout: Layout) -> Mapping[str, str]:
    plain = {}
    for name, ours in layout.columns.items():
        outer, dot, inner = name.rpartition(".")
        for form in {name, *((inner, outer + inner) if dot else ())}:
            plain[form.casefold()] = ours
    return plain


def _plain_names(names: list[str], ours: Mapping[str, str]) -> list[str]:
    """Ours for each name; of two that differ in capitals only, the first."""
    taken: set[str] = set()
    plain = []
    for name in names:
        found = ours.get(name.casefold(), name)
        plain.append(name if found in taken else found)
        taken.add(found)
    return plain


def _flat(row: Row) -> Row:
    flat: Row = {}
    for name, value in row.items():
        flat |= (
            {f"{name}.{inner}": each for inner, each in value.items()}
            if isinstance(value, dict)
            else {name: value}
        )
    return flat


def _value(kind: str, value: Any, layout: Layout) -> Any:
    """A key's cell in plain Python; None where it is empty."""
    text = str(value).strip()
    if value in (None, ""):
        return None
    try:
        if kind == "integer":
            return int(float(text))
        if kind == "date":
            form = "%d/%m/%Y" if layout.dates == "day first" else "%Y-%m-%d"
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a date)
        if kind == "instant":
            return _instant(text, layout)
    except ValueError:
        return UNREADABLE
    return text.removesuffix(".0") if isinstance(value, float) else text


def _instant(text: str, layout: Layout) -> datetime | str:
    if layout.times == "compact utc":
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    for form in INSTANTS:
        try:
            return datetime.strptime(text, form).astimezone(UTC)
        except ValueError:
            continue
    if layout.times == "iso as utc":
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    return UNREADABLE
