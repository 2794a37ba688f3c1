"""What a plant can turn up and down, and what its assets add."""

from __future__ import annotations

from gbflex.cli.show.output import Row, console, or_json, print_notes, table_of

__all__ = ["print_curve", "print_value"]


@or_json
def print_curve(found: Row) -> None:
    """A day's curve, a row per half-hour.

    Args:
        found: As `plants.chp_curve` returns it.
    """
    rows = [
        [
            row["start_time"],
            f"{row['settlement_period']}",
            f"{row['baseline_mw']:.2f}",
            _number(row["marginal_cost_gbp_per_mwh"]),
            *_offer(row, "up"),
            *_offer(row, "down"),
        ]
        for row in found["rows"]
    ]
    columns = ["start (UTC)", "SP", "planned", "marginal cost", "up", "at", "how", "down", "at", "how"]
    console().print(table_of(columns, rows, f"{found['site']}, {found['date']}: turning up and down"))
    console().print(
        "\nPower in MW beside the plan; prices in GBP/MWh: what each MWh turned up or down must bring to the\n"
        "site, all-in. A start or stop takes the half-hours named; the load of running units changes in one.\n"
        f"Plan: {found['status']} by {found['solver']}, relative gap {found['gap']:.1e}, to {found['planned_to']}"
    )
    print_notes(found["warnings"], [])


def _offer(row: Row, direction: str) -> list[str]:
    if row[f"turn_{direction}_price_gbp_per_mwh"] is None:
        return ["0.00", "", ""]
    kind, half_hours = row[f"turn_{direction}_kind"], row[f"turn_{direction}_half_hours"]
    how = kind if half_hours == 1 else f"{kind}, {half_hours} half-hours"
    price = row[f"turn_{direction}_price_gbp_per_mwh"]
    return [f"{row[f'turn_{direction}_mw']:.2f}", f"{price:,.2f}", how]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"


@or_json
def print_value(found: Row) -> None:
    """What each asset adds.

    Args:
        found: As `plants.chp_value` returns it.
    """
    rows = [
        [row["asset"], _number(row["left_out_value_gbp"]), _number(row["alone_value_gbp"]), row["note"]]
        for row in found["rows"]
    ]
    title = f"{found['site']}, {found['from']} to {found['to']}: all together {found['value_gbp']:,.2f} GBP"
    console().print(table_of(["asset", "left out [GBP]", "alone [GBP]", "note"], rows, title))
    sequential = found["sequential"]
    if sequential is None:
        console().print("\nNot compared with planning asset after asset: that is for one or two days.")
    else:
        order = ", then ".join(name.replace("_", " ") for name in sequential["order"])
        console().print(
            f"\nPlanned one after another, at best {order}: {sequential['value_gbp']:,.2f} GBP; together "
            f"{sequential['joint_gain_gbp']:+,.2f} GBP"
        )
    console().print(f"{found['note']}.")
    print_notes(found["warnings"], [])
