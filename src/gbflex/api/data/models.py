"""The tables people query, made by the models: printed for an engine, or run here over the record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast, get_args

from gbflex import bootstrap
from gbflex.analysis.answers.data_moves import DataModelsAnswer, ModelsTextAnswer
from gbflex.analysis.models.inputs import ResponseTerms, model_inputs
from gbflex.analysis.models.not_priced import sites_not_priced
from gbflex.api.data.held import held_market_data
from gbflex.assets.any_site import input_files
from gbflex.assets.site_file import read_site
from gbflex.errors import InputError
from gbflex.periods import Periods
from gbflex.sources.registry import DATASETS
from gbflex.store.data_home import DataHome
from gbflex.store.models.held import Engine, held_models, model_text
from gbflex.store.models.run import materialise, place_inputs, rows_without_price, write_models

__all__ = ["data_models", "models_text"]


def models_text(engine: str) -> ModelsTextAnswer:
    """Every model as a statement for an engine, in an order in which they can run.

    Args:
        engine: "bigquery" or "duckdb".

    Raises:
        InputError: Another engine.
    """
    if engine not in get_args(Engine):
        raise InputError(f"there is no engine {engine!r}", where="--engine", available=", ".join(get_args(Engine)))
    return {"engine": engine, "models": model_text(cast("Engine", engine))}


def data_models(
    sites: Iterable[str | Path],
    first_date: str,
    last_date: str,
    out: str | Path,
    *,
    minimum_response_price_gbp_per_mw_per_h: float | None = None,
    response_utilisation_share: float | None = None,
    force: bool = False,
) -> DataModelsAnswer:
    """Run every model over the record and some sites, a Parquet file each; keys as `gbflex data models --json`.

    Args:
        sites: Site files; their batteries and rates.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        out: Folder for the files.
        minimum_response_price_gbp_per_mw_per_h: Least price for response; null sells none.
        response_utilisation_share: MWh discharged because of response over MW held x hours; null where not known.
        force: Replace whatever files of the models' names stand there.

    Raises:
        InputError: A site file is wrong, dates that are not valid, or the folder cannot be written.
    """
    folder, periods = Path(out), Periods.between(first_date, last_date)
    files = [Path(site) for site in sites]
    read = [read_site(file) for file in files]
    read_from = [path for file, site in zip(files, read, strict=True) for path in input_files(file, site)]
    names = [site.name for site in read]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"two sites are called {twice[0]}", where="SITE", next_step="Give each its own name")
    _check_option("--minimum-response-price", minimum_response_price_gbp_per_mw_per_h, -1000.0, 10_000.0)
    _check_option("--response-utilisation", response_utilisation_share, 0.0, 1.0)
    terms = ResponseTerms(minimum_response_price_gbp_per_mw_per_h, response_utilisation_share)
    outputs = bootstrap.outputs()
    outputs.make_folder(folder)
    ports = bootstrap.ports()
    inputs = model_inputs(read, periods, ports, {site.name: terms for site in read}, bootstrap.bm_ports().units)
    home = bootstrap.data_home()
    with home.engine(dataset.table for dataset in DATASETS) as engine:
        place_inputs(engine, inputs)
        rows = materialise(engine, periods.first_date, periods.last_date)
        write_models(
            engine, lambda name, content: outputs.write(folder / name, content, force=force, inputs=read_from)
        )
        without = rows_without_price(engine, periods.first_date, periods.last_date)
    not_priced = sites_not_priced(read, periods, ports)
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "sites": names,
        "not_held": _not_held(home),
        "models": [
            {"name": name, "rows": count, "file": str(folder / f"{name}.parquet")} for name, count in rows.items()
        ],
        "complete": not not_priced,
        "not_priced": not_priced,
        "without_price": [{"model": name, "rows": count, "reason": reason} for name, count, reason in without],
    }


def _not_held(home: DataHome) -> list[str]:
    """Datasets that a model reads and of which the record holds nothing; the shipped sample is no part of it."""
    held = {row["name"] for row in held_market_data(DATASETS, home) if row["rows"]}
    read = {table for model in held_models() for table in model.depends_on}
    return sorted(name for name in read - held if name.split(".")[0] not in ("models", "inputs"))


def _check_option(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise InputError(f"{value:g} cannot be", where=name, available=f"{low:g} to {high:g}")
