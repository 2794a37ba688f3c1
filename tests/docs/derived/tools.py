"""What a user types and reads: exit codes and the Python that is needed."""

from __future__ import annotations

import tomllib

from gbflex.errors import ConfigurationError, DataError, DispatchError, InputError
from tests.docs.markers import ROOT


def exit_input() -> float:
    return InputError.exit_code


def exit_data() -> float:
    return DataError.exit_code


def exit_dispatch() -> float:
    return DispatchError.exit_code


def exit_bug() -> float:
    return ConfigurationError.exit_code


def oldest_python() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return f"Python {project['requires-python'].removeprefix('>=')} or later"
