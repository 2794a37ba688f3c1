"""What of a connection comes with the assets, so that the site would not pay for it without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from gbflex.assets.fields import Positive, SiteModel
from gbflex.assets.supply import ExportTariff, ResidualBand, Tariff

__all__ = ["EXPORT_METER", "Cause", "TariffWithout", "WithoutAsset", "cause_faults", "import_tariff_without"]

EXPORT_METER: Final = "export_meter"
WITHOUT_ASSET: Final = "without_asset"


class TariffWithout(SiteModel):
    """What the import meter would have without the assets.

    Attributes:
        agreed_capacity_kva: Agreed import capacity [kVA].
        residual_band: The band that the DNO would have allocated; left out, it is the same.
    """

    agreed_capacity_kva: Positive
    residual_band: ResidualBand | None = None


class WithoutAsset(SiteModel):
    """An agreed capacity that the assets changed."""

    without_asset: TariffWithout


def _known(cause: object) -> object:
    named = isinstance(cause, Mapping) and WITHOUT_ASSET in cause
    if named or isinstance(cause, WithoutAsset) or cause == EXPORT_METER:
        return cause
    msg = f"there is no such cause; available: {EXPORT_METER}, {{{WITHOUT_ASSET}: {{agreed_capacity_kva: 1500}}}}"
    raise ValueError(msg)


Cause = Annotated[Literal["export_meter"] | WithoutAsset, BeforeValidator(_known)]


def cause_faults(
    causes: tuple[Cause, ...], tariff: Tariff | None, export_tariff: ExportTariff | None, *, any_asset: bool
) -> Iterator[str]:
    """Causes that are named of something that the site does not have, named twice, or that change nothing.

    Args:
        causes: As the site file names them.
        tariff: Of the import meter.
        export_tariff: Of the export meter.
        any_asset: Whether there is anything to dispatch.
    """
    if not causes:
        return
    if not any_asset:
        yield "asset_causes: the site has no asset that could cause anything; leave the key out"
    if EXPORT_METER in causes and export_tariff is None:
        yield f"asset_causes: {EXPORT_METER} is named, and the site has none: its tariff is export_tariff"
    changed = [cause.without_asset for cause in causes if isinstance(cause, WithoutAsset)]
    if len(changed) > 1 or causes.count(EXPORT_METER) > 1:
        yield "asset_causes: name each cause once"
    for without in changed:
        yield from _capacity_faults(without, tariff)


def _capacity_faults(without: TariffWithout, tariff: Tariff | None) -> Iterator[str]:
    place = "asset_causes.without_asset"
    if tariff is None or tariff.agreed_capacity_kva is None:
        yield f"{place}: the site has no agreed capacity to change: set tariff.agreed_capacity_kva"
        return
    if without.residual_band is not None and tariff.line_loss_factor_class is not None:
        yield f"{place}.residual_band: a line_loss_factor_class says it already"
    same_band = without.residual_band in (None, tariff.residual_band)
    if without.agreed_capacity_kva == tariff.agreed_capacity_kva and same_band:
        kva = f"{without.agreed_capacity_kva:g} kVA"
        yield f"{place}.agreed_capacity_kva: {kva} is what the site has with its assets"


def import_tariff_without(causes: Iterable[Cause], tariff: Tariff) -> Tariff:
    """The import meter's tariff without what the assets changed of it.

    Args:
        causes: As the site file names them.
        tariff: With the assets.
    """
    for cause in causes:
        if isinstance(cause, WithoutAsset):
            changes: dict[str, object] = {"agreed_capacity_kva": cause.without_asset.agreed_capacity_kva}
            if cause.without_asset.residual_band is not None:
                changes["residual_band"] = cause.without_asset.residual_band
            return tariff.model_copy(update=changes)
    return tariff
