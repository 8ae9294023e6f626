"""Deployed settings without the CSRF middleware: what a JSON endpoint does behind that first refusal."""

from probes.deployed import *  # noqa: F403
from probes.deployed import MIDDLEWARE

MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("CsrfViewMiddleware")]
