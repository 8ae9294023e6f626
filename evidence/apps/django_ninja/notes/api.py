from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Router, Status

from . import auth
from .models import Note
from .schemas import NoteChange, NoteIn, NoteOut, NotePage, Page

router = Router(tags=["notes"], auth=auth.TokenAuth())


@router.get("", response=NotePage)
def list_notes(request, page: Query[Page]):
    own = Note.objects.filter(owner=request.auth)
    return {"items": own[page.offset : page.offset + page.limit], "total": own.count()}


@router.post("", response={201: NoteOut})
def create_note(request, data: NoteIn):
    return Status(201, Note.objects.create(owner=request.auth, **data.dict()))


@router.get("/{int:note_id}", response=NoteOut)
def read_note(request, note_id: int):
    return get_object_or_404(Note, id=note_id, owner=request.auth)


@router.patch("/{int:note_id}", response=NoteOut)
def change_note(request, note_id: int, data: NoteChange):
    note = get_object_or_404(Note, id=note_id, owner=request.auth)
    for name, value in data.dict(exclude_unset=True).items():
        setattr(note, name, value)
    note.save()
    return note


@router.delete("/{int:note_id}", response={204: None})
def delete_note(request, note_id: int):
    get_object_or_404(Note, id=note_id, owner=request.auth).delete()
    return Status(204, None)


api = NinjaAPI(title="Notes", version="1", openapi_url="/openapi.json")
api.add_router("/api", auth.router)
api.add_router("/api/notes", router)
