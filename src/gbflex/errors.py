"""Every error gbflex raises on purpose.

GbflexError
├── InputError                    the caller asked for something that cannot be (exit 2)
│   ├── InvalidSite               the site file, with all that is wrong by line and key
│   │   └── MissingFiles          nothing but files that are not there (exit 3)
│   ├── InvalidMpan
│   └── InvalidSettlementPeriod
├── DataError                     data from outside is missing or broken (exit 3)
│   ├── NoRateHeld                a known rate without a value on that date
│   ├── MissingPeriods            half-hours without a value, listed
│   ├── BrokenFile                a file that does not say what it should
│   ├── NotBrought                a fetch that brought nothing, other days, or what cannot be read (`api.data`)
│   ├── RecordBusy                another process is writing to the record
│   └── TableSchemaBroken       rows that do not meet their table's schema
├── DispatchError                 no feasible or proven answer (exit 4)
│   ├── Infeasible                with the first half-hour and the shortfall
│   ├── SolverStopped
│   └── ScheduleRefused           an answer that failed `dispatch.check`
└── ConfigurationError            this installation is broken (exit 1)

A message says what was wrong and where, and what there is instead or what to do next. One about the optimiser's
own arguments, which only Python callers meet, may stop at what is wanted.
"""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple, Self

__all__ = [
    "BrokenFile",
    "ConfigurationError",
    "DataError",
    "DispatchError",
    "Fault",
    "GbflexError",
    "Infeasible",
    "InputError",
    "InvalidMpan",
    "InvalidSettlementPeriod",
    "InvalidSite",
    "MissingFiles",
    "MissingPeriods",
    "NoRateHeld",
    "RecordBusy",
    "ScheduleRefused",
    "SolverStopped",
    "TableSchemaBroken",
]


LONGEST_PART: Final = 600


def _plain(text: str) -> str:
    """Text that a terminal can show: what a broken file calls its columns may be anything."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= LONGEST_PART else f"{shown[:LONGEST_PART]} ..."


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


class GbflexError(Exception):
    """Base of the tree; catch it to catch everything gbflex raises on purpose.

    Args:
        what: What was wrong.
        where: Dataset, file, field, date or period.
        available: What there is instead.
        next_step: What the reader can do now.

    Example:
        >>> str(InputError("period 49 does not exist", where="2025-07-01", available="periods 1 to 48"))
        'period 49 does not exist (2025-07-01). Available: periods 1 to 48.'
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", available: str = "", next_step: str = "") -> None:
        self.what = _plain(what)
        self.where = _plain(where)
        self.available = _plain(available)
        self.next_step = _plain(next_step)
        super().__init__(self._message())

    def _message(self) -> str:
        sentences = [f"{self.what} ({self.where})." if self.where else f"{self.what}."]
        if self.available:
            sentences.append(f"Available: {self.available}.")
        if self.next_step:
            sentences.append(_ended(self.next_step))
        return " ".join(sentences)

    def __reduce__(self) -> tuple[object, ...]:
        # Between processes an error travels by its parts; by default it would be made again from its message.
        return _remade, (type(self), vars(self))


def _remade(kind: type[GbflexError], parts: dict[str, object]) -> GbflexError:
    error = kind.__new__(kind)
    vars(error).update(parts)
    error.args = (error._message(),)  # noqa: SLF001 (the same module)
    return error


class InputError(GbflexError):
    """The caller asked for something that cannot be."""

    exit_code = 2


