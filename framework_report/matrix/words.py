"""Every sentence about a matrix stands in ``sentences.toml``; ``say`` fills its slots."""

import tomllib
from importlib.resources import files

SENTENCES: dict[str, str] = tomllib.loads(
    (files(__package__) / "sentences.toml").read_text("utf-8")
)


def say(name: str, /, **facts: object) -> str:
    """Fill a sentence's slots.

    >>> say("twice", name="SUV")
    "'SUV' a second time"
    """
    return SENTENCES[name].format(**facts)


def listed(names: list[str], last: str = "and") -> str:
    """Join names as a sentence does.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
