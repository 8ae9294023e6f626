"""A validated echo with Django REST framework."""

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView


class NoteSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=10_000)
    pinned = serializers.BooleanField()
    priority = serializers.IntegerField(min_value=0, max_value=9)
    tags = serializers.ListField(child=serializers.CharField(max_length=30), max_length=5)


class Echo(APIView):
    def post(self, request):
        serializer = NoteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(serializer.data)
