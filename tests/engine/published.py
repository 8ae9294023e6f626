"""Published decisions whose numbers several tests compare with."""

import pandas as pd

# An options appraisal, scores out of 5: totals 28, 32 and 30 of 5 at these sliders.
APPRAISAL = pd.DataFrame(
    {"time": [5, 3, 1], "security": [1, 3, 5], "operability": [4, 4, 1]},
    index=["Baseline", "A", "B"],
)
SLIDERS = pd.Series({"time": 3, "security": 5, "operability": 2})

# ValueChart/ValueChartGroup: a hotel for seven people.
CRITERIA = ("area", "distance", "size", "internet", "rate")
HOTELS = {
    "sheraton": (1, 0.25, 0.5, 0.5, 0.5),
    "hilton": (1, 0.875, 0, 0.5, 1),
    "shangri-la": (0.5, 0.875, 0.25, 1, 0.25),
    "radisson": (0, 0.125, 0, 1, 0.45),
    "hyatt": (0, 1, 0.125, 0, 1),
    "rosewood": (0.5, 1, 0.375, 0, 0.8),
}
WEIGHTS = {
    "A": (0.2767, 0.1224, 0.0724, 0.2080, 0.3205),
    "B": (0.2408, 0.1614, 0.4253, 0.1221, 0.0504),
    "C": (0.0600, 0.0699, 0.1030, 0.3106, 0.4565),
    "D": (0.0755, 0.1365, 0.1996, 0.2720, 0.3164),
    "E": (0.1249, 0.3292, 0.0624, 0.2446, 0.2389),
    "F": (0.1135, 0.1905, 0.0568, 0.3825, 0.2567),
    "G": (0.2180, 0.1294, 0.0895, 0.1781, 0.3850),
}
SCORES = {
    "A": (0.608, 0.808, 0.552, 0.368, 0.452, 0.544),
    "B": (0.580, 0.493, 0.503, 0.165, 0.265, 0.482),
    "C": (0.513, 0.733, 0.542, 0.525, 0.539, 0.504),
    "D": (0.504, 0.647, 0.558, 0.431, 0.478, 0.502),
    "E": (0.480, 0.774, 0.670, 0.393, 0.576, 0.606),
    "F": (0.509, 0.728, 0.684, 0.522, 0.454, 0.474),
    "G": (0.577, 0.805, 0.519, 0.368, 0.526, 0.580),
}

# Of so many points, in the order of the tables; the library's are those of its own cells.
TOTALS = {
    "car": (105, [59, 63, 58, 46]),
    "hotel": (1, list(SCORES["A"])),
    "library": (100, [86, 78, 63, 79]),
    "stocks": (1, [round(x / 7, 3) for x in (3.1, 7 / 3, 62 / 15, 2 / 3, 3.6, 89 / 15)]),
    "web": (5, [4.86, 3.86, 3.29, 3.71, 4.14, 3.86, 4.00]),
}
