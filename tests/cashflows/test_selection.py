"""Which charges a bill has: all that have rates, or exactly those named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from gbflex.analysis.series.setting import setting_of
from gbflex.cashflows.on_dates import OnDates
from gbflex.cashflows.selection import Selection, select_lines
from gbflex.errors import InvalidSite, NoRateHeld
from gbflex.periods import Periods
from tests.factories import make_ports, make_site

TARIFF = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500}


def selection(first: str, last: str, **changes: object) -> Selection:
    periods = Periods.between(first, last)
    site = make_site(**({"tariff": TARIFF} | changes))
    return select_lines(setting_of(site, periods, make_ports(market_index=np.full(len(periods), 50.0))))


def names(found: Selection) -> set[str]:
    return {line.name for line in found.lines}


def test_a_charge_without_a_rate_on_one_date_is_priced_on_the_others(
    without_rate: Callable[[str, date, date], None],
) -> None:
    """Proves: CfD without a third quarter. If broken: it is priced on 1 July at the rate of June, or not on 30 June."""
    without_rate("cfd_interim_levy_rate", date(2024, 7, 1), date(2024, 9, 30))
    july = selection("2024-07-01", "2024-07-01", charges="all")
    both = selection("2024-06-30", "2024-07-01", charges="all")
    assert "cfd" not in names(july)
    cfd = next(line for line in both.lines if line.name == "cfd")
    assert isinstance(cfd, OnDates)
    assert [(part.first, part.last) for part in cfd.parts] == [(date(2024, 6, 30), date(2024, 6, 30))]
    gap = next(gap for gap in both.not_priced if gap.line == "cfd")
    assert (str(gap.first), str(gap.last)) == ("2024-07-01", "2024-07-01")
    assert "2024-04-01 to 2024-06-30" in gap.reason


def test_what_gbflex_cannot_price_is_always_named() -> None:
    """Proves: a winter bill that leaves the capacity market out says so. If broken: complete, too cheap."""
    gaps = {gap.line for gap in selection("2027-12-01", "2027-12-01", charges="all").not_priced}
    assert "capacity_market_levy" in gaps
    # Triads that are not published yet are expected, and priced.
    assert "tnuos_locational" not in gaps


def test_no_tariff_leaves_duos_unpriced_by_name() -> None:
    """Proves: a site on a network without a tariff is not complete. If broken: DUoS is silently free."""
    found = selection("2024-06-30", "2024-06-30", charges="all", tariff=None)
    assert {"duos_unit", "duos_fixed", "duos_capacity"} <= {gap.line for gap in found.not_priced}


def test_an_empty_list_is_energy_only_and_complete() -> None:
    """Proves: [] asks for no charge. If broken: all of them."""
    found = selection("2024-07-01", "2024-07-01", charges=[])
    assert names(found) == {"energy_import"}
    assert found.not_priced == ()


@pytest.mark.parametrize(("name", "on"), [("cfd", "2025-01-06"), ("capacity_market_levy", "2028-01-06")])
def test_a_named_charge_without_a_rate_is_an_error(name: str, on: str) -> None:
    """Proves: what is asked for by name must be there. If broken: it is left out in silence."""
    with pytest.raises(NoRateHeld, match=name):
        selection(on, on, charges=[name])


def test_an_unknown_charge_gets_a_suggestion() -> None:
    """Proves: typing errors are caught. If broken: a charge less."""
    with pytest.raises(InvalidSite, match=r"Did you mean bsuos\?$"):
        selection("2024-07-01", "2024-07-01", charges=["bsous"])


def test_a_fixed_non_energy_price_leaves_credits_on_export() -> None:
    """Proves: the supplier carries what falls on import, and the DNO's credit on export is the site's.

    If broken: the credit of the export meter leaves the ledger without a word.
    """
    found = selection(
        "2025-06-04",
        "2025-06-04",
        charges="all",
        supply={"energy": "market_index", "export": "energy", "non_energy": {"fixed_gbp_per_mwh": 60}},
        export_tariff={"duos": "HV Generation Site Specific"},
        connection={"import_mw": 2.0, "export_mw": 2.0},
    )
    assert "duos_export_credit" in names(found)
    assert not {"ro", "bsuos", "duos_unit", "ccl"} & set(names(found))
    assert found.not_priced == ()


def test_a_charge_that_the_supplier_carries_needs_no_rate() -> None:
    """Proves: CfD of January 2025 is named and has no rate, but a fixed price carries it. If broken: exit 3."""
    supply = {"energy": "market_index", "non_energy": {"fixed_gbp_per_mwh": 60}}
    assert "cfd" not in names(selection("2025-01-06", "2025-01-06", charges=["cfd"], supply=supply))


def test_a_fixed_non_energy_price_replaces_all_charges() -> None:
    """Proves: the supplier carries them. If broken: they are paid twice."""
    supply = {"energy": "market_index", "non_energy": {"fixed_gbp_per_mwh": 60}}
    assert names(selection("2024-07-01", "2024-07-01", charges="all", supply=supply)) == {
        "energy_import",
        "supplier_fee",
    }
