"""How an answer is declared: a `TypedDict` in which every key says what it is.

    class BillAnswer(Span):
        total_gbp: Annotated[float, Key("Total", "Sum of all lines; negative is a cost")]

mypy reads the type; the terminal, the pages, the reference and the contract tests read the `Key`. The unit is the
end of the key's name, and is only said where the name has none.
"""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import (
    Annotated,
    Final,
    Literal,
    NotRequired,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

__all__ = ["UNIT_OF_SUFFIX", "Column", "Key", "Kind", "Shape", "Style", "columns_of", "fixed", "unit_of"]

Kind = Literal["number", "integer", "flag", "text", "rows", "part", "list", "map"]
"""What a value is: `part` is one nested answer, `rows` a list of them, `map` figures by name."""

Style = Literal["plain", "percent", "rate", "published", "scientific", "ordinal", "instant", "code"]
"""How a value is written: an `ordinal` counts nothing, an `instant` is UTC, a `code` is set in a fixed width."""

Shape = type
"""A `TypedDict` class."""

FRACTION: Final = "fraction"

UNIT_OF_SUFFIX: Final[Mapping[str, str]] = {
    "gbp_per_mw_per_year": "GBP/MW/year",
    "gbp_per_delivered_mwh": "GBP/MWh",
    "gbp_per_mwh": "GBP/MWh",
    "gbp_per_year": "GBP/year",
    "gbp_per_mw": "GBP/MW",
    "p_per_kwh": "p/kWh",
    "p_per_mpan_day": "p/MPAN/day",
    "p_per_kva_day": "p/kVA/day",
    "p_per_kvarh": "p/kVArh",
    "half_hours": "half-hours",
    "hours_per_day": "h/day",
    "cycles_per_day": "1/day",
    "gbp": "GBP",
    "mwh": "MWh",
    "mw": "MW",
    "hours": "h",
    "seconds": "s",
    "tonnes": "t",
    "share": FRACTION,
    "fraction": FRACTION,
    "efficiency": FRACTION,
    "efficiency_gross_cv": FRACTION,
}
"""The unit that the end of a name says; where several fit the longest counts."""


@dataclass(frozen=True)
class Key:
    """What a key of an answer is.

    Attributes:
        label: What people read, without the unit.
        meaning: One sentence, with the sign convention where there is one.
        unit: Where the key's name does not end with it.
        unit_in: The key beside it that holds the unit, where rows differ.
        decimals: How many are shown; JSON has all.
        style: How it is written.
    """

    label: str
    meaning: str
    unit: str = ""
    unit_in: str = ""
    decimals: int = 2
    style: Style = "plain"


@dataclass(frozen=True)
class Column:
    """A key of an answer with its name and type.

    Attributes:
        key: Its name.
        said: What it is.
        kind: What its values are.
        shapes: The nested answers; several where the command's options choose between them.
        nullable: Whether "not known" is a value.
        optional: Whether it may be absent.
    """

    key: str
    said: Key
    kind: Kind
    shapes: tuple[Shape, ...] = ()
    nullable: bool = False
    optional: bool = False

    @property
    def unit(self) -> str:
        """Its unit; empty for text and for plain counts."""
        return self.said.unit or unit_of(self.key)

    @property
    def heading(self) -> str:
        """Label and unit, as tables write them: a percentage has its sign, and no unit is said twice."""
        label, unit = self.said.label, self.unit
        plain = not unit or unit == FRACTION or f"{label.lower()} ".startswith(f"{unit} ")
        return label if plain else f"{label} [{unit}]"

    @property
    def style(self) -> Style:
        """How its values are written; a fraction as a percentage."""
        return "percent" if self.said.style == "plain" and self.unit == FRACTION else self.said.style

    @property
    def is_numeric(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in ("number", "integer")

    def text(self, value: object, *, nothing: str = "-") -> str:
        """A value as people read it.

        Args:
            value: What the answer holds.
            nothing: What is written where there is none.

        Example:
            >>> Column("value_gbp", Key("Value", "What it is worth"), "number").text(-1234.5)
            '-1,234.50'
        """
        if value is None:
            return nothing
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return self._number(value) if math.isfinite(value) else nothing
        if isinstance(value, list | tuple):
            return ", ".join(self.text(item, nothing=nothing) for item in value)
        return str(value)[:16].replace("T", " ") if self.style == "instant" else str(value)

    def _number(self, value: float) -> str:
        places = self.said.decimals
        match self.style:
            case "ordinal":
                return str(value)
            case "percent":
                return f"{fixed(100 * value, min(places, 1))}%"
            case "published":
                return f"{value + 0.0:,.10g}"
            case "scientific":
                return f"{value:.1e}"
            case "rate" if 0 < abs(value) < 1:
                # A rate below a pound, such as GBP/kVA/day, needs its pence and their hundredths.
                places = 4
        if isinstance(value, int):
            return f"{value:,}"
        return fixed(value, places)


def fixed(value: float, places: int = 2) -> str:
    """A number with so many decimals; nothing is never negative.

    Example:
        >>> fixed(-0.004), fixed(-1234.5), fixed(-0.26, 1)
        ('0.00', '-1,234.50', '-0.3')
    """
    # Adding 0 turns a negative zero into a plain one.
    return f"{round(value, places) + 0.0:,.{places}f}"


def unit_of(key: str) -> str:
    """The unit that the end of a name says; empty where it says none.

    Example:
        >>> unit_of("import_price_gbp_per_mwh"), unit_of("gbp_per_mw"), unit_of("line")
        ('GBP/MWh', 'GBP/MW', '')
    """
    fitting = [end for end in UNIT_OF_SUFFIX if key == end or key.endswith(f"_{end}")]
    return UNIT_OF_SUFFIX[max(fitting, key=len)] if fitting else ""


@functools.cache
def columns_of(shape: Shape) -> Mapping[str, Column]:
    """The keys of an answer, in the order in which they are declared.

    Args:
        shape: A `TypedDict` whose keys are `Annotated` with a `Key`.

    Example:
        >>> from gbflex.analysis.answers.bill import BillAnswer
        >>> columns_of(BillAnswer)["total_gbp"].heading
        'Total [GBP]'
    """
    hints = get_type_hints(shape, include_extras=True)
    return types.MappingProxyType({key: _column(shape, key, hint) for key, hint in hints.items()})


def _column(shape: Shape, key: str, hint: object) -> Column:
    optional = get_origin(hint) is NotRequired
    if optional:
        (hint,) = get_args(hint)
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{shape.__name__}.{key} has no Key")
    held, said = get_args(hint)
    parts = get_args(held) if get_origin(held) in (Union, types.UnionType) else (held,)
    real = [part for part in parts if part is not types.NoneType]
    return Column(
        key=key,
        said=said,
        kind=_kind(real[0]),
        shapes=tuple(_shapes_in(held)),
        nullable=len(real) < len(parts),
        optional=optional,
    )


def _shapes_in(held: object) -> Iterator[Shape]:
    """The answers that a type is made of, at any depth."""
    if is_typeddict(held):
        yield cast("Shape", held)
    for part in get_args(held):
        yield from _shapes_in(part)


def _kind(held: object) -> Kind:
    plain: dict[object, Kind] = {bool: "flag", int: "integer", float: "number", str: "text", dict: "map"}
    origin = get_origin(held) or held
    if origin is list:
        return "rows" if any(_shapes_in(held)) else "list"
    return "part" if is_typeddict(held) else plain[origin]
