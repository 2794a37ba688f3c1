"""Reliefs as the law has them, by hand: EII certificates, Climate Change Levy, stores under a licence."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.site.settled import setting_warnings
from gbflex.cashflows.shape import Setting
from gbflex.errors import InvalidSite
from tests.cashflows.settings import LINES, half_hours, setting, settled, total_gbp
from tests.factories import battery, make_site

SPARES_EII = ("ro", "fit", "cfd", "capacity_market_levy", "nuclear_rab")
CERTIFICATE = {"valid_from": "2023-04-01", "valid_to": "2026-04-01", "share": 0.6}


def eii(**changes: object) -> dict[str, object]:
    return {"exemptions": {"eii": CERTIFICATE | changes}}


@pytest.mark.parametrize(
    ("line", "on", "due"),
    [
        ("ro", "2024-03-31", 1 - 0.6 * 0.85),
        ("ro", "2024-04-01", 0.4),
        ("fit", "2024-03-31", 1 - 0.6 * 0.85),
        ("fit", "2024-04-01", 0.4),
        ("cfd", "2024-03-31", 1 - 0.6 * 0.85),
        ("cfd", "2024-04-01", 0.4),
        ("nuclear_rab", "2025-12-04", 0.4),
        ("capacity_market_levy", "2025-12-04", 0.4),
        ("aahedc", "2024-06-04", 1.0),
        ("ccl", "2024-06-04", 1.0),
        ("bsuos", "2024-06-04", 1.0),
        ("eii_support", "2025-06-04", 1.0),
    ],
)
def test_a_certificate_spares_its_levies_by_date(line: str, on: str, due: float) -> None:
    """Proves: 85 % to March 2024, 100 % since, of the certified 60 %; the support levy and CCL are due in full.

    If broken: RO of 2024-03-31 at 40 %, of 2024-04-01 at 49 %, or a charge outside the scheme is spared.
    """
    assert total_gbp(line, setting(on, on, **eii())) == pytest.approx(due * total_gbp(line, setting(on, on)))
    assert total_gbp(line, setting(on, on)) < 0


def test_outside_its_dates_a_certificate_spares_nothing() -> None:
    """Proves: a span of 2024-06-03 to -06 with a certificate from the 4th to before the 6th pays RO on two of its days.

    If broken: the whole span is spared or none of it, or 6 June counts as the certificate's last day.
    """
    four = setting("2024-06-03", "2024-06-06", **eii(valid_from="2024-06-04", valid_to="2024-06-06", share=1.0))
    assert total_gbp("ro", four) == pytest.approx(-2 * 48 * 31.78243)
    by_day = np.bincount(four.periods.day_index, weights=settled("ro", four).by_period_gbp())
    assert by_day == pytest.approx([-48 * 31.78243, 0, 0, -48 * 31.78243])


def test_a_certificate_that_does_not_touch_the_span_is_a_warning() -> None:
    """Proves: a certificate that ends on the day before, or begins on the day after, is said. If broken: silence."""
    for dates in ({"valid_to": "2024-06-04"}, {"valid_from": "2024-06-05"}):
        (text,) = [
            note for note in setting_warnings(setting("2024-06-04", "2024-06-04", **eii(**dates))) if "eii" in note
        ]
        assert "no exemption" in text
    for dates in ({"valid_to": "2024-06-05"}, {"valid_from": "2024-06-04"}):
        touching = setting_warnings(setting("2024-06-04", "2024-06-04", **eii(**dates)))
        assert not [note for note in touching if "eii" in note]


@pytest.mark.parametrize(
    ("exemptions", "message"),
    [
        ({"eii": CERTIFICATE | {"share": 1.2}}, "eii.share"),
        ({"eii": CERTIFICATE | {"share": 0}}, "eii.share"),
        (
            {"eii": CERTIFICATE | {"valid_to": "2023-04-01"}},
            "valid_to 2023-04-01 is not after valid_from 2023-04-01",
        ),
        ({"eii": {"valid_from": "2023-04-01"}}, "eii.valid_to: this key is needed"),
        ({"eii": CERTIFICATE | {"kind": "steel"}}, "unknown key exemptions.eii.kind"),
        ({"ccl": "steel"}, "mineralogical_metallurgical"),
        ({"ccl": "climate_change_agreement", "ccl_fraction": 0.5}, "contradict each other"),
        ({"ccl_on_charging": "relieved"}, "needs licensed_storage"),
        ({"ccl_on_charging": "half"}, "relieved"),
    ],
)
def test_contradictions_are_named(exemptions: dict[str, object], message: str) -> None:
    """Proves: a share above 1, dates that end before they begin, an unknown kind. If broken: a free levy."""
    with pytest.raises(InvalidSite, match=message):
        make_site(exemptions=exemptions)


@pytest.mark.parametrize(
    "assets",
    [[], [battery(), battery(name="other")], [battery(), {"type": "solar", "peak_mw": 1.0, "file": "sun.csv"}]],
)
def test_a_licence_is_for_one_store_alone_or_beside_a_load(assets: list[object]) -> None:
    """Proves: without a store, with two, or beside solar it is refused. If broken: the plan is paid for energy that

    one store gives the other, which no ledger pays.
    """
    with pytest.raises(InvalidSite, match="licensed_storage: only for one battery"):
        make_site(assets=assets, exemptions={"licensed_storage": True})


def test_a_relief_by_name_is_for_gas_too() -> None:
    """Proves: beside fuel.ccl_exempt_fraction it is refused. If broken: gas is relieved twice."""
    fuel = {"price": {"fixed_gbp_per_mwh": 30.0}, "network": "included", "ccl_exempt_fraction": 0.5}
    boiler = [{"type": "boiler", "heat_mw": 5.0, "efficiency_gross_cv": 0.8}]
    with pytest.raises(InvalidSite, match=r"ccl_exempt_fraction 0\.5; give one"):
        make_site(assets=boiler, fuel=fuel, exemptions={"ccl": "climate_change_agreement"})


def test_ccl_spares_the_exempt_share() -> None:
    """Proves: a quarter exempt leaves 7.75 x 0.75 per MWh, to plan and ledger alike. If broken: the full rate."""
    day = setting("2025-06-04", "2025-06-04", exemptions={"ccl_fraction": 0.25})
    assert total_gbp("ccl", day) == pytest.approx(-48 * 7.75 * 0.75)


@pytest.mark.parametrize(
    ("kind", "due"),
    [("main_rate", 1.0), ("mineralogical_metallurgical", 0.0), ("climate_change_agreement", 0.08)],
)
def test_ccl_by_name(kind: str, due: float) -> None:
    """Proves: exempt, or 8 % of 7.75 under an agreement. If broken: 92 % is paid, or the discount is a share of 1."""
    day = setting("2025-06-04", "2025-06-04", exemptions={"ccl": kind})
    assert total_gbp("ccl", day) == pytest.approx(-48 * 7.75 * due)


def test_an_agreement_beyond_its_dated_discount_is_not_priced() -> None:
    """Proves: the discount is held to March 2027; from April the line is named. If broken: the full rate or none."""
    agreed = setting("2027-03-31", "2027-04-01", exemptions={"ccl": "climate_change_agreement"})
    (gap,) = LINES["ccl"].missing(agreed)
    assert (str(gap.first), str(gap.last)) == ("2027-04-01", "2027-04-01")
    assert "ccl_cca_discount_electricity" in gap.reason
    assert LINES["ccl"].missing(setting("2027-03-31", "2027-04-01")) == []


ALONE = {
    "demand": {"constant_mw": 0.0},
    "assets": [battery()],
    "connection": {"import_mw": 2.5, "export_mw": 2.5},
    "exemptions": {"licensed_storage": True},
}
SPARES_STORES = {
    "ro": "2024-06-04",
    "fit": "2024-06-04",
    "cfd": "2024-06-04",
    "bsuos": "2024-06-04",
    "capacity_market_levy": "2024-12-06",
    "nuclear_rab": "2025-12-04",
    "eii_support": "2025-06-04",
}
CHARGES_STORES = ("aahedc", "ccl")


def charging(at: Setting, load_mwh: float = 0.0) -> dict[object, np.ndarray]:
    """Half a MWh charged in each half-hour, beside a load."""
    return {"import": half_hours(at, 0.5 + load_mwh), "charge": half_hours(at, 0.5)}


@pytest.mark.parametrize("line", SPARES_STORES)
def test_a_licensed_store_pays_no_levy_on_what_it_charges(line: str) -> None:
    """Proves: 0 on 24 MWh charged, to plan and ledger alike, marked estimated. If broken: nuclear RAB -85.03."""
    day = setting(SPARES_STORES[line], SPARES_STORES[line], **ALONE)
    assert total_gbp(line, day, charging(day)) == 0
    offer = LINES[line].offer(day).gbp_per_mwh
    assert offer["import"] + offer["charge"] == pytest.approx(np.zeros(48))
    without = ALONE | {"exemptions": {"licensed_storage": False}}
    undeclared = setting(SPARES_STORES[line], SPARES_STORES[line], **without)
    assert total_gbp(line, undeclared, charging(undeclared)) < 0
    assert {block.quality for block in settled(line, day, charging(day, 1.0))} == {"estimated"}


def test_nuclear_rab_of_an_undeclared_store() -> None:
    """Proves: 24 MWh x (3.540 + 0.0028) = 85.03 GBP on 2025-12-04. If broken: spared without a declaration."""
    day = setting("2025-12-04", "2025-12-04", **(ALONE | {"exemptions": {}}))
    assert total_gbp("nuclear_rab", day, charging(day)) == pytest.approx(-85.03, abs=0.01)


@pytest.mark.parametrize("line", CHARGES_STORES)
def test_a_licensed_store_pays_the_other_levies(line: str) -> None:
    """Proves: AAHEDC and CCL fall on charging. If broken: the licence spares what it does not cover."""
    day = setting("2024-06-04", "2024-06-04", **ALONE)
    assert total_gbp(line, day, charging(day)) < 0


@pytest.mark.parametrize(("on", "due_mwh"), [("2023-11-01", 72.0), ("2023-11-02", 48.0)])
def test_a_store_behind_a_demand_meter_is_declared_since_p395(on: str, due_mwh: float) -> None:
    """Proves: of 48 MWh of load and 24 charged all pay RO on 2023-11-01, the load alone from the 2nd, estimated.

    If broken: the declaration is refused, works before November 2023, or looks certain.
    """
    shared = setting(on, on, **(ALONE | {"demand": {"constant_mw": 2.0}}))
    flows = charging(shared, 1.0)
    assert total_gbp("ro", shared, flows) == pytest.approx(-due_mwh * 27.67569, abs=0.01)
    spared = due_mwh < 72
    assert {block.quality for block in settled("ro", shared, flows)} == {"estimated" if spared else "actual"}


def test_a_declaration_before_its_date_is_a_warning() -> None:
    """Proves: behind a demand meter, 2023-11-01 is said, the 2nd is not; alone nothing is. If broken: silent levies."""
    for on, demand_mw, told in (("2023-11-01", 2.0, True), ("2023-11-02", 2.0, False), ("2023-11-01", 0.0, False)):
        notes = setting_warnings(setting(on, on, **(ALONE | {"demand": {"constant_mw": demand_mw}})))
        assert any("P395" in note for note in notes) is told


def test_ccl_of_a_licensed_store_is_a_choice() -> None:
    """Proves: relieved, 24 MWh of charging pay none of 7.75 and the rows are estimated. If broken: relieved unasked."""
    relieved = ALONE | {"exemptions": {"licensed_storage": True, "ccl_on_charging": "relieved"}}
    day = setting("2024-06-04", "2024-06-04", **relieved)
    assert total_gbp("ccl", day, charging(day)) == 0
    assert total_gbp("ccl", day, charging(day, 1.0)) == pytest.approx(-48 * 7.75)
    assert {block.quality for block in settled("ccl", day, charging(day, 1.0))} == {"estimated"}
    paid = setting("2024-06-04", "2024-06-04", **ALONE)
    assert total_gbp("ccl", paid, charging(paid)) == pytest.approx(-24 * 7.75)
    assert {block.quality for block in settled("ccl", paid, charging(paid))} == {"actual"}


@pytest.mark.parametrize(
    ("line", "quality"),
    [("ro", "actual"), ("fit", "estimated"), ("cfd", "estimated"), ("nuclear_rab", "estimated")],
)
def test_what_a_levy_says_of_itself(line: str, quality: str) -> None:
    """Proves: RO is actual; CfD and RAB are estimated, as their boundary is. If broken: a guess looks certain."""
    on = "2025-12-04" if line == "nuclear_rab" else "2024-06-04"
    assert {block.quality for block in settled(line, setting(on, on))} == {quality}
