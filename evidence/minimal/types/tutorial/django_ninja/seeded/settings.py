"""The least that django-stubs' plugin needs to know the models."""

SECRET_KEY = "for mypy only"
INSTALLED_APPS = ["seeded"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
