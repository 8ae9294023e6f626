"""Faulty input, told in lines."""

from collections.abc import Iterable


class ProblemError(ValueError):
    """Faulty input. ``faults`` lists every fault found; ``str()`` gives one a line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))
