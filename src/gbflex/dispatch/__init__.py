"""The optimiser: energy, power, time and pounds. Knows no technology and no market."""

from gbflex.dispatch.batch import many, price_scenarios
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.peak import Peak
from gbflex.dispatch.problem.problem import Problem, Store, WaterValue
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.dispatch.rolling import Rolled, Views
from gbflex.dispatch.router import solve
from gbflex.dispatch.warming import warm_up
from gbflex.dispatch.windows import roll

__all__ = [
    "Answer",
    "Peak",
    "Problem",
    "Reserve",
    "Rolled",
    "Schedule",
    "Store",
    "Views",
    "WaterValue",
    "many",
    "price_scenarios",
    "roll",
    "solve",
    "warm_up",
]
