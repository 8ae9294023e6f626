"""Multi-criteria decision analysis on arrays and frames of alternatives x criteria.

It knows no table, no word and no widget, and is short enough to check on paper.
"""

from framework_report.mcda.draws import (
    key,
    mix,
    near_values,
    near_weights,
    simplex_weights,
    uniforms,
)
from framework_report.mcda.sensitivity import (
    Change,
    Information,
    judgement_flips,
    on_own_scale,
    smallest_change,
    value_of_information,
)
from framework_report.mcda.smaa import central_weights, confidence_factors, rank_acceptability
from framework_report.mcda.tipping import tipping_points, tipping_weights
from framework_report.mcda.values import (
    TIE,
    contributions,
    dominated,
    piecewise_linear,
    ranks,
    scores,
    values,
    weights,
)

__all__ = [
    "TIE",
    "Change",
    "Information",
    "central_weights",
    "confidence_factors",
    "contributions",
    "dominated",
    "judgement_flips",
    "key",
    "mix",
    "near_values",
    "near_weights",
    "on_own_scale",
    "piecewise_linear",
    "rank_acceptability",
    "ranks",
    "scores",
    "simplex_weights",
    "smallest_change",
    "tipping_points",
    "tipping_weights",
    "uniforms",
    "value_of_information",
    "values",
    "weights",
]
