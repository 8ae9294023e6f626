"""The generated settings with the two changes that deployment cannot do without."""

from probes.as_generated import *  # noqa: F403
from probes.as_generated import INSTALLED_APPS

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework"]
ROOT_URLCONF = "probes.stack_urls"
