"""The project as `django-admin startproject` makes it, with one route; settings are the generated ones."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "django"))
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings"

from django.core.wsgi import get_wsgi_application  # noqa: E402

app = get_wsgi_application()


def _routed():
    from django.http import JsonResponse
    from django.urls import path
    from mysite import urls

    def hello(request):
        return JsonResponse({"message": "hello"})

    urls.urlpatterns.append(path("hello", hello))


_routed()
