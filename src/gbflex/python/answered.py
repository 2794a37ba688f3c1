"""A function of `api` as Python callers use it: its arguments are checked, and its answer is a `Result`.

One rule for every function, so that a new question needs nothing here: what its return type declares as an answer
comes back as that answer's `Result`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ParamSpec, Protocol, TypeVar, get_args, get_type_hints, is_typeddict, overload

from gbflex.analysis.answers.run import RunAnswer, RunsAnswer
from gbflex.analysis.answers.shape import Shape, columns_of
from gbflex.assets.overrides import keyword_overrides
from gbflex.python.arguments import given, unknown_keyword
from gbflex.python.result import Result
from gbflex.python.run_result import RunResult

__all__ = ["answered"]

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class Asked(Protocol[P, R_co]):
    """A question: the keywords of its function, and for one about a site also the keys of a site file."""

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...

    @overload
    def __call__(self, *args: Any, **kwargs: Any) -> R_co: ...


@overload
def answered(ask: Callable[P, RunAnswer | RunsAnswer]) -> Asked[P, RunResult]: ...


@overload
def answered(ask: Callable[P, Mapping[str, object]]) -> Asked[P, Result]: ...


@overload
def answered(ask: Callable[P, R_co]) -> Asked[P, R_co]: ...


def answered(ask: Callable[..., Any]) -> Any:
    """A function of `api` for Python callers.

    Args:
        ask: The function. What it returns says what comes back: an answer becomes a `Result`, anything else stays.
    """
    shapes = _shapes(ask)

    @functools.wraps(ask)
    def asked(*positional: object, **keywords: object) -> object:
        found = ask(**_arguments(ask, positional, keywords))
        shape = _fitting(shapes, found)
        return found if shape is None else result_of(shape, found)

    if "overrides" in inspect.signature(ask).parameters:
        asked.__signature__ = _with_site_keys(inspect.signature(ask))  # type: ignore[attr-defined]
    return asked


def result_of(shape: Shape, answer: Mapping[str, Any]) -> Result:
    """An answer as a `Result`.

    Args:
        shape: How it is declared.
        answer: What it says.
    """
    kind = RunResult if shape in (RunAnswer, RunsAnswer) else Result
    return kind(shape, answer)


def _shapes(ask: Callable[..., Any]) -> tuple[Shape, ...]:
    """The answers that a function returns; none where it returns something else."""
    returned = get_type_hints(ask).get("return")
    return tuple(part for part in (returned, *get_args(returned)) if is_typeddict(part))


def _fitting(shapes: Iterable[Shape], found: object) -> Shape | None:
    """The declaration whose keys an answer has."""
    if not isinstance(found, Mapping):
        return None
    return next((shape for shape in shapes if found.keys() <= columns_of(shape).keys()), None)


def _arguments(
    ask: Callable[..., Any], positional: tuple[object, ...], keywords: Mapping[str, object]
) -> dict[str, Any]:
    arguments = given(ask, positional, {**_span(ask, positional, keywords), **keywords})
    if not arguments.others:
        return arguments.named
    site_keys = _site_keys() if "overrides" in inspect.signature(ask).parameters else frozenset[str]()
    unknown = next((name for name in arguments.others if name not in site_keys), None)
    if unknown is not None:
        raise unknown_keyword(ask, unknown, sorted(site_keys))
    overrides = keyword_overrides(arguments.others, arguments.named.get("overrides", ()))
    return {**arguments.named, "overrides": overrides}


def _span(
    ask: Callable[..., Any], positional: tuple[object, ...], keywords: Mapping[str, object]
) -> dict[str, object]:
    """Where the caller gives no dates and the site has prices of its own: all that are priced."""
    parameters = inspect.signature(ask).parameters
    dates = ("first_date", "last_date")
    prices = getattr(positional[0] if positional else keywords.get("site"), "prices", None)
    if prices is None or len(positional) > 1 or not parameters.keys() >= {"site", *dates}:
        return {}
    return dict(zip(dates, prices.span, strict=True))


def _site_keys() -> frozenset[str]:
    from gbflex.assets.site import Site

    return frozenset(Site.model_fields)


def _with_site_keys(signature: inspect.Signature) -> inspect.Signature:
    """The signature as help shows it: any key of a site file may follow."""
    more = inspect.Parameter("site_keys", inspect.Parameter.VAR_KEYWORD, annotation="object")
    return signature.replace(parameters=[*signature.parameters.values(), more])
