"""Time pysensmcda's SMAA simulation; runs in an environment of its own, with no part of the report.

Reads a file of samples and prints JSON: the best of the rounds in seconds, and what it found.
"""

import json
import sys
import time

import numpy as np
from pysensmcda.smaa import simulate


def weighted_sum(matrix, weights, types):
    """Score additively: the cheapest method that the simulation can be given."""
    return matrix @ weights


def main(path: str, rounds: int) -> None:
    """Time the simulation on given samples."""
    samples = np.load(path)
    values, weights = samples["values"], samples["weights"]
    fixed = values.ndim == 2
    arguments = {
        "matrix": values if fixed else values[0],
        "types": np.ones(values.shape[-1]),
        "weights": weights,
        "matrix_samples": None if fixed else values,
        "reverse_ranking": True,
        "store": "accumulate",
    }
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = simulate(weighted_sum, **arguments).rank_acceptability()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": min(seconds), "found": found.tolist()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
