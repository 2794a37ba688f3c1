"""The Balancing Mechanism: market reference 3.2, and how far the ways to work it out are apart."""

from __future__ import annotations

from gbflex.analysis.bm.recharge import ASSUMED_ROUND_TRIP_EFFICIENCY
from gbflex.gb import plausibility
from gbflex.gb.bm import PLACEHOLDER_GBP_PER_MWH, accepted_volumes
from tests.bm import test_all_agree as agree
from tests.gb import test_bm as example
from tests.gb.bm_cases import by_pair, cash

_VOLUMES = accepted_volumes(example.FLAT, example.TWO, example.THREE_PAIRS)


def first_offer_mwh() -> float:
    return by_pair(_VOLUMES)[1][0]


def first_bid_mwh() -> float:
    return by_pair(_VOLUMES)[1][1]


def second_offer_mwh() -> float:
    return by_pair(_VOLUMES)[2][0]


def second_bid_mwh() -> float:
    return by_pair(_VOLUMES)[2][1]


def lower_bid_mwh() -> float:
    return by_pair(_VOLUMES)[-1][1]


def example_gbp() -> float:
    return cash(_VOLUMES, example.OFFERS, example.BIDS)


def example_with_losses_gbp() -> float:
    return 0.99 * example_gbp()


def random_units() -> float:
    return agree.MANY


def models_apart_mwh() -> float:
    return agree.EXACT_MWH


def sampling_apart_mwh() -> float:
    return agree.SAMPLED_MWH


def placeholder_gbp_per_mwh() -> float:
    return PLACEHOLDER_GBP_PER_MWH


def recharge_efficiency_percent() -> float:
    return 100 * ASSUMED_ROUND_TRIP_EFFICIENCY


def whole_mechanism_bn_gbp() -> float:
    return plausibility.WHOLE_MECHANISM_GBP_PER_YEAR / 1e9


def refused_m_gbp_per_mw() -> float:
    return plausibility.REFUSED_GBP_PER_MW_PER_YEAR / 1e6


def refused_m_gbp() -> float:
    return plausibility.SINGLE_ASSET_GBP_PER_YEAR / 1e6


def flagged_thousand_gbp_per_mw() -> float:
    return plausibility.DOUBTFUL_GBP_PER_MW_PER_YEAR / 1e3
