"""The generated settings, with nothing changed but this application added."""

from mysite.settings import *  # noqa: F403
from mysite.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "probes"]
ROOT_URLCONF = "probes.urls"
