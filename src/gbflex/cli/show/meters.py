"""Meters and what they measured."""

from __future__ import annotations

from gbflex.cli.show.output import ROWS_SHOWN, Row, console, note, or_json, print_notes, table_of

__all__ = ["print_import", "print_load", "print_lookup"]


@or_json
def print_lookup(found: Row) -> None:
    """What a meter's number, postcode or place says.

    Args:
        found: As `api.site.lookup` returns it.
    """
    rows = [[key, str(value)] for key, value in found.items() if value is not None and not isinstance(value, list)]
    console().print(table_of(["", ""], rows, text_columns=2))
    if found["candidates"]:
        keys = ("licence_area", "name", "gsp_group_id", "from")
        console().print()
        cells = [[str(row[key]) for key in keys] for row in found["candidates"]]
        console().print(table_of(keys, cells, "Candidates", text_columns=len(keys)))
    print_notes(found["warnings"], [])


@or_json
def print_load(summary: Row) -> None:
    """A made-up load.

    Args:
        summary: As `loads.generate_load` returns it.
    """
    console().print(
        f"{summary['rows']:,} half-hours of {summary['year']} written to {summary['file']}: minimum "
        f"{summary['min_mw']:g}, mean {summary['mean_mw']:.9g}, maximum {summary['max_mw']:g} MW, "
        f"{summary['demand_mwh']:,.1f} MWh"
    )
    note(f"Note: illustrative, {summary['source']}.")


@or_json
def print_import(summary: Row) -> None:
    """An imported load and its gaps.

    Args:
        summary: As `loads.import_load` returns it.
    """
    console().print(
        f"{summary['rows']:,} of {summary['half_hours']:,} half-hours from {summary['from']} to {summary['to']} "
        f"written to {summary['file']}\n{summary['layout']}, {summary['unit']} (said by {summary['unit_from']}), "
        f"times: {summary['times']}, label: {summary['label']}\n{summary['demand_mwh']:,.1f} MWh, at most "
        f"{summary['max_mw']:,.3f} MW; {summary['duplicates']} duplicates, {summary['estimated']} estimated"
    )
    for gap in summary["gaps"][:ROWS_SHOWN]:
        note(f"Missing: {gap['settlement_date']} periods {', '.join(map(str, gap['settlement_periods']))}")
    for item in summary["set_aside"][:ROWS_SHOWN]:
        note(f"Set aside: row {item['row']}, {item['reason']}")
    if max(len(summary["gaps"]), len(summary["set_aside"])) > ROWS_SHOWN:
        note("More with --json.")
