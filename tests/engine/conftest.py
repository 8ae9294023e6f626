"""Tests of the engine find their helpers beside them, and never read data/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
