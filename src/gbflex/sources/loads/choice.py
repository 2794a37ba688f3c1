"""Which cells of a file are the load, and in which unit: what the file says, or the caller where it does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from gbflex.errors import BrokenFile, InputError
from gbflex.sources.loads.declared import Declared
from gbflex.sources.loads.parsed import Cell, Parsed
from gbflex.sources.loads.questions import NotSaid, Question
from gbflex.sources.loads.words import (
    NAMES,
    SAYS_ELECTRICITY,
    SAYS_VOLUME,
    UNITS_MWH,
    Quantity,
    Unit,
    plain,
    quantity_of_word,
    units_in,
)

GIVE_IMPORT: Final = "Give the meter's active import of electricity (AI)"
SAY_GAS: Final = f"{GIVE_IMPORT}, or say --fuel gas to read gas"

__all__ = ["GIVE_IMPORT", "SAY_GAS", "chosen_cells", "unit_of"]


def chosen_cells(parsed: Parsed, declared: Declared) -> tuple[dict[str, list[Cell]], Quantity]:
    """The cells of the load by meter, and what the file says that they are.

    Raises:
        BrokenFile: The file holds no import of electricity, or no gas where that is asked for.
        InputError: There is no such meter or quantity.
        NotSaid: Several meters or quantities, and the caller does not choose.
    """
    cells, held = (
        _of_gas(parsed, declared.quantity)
        if declared.fuel == "gas"
        else _of_quantity(parsed.cells, declared.quantity)
    )
    by_meter: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_meter[cell.meter].append(cell)
    if declared.meter is not None:
        if declared.sum_meters:
            raise InputError("--meter and --sum-meters exclude each other", next_step="Say one of them")
        kept = {name: each for name, each in by_meter.items() if _bare(name) == _bare(declared.meter)}
        if not kept:
            raise InputError(
                f"the file has no meter {declared.meter!r}",
                available=_spans(by_meter) if any(by_meter) else "no names of meters",
                next_step="Leave --meter out, or say one of them",
            )
        return kept, held
    measured = {name: each for name, each in by_meter.items() if any(cell.value is not None for cell in each)}
    if len(measured) > 1 and not declared.sum_meters:
        raise NotSaid(
            Question(
                "meter",
                f"which of its {len(measured)} meters is meant",
                tuple(name for name in measured if name),
                f"with one of {_spans(measured)}, or --sum-meters to add them up",
            )
        )
    return measured or by_meter, held


def unit_of(parsed: Parsed, cells: Iterable[Cell], given: Unit | None) -> tuple[Unit, str]:
    """The unit of the values and where it is said.

    Raises:
        BrokenFile: The file names several, or another than the caller.
        NotSaid: Nobody names one.
    """
    found = units_in(parsed.titles) | {plain(cell.unit).removesuffix("s") for cell in cells if cell.unit}
    said = ", ".join(sorted(found))
    if len(found) > 1 or not found <= UNITS_MWH.keys():
        raise BrokenFile(
            f"the file names the units {said}",
            available=", ".join(UNITS_MWH),
            next_step="Keep the values of one unit of energy or power",
        )
    elsewhere = units_in(parsed.said)
    if not found and len(elsewhere) == 1:
        found = elsewhere & UNITS_MWH.keys()
    if given is not None and found and found != {given}:
        raise BrokenFile(
            f"the file says {', '.join(found)} and --unit says {given}",
            next_step="Leave --unit out, or check the file",
        )
    if not found and given is None:
        raise NotSaid(Question("unit", "its unit", ("kwh", "wh"), "kwh, kw, mwh, mw or wh"))
    unit = next(unit for unit in UNITS_MWH if unit == given or unit in found)
    return unit, "the file" if found else "--unit"


def _of_quantity(cells: list[Cell], wanted: str | None) -> tuple[list[Cell], Quantity]:
    code = _code(wanted)
    held = {cell.quantity for cell in cells if cell.value is not None}
    load: Quantity = next((each for each in ("AI", "electricity") if each in held), "")
    others = ", ".join(NAMES[quantity] for quantity in sorted(held - {load}))
    if held and (load not in held or (code == "AI" and load != "AI" and others)):
        raise BrokenFile(
            f"the file holds {others}, no active import of electricity",
            next_step=GIVE_IMPORT if "gas" not in held else SAY_GAS,
        )
    if others and code != "AI":
        raise NotSaid(
            Question(
                "quantity",
                f"which of several quantities is the load: {NAMES[load]}, {others}",
                ("AI",),
                "AI for the active import",
            )
        )
    return [cell for cell in cells if cell.quantity == load], load


def _of_gas(parsed: Parsed, wanted: str | None) -> tuple[list[Cell], Quantity]:
    """The cells of gas: those that say so, or all where the file does not say what it holds."""
    if wanted is not None:
        raise InputError("--quantity is of electricity, and --fuel says gas", next_step="Leave one of them out")
    if any(map(SAYS_VOLUME.search, map(plain, parsed.titles))):
        raise BrokenFile(
            "the gas is given by volume, and its energy depends on its calorific value",
            available=parsed.titles[0],
            next_step="Give kWh, as the bill works them out: m3 x 1.02264 x calorific value / 3.6",
        )
    gas = [cell for cell in parsed.cells if cell.quantity == "gas"]
    held = {cell.quantity for cell in parsed.cells if cell.value is not None}
    said = [title for title in [*parsed.titles, *parsed.said] if SAYS_ELECTRICITY.search(plain(title))]
    if not gas and (said or held - {"", "AI"}):
        names = ", ".join(NAMES[each] for each in sorted(held - {""})) or said[0]
        raise BrokenFile(
            f"--fuel says gas and the file says {names}",
            next_step="Leave --fuel out, or give the gas meter's file",
        )
    return gas or [cell._replace(quantity="gas") for cell in parsed.cells], "gas"


def _code(wanted: str | None) -> Quantity | None:
    if wanted is None or wanted.startswith("block-"):
        return None
    code = quantity_of_word(wanted)
    if code != "AI":
        held = NAMES[code] if code else "no quantity that is known"
        raise InputError(
            f"--quantity {wanted} is {held}, and a load is active import",
            available="AI",
            next_step="Say --quantity AI",
        )
    return code


def _bare(meter: str) -> str:
    return meter.replace(" ", "").casefold()


def _spans(by_meter: dict[str, list[Cell]]) -> str:
    return ", ".join(
        f"{name or 'without a name'} ({min(cell.day for cell in each)} to {max(cell.day for cell in each)})"
        for name, each in by_meter.items()
    )
