"""Five mistakes, one a marked line, in operations as Ninja's tutorial writes them: typed input, a bare request."""

from django.shortcuts import get_object_or_404
from ninja import NinjaAPI

from .models import Note

api = NinjaAPI()


@api.get("/notes")
def index(request, limit: int):
    verb = request.metod  # seed: misspelt attribute of the request
    notes = Note.objects.filter(titel="x")  # seed: misspelt column in a query
    return {"verb": verb, "titles": [note.title for note in notes][:limit]}


@api.get("/pages/{number}")
def page(request, number: int):
    return {"next": number + "1"}  # seed: number plus text


@api.post("/copies/{note_id}")
def copy(request, note_id: int):
    note = Note.objects.get(id=note_id)
    text = note.titel  # seed: misspelt attribute of a model
    return {"text": text}


@api.get("/notes/{note_id}")
def detail(request, note_id: int):
    note = get_object_or_404(Note, id=note_id)
    return {"title": note.titel}  # seed: misspelt attribute, as the tutorial writes handlers
