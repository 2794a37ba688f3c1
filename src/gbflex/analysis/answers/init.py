"""`gbflex init` and `gbflex examples`: a first site file, and the shipped ones."""

from __future__ import annotations

from typing import Annotated, TypedDict

from gbflex.analysis.answers.common import Warned
from gbflex.analysis.answers.shape import Key

__all__ = ["AssumedRow", "ExampleRow", "ExamplesAnswer", "InitAnswer"]


class AssumedRow(TypedDict):
    """A key that nobody gave, and what stands there."""

    key: Annotated[str, Key("Key", "Path in the site file", style="code")]
    value: Annotated[str, Key("Assumed", "What the site file says")]
    why: Annotated[str, Key("Why", "What it rests on, and what to put in its place")]


class InitAnswer(Warned):
    """A first site file: what was understood, what was assumed, and what to do next."""

    file: Annotated[str, Key("Site file", "The file written")]
    load_file: Annotated[str | None, Key("Load file", "The demand file written beside it, null without --load")]
    understood: Annotated[list[str], Key("Understood", "What was made of what was given, a sentence each")]
    licence_area: Annotated[str | None, Key("Licence area", "Distributor id of the area, null where not known")]
    area_name: Annotated[str | None, Key("Area", "Its name")]
    duos_tariff: Annotated[str | None, Key("DUoS tariff", "As published, null where none could be chosen")]
    residual_band: Annotated[str | None, Key("Residual band", "Of the tariff, null where it has none")]
    residual_band_is_suggestion: Annotated[
        bool, Key("Suggested", "Whether the band is what the capacity suggests; the DNO allocates it")
    ]
    assumed: Annotated[list[AssumedRow], Key("Assumed", "What nobody gave")]
    next: Annotated[list[str], Key("Next", "Commands to type, in order")]


class ExampleRow(TypedDict):
    """A shipped example."""

    name: Annotated[str, Key("Name", "What gbflex examples copies it by", style="code")]
    about: Annotated[str, Key("About", "What it is, from its first lines")]
    files: Annotated[list[str], Key("Files", "The site file and what it needs beside it")]


class ExamplesAnswer(TypedDict):
    """The shipped examples, and those that were copied."""

    examples: Annotated[list[ExampleRow], Key("Examples", "All of them, or those asked for")]
    written: Annotated[list[str], Key("Written", "Files written, none where they are only listed")]
