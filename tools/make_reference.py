"""Write the reference pages that are made from code: lines, commands, answers, rates, models and errors.

Usage: python tools/make_reference.py [--check]; with --check nothing is written, and a page that is out of date
is an exit code of 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import typer

from answers_reference import answers
from coverage_reference import coverage
from gas_reference import gas
from gbflex import errors
from gbflex.analysis.models.input_tables import INPUT_TABLES
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES
from gbflex.cashflows.what_a_battery_changes import WHAT_A_BATTERY_CHANGES
from gbflex.cli import app
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.rates import rate_names
from gbflex.gb.rates.capacity_market import auction_years, auctions_of
from gbflex.gb.rates.duos_bands import band_source
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.gb.rates.duos_tables import DuosTariff, charging_year_label
from gbflex.gb.rates.single import rate_values
from gbflex.gb.rates.tnuos import TNUOS_TARIFFS, tnuos_values
from gbflex.gb.rates.transmission_losses import held_factors
from gbflex.gb.rates.triads import published_triads, triad_years, triads_known_on
from gbflex.gb.reliefs import dated_reliefs, relief_names
from gbflex.gb.terms import terms
from gbflex.observations import VINTAGE_COLUMNS
from gbflex.periods import FIRST_DATE, LAST_DATE
from gbflex.sources.reading.layout import Layout
from gbflex.sources.registry import DATASETS
from gbflex.store.models.held import Model, held_models
from gbflex.store.models.lint import FUNCTIONS
from gbflex.tables import TableSchema

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
CLASSES_SHOWN = 12
MADE = "<!-- Made by tools/make_reference.py; `make reference` writes it again. -->\n\n"


def lines() -> str:
    """Every line on the bill."""
    rows = [
        f"| `{line.name}` | {line.label} | {line.rule} | {line.plans_as} |"
        for line in CONTRACT_LINES + CHARGES + FUEL_CHARGES
    ]
    return "\n".join(
        [
            "# Lines",
            "",
            "A ledger's lines, in the order of a bill. *Plans as* says how the optimiser sees the rule: exactly,",
            "or at an expected price (`linear_estimate`), as of [triads](../methods/modes.md#triads).",
            "",
            "| line | what it is | rule | plans as |",
            "|---|---|---|---|",
            *rows,
            "",
            "## What a battery changes",
            "",
            "Behind the meter of a load that pays the charge. A store declared under a licence, on its own meter",
            "or behind a demand meter, is spared the levies and BSUoS on what it charges",
            "([licensed storage](../methods/levies.md#licensed-storage)).",
            "",
            "| line | what a battery can and cannot reduce |",
            "|---|---|",
            *(f"| `{line}` | {text} |" for line, text in WHAT_A_BATTERY_CHANGES.items()),
            "",
        ]
    )


def commands() -> str:
    """Every command with its options."""
    text = ["# Commands", "", "Every command that answers with figures takes `--json`. Dates are inclusive."]
    root = typer.main.get_command(app)
    for name, command in sorted(_leaves(root, "gbflex")):
        text += ["", f"## `{name}`", "", (command.help or "").strip(), ""]
        text += [
            f"- `{' / '.join(parameter.opts)}`: {getattr(parameter, 'help', '') or ''}"
            for parameter in command.params
            if parameter.name != "help"
        ]
    return "\n".join(text) + "\n"


def _leaves(command: object, name: str) -> list[tuple[str, typer.core.TyperCommand]]:
    children = getattr(command, "commands", None)
    if children is None:
        return [(name, command)]  # type: ignore[list-item]  # the leaves of a typer app
    return [leaf for child, item in children.items() for leaf in _leaves(item, f"{name} {child}")]


def rates() -> str:
    """Every dated rate with its values."""
    text = ["# Rates", "", "Single rates by date. Spans are inclusive; a date outside them has no rate."]
    for name in rate_names():
        values = rate_values(name)
        text += ["", f"## `{name}`", "", f"{values[0].label}, {values[0].unit}.", ""]
        text += ["| from, to | value | quality | source | note |", "|---|---|---|---|---|"]
        text += [
            f"| {value.span} | {value.value:g} | {value.quality} | {value.source} | {value.note} |"
            for value in values
        ]
    return "\n".join([*text, *reliefs(), *auctions(), *transmission_loss_factors()]) + "\n"


def reliefs() -> list[str]:
    """Every dated relief with its percentages."""
    text = [
        "",
        "## Reliefs",
        "",
        "Share of a charge that is not due. A percentage holds until the next of the same relief; before the",
        "first there is none. Who has them: `exemptions` of the [site file](site-file.md).",
        "",
        "| relief | from | percent | quality | source | note |",
        "|---|---|---|---|---|---|",
    ]
    return text + [
        f"| `{name}` | {one.valid_from} | {one.percent:g} | {one.quality} | {one.source} | {one.note} |"
        for name in relief_names()
        for one in dated_reliefs(name)
    ]


def auctions() -> list[str]:
    """The capacity market auctions of each delivery year."""
    text = [
        "",
        "## Capacity market auctions",
        "",
        "Of the delivery year that begins on 1 October; what follows for `cm_scheme_cost` is shown in",
        "[levies](../methods/levies.md#capacity-market).",
        "",
        "| delivery year | auction | awarded, MW | clearing price, GBP/kW | source |",
        "|---|---|---|---|---|",
    ]
    return text + [
        f"| {charging_year_label(year)} | {one.name} | {one.capacity_mw:.3f} | {one.price_gbp_per_kw:g} | "
        f"{one.source} |"
        for year in auction_years()
        for one in auctions_of(year)
    ]


def transmission_loss_factors() -> list[str]:
    """The factors of each zone and season held."""
    text = [
        "",
        "## Transmission loss factors",
        "",
        "By zone (GSP group). Multiplier = 1 + factor + `etlmo_delivering` or `etlmo_offtaking` of the date.",
        "",
        "| zone | season | factor | source |",
        "|---|---|---|---|",
    ]
    return text + [
        f"| {zone} | {season} | {factor.value:g} | {factor.source} |"
        for (zone, season), factor in held_factors().items()
    ]


def duos() -> str:
    """Every DUoS tariff with its document and time bands."""
    text = [
        "# DUoS",
        "",
        "Unit rates in p/kWh, fixed in p/MPAN/day, capacity and exceeded capacity in p/kVA/day, reactive in",
        "p/kVArh, as published. A charging year runs from 1 April to 31 March. Negative unit rates are credits.",
        "A year that is not here, such as 2027/28 of area 22, comes from the DNO's workbook by",
        "`gbflex data import duos`.",
    ]
    for (year, area), tariffs in sorted(SHIPPED_DUOS.tariffs.items(), key=lambda item: (item[0][1], item[0][0])):
        text += ["", f"## {area} {licence_area(area).name}, {charging_year_label(year)}", ""]
        text += [f"Source: {tariffs[0].source}. Time bands: {band_source(SHIPPED_DUOS, area, year)}", ""]
        text += ["| tariff | red | amber | green | fixed | capacity | exceeded | reactive | classes |"]
        text += ["|---|---|---|---|---|---|---|---|---|"]
        text += [_duos_row(tariff) for tariff in tariffs]
    return "\n".join(text) + "\n"


def _duos_row(tariff: DuosTariff) -> str:
    figures = (
        *tariff.unit_rates_p_per_kwh.values(),
        tariff.fixed_p_per_mpan_day,
        tariff.capacity_p_per_kva_day,
        tariff.exceeded_capacity_p_per_kva_day,
        tariff.reactive_p_per_kvarh,
    )
    classes = " ".join(tariff.line_loss_factor_classes[:CLASSES_SHOWN])
    more = " ..." if len(tariff.line_loss_factor_classes) > CLASSES_SHOWN else ""
    return f"| {tariff.published_name} | {' | '.join(f'{figure:.7g}' for figure in figures)} | {classes}{more} |"


def tnuos() -> str:
    """Every TNUoS rate with its values."""
    text = ["# TNUoS", "", "Spans are inclusive; a date outside them has no rate."]
    for tariff in TNUOS_TARIFFS:
        text += [
            "",
            f"## `{tariff}`",
            "",
            "| key | from, to | value | unit | quality | source |",
            "|---|---|---|---|---|---|",
        ]
        text += [
            f"| {value.label.removeprefix(f'TNUoS {tariff} ')} | {value.span} | {value.value:g} | {value.unit} | "
            f"{value.quality} | {value.source} |"
            for value in tnuos_values(tariff)
        ]
    return "\n".join([*text, *triads()]) + "\n"


def triads() -> list[str]:
    """The triads of each winter held."""
    text = [
        "",
        "## Triads",
        "",
        "The half-hours on which `hh_demand_locational` and `embedded_export` are measured; taken to be known",
        "from the end of March after. What is settled before then, and what plans see, is in",
        "[modes](../methods/modes.md#triads).",
        "",
        "| charging year | known | date | period | net system demand MW | source |",
        "|---|---|---|---|---|---|",
    ]
    for year in triad_years():
        text += [
            f"| {charging_year_label(year)} | {triads_known_on(year)} | {triad.settlement_date} | "
            f"{triad.settlement_period} | {triad.net_system_demand_mw:g} | {triad.source} |"
            for triad in published_triads(year)
        ]
    return text


def datasets() -> str:
    """Every market dataset with its table."""
    text = [
        "# Datasets",
        "",
        "What `gbflex data import` takes, and the table each becomes. Every table also carries the vintage of a",
        f"row: {', '.join(f'`{column.name}`' for column in VINTAGE_COLUMNS)};",
        "see [the record](../methods/record.md). Instants are UTC. *Evidence* says whether a real payload or file",
        "was read while this was written (`seen`), or its fields, types and requests were held against",
        "Elexon's own description of its interface of July 2024 (`checked against Elexon's description`).",
    ]
    for dataset in DATASETS:
        table = dataset.table
        text += ["", f"## `{dataset.name}`", ""]
        text += [f"{dataset.publisher}; {dataset.documentation}. Licence: {dataset.licence}.", ""]
        text += [f"- evidence: {dataset.evidence}; revised: {dataset.revision}; known: {table.lag} (assumed)"]
        text += [f"- key: {', '.join(f'`{name}`' for name in table.key)}; one file for each {table.grain}"]
        text += [f"- comes as: {'; '.join(_form(layout) for layout in dataset.layouts)}", ""]
        text += ["| column | kind | unit | what it is |", "|---|---|---|---|"]
        text += [
            f"| `{column.name}` | {column.kind}{', may be empty' if column.nullable else ''} | {column.unit} "
            f"| {column.meaning} |"
            for column in table.schema.columns
        ]
    return "\n".join(text) + "\n"


def _form(layout: Layout) -> str:
    times = {
        "iso": "times with their zone",
        "iso as utc": "times without a zone are UTC",
        "compact utc": "times as yyyymmddHHMMSS, UTC",
    }
    dated = any(ours.startswith(("time_", "delivery_", "start_time")) for ours in layout.columns.values())
    return layout.name + (f" ({times[layout.times]})" if dated else "")


def error_tree() -> str:
    """The tree of errors with exit codes."""
    calendar = f"The calendar covers {FIRST_DATE} to {LAST_DATE}."
    return f"# Errors\n\n```text\n{(errors.__doc__ or '').strip()}\n```\n\n{calendar}\n"


def models() -> str:
    """Every model, and the input tables that are worked out in Python."""
    text = [
        "# Models",
        "",
        "One SELECT per table, in a subset of GoogleSQL that runs on DuckDB and on",
        "[BigQuery](../how-to/bigquery.md). A model may call: "
        + ", ".join(f"`{name}`" for name in sorted(FUNCTIONS))
        + ".",
    ]
    for model in sorted(held_models(), key=lambda model: model.name):
        text += _model(model)
    text += ["", "# Inputs", "", "Tables worked out in Python, under the schema `inputs`."]
    for table in INPUT_TABLES.values():
        text += _input_table(table)
    return "\n".join(text) + "\n"


def _model(model: Model) -> list[str]:
    header = model.header
    reads = ", ".join(f"`{table}`" for table in model.depends_on)
    rule = [header.rule, ""] if header.rule else []
    return [
        *["", f"## `{model.table}`", "", header.title, "", *rule],
        f"Row: {header.row}. Key: {', '.join(header.key)}. Run in parts by: {header.date_column or 'nothing'}.",
        f"Reads {reads}.",
        *["", "| column | meaning |", "|---|---|"],
        *[f"| `{column}` | {meaning} |" for column, meaning in header.columns.items()],
    ]


def _input_table(table: TableSchema) -> list[str]:
    return [
        *["", f"## `{table.name}`", "", f"Key: {', '.join(table.key)}.", ""],
        *["| column | kind | unit | meaning |", "|---|---|---|---|"],
        *[f"| `{column.name}` | {column.kind} | {column.unit} | {column.meaning} |" for column in table.columns],
    ]


def gb_terms() -> str:
    """Words of the trade."""
    groups = {
        "time": "Time",
        "meter": "The meter and the wires",
        "charges": "Charges and contracts",
        "market": "Markets and balancing",
        "asset": "Assets",
    }
    text = [
        "# GB terms",
        "",
        "Words of the British electricity trade, in plain words. Words that gbflex promises something by,",
    ]
    text += ["such as *optimal* or *estimated*, are in the [glossary](glossary.md)."]
    for group, title in groups.items():
        text += ["", f"## {title}", "", "| word | means |", "|---|---|"]
        text += [
            f"| **{', '.join((term.name, *term.also))}** | {term.means} |"
            for term in terms()
            if term.group == group
        ]
    return "\n".join(text) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "lines.md": lines,
    "commands.md": commands,
    "answers.md": answers,
    "rates.md": rates,
    "duos.md": duos,
    "tnuos.md": tnuos,
    "coverage.md": coverage,
    "gas.md": gas,
    "errors.md": error_tree,
    "datasets.md": datasets,
    "models.md": models,
    "gb-terms.md": gb_terms,
}


def main() -> int:
    """Write the pages, or compare them."""
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, MADE + make()
        if "--check" not in sys.argv:
            path.write_text(text, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"docs/reference/{name} is out of date: run `make reference`")
    print(f"reference pages: {len(stale)} out of date")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
