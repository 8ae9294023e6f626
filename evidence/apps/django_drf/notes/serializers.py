from django.contrib.auth.models import User
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from .models import Note


class RegistrationSerializer(serializers.ModelSerializer):
    username = serializers.RegexField(
        r"^[A-Za-z0-9_]{3,30}\Z",
        trim_whitespace=False,
        validators=[UniqueValidator(User.objects.all())],
    )
    password = serializers.CharField(
        min_length=8, max_length=128, trim_whitespace=False, write_only=True
    )

    class Meta:
        model = User
        fields = ["id", "username", "password"]

    def create(self, validated_data):
        return User.objects.create_user(**validated_data)


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "title", "body", "pinned", "created_at", "updated_at"]
        extra_kwargs = {"body": {"trim_whitespace": False}}
