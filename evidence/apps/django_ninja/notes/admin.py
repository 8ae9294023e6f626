from django.contrib import admin

from .models import Note


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = ["title", "owner", "pinned", "created_at"]
    search_fields = ["title"]
    fields = ["title", "body", "pinned"]

    def has_add_permission(self, request):
        return False
