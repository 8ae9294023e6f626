"""Endpoints written with Django alone."""

import asyncio
import json
import time

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render

WAIT_S = 0.05


def hello(request):
    return JsonResponse({"message": "hello"})


async def wait_in_async(request):
    await asyncio.sleep(WAIT_S)
    return JsonResponse({"message": "waited"})


def wait_in_def(request):
    time.sleep(WAIT_S)
    return JsonResponse({"message": "waited"})


async def block_in_async(request):
    time.sleep(WAIT_S)
    return JsonResponse({"message": "blocked"})


def block_in_def(request):
    time.sleep(WAIT_S)
    return JsonResponse({"message": "blocked"})


def plain(request):
    note = json.loads(request.body)
    return JsonResponse({"title": note["title"], "pinned": note["pinned"]})


def form(request):
    return HttpResponse(request.POST["name"])


def page(request):
    return render(request, "probes/page.html", {"name": request.GET["name"]})


def session(request):
    request.session["seen"] = True
    return HttpResponse("seen")


def boom(request):
    raise RuntimeError("a detail that no client may read")


def _events():
    for number in range(3):
        yield f"data: {number}\n\n"
        time.sleep(0.3)


def events(request):
    return StreamingHttpResponse(_events(), content_type="text/event-stream")
