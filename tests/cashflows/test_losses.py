"""Losses in a site's lines: estimated multipliers by zone and season, and export paid as settlement counts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.series.losses import loss_warnings
from gbflex.analysis.series.setting import setting_of
from gbflex.cashflows.ledger import Ledger
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES
from gbflex.cashflows.shape import FLOW_NAMES, Flows, Series, Setting
from gbflex.errors import InputError
from gbflex.periods import Periods
from tests.factories import make_ports, make_site

LINES = {line.name: line for line in (*CONTRACT_LINES, *CHARGES)}
ESTIMATED = {"line_loss_factor": 1.05, "transmission_loss_multiplier": "estimated"}


def setting(first: str, last: str, **site: Any) -> Setting:
    periods = Periods.between(first, last)
    full = {"assets": [], "supply": {"energy": {"fixed_gbp_per_mwh": 80}}} | site
    return setting_of(make_site(**full), periods, make_ports())


def settled(line: str, at: Setting, **flows: float) -> Ledger:
    n = len(at.periods)
    energy = dict.fromkeys(FLOW_NAMES, np.zeros(n)) | {name: np.full(n, mwh) for name, mwh in flows.items()}
    return Ledger.of(at.periods, LINES[line].settle(Flows(energy), at))


def test_import_pays_the_multiplier_of_its_zone_and_season() -> None:
    """Proves: 80 x 1.05 x 1.0277341 in November and x 1.0264981 in December, each row with what it is made of.

    If broken: 1.011342 without the zone's factor, or one season's multiplier on both days.
    """
    days = setting("2026-11-30", "2026-12-01", losses=ESTIMATED)
    price = -LINES["energy_import"].offer(days).gbp_per_mwh["import"]
    assert price[47] == pytest.approx(80 * 1.05 * (1 + 0.0163921 + 0.011342))
    assert price[48] == pytest.approx(80 * 1.05 * (1 + 0.0163921 + 0.010106))
    ledger = settled("energy_import", days, **{"import": 1.0})
    assert ledger.total_gbp == pytest.approx(-48 * 80 * 1.05 * (1.0277341 + 1.0264981))
    blocks = [(block.quality, block.source, len(block.position)) for block in ledger]
    assert [(quality, size) for quality, _, size in blocks] == [("estimated", 48), ("estimated", 48)]
    assert "ETLMO- +0.011342 of 2025-09-01 to 2025-11-30" in blocks[0][1]
    assert "ETLMO- +0.010106 of 2025-12-01 to 2026-02-28" in blocks[1][1]


def test_levies_at_the_balancing_point_alone_carry_it() -> None:
    """Proves: BSUoS x LLF x TLM, AAHEDC x LLF, RO bare. If broken: all three, or none."""
    day = setting("2025-12-01", "2025-12-01", losses=ESTIMATED, charges="all")
    tlm = 1 + 0.0163921 + 0.010106
    assert settled("bsuos", day, **{"import": 1.0}).total_gbp == pytest.approx(-48 * 15.69 * 1.05 * tlm)
    assert settled("aahedc", day, **{"import": 1.0}).total_gbp == pytest.approx(-48 * 0.40984 * 1.05)
    sources = {block.source for block in settled("bsuos", day, **{"import": 1.0})}
    assert all("TLM estimated: TLF +0.0163921 of zone _E" in source for source in sources)
    assert all("TLM" not in block.source for block in settled("ro", day, **{"import": 1.0}))


def test_a_part_of_a_span_has_its_own_multipliers() -> None:
    """Proves: cut to its second day, a setting keeps that day's. If broken: the first day's, or another length."""
    days = setting("2026-11-30", "2026-12-01", losses=ESTIMATED)
    second = days.between(days.periods.last_date, days.periods.last_date)
    alone = setting("2026-12-01", "2026-12-01", losses=ESTIMATED)
    assert settled("energy_import", second, **{"import": 1.0}).total_gbp == pytest.approx(
        settled("energy_import", alone, **{"import": 1.0}).total_gbp
    )


def test_a_delivering_trading_unit_takes_the_other_adjustment() -> None:
    """Proves: -0.01706 for +0.011342. If broken: export of a delivering unit is paid as import of an offtaking one."""
    day = setting("2026-11-30", "2026-11-30", losses=ESTIMATED | {"trading_unit": "delivering"})
    assert np.asarray(day.transmission_loss_multiplier)[0] == pytest.approx(1 + 0.0163921 - 0.01706)


EXPORTS: dict[str, Any] = {"energy": {"fixed_gbp_per_mwh": 80}, "export": {"fixed_gbp_per_mwh": 40}}


@pytest.mark.parametrize(
    ("losses", "export_losses", "factor"),
    [
        ({"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01}, "none", 1.0),
        ({"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01}, "settled", 1.05 * 1.01),
        ({"line_loss_factor": 0.98, "transmission_loss_multiplier": None}, "settled", 0.98),
        (ESTIMATED, "settled", 1.05 * 1.0277341),
        (ESTIMATED, "none", 1.0),
    ],
)
def test_export_is_paid_at_the_meter_or_as_settled(losses: Any, export_losses: str, factor: float) -> None:
    """Proves: 40 x LLF x TLM with `settled`, 40 without, in both faces. If broken: one face forgets the losses."""
    day = setting("2026-11-30", "2026-11-30", losses=losses, supply=EXPORTS | {"export_losses": export_losses})
    line = LINES["energy_export"]
    assert line.offer(day).gbp_per_mwh["export"] == pytest.approx(np.full(48, 40 * factor))
    ledger = settled("energy_export", day, export=1.0)
    assert ledger.total_gbp == pytest.approx(48 * 40 * factor)
    (block,) = ledger
    assert ("x LLF x TLM" in block.source) == (export_losses == "settled")
    assert block.quality == ("estimated" if factor == 1.05 * 1.0277341 else "actual")
    assert set(block.published_rate) == {40.0}


def test_export_without_a_key_is_paid_as_before() -> None:
    """Proves: the default is none. If broken: every export moves by its losses."""
    losses = {"line_loss_factor": 1.05, "transmission_loss_multiplier": 1.01}
    day = setting("2026-11-30", "2026-11-30", losses=losses, supply=EXPORTS)
    assert settled("energy_export", day, export=1.0).total_gbp == pytest.approx(48 * 40)


def test_the_export_meter_has_its_own_class() -> None:
    """Proves: the factors of the export class on export, those of the import class on import.

    If broken: one factor for both, or 1.
    """
    site = {
        "licence_area": 12,
        "losses": {"transmission_loss_multiplier": 1.0},
        "tariff": {"line_loss_factor_class": "1"},
        "export_tariff": {"line_loss_factor_class": "701"},
        "supply": EXPORTS | {"export_losses": "settled"},
    }
    from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES

    day = setting("2025-06-04", "2025-06-04", **site)
    wanted = SHIPPED_LINE_LOSSES.factors("12", "701", day.periods)
    assert LINES["energy_export"].offer(day).gbp_per_mwh["export"] == pytest.approx(40 * wanted)
    assert -LINES["energy_import"].offer(day).gbp_per_mwh["import"] == pytest.approx(
        80 * SHIPPED_LINE_LOSSES.factors("12", "1", day.periods)
    )
    assert not any("export meter" in text for text in loss_warnings(day.site, day.periods))


def test_what_is_estimated_or_not_used_is_said() -> None:
    """Proves: each stand-in by its dates without a gap, keys that change nothing. If broken: silence."""

    def said(first: str, last: str, **site: Any) -> list[str]:
        at = setting(first, last, **site)
        return loss_warnings(at.site, at.periods)

    year = said("2024-04-01", "2025-03-31", losses=ESTIMATED)
    assert "of offtaking trading units (zone _E)" in year[0]
    assert [text[:24] for text in year[1:]] == [
        "2024-04-01 to 2024-05-31", "2024-06-01 to 2024-08-31", "2024-09-01 to 2024-11-30", "2024-12-01 to 2025-02-28",
        "2025-03-01 to 2025-03-31",
    ]  # fmt: skip
    nowhere = said("2026-11-30", "2026-11-30", losses=ESTIMATED, licence_area=None)
    assert "licence area is not known" in nowhere[0]
    assert said("2026-11-30", "2026-11-30") == []
    unused = said("2026-11-30", "2026-11-30", losses={"line_loss_factor": 1, "trading_unit": "delivering"})
    assert ["losses.trading_unit is not used" in text for text in unused] == [True]
    none = {"energy": {"fixed_gbp_per_mwh": 80}, "export_losses": "settled"}
    assert [
        "supply.export_losses is not used" in text for text in said("2026-11-30", "2026-11-30", supply=none)
    ] == [True]
    loose = said(
        "2026-11-30", "2026-11-30", losses={}, supply=EXPORTS | {"export_losses": "settled"}, licence_area=14
    )
    assert ["no line loss factor of the export meter is known" in text for text in loose] == [True]


@pytest.mark.parametrize(
    "changes",
    [
        {"losses": {"transmission_loss_multiplier": 0.89}},
        {"losses": {"transmission_loss_multiplier": 1.11}},
        {"losses": {"transmission_loss_multiplier": "estimate"}},
        {"losses": {"trading_unit": "both"}},
        {"supply": EXPORTS | {"export_losses": "yes"}},
    ],
)
def test_what_cannot_be_is_refused(changes: Any) -> None:
    """Proves: outside 0.9 to 1.1, and words that mean nothing. If broken: taken as given."""
    with pytest.raises(InputError):
        make_site(**changes)


@pytest.mark.parametrize("multiplier", [0.9, 1.1])
def test_the_bounds_themselves_are_allowed(multiplier: float) -> None:
    """Proves: 0.9 and 1.1 count. If broken: exit 2 at the bound."""
    assert make_site(losses={"transmission_loss_multiplier": multiplier})


def test_the_field_case_has_a_bill(tmp_path: Path) -> None:
    """Proves: field case tlm_est (2026-11-30): 24 MWh x 80 x 1.05 x 1.0277341. If broken: exit 3."""
    from gbflex import bill

    path = tmp_path / "tlm_est.yaml"
    path.write_text(
        "name: x\nlicence_area: 14\ndemand: {constant_mw: 1.0}\nsupply: {energy: {fixed_gbp_per_mwh: 80}}\n"
        "tariff: {duos: 'HV Site Specific', residual_band: 4, agreed_capacity_kva: 3000}\n"
        "losses: {line_loss_factor: 1.05, transmission_loss_multiplier: estimated}\n"
    )
    found = bill(path, "2026-11-30", "2026-11-30")
    (energy,) = [line for line in found["lines"] if line["line"] == "energy_import"]
    assert energy["amount_gbp"] == pytest.approx(-24 * 80 * 1.05 * 1.0277341)
    assert energy["quality"] == "estimated"
    assert "TLM estimated" in energy["source"]
    assert any("ETLMO- of autumn of 2026/27 is not held" in text for text in found["warnings"])


def test_a_series_of_two_qualities_has_both_parts() -> None:
    """Proves: a half-hour filled from elsewhere leaves the other as it was. If broken: one of them is in no ledger."""
    filled = np.array([False, True])
    series = Series("energy_price", "GBP/MWh", np.ones(2), "a file", filled)
    assert [(quality, at.tolist()) for quality, at in series.parts()] == [
        ("actual", [True, False]),
        ("estimated", [False, True]),
    ]
