"""`gbflex data verify`: whether the bytes are what was written."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.shape import Key

__all__ = ["DamageRow", "DataVerifyAnswer", "VerifiedRow"]


class DamageRow(TypedDict):
    """A file that is no longer what was written."""

    place: Annotated[str, Key("Place", "The file", style="code")]
    reason: Annotated[str, Key("Reason", "What is wrong with it")]
    mended: Annotated[bool, Key("Mended", "Whether it is now what it was")]
    next_step: Annotated[str, Key("Next step", "What mends it; empty where it is mended")]


class VerifiedRow(TypedDict):
    """A dataset whose every byte was read."""

    name: Annotated[str, Key("Dataset", "Its name; duos, llf and postcodes for what was imported as such")]
    arrivals: Annotated[int, Key("Arrivals", "Files and responses whose content was compared with its hash")]
    files: Annotated[int, Key("Table files", "Files of its table that were compared with their hash")]
    damaged: Annotated[list[DamageRow], Key("Damaged", "Files that were not what was written")]
    sound: Annotated[bool, Key("Sound", "Whether all is now what was written")]


class DataVerifyAnswer(TypedDict):
    """Whether what is held is what was written, after mending; exit 3 where it is not."""

    verified: Annotated[list[VerifiedRow], Key("Verified", "A row for each dataset")]
    sound: Annotated[bool, Key("Sound", "Whether all of them are")]
