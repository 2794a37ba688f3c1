"""Meters and what they measured."""

from __future__ import annotations

from gbflex.analysis.answers.load import LoadAnswer, LoadImportAnswer
from gbflex.analysis.answers.lookup import CandidateRow, ExampleMpanAnswer, LookupAnswer
from gbflex.analysis.answers.shape import columns_of
from gbflex.cli.show.output import ROWS_SHOWN, answer_table, console, figure_table, note, or_json, print_notes

__all__ = ["print_example_mpan", "print_import", "print_load", "print_lookup"]


@or_json
def print_lookup(found: LookupAnswer) -> None:
    """What a meter's number, postcode or place says.

    Args:
        found: As `api.site.lookup` returns it.
    """
    keys = [key for key, value in found.items() if value is not None and not isinstance(value, list)]
    console().print(figure_table(LookupAnswer, found, keys))
    if found["candidates"]:
        console().print()
        keys = ["licence_area", "name", "gsp_group_id", "from"]
        console().print(answer_table(CandidateRow, keys, found["candidates"], "Candidates"))
    print_notes(found["warnings"], [])


@or_json
def print_example_mpan(found: ExampleMpanAnswer) -> None:
    """A made-up meter number, marked as one.

    Args:
        found: As `api.site.example_mpan` returns it.
    """
    console().print(f"{found['mpan']}  (made up for tests, {found['name']}; not a real meter)")
    note("Note: its check digit is valid; never put it on a form or a bill, as some meter could have it.")


@or_json
def print_load(summary: LoadAnswer) -> None:
    """A made-up load.

    Args:
        summary: As `api.loads.generate_load` returns it.
    """
    energy = columns_of(LoadAnswer)["demand_mwh"].text(summary["demand_mwh"])
    console().print(
        f"{summary['rows']:,} half-hours of {summary['year']} written to {summary['file']}: minimum "
        f"{summary['min_mw']:g}, mean {summary['mean_mw']:.9g}, maximum {summary['max_mw']:g} MW, {energy} MWh"
    )
    note(f"Note: illustrative, {summary['source']}.")


@or_json
def print_import(summary: LoadImportAnswer) -> None:
    """An imported load and its gaps.

    Args:
        summary: As `api.loads.import_load` returns it.
    """
    columns = columns_of(LoadImportAnswer)
    energies = {"": summary["demand_mwh"], " of gas": summary["gas_mwh"], " of heat": summary["heat_mwh"]}
    energy = ", ".join(
        f"{columns['demand_mwh'].text(value)} MWh{what}" for what, value in energies.items() if value is not None
    )
    most = columns["max_mw"].text(summary["max_mw"])
    meters = ", ".join(summary["meters"]) or "not named in the file"
    gaps = sum(len(gap["settlement_periods"]) for gap in summary["gaps"])
    flags = "".join(f", {flag['values']:,} flagged {flag['flag']}" for flag in summary["flags"])
    console().print(
        f"{summary['rows']:,} of {summary['half_hours']:,} half-hours written to {summary['file']}, from "
        f"{summary['from']} period {summary['first_period']} to {summary['to']} period {summary['last_period']}\n"
        f"{summary['layout']}{', sheet ' + summary['sheet'] if summary['sheet'] else ''}\n"
        f"meter: {meters}; quantity: {summary['quantity']}; unit: {summary['unit']} (said by "
        f"{summary['unit_from']}); clock: {summary['times']}; label: {summary['label']}\n"
        f"{energy}, at most {most} MW; {gaps:,} gaps, {summary['estimated']:,} estimated, "
        f"{summary['duplicates']:,} duplicates{flags}"
    )
    for gap in summary["gaps"][:ROWS_SHOWN]:
        note(f"Missing: {gap['settlement_date']} periods {', '.join(map(str, gap['settlement_periods']))}")
    for item in summary["set_aside"][:ROWS_SHOWN]:
        note(f"Set aside: row {item['row']}, {item['reason']}")
    if max(len(summary["gaps"]), len(summary["set_aside"])) > ROWS_SHOWN:
        note("More with --json.")
    if summary["fuel"] == "gas":
        is_heat = summary["column"] == "heat_mwh"
        use = "it is for a heat_demand" if is_heat else "--boiler-efficiency makes heat of it"
        note(f"Note: {summary['column']} is no demand of electricity; {use}.")
    print_notes(summary["warnings"], [])
