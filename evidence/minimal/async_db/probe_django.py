"""Django's own ORM, under `async def`: the methods that its guide to asynchronous code names."""

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:probe?mode=memory&cache=shared"}},
    USE_TZ=True,
)
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from asked import TITLES, ask  # noqa: E402
from django.apps import apps  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402


class Note(models.Model):
    owner = models.ForeignKey(User, models.CASCADE)
    title = models.CharField(max_length=50)

    class Meta:
        app_label = "auth"


def _tables():
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)


async def prepare():
    await sync_to_async(_tables)()
    ana = await User.objects.acreate(username="ana")
    for title in TITLES:
        await Note.objects.acreate(owner=ana, title=title)


async def query():
    return [note.title async for note in Note.objects.order_by("title")]


async def in_a_transaction():
    ana = await User.objects.aget(username="ana")
    try:
        async with transaction.atomic():
            await Note.objects.acreate(owner=ana, title="half way")
            raise KeyError
    except KeyError:
        pass
    return await query()


async def related():
    return [note.owner.username async for note in Note.objects.select_related("owner")]


async def bulk():
    ana = await User.objects.aget(username="ana")
    notes = [Note(owner=ana, title=f"bulk {number}") for number in range(100)]
    await Note.objects.abulk_create(notes)
    return await Note.objects.filter(title__startswith="bulk").acount()


PROBES = {"query": query, "transaction": in_a_transaction, "related rows": related, "rows in bulk": bulk}


async def nothing():
    await Note.objects.filter(title__startswith="bulk").adelete()


ask(orm=(prepare, PROBES), integration=(nothing, PROBES))
