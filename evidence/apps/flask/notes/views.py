"""Notes: each user's own."""

from flask.views import MethodView
from flask_login import current_user, login_required
from flask_smorest import Blueprint, abort

from .extensions import db
from .models import Note
from .openapi import BEARER
from .schemas import MAX_INTEGER, NoteChangeSchema, NotePage, NoteSchema, PageQuery

blueprint = Blueprint("notes", __name__, url_prefix="/api/notes")


def get_own_note(note_id):
    note = db.session.scalar(db.select(Note).filter_by(id=note_id, owner=current_user))
    if note is None:
        abort(404)
    return note


@blueprint.route("")
class NoteList(MethodView):
    decorators = [login_required]

    @blueprint.doc(security=BEARER)
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, NotePage)
    def get(self, page):
        own = db.select(Note).filter_by(owner=current_user)
        newest = own.order_by(Note.created_at.desc(), Note.id.desc())
        return {
            "items": db.session.scalars(newest.limit(page["limit"]).offset(page["offset"])),
            "total": db.session.scalar(db.select(db.func.count()).select_from(own.subquery())),
        }

    @blueprint.doc(security=BEARER)
    @blueprint.arguments(NoteSchema)
    @blueprint.response(201, NoteSchema)
    def post(self, data):
        note = Note(owner=current_user, **data)
        db.session.add(note)
        db.session.commit()
        return note


@blueprint.route(f"/<int(max={MAX_INTEGER}):note_id>")
class NoteDetail(MethodView):
    decorators = [login_required]

    @blueprint.doc(security=BEARER)
    @blueprint.response(200, NoteSchema)
    def get(self, note_id):
        return get_own_note(note_id)

    @blueprint.doc(security=BEARER)
    @blueprint.arguments(NoteChangeSchema(partial=True))
    @blueprint.response(200, NoteSchema)
    def patch(self, data, note_id):
        note = get_own_note(note_id)
        for name, value in data.items():
            setattr(note, name, value)
        db.session.commit()
        return note

    @blueprint.doc(security=BEARER)
    @blueprint.response(204)
    def delete(self, note_id):
        db.session.delete(get_own_note(note_id))
        db.session.commit()