class Fault(NamedTuple):
    """One thing that is wrong with a site file.

    Attributes:
        key: Where, as a path such as "assets.0.charge_power_mw"; "" for the whole file.
        what: What is wrong, with what was read.
        available: What there is instead.
        next_step: What to write.
        line: Line of the file; None where the key comes from elsewhere.
        is_missing_file: Whether nothing is wrong but that a file is not there.
    """

    key: str
    what: str
    available: str = ""
    next_step: str = ""
    line: int | None = None
    is_missing_file: bool = False

    @classmethod
    def unknown_key(cls, key: str, available: str, next_step: str) -> Self:
        """A key that the place does not have.

        Args:
            key: The path that ends in it.
            available: The keys that there are.
            next_step: The one that was meant, if it is near.
        """
        return cls(key, "unknown key", available, next_step)

    @property
    def sentence(self) -> str:
        """The key and what is wrong with it."""
        if self.what == "unknown key":
            return f"{self.what} {self.key}"
        return f"{self.key}: {self.what}" if self.key else self.what

    @property
    def place(self) -> str:
        """Where in the file."""
        return "" if self.line is None else f"line {self.line}"


class InvalidSite(InputError):
    """The site file, or an override of it, is wrong; `faults` has everything that is, one by one."""

    faults: tuple[Fault, ...] = ()

    @classmethod
    def of(cls, faults: tuple[Fault, ...], where: str) -> InvalidSite:
        """The error for what is wrong with a site: one fault in a sentence, several in a list.

        Args:
            faults: At least one.
            where: File, or "site".
        """
        first = faults[0]
        place = f"{where}, {first.place}" if len(faults) == 1 and first.place else where
        what = first.sentence if len(faults) == 1 else f"{len(faults)} things are wrong with the site file"
        hints = (first.available, first.next_step) if len(faults) == 1 else ("", "")
        kind = MissingFiles if all(fault.is_missing_file for fault in faults) else cls
        error = kind(what, where=place, available=hints[0], next_step=hints[1])
        error.faults = faults
        error.args = (error._message(),)  # noqa: SLF001 (the same class)
        return error

    def _message(self) -> str:
        message = super()._message()
        if len(self.faults) <= 1:
            return message
        return "\n".join([message.removesuffix(".") + ":", *map(_listed, self.faults)])


class MissingFiles(InvalidSite):
    """Nothing is wrong with a site file but that files which it names are not there."""

    exit_code = 3


def _listed(fault: Fault) -> str:
    place = f"{fault.place}, " if fault.place else ""
    hint = f" {_ended(fault.next_step)}" if fault.next_step else ""
    instead = f" Available: {fault.available}." if fault.available and not fault.next_step else ""
    return f"  {_plain(f'{place}{fault.sentence}')}.{_plain(instead)}{_plain(hint)}"


class InvalidMpan(InputError):
    """A meter point number that cannot be one."""


class InvalidSettlementPeriod(InputError):
    """A settlement date or period that does not exist."""


class DataError(GbflexError):
    """Data from outside is missing or broken."""

    exit_code = 3


class NoRateHeld(DataError):
    """A known rate has no value on that date; the nearest known spans are named, never used."""


class MissingPeriods(DataError):
    """Half-hours without a value."""


class BrokenFile(DataError):
    """A file that does not hold what it should."""


class RecordBusy(DataError):
    """Another process is writing to the record; it is named."""


class TableSchemaBroken(DataError):
    """Rows that do not meet the schema of their table."""


class DispatchError(GbflexError):
    """No feasible or proven answer."""

    exit_code = 4


class Infeasible(DispatchError):
    """No schedule meets all limits.

    Args:
        what: What cannot be met, and by how much.
        step: The first step in which it cannot, where one decides it.
        steps: All of them, where they are known.
        available: What there is instead.
        next_step: What the reader can do now.
        conflicts: The limits that stand in each other's way, in words with amount and price.
    """

    def __init__(
        self,
        what: str,
        *,
        step: int | None = None,
        steps: tuple[int, ...] = (),
        available: str = "",
        next_step: str = "",
        conflicts: tuple[str, ...] = (),
    ) -> None:
        self.step = step
        self.steps = steps
        self.conflicts = conflicts
        where = "" if step is None else f"step {step}"
        super().__init__(what, where=where, available=available, next_step=next_step)


class SolverStopped(DispatchError):
    """The solver ended without a proven answer."""


class ScheduleRefused(DispatchError):
    """An answer broke a limit it was meant to keep."""


class ConfigurationError(GbflexError):
    """This installation is broken."""
