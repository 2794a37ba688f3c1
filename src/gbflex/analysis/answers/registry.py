"""Every answer by command: the reference page and the contract tests go through this list."""

from __future__ import annotations

from typing import Final, NamedTuple

from gbflex.analysis.answers.batteries import BatteriesAnswer
from gbflex.analysis.answers.bill import BillAnswer
from gbflex.analysis.answers.bm import (
    BmUnitAnswer,
    EventAnswer,
    EventsAnswer,
    LeaderboardAnswer,
    PortfolioAnswer,
)
from gbflex.analysis.answers.bm_ledger import BmLedgerAnswer
from gbflex.analysis.answers.breakeven import BreakevenAnswer
from gbflex.analysis.answers.chp import CurveAnswer, ValueAnswer
from gbflex.analysis.answers.compare import CompareAnswer
from gbflex.analysis.answers.data import DataImportAnswer, DataListAnswer, DataStatusAnswer
from gbflex.analysis.answers.data_moves import (
    DataDiffAnswer,
    DataExportAnswer,
    DataFetchAnswer,
    DataModelsAnswer,
    DataRebuildAnswer,
    ModelsTextAnswer,
)
from gbflex.analysis.answers.data_verify import DataVerifyAnswer
from gbflex.analysis.answers.doctor import DoctorAnswer
from gbflex.analysis.answers.explain import ExplainAnswer
from gbflex.analysis.answers.init import ExamplesAnswer, InitAnswer
from gbflex.analysis.answers.load import LoadAnswer, LoadImportAnswer
from gbflex.analysis.answers.lookup import ExampleMpanAnswer, LookupAnswer
from gbflex.analysis.answers.losses import LossesAnswer
from gbflex.analysis.answers.plan import PlanAnswer
from gbflex.analysis.answers.rates import RateTableRow
from gbflex.analysis.answers.run import DemoAnswer, ReportAnswer, RunAnswer, RunsAnswer
from gbflex.analysis.answers.shape import Shape
from gbflex.analysis.answers.tariff import TariffAnswer
from gbflex.analysis.answers.why import WhyAnswer, WhyDaysAnswer

__all__ = ["ANSWERS", "Answer"]


class Answer(NamedTuple):
    """An answer.

    Attributes:
        command: What prints it with `--json`, without `gbflex`; what follows a comma says when.
        shape: How it is declared.
        is_list: Whether JSON is a list of such objects.
    """

    command: str
    shape: Shape
    is_list: bool = False


ANSWERS: Final = (
    Answer("demo", DemoAnswer),
    Answer("doctor", DoctorAnswer),
    Answer("init", InitAnswer),
    Answer("examples", ExamplesAnswer),
    Answer("site rates", RateTableRow, is_list=True),
    Answer("site bill", BillAnswer),
    Answer("site tariff", TariffAnswer),
    Answer("site lookup", LookupAnswer),
    Answer("site example-mpan", ExampleMpanAnswer),
    Answer("site load", LoadAnswer),
    Answer("site import-load", LoadImportAnswer),
    Answer("run", RunAnswer),
    Answer("run, several modes", RunsAnswer),
    Answer("compare", CompareAnswer),
    Answer("report", ReportAnswer),
    Answer("plan", PlanAnswer),
    Answer("losses", LossesAnswer),
    Answer("explain", ExplainAnswer),
    Answer("why", WhyAnswer),
    Answer("why, days found", WhyDaysAnswer),
    Answer("breakeven", BreakevenAnswer),
    Answer("chp curve", CurveAnswer),
    Answer("chp value", ValueAnswer),
    Answer("bm ledger", BmLedgerAnswer),
    Answer("bm unit", BmUnitAnswer),
    Answer("bm leaderboard", LeaderboardAnswer),
    Answer("bm portfolio", PortfolioAnswer),
    Answer("bm event", EventAnswer),
    Answer("bm events", EventsAnswer),
    Answer("bm batteries", BatteriesAnswer),
    Answer("data list", DataListAnswer),
    Answer("data status", DataStatusAnswer),
    Answer("data import", DataImportAnswer),
    Answer("data fetch", DataFetchAnswer),
    Answer("data backfill", DataFetchAnswer),
    Answer("data diff", DataDiffAnswer),
    Answer("data export", DataExportAnswer),
    Answer("data rebuild", DataRebuildAnswer),
    Answer("data verify", DataVerifyAnswer),
    Answer("data models", DataModelsAnswer),
    Answer("data models, printed", ModelsTextAnswer),
)
"""In the order of the reference page."""
