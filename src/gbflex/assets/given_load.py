"""What the loads of a site file share: each is a constant, a half-hourly file, or made up to three figures."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from gbflex.assets.fields import NonNegative, SiteModel, cross_check

__all__ = ["GivenLoad"]


class GivenLoad(SiteModel):
    """A load given in exactly one way; a subclass names its shapes.

    Attributes:
        constant_mw: The same power in every half-hour [MW].
        file: A half-hourly file beside the site file.
        replay: The calendar year of the file that is laid on the dates asked for.
        known_ahead: Whether plans know the file's load; else they forecast it from the days before.
        min_mw: Smallest half-hour of a made-up load in each calendar year [MW].
        mean_mw: Its mean over each calendar year [MW].
        max_mw: Its largest half-hour in each calendar year [MW].
        shape: Its shape of the day, the week and the year.
    """

    constant_mw: NonNegative | None = None
    file: str | None = None
    replay: int | None = Field(default=None, strict=True)
    known_ahead: bool = False
    min_mw: NonNegative | None = None
    mean_mw: NonNegative | None = None
    max_mw: NonNegative | None = None
    shape: str | None = None

    @property
    def is_forecast(self) -> bool:
        """Whether a plan can only forecast it."""
        return self.file is not None and not self.known_ahead

    @cross_check
    def _check_one(self) -> Iterator[str]:
        targets = [figure is not None for figure in (self.min_mw, self.mean_mw, self.max_mw)]
        made_up = any(targets)
        if [self.constant_mw is not None, self.file is not None, made_up].count(True) != 1:
            yield "give either constant_mw or file, or min_mw with mean_mw and max_mw"
        if made_up and not all(targets):
            yield "a made-up load needs min_mw, mean_mw and max_mw"
        if self.shape is not None and not made_up:
            yield "shape belongs to a made-up load of min_mw, mean_mw and max_mw"

    @cross_check
    def _check_file(self) -> Iterator[str]:
        if self.known_ahead and self.file is None:
            yield "known_ahead belongs to a file; any other load is known ahead"
        if self.replay is not None and self.file is None:
            yield "replay belongs to a file: it names the year of it that is laid on other dates"
