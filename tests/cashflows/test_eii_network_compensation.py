"""Network charging compensation: a share of network charges comes back, by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from gbflex.cashflows.registry import CHARGES, COMPENSATED
from gbflex.cashflows.selection import select_lines
from tests.cashflows.settings import LINES, setting, settled, total_gbp

NAME = "eii_network_compensation"
TARIFF = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1200}
CERTIFICATE = {"valid_from": "2024-04-01", "valid_to": "2027-04-01", "share": 0.5}


def works(first: str, last: str, charges: object = "all", **certificate: object):  # type: ignore[no-untyped-def]
    eii = {"eii": CERTIFICATE | certificate}
    return setting(first, last, tariff=TARIFF, exemptions=eii, charges=charges)


@pytest.mark.parametrize(
    ("on", "fraction"),
    [("2024-03-31", 0.0), ("2024-04-01", 0.30), ("2026-03-31", 0.30), ("2026-04-01", 0.45)],
)
def test_the_share_goes_by_date(on: str, fraction: float) -> None:
    """Proves: half of 60 % of DUoS, TNUoS and BSUoS to March 2026, half of 90 % after; nothing before April 2024.

    If broken: 90 % a day early, or a charge outside the scheme is in it.
    """
    day = works(on, on, valid_from="2023-04-01")
    paid = sum(total_gbp(line.name, day) for line in COMPENSATED)
    assert paid < 0
    assert total_gbp(NAME, day) == pytest.approx(-fraction * paid)
    assert LINES[NAME].applies(day) is (fraction > 0)


def test_one_charge_by_hand() -> None:
    """Proves: 48 MWh x 10.74 of BSUoS, half certified: 60 % of the half is 154.66 GBP, received. If broken: 309.31."""
    day = works("2025-06-04", "2025-06-04", charges=["bsuos", NAME])
    charge = settled(NAME, day)
    assert charge.total_gbp == pytest.approx(48 * 10.74 * 0.3)
    (block,) = charge
    assert (block.payer, block.payee, block.band, block.quality) == ("government", "owner", "bsuos", "estimated")


def test_what_counts() -> None:
    """Proves: the rows are shares of six lines, without exceeded capacity and reactive power. If broken: a levy counts."""
    day = works("2026-01-05", "2026-01-05")
    by_line: dict[str, float] = defaultdict(float)
    for block in settled(NAME, day):
        by_line[block.band] += float(block.quantity @ block.rate_gbp_per_unit)
    assert set(by_line) == {
        "duos_unit",
        "duos_fixed",
        "duos_capacity",
        "tnuos_residual",
        "tnuos_locational",
        "bsuos",
    }
    for line, gbp in by_line.items():
        assert gbp == pytest.approx(-0.3 * total_gbp(line, day)), line


def test_a_span_over_both_edges_pays_each_date_its_own_share() -> None:
    """Proves: 2026-03-30 to 04-02 with a certificate that ends on 1 April: 30, 30, 45 % and nothing.

    If broken: one percentage for the span, or the day after the certificate.
    """
    days = works("2026-03-30", "2026-04-02", valid_to="2026-04-02")
    by_day = np.bincount(days.periods.day_index, weights=settled(NAME, days).by_period_gbp())
    alone = [total_gbp(NAME, works(str(day), str(day), valid_to="2026-04-02")) for day in days.periods.dates]
    assert by_day == pytest.approx(alone)
    assert alone[3] == 0
    assert total_gbp(NAME, days) == pytest.approx(sum(alone))


def test_a_network_charge_without_a_rate_leaves_its_share_out_by_name(
    without_rate: Callable[[str, date, date], None],
) -> None:
    """Proves: without BSUoS from October 2025 the other five come back, and the gap is named from the certificate on.

    If broken: the whole compensation is lost, or the missing share is silent.
    """
    without_rate("bsuos", date(2025, 10, 1), date(2025, 10, 1))
    days = works("2025-09-30", "2025-10-03", valid_from="2025-10-02")
    found = select_lines(days)
    (gap,) = [gap for gap in found.not_priced if gap.line == NAME]
    assert (str(gap.first), str(gap.last)) == ("2025-10-02", "2025-10-03")
    assert "bsuos" in gap.reason
    bands = {block.band for block in settled(NAME, days) if len(block.position)}
    assert bands == {"duos_unit", "duos_fixed", "duos_capacity", "tnuos_residual"}


def test_without_a_certificate_there_is_no_line() -> None:
    """Proves: nobody else gets it. If broken: every site's network charges shrink."""
    day = setting("2025-06-04", "2025-06-04", tariff=TARIFF)
    assert not LINES[NAME].applies(day)
    assert NAME not in {line.name for line in select_lines(day).lines}
    assert NAME in {line.name for line in CHARGES}
