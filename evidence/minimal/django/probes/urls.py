"""Routes of the endpoints written with Django alone, beside the generated project's own."""

from django.urls import path
from mysite.urls import urlpatterns as generated

from probes import views

urlpatterns = [
    *generated,
    path("hello", views.hello),
    path("wait-in-async", views.wait_in_async),
    path("wait-in-def", views.wait_in_def),
    path("block-in-async", views.block_in_async),
    path("block-in-def", views.block_in_def),
    path("plain", views.plain),
    path("form", views.form),
    path("page", views.page),
    path("session", views.session),
    path("boom", views.boom),
    path("events", views.events),
]
