"""Asks four things of a database under `async def`, and prints what came back.

Each probe is a coroutine that returns what it found; it passes where that is what was to be found.
It fails where the interface refuses, whatever the refusal is called.
"""

import asyncio
import json

TITLES = ["bread", "milk"]


class NotThere(Exception):
    """The interface has nothing to await for this."""


async def _ask(probe, expected):
    try:
        found = await probe()
    except Exception as refusal:
        return {"passed": False, "found": f"{type(refusal).__name__}: {refusal}"[:160]}
    return {"passed": found == expected, "found": str(found)}


async def _ask_all(prepare, probes):
    await prepare()
    expected = {
        "query": TITLES,
        "transaction": TITLES,  # one that fails half way leaves nothing behind
        "related rows": ["ana", "ana"],
        "rows in bulk": 100,
    }
    return {name: await _ask(probes[name], what) for name, what in expected.items()}


def ask(**interfaces):
    """Print interface -> probe -> passed, found; each interface is (prepare, probes)."""

    async def all_of_them():
        return {name: await _ask_all(*entry) for name, entry in interfaces.items()}

    print(json.dumps(asyncio.run(all_of_them())))
