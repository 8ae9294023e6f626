"""Five mistakes, one a marked line: four in annotated code, one in a view as the tutorial writes it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI

from .models import Note

api = NinjaAPI()


def show(request: HttpRequest, note: Note, limit: int) -> HttpResponse:
    text = note.titel  # seed: misspelt attribute of a model
    size = limit + "1"  # seed: number plus text
    verb = request.metod  # seed: misspelt attribute of the request
    Note.objects.filter(titel=text)  # seed: misspelt column in a query
    return HttpResponse(f"{size} {verb}")


@api.get("/notes/{note_id}")
def detail(request, note_id: int):
    note = get_object_or_404(Note, id=note_id)
    return {"title": note.titel}  # seed: misspelt attribute, as the tutorial writes handlers
