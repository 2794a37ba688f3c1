"""Small tables made from a seed: both clock changes, every weekday, ties, nulls, empty tables, keys that meet nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from gbflex.analysis.models.input_tables import (
    ASSETS,
    CALENDAR,
    INPUT_TABLES,
    RESPONSE_PRODUCTS,
    SITE_PARAMETERS,
    SITE_RATES,
    SITE_STANDING,
    TRANSMISSION_LOSSES,
)
from gbflex.analysis.models.inputs import calendar_table
from gbflex.gb.response_products import response_products
from gbflex.observations import VINTAGE_COLUMNS
from gbflex.periods import Periods
from gbflex.sources.registry import DATASETS
from gbflex.tables import Column, ColumnKind
from tests.proof.engines import Rows

Record = dict[str, Any]

SPRING, AUTUMN = date(2025, 3, 30), date(2025, 10, 26)
DAYS = (SPRING, AUTUMN, date(2024, 2, 29), date(2025, 12, 25), *(date(2025, 6, 2 + day) for day in range(7)))
HALF_HOURS = 12
SITES = ("Anvil", "Brook", "Cairn")
GROUPS = {
    "energy_import": "energy",
    "supplier_fee": "supplier",
    "duos_unit": "duos",
    "ro": "levies",
    "ccl": "levies",
}
UNITS = ("T_ANVIL-1", "2__BROOK000")
NOW = datetime(2026, 1, 1, tzinfo=UTC)

COLUMNS: dict[str, tuple[Column, ...]] = {name: table.columns for name, table in INPUT_TABLES.items()} | {
    dataset.name: (*dataset.table.schema.columns, *VINTAGE_COLUMNS) for dataset in DATASETS
}
KINDS: dict[str, dict[str, ColumnKind]] = {
    name: {column.name: column.kind for column in columns} for name, columns in COLUMNS.items()
}
FILLERS: dict[ColumnKind, Any] = {
    "instant": NOW,
    "date": NOW.date(),
    "integer": 1,
    "number": 1.0,
    "text": "x",
    "flag": False,
}


def fixture(seed: int) -> dict[str, Rows]:
    """Every table the models read, by its name."""
    dice = random.Random(seed)
    day = DAYS[seed % len(DAYS)]
    calendar = _calendar(dice, day)
    made: dict[str, list[Record]] = {
        CALENDAR.name: calendar,
        ASSETS.name: _assets(dice),
        SITE_PARAMETERS.name: [
            {"site": site, "ppa_price_gbp_per_mwh": _maybe(dice, _number(dice))} for site in _some(dice, SITES)
        ],
        SITE_RATES.name: _site_rates(dice, calendar),
        SITE_STANDING.name: [
            {"site": site, "settlement_date": on, "line": line, "gbp_per_day": _number(dice)}
            for site in _some(dice, SITES)
            for on in (day, day + timedelta(days=1))
            for line in _some(dice, ("duos_fixed", "tnuos_residual"))
        ],
        RESPONSE_PRODUCTS.name: _products(dice, day),
        "elexon.system_prices": _system_prices(dice, calendar),
        "elexon.market_index": _market_index(dice, calendar),
        "elexon.nonbm": [
            {**_at(half_hour), "generation_mw": abs(_number(dice))} for half_hour in _some(dice, calendar)
        ],
        "neso.response_auctions": _auctions(dice, calendar),
        TRANSMISSION_LOSSES.name: [
            {
                "bm_unit": unit,
                "settlement_date": day,
                "transmission_loss_multiplier": dice.choice((0.98, 1.01)),
                "source": "dice",
            }
            for unit in _some(dice, UNITS)
        ],
    } | _balancing(dice, calendar)
    # Now and then a table is empty.
    return {name: rows_of(name, records if dice.random() > 0.08 else []) for name, records in made.items()}


def rows_of(name: str, records: Iterable[Record]) -> Rows:
    """Records as rows of a known table: what a record leaves out is null, or a filler where null cannot be."""
    columns = COLUMNS[name]
    return Rows(KINDS[name], [tuple(_value(column, record) for column in columns) for record in records])


def _value(column: Column, record: Record) -> Any:
    return record.get(column.name, None if column.nullable else FILLERS[column.kind])


def half_hours(first: str, last: str) -> list[Record]:
    """The calendar as records of Python values."""
    table = calendar_table(Periods.between(first, last))
    values = {name: _python(column.tolist()) for name, column in table.items()}
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _python(values: list[Any]) -> list[Any]:
    return [value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in values]


def _calendar(dice: random.Random, day: date) -> list[Record]:
    two_days = half_hours(str(day), str(day + timedelta(days=1)))
    # The first hours, in which the clock may change and the EFA day begins, and some of the rest.
    return two_days[:3] + sorted(
        dice.sample(two_days[3:], dice.randint(0, HALF_HOURS)), key=lambda half_hour: half_hour["start_time"]
    )


def _at(half_hour: Record) -> Record:
    return {name: half_hour[name] for name in ("settlement_date", "settlement_period", "start_time")}


def _system_prices(dice: random.Random, calendar: list[Record]) -> list[Record]:
    records = []
    for half_hour in [*_some(dice, calendar), {**calendar[0], "settlement_date": date(2020, 1, 1)}]:
        price = _number(dice)
        buy = price if dice.random() > 0.2 else _number(dice)
        records.append(
            {
                **_at(half_hour),
                "system_sell_price_gbp_per_mwh": price,
                "system_buy_price_gbp_per_mwh": buy,
                "net_imbalance_volume_mwh": _maybe(dice, _number(dice)),
            }
        )
    return records


def _market_index(dice: random.Random, calendar: list[Record]) -> list[Record]:
    return [
        {
            **_at(half_hour),
            "data_provider": provider,
            "market_index_volume_mwh": dice.choice((0.0, 0.05, 100.0, dice.uniform(0, 2000))),
            "market_index_price_gbp_per_mwh": _maybe(dice, _number(dice)),
        }
        for half_hour in _some(dice, calendar)
        for provider in _some(dice, ("APXMIDP", "N2EXMIDP"))
    ]


def _assets(dice: random.Random) -> list[Record]:
    return [
        {
            "asset_id": f"{site}/{number}",
            "site": site,
            "charge_power_mw": dice.choice((0.0, 1.0, 2.5, 50.0)),
            "discharge_power_mw": dice.choice((0.0, 1.0, 2.5, 50.0)),
            "energy_capacity_mwh": dice.choice((1.0, 5.0, 50.0)),
            "round_trip_efficiency": (efficiency := dice.choice((0.85, 1.0))),
            "charge_efficiency": math.sqrt(efficiency),
            "discharge_efficiency": math.sqrt(efficiency),
            "wear_gbp_per_mwh_discharged": dice.choice((0.0, 5.0)),
            "licence_area": _maybe(dice, "14"),
            "connection_import_mw": _maybe(dice, 2.85),
            "minimum_response_price_gbp_per_mw_per_h": dice.choice((None, -5.0, 0.0, 1.0)),
            "response_utilisation_share": dice.choice((None, 0.0, 0.1)),
        }
        for site in _some(dice, SITES)
        for number in range(dice.choice((1, 1, 2)))
    ]


def _site_rates(dice: random.Random, calendar: list[Record]) -> list[Record]:
    return [
        {
            **_at(half_hour),
            "site": site,
            "line": line,
            "line_group": GROUPS[line],
            "duos_band": band,
            "gbp_per_mwh": _number(dice),
        }
        for site in _some(dice, SITES)
        for half_hour in _some(dice, calendar)
        for band in [dice.choice((None, "red", "amber", "green"))]
        for line in _some(dice, GROUPS)
    ]


def _products(dice: random.Random, day: date) -> list[Record]:
    records = [
        {name: getattr(product, name) for name in KINDS[RESPONSE_PRODUCTS.name]} for product in response_products()
    ]
    if dice.random() < 0.3:
        # A parameter that changes between the two days.
        change = day + timedelta(days=1)
        after = [{**record, "valid_from": change, "recovery_share": 0.25} for record in records]
        return [{**record, "valid_to": change} for record in records] + after
    return records


def _auctions(dice: random.Random, calendar: list[Record]) -> list[Record]:
    blocks = {half_hour["efa_block_start_time"]: half_hour for half_hour in calendar}
    return [
        {
            "efa_date": half_hour["efa_date"],
            "efa_block": half_hour["efa_block"],
            **_at(half_hour),
            "product": product,
            "delivery_start": start,
            "delivery_end": half_hour["efa_block_end_time"],
            "cleared_mw": abs(_number(dice)),
            "clearing_price_gbp_per_mw_per_h": dice.choice((-6.0, 0.0, 2.0, 2.0, dice.uniform(-3, 9))),
        }
        for start, half_hour in blocks.items()
        for product in _some(dice, ("DCL", "DCH", "DML", "DMH", "DRL", "DRH", "NEW"))
    ]


def _balancing(dice: random.Random, calendar: list[Record]) -> dict[str, list[Record]]:
    at = [
        {**_at(half_hour), "bm_unit": unit}
        for half_hour in _some(dice, calendar)
        for unit in UNITS
        if dice.random() > 0.5
    ]
    numbers = list(range(1, 3 * len(at) + 1))
    dice.shuffle(numbers)
    return {
        "elexon.pn": [row for place in _some(dice, at) for row in _cut_in_two(dice, place)],
        "elexon.bod": [
            {
                **row,
                "pair_id": pair,
                "offer_price_gbp_per_mwh": _number(dice),
                "bid_price_gbp_per_mwh": _number(dice),
            }
            for place in _some(dice, at)
            for pair in _some(dice, (-2, -1, 1, 2))
            for row in _cut_in_two(dice, place)
        ],
        "elexon.boalf": [
            row for place in at for _ in range(dice.randint(0, 3)) for row in _amended(dice, place, numbers.pop())
        ],
    }


def _amended(dice: random.Random, place: Record, number: int) -> list[Record]:
    """An acceptance, and now and then amendments of it."""
    rows = {}
    for name in "abc"[: dice.choice((1, 1, 2, 3))]:
        begin = place["start_time"] + timedelta(seconds=dice.choice((-600, 0, 300, 1234)))
        row = _segment(place, begin, dice)
        rows[row["time_from"], row["time_to"]] = row | {
            "acceptance_number": number,
            "amendment_flag": dice.choice((None, "ORI", "UPD", "INS", "DEL")),
            "amendment_id": name,
            "amendment_from": begin,
            "amendment_to": row["time_to"] + timedelta(seconds=dice.choice((0, 0, 900))),
            "retrieved_time": NOW + timedelta(hours=dice.randint(0, 2)),
            "so_flag": dice.choice((None, True, False)),
        }
    return list(rows.values())


def _segment(place: Record, begin: datetime, dice: random.Random) -> Record:
    return place | {
        "time_from": begin,
        "time_to": begin + timedelta(seconds=dice.choice((0, 60, 900, 2400, 5000))),
        "level_from_mw": dice.choice((0.0, 20.0, -30.0, dice.uniform(-90, 90))),
        "level_to_mw": dice.choice((0.0, 20.0, -30.0, dice.uniform(-90, 90))),
    }


def _cut_in_two(dice: random.Random, place: Record) -> list[Record]:
    begin, end = place["start_time"], place["start_time"] + timedelta(minutes=30)
    middle = begin + timedelta(seconds=dice.choice((400, 900)))
    spans = [(begin, end)] if dice.random() > 0.3 else [(begin, middle), (middle, end)]
    return [_segment(place, start, dice) | {"time_from": start, "time_to": stop} for start, stop in spans]


def _number(dice: random.Random) -> float:
    return dice.choice((0.0, -20.5, 70.25, 1 / 3, dice.uniform(-500, 5000), dice.gauss(0, 1e-3)))


def _maybe(dice: random.Random, value: Any) -> Any:
    return value if dice.random() > 0.15 else None


def _some(dice: random.Random, values: Iterable[Any]) -> list[Any]:
    return [value for value in values if dice.random() > 0.2]
