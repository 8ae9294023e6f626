"""All routes: Django alone, and a validated echo with each of the two API layers."""

from django.urls import path

from probes.drf_echo import Echo
from probes.ninja_echo import api
from probes.urls import urlpatterns as core

urlpatterns = [*core, path("drf/echo", Echo.as_view()), path("ninja/", api.urls)]
