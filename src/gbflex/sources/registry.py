"""Every market dataset. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gbflex.errors import InputError
from gbflex.gb.nearest import did_you_mean, nearest
from gbflex.sources.dataset import Dataset
from gbflex.sources.elexon.bmunits import BMUNITS
from gbflex.sources.elexon.boalf import BOALF
from gbflex.sources.elexon.boav import BOAV
from gbflex.sources.elexon.bod import BOD
from gbflex.sources.elexon.ebocf import EBOCF
from gbflex.sources.elexon.fuelhh import FUELHH
from gbflex.sources.elexon.ispstack import ISPSTACK
from gbflex.sources.elexon.market_index import MARKET_INDEX
from gbflex.sources.elexon.mels import MELS
from gbflex.sources.elexon.mils import MILS
from gbflex.sources.elexon.nonbm import NONBM
from gbflex.sources.elexon.pn import PN
from gbflex.sources.elexon.system_prices import SYSTEM_PRICES
from gbflex.sources.exchange_day_ahead import DAY_AHEAD
from gbflex.sources.gas_sap import GAS_SAP
from gbflex.sources.neso.reserve_auctions import RESERVE_AUCTIONS
from gbflex.sources.neso.response_auctions import RESPONSE_AUCTIONS

__all__ = ["DATASETS", "dataset_named", "no_dataset"]

DATASETS: Final[tuple[Dataset, ...]] = (
    SYSTEM_PRICES,
    MARKET_INDEX,
    BOALF,
    BOD,
    PN,
    MELS,
    MILS,
    EBOCF,
    BOAV,
    ISPSTACK,
    BMUNITS,
    FUELHH,
    NONBM,
    RESPONSE_AUCTIONS,
    RESERVE_AUCTIONS,
    GAS_SAP,
    DAY_AHEAD,
)


def dataset_named(name: str) -> Dataset:
    """A dataset by its name.

    Raises:
        InputError: There is none.
    """
    found = [dataset for dataset in DATASETS if dataset.name == name]
    if not found:
        raise no_dataset(name, [dataset.name for dataset in DATASETS])
    return found[0]


def no_dataset(name: str, known: Sequence[str], *, to: str = "") -> InputError:
    """The error about a dataset that is none, with the one that is meant, whatever its capitals.

    Args:
        name: What was asked for.
        known: Names there are.
        to: What for, as "to import".

    Example:
        >>> no_dataset("FUELHH", ["elexon.fuelhh", "gas.sap"]).next_step
        'Did you mean elexon.fuelhh?'
    """
    # The publisher may be left out: FUELHH is elexon.fuelhh.
    forms = {**{one.rpartition(".")[2]: one for one in known}, **{one: one for one in known}}
    close = nearest(name, forms)
    return InputError(
        f"there is no dataset {name!r}{to and f' {to}'}",
        available=", ".join(known),
        next_step=did_you_mean(forms[close]) if close else "Choose one of them",
    )
