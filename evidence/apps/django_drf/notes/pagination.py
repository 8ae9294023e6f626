from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response


class NotePagination(LimitOffsetPagination):
    """A page as the specification has it: `items` and `total`."""

    default_limit = 20
    max_limit = 100

    def get_paginated_response(self, data):
        return Response({"items": data, "total": self.count})

    def get_paginated_response_schema(self, schema):
        return {
            "type": "object",
            "required": ["items", "total"],
            "properties": {"items": schema, "total": {"type": "integer"}},
        }
