"""The first page of Flask's quickstart, with JSON."""

from flask import Flask

app = Flask(__name__)


@app.get("/hello")
def hello():
    return {"message": "hello"}
