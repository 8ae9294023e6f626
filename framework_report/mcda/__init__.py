"""The arithmetic of the report: an additive value model and how far its ranking can be trusted.

It works on frames and arrays of *alternatives* x *criteria* and knows no table, no word and no
widget. Everywhere,

- `attributes` are alternatives x criteria, raw figures in their criterion's unit,
- `values` are alternatives x criteria, from 0 (worst) to 1 (best); *samples* have one more
  dimension, the first,
- `points` are what sliders show, per criterion, 0 or more; a criterion without points has 0,
- `weights` are per criterion; where nothing else is said, they sum to 1,
- a *score* is the overall value, the sum of weight times value: from 0 to 1.
"""

from framework_report.mcda.draws import (
    SPREAD,
    key,
    mix,
    near_values,
    near_weights,
    simplex_weights,
    uniforms,
)
from framework_report.mcda.model import (
    TIE,
    contributions,
    dominated,
    first_places,
    on_own_scale,
    piecewise_linear,
    ranks,
    scores,
    values,
    weights,
)
from framework_report.mcda.sensitivity import (
    Change,
    Information,
    judgement_flips,
    smallest_change,
    value_of_information,
)
from framework_report.mcda.smaa import (
    central_weights,
    confidence_factors,
    first_shares,
    rank_acceptability,
)
from framework_report.mcda.tipping import tipping_points

__all__ = ["SPREAD", "TIE", "Change", "Information", "central_weights"]
__all__ += ["confidence_factors", "contributions", "dominated", "first_places"]
__all__ += ["first_shares", "judgement_flips", "key", "mix", "near_values", "near_weights"]
__all__ += ["on_own_scale", "piecewise_linear", "rank_acceptability", "ranks", "scores"]
__all__ += ["simplex_weights", "smallest_change", "tipping_points", "uniforms"]
__all__ += ["value_of_information", "values", "weights"]
