"""Five mistakes, one a marked line, in views as Django's tutorial writes them: without a type."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from .models import Note


def index(request):
    verb = request.metod  # seed: misspelt attribute of the request
    notes = Note.objects.filter(titel=verb)  # seed: misspelt column in a query
    return HttpResponse(", ".join(note.title for note in notes))


def page(request, number):
    return HttpResponse(1 + "1")  # seed: number plus text


def copy(request, note_id):
    note = get_object_or_404(Note, pk=note_id)
    text = note.titel  # seed: misspelt attribute of a model
    return HttpResponse(text)


def detail(request, note_id):
    note = Note.objects.get(pk=note_id)
    return HttpResponse(note.titel)  # seed: misspelt attribute, as the tutorial writes handlers
