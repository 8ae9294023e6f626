"""Where things are, from the repository's top."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
EVIDENCE = REPOSITORY / "evidence"
RESULTS = EVIDENCE / "results"
ENVIRONMENTS = EVIDENCE / ".envs"
WORK = EVIDENCE / ".work"
