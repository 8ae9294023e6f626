"""Five mistakes, one a marked line: four in annotated code, one in a view as the tutorial writes it."""

from django.http import HttpRequest, HttpResponse

from .models import Note


def show(request: HttpRequest, note: Note, limit: int) -> HttpResponse:
    text = note.titel  # seed: misspelt attribute of a model
    size = limit + "1"  # seed: number plus text
    verb = request.metod  # seed: misspelt attribute of the request
    Note.objects.filter(titel=text)  # seed: misspelt column in a query
    return HttpResponse(f"{size} {verb}")


def detail(request, note_id):
    note = Note.objects.get(pk=note_id)
    return HttpResponse(note.titel)  # seed: misspelt attribute, as the tutorial writes handlers
