"""Damaged line loss factor files (D0265), and the factors that stand in one line by line."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Final

from gbflex.periods import period_count

__all__ = ["damaged_flow", "factors_in"]

DAYS: Final = (date(2025, 3, 30), date(2025, 6, 4), date(2025, 10, 26))


def damaged_flow(luck: random.Random) -> str:
    """Two classes on two dates, damaged once or twice; every factor is one of its own."""
    lines = ["ZHD||D0265001|R|LOND|G|CAPG|20250314142620||||OPER", "DIS|LOND"]
    for number, name in enumerate(("500", "501")):
        lines.append(f"LLF|{name}")
        for at, day in enumerate(sorted(luck.sample(DAYS, 2))):
            lines.append(f"SDT|{day:%Y%m%d}")
            base = 1 + number / 10 + at / 5
            lines += [f"SPL|{period}|{base + period / 1000:.3f}" for period in range(1, period_count(day) + 1)]
    lines.append("ZPT|9|9")
    for change in luck.choices(DAMAGES, k=luck.choice((1, 1, 2))):
        change(lines, luck)
    text = "\n".join(lines)
    if luck.random() < 0.2:
        at = luck.randrange(len(text))
        text = luck.choice(
            (text[:at], text[:at] + luck.choice("|\n;\0 19.-") + text[at:], text[:at] + text[at + 1 :])
        )
    return text


def factors_in(text: str) -> dict[tuple[str, str, int], float]:
    """Each factor under the class and the date that stand above it; the first of a period that comes twice."""
    found: dict[tuple[str, str, int], float] = {}
    name = day = ""
    for line in text.splitlines():
        cells = line.strip().split("|")
        if cells[0] == "LLF":
            name = cells[1].strip()
        elif cells[0] == "SDT":
            day = f"{cells[1][:4]}-{cells[1][4:6]}-{cells[1][6:8]}"
        elif cells[0] == "SPL":
            found.setdefault((name, day, int(cells[1])), float(cells[2]))
    return found


def lose_a_line(lines: list[str], luck: random.Random) -> None:
    lines.pop(luck.randrange(len(lines)))


def repeat_a_line(lines: list[str], luck: random.Random) -> None:
    at = luck.randrange(len(lines))
    lines.insert(luck.choice((at, luck.randrange(len(lines)))), lines[at])


def swap_lines(lines: list[str], luck: random.Random) -> None:
    one, other = luck.randrange(len(lines)), luck.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def spoil_a_cell(lines: list[str], luck: random.Random) -> None:
    at = luck.randrange(len(lines))
    cells = lines[at].split("|")
    cells[luck.randrange(len(cells))] = luck.choice(
        ["", "x", "0", "51", "99", "nan", "1,045", "20250631", "SPL", "LLF"]
    )
    lines[at] = "|".join(cells)


def lose_a_cell(lines: list[str], luck: random.Random) -> None:
    at = luck.randrange(len(lines))
    cells = lines[at].split("|")
    cells.pop(luck.randrange(len(cells)))
    lines[at] = "|".join(cells)


def cut_off(lines: list[str], luck: random.Random) -> None:
    del lines[luck.randrange(1, len(lines)) :]


def blank_a_line(lines: list[str], luck: random.Random) -> None:
    lines.insert(luck.randrange(len(lines)), luck.choice(["", "   ", "|", "#", "sep=|"]))


DAMAGES: Final[tuple[Callable[[list[str], random.Random], None], ...]] = (
    lose_a_line,
    repeat_a_line,
    swap_lines,
    spoil_a_cell,
    lose_a_cell,
    cut_off,
    blank_a_line,
)
