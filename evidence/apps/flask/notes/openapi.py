"""What the OpenAPI document says beside the routes, and where it is."""

SETTINGS = {
    "API_TITLE": "Notes",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.0.3",
    "OPENAPI_URL_PREFIX": "/",
    "API_SPEC_OPTIONS": {
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    },
}
BEARER = [{"bearer": []}]
