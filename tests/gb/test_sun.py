"""The sun's place, beside figures that anyone can look up."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.gb.sun import _sun, sine_of_sun_elevation


def at(text: str) -> np.ndarray:
    return np.array([text], dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("instant", "declination_deg"),
    [
        ("2025-03-20T09:01", 0.0),
        ("2025-06-21T02:42", 23.44),
        ("2025-09-22T18:19", 0.0),
        ("2024-12-21T09:20", -23.44),
    ],
)
def test_equinoxes_and_solstices(instant: str, declination_deg: float) -> None:
    """Proves: the declination at the published instants, within 0.6 degrees. If broken: degrees for radians."""
    assert np.degrees(_sun(at(instant)).declination_rad[0]) == pytest.approx(declination_deg, abs=0.6)


@pytest.mark.parametrize(
    ("day", "minutes"), [("2025-02-11", -14.2), ("2025-05-14", 3.7), ("2025-07-26", -6.5), ("2025-11-03", 16.4)]
)
def test_the_sundial_against_the_clock(day: str, minutes: float) -> None:
    """Proves: the four extremes of the equation of time, within half a minute. If broken: its sign."""
    assert _sun(at(f"{day}T12:00")).equation_of_time_minutes[0] == pytest.approx(minutes, abs=0.5)


def test_height_at_noon_and_east_before_west() -> None:
    """Proves: 90 - 52.5 + 23.44 = 60.94 degrees at noon, and the east has its noon first. If broken: longitude's sign."""
    day = np.arange("2025-06-21", "2025-06-22", dtype="datetime64[m]").astype("datetime64[s]")
    west, east = (sine_of_sun_elevation(day, latitude_deg=52.5, longitude_deg=deg) for deg in (-2.0, 2.0))
    assert np.degrees(np.arcsin(west.max())) == pytest.approx(60.94, abs=0.1)
    # The sun crosses 4 degrees of longitude in 16 minutes.
    assert np.argmax(west) - np.argmax(east) == 16
