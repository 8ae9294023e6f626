"""The probed endpoints, on a project as `django-admin startproject` generates it."""
