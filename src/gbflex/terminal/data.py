"""What is held, and what is installed."""

from __future__ import annotations

from gbflex.terminal.output import Row, console, or_json, print_notes, table_of

__all__ = ["print_datasets", "print_doctor", "print_imported"]


@or_json
def print_datasets(held: Row) -> None:
    """What data is held.

    Args:
        held: As `datasets.data_list` returns it.
    """
    keys = ("name", "from", "to", "rows", "evidence", "source")
    rows = [[str(item.get(key, "")) for key in keys] for item in held["datasets"]]
    console().print(table_of(keys, rows, text_columns=len(keys)))


@or_json
def print_imported(done: Row) -> None:
    """What was imported.

    Args:
        done: As `datasets.data_import` returns it.
    """
    for item in done["imported"]:
        console().print(
            f"{item['title']}: {item['tariffs']} tariffs, {item['time_bands']} time bands, kept in {item['kept']}"
        )
        print_notes(item["warnings"], [])


@or_json
def print_doctor(diagnosis: Row) -> None:
    """What is installed and held.

    Args:
        diagnosis: As `doctor.diagnosis` returns it.
    """
    out = console()
    out.print(f"gbflex {diagnosis['version']}, Python {diagnosis['python']}")
    out.print(f"home {diagnosis['home']} ({diagnosis['runs']} runs)\n")
    out.print(table_of(["part", "version"], [[item["name"], item["version"]] for item in diagnosis["parts"]]))
    keys = ("name", "from", "to", "rows", "publisher")
    out.print()
    out.print(table_of(keys, [[str(item[key]) for key in keys] for item in diagnosis["datasets"]], text_columns=3))
