"""The words by which suppliers' files name quantities, fuels, units, flags, meters and clocks.

The measurement quantities AI, AE, RI and RE are those of the industry's data flows: active and reactive energy,
import and export. A word that is not here is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

__all__ = [
    "CUMULATIVE",
    "ENERGY_UNITS",
    "FLAG_TITLE",
    "METER_TITLES",
    "NAMES",
    "SAYS_ELECTRICITY",
    "SAYS_VOLUME",
    "UNITS_MWH",
    "UNIT_WORD",
    "VALUE",
    "Fuel",
    "Quantity",
    "Times",
    "Unit",
    "flag_is_actual",
    "is_flag_word",
    "plain",
    "quantity_of_title",
    "quantity_of_word",
    "said_clocks",
    "units_in",
]

Unit = Literal["wh", "kwh", "kw", "mwh", "mw"]
Times = Literal["utc", "local"]
Fuel = Literal["electricity", "gas"]
Quantity = Literal["", "electricity", "AI", "AE", "RI", "RE", "generation", "gas", "other"]

UNITS_MWH: Final[dict[Unit, float]] = {"wh": 0.000001, "kwh": 0.001, "kw": 0.0005, "mwh": 1.0, "mw": 0.5}
"""Energy of a half-hour for each printed unit [MWh]."""

ENERGY_UNITS: Final = frozenset({"wh", "kwh", "mwh", "gwh"})

NAMES: Final[dict[Quantity, str]] = {
    "": "not said",
    "electricity": "electricity",
    "AI": "active import",
    "AE": "active export",
    "RI": "reactive import (kVArh)",
    "RE": "reactive export (kVArh)",
    "generation": "generation",
    "gas": "gas",
    "other": "heat, water or another fuel",
}

WORDS: Final[dict[Quantity, str]] = {
    "AI": "ai|(?:active )?(?:energy )?(?:import|imp)(?:ed)?|import active|active(?: energy)?|consumption|demand",
    "AE": "ae|(?:active )?(?:energy )?(?:export|exp)(?:ed)?|export active",
    "RI": "ri|reactive(?: energy)?(?: import)?|import reactive|kvarh?(?: import)?",
    "RE": "re|reactive(?: energy)? export|export reactive|kvarh? export",
    "generation": "(?:solar|wind|pv|chp)?(?: pv)? ?(?:generation|generated)|solar(?: pv)?|pv|wind",
    "gas": "(?:natural )?gas",
    "other": "heat|steam|(?:hot |chilled )?water|oil|lpg|biomass",
    "electricity": "electricity|elec|electric",
}
"""Whole cells, lower case; the unit kWh in them does not count."""

IN_TITLES: Final[dict[Quantity, str]] = {
    "RE": r"kvarh?.*\b(export|exp)|reactive.*\b(export|exp)|\b(export|exp)\b.*(kvar|reactive)|\bre\b",
    "RI": r"kvar|reactive|\bri\b|\bkva\b|kvah",
    "AE": r"export|\bae\b|\bexp\b",
    "generation": r"generat|solar|\bpv\b",
    "gas": r"(?<!british )\bgas\b|\bm3\b|cubic",
    "other": r"\bheat\b|steam|\bwater\b",
    "AI": r"import|consumption|demand|\bai\b|\bload\b|\busage\b|\bimp\b",
}
"""In this order: "reactive import" is not active import."""

UNIT: Final = re.compile(r"(?<![a-z/])(?<!/ )(?<!per )(kwh|kw|mwh|mw|wh|gwh|gw)s?(?![a-z])")
UNIT_WORD: Final = re.compile(r"(?:kwh|kw|mwh|mw|wh|gwh|gw|kvarh?|kvah?|m3|m³|ft3|hcf)s?")
SAYS_VOLUME: Final = re.compile(r"\bm3\b|m³|cubic|\bft3\b|\bhcf\b")
SAYS_ELECTRICITY: Final = re.compile(r"elec|import|active|\bai\b|\bimp\b|mpan")
VALUE: Final = re.compile(r"demand|consumption|usage|value|read|energy|power|load|import|kwh|quantity")
CUMULATIVE: Final = re.compile(r"cumulative|running total|\bregister\b|totali[sz]er|odometer|meter index")
FLAG_TITLE: Final = re.compile(
    r"flag|status|indicator|quality|estimat|\best\b|\bact\b|actual|a ?/ ?e\b|marker|read(?:ing)? ?type|^type$"
)
ESTIMATED_TITLE: Final = re.compile(r"(?:is )?est(?:imated|imate)?\??")
ACTUAL: Final = frozenset(["a", "actual", "act", "real", "measured", "valid", "validated", "v", "ok", "good"])
ESTIMATED: Final = frozenset(["e", "est", "estimated", "estimate", "substituted", "deemed", "profiled"])
NO, YES = frozenset({"0", "n", "no", "false"}), frozenset({"1", "y", "yes", "true"})

METER_TITLES: Final = (
    re.compile(r"(?<![a-z])mpan|mpxn|\bmpr\b|mprn|meter ?point|msid|metering ?system|supply ?number"),
    re.compile(
        r"meter ?(?:id|identifier|ref|reference|no|number|serial|name)\b|serial|\bmsn\b|^meter$|outstation"
    ),
    re.compile(r"^site(?: ?(?:id|name|code|ref))?$"),
)
"""What names a meter, the surest first."""

SAID_UTC: Final = re.compile(r"(?:utc|(?<![a-z])(?:gmt|zulu))(?![a-z/])")
SAID_LOCAL: Final = re.compile(r"\blocal\b|clock ?time|\bbst\b|gmt/bst|\blondon\b")


def plain(title: str) -> str:
    """A title in lower case with single spaces.

    Example:
        >>> plain(" Meter_Read  Type")
        'meter read type'
    """
    return re.sub(r"[\s_]+", " ", title).strip().casefold()


def quantity_of_word(cell: str) -> Quantity | None:
    """What a whole cell names; None where it names nothing.

    Example:
        >>> quantity_of_word("Import"), quantity_of_word("RE"), quantity_of_word("Mill")
        ('AI', 'RE', None)
    """
    text = re.sub(r"[()\[\]]", " ", plain(cell))
    text = " ".join(UNIT.sub(" ", text).split())
    return next((code for code, words in WORDS.items() if re.fullmatch(words, text)), None) if text else None


def quantity_of_title(title: str) -> Quantity:
    """What a title names, "" where it says nothing.

    Example:
        >>> quantity_of_title("Gas (kWh)"), quantity_of_title("Import kVArh"), quantity_of_title("kWh")
        ('gas', 'RI', '')
    """
    name = plain(title)
    return next((code for code, words in IN_TITLES.items() if re.search(words, name)), "")


def units_in(titles: Iterable[str]) -> set[str]:
    """Units that titles name.

    Example:
        >>> sorted(units_in(["Usage (Wh)", "Consumption(KWh) HH1"]))
        ['kwh', 'wh']
    """
    return {found for title in titles for found in UNIT.findall(plain(title))}


def said_clocks(titles: Iterable[str]) -> set[Times]:
    """Clocks that titles name.

    Example:
        >>> said_clocks(["ReadDateTime_UTC"]), said_clocks(["Local time"]), said_clocks(["Time"])
        ({'utc'}, {'local'}, set())
    """
    said: set[Times] = set()
    for name in map(plain, titles):
        if SAID_LOCAL.search(name):
            said.add("local")
        elif SAID_UTC.search(name):
            said.add("utc")
    return said


def is_flag_word(cell: str) -> bool:
    """Whether a cell says how a value was come by."""
    return cell.casefold() in ACTUAL | ESTIMATED


def flag_is_actual(flag: str, title: str = "") -> bool:
    """Whether a flag says that the value was measured; what it does not say is not measured.

    Example:
        >>> flag_is_actual("A"), flag_is_actual("E"), flag_is_actual("0", "Est"), flag_is_actual("Z")
        (True, False, True, False)
    """
    word = flag.casefold()
    if ESTIMATED_TITLE.fullmatch(plain(title)) and word in NO | YES:
        return word in NO
    return word in ACTUAL
