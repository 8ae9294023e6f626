"""Endpoints written with Flask alone."""

import asyncio
import time

from flask import Flask, Response, render_template, request, session

WAIT_S = 0.05

app = Flask(__name__)
app.secret_key = "a key for probes on this machine only"


@app.get("/hello")
def hello():
    return {"message": "hello"}


@app.get("/wait-in-async")
async def wait_in_async():
    await asyncio.sleep(WAIT_S)
    return {"message": "waited"}


@app.get("/wait-in-def")
def wait_in_def():
    time.sleep(WAIT_S)
    return {"message": "waited"}


@app.get("/block-in-async")
async def block_in_async():
    time.sleep(WAIT_S)
    return {"message": "blocked"}


@app.get("/block-in-def")
def block_in_def():
    time.sleep(WAIT_S)
    return {"message": "blocked"}


@app.post("/plain")
def plain():
    note = request.get_json()
    return {"title": note["title"], "pinned": note["pinned"]}


@app.post("/form")
def form():
    return request.form["name"]


@app.get("/page")
def page():
    return render_template("page.html", name=request.args["name"])


@app.get("/session")
def remember():
    session["seen"] = True
    return "seen"


@app.get("/boom")
def boom():
    raise RuntimeError("a detail that no client may read")


def _events():
    for number in range(3):
        yield f"data: {number}\n\n"
        time.sleep(0.3)


@app.get("/events")
def events():
    return Response(_events(), mimetype="text/event-stream")
