"""The optimiser: energy, power, time and pounds. Knows no technology and no market."""

from gbflex.dispatch.answer import Answer
from gbflex.dispatch.problem import Problem, Store, WaterValue
from gbflex.dispatch.reserve import Reserve
from gbflex.dispatch.router import solve
from gbflex.dispatch.schedule import Schedule

__all__ = ["Answer", "Problem", "Reserve", "Schedule", "Store", "WaterValue", "solve"]
