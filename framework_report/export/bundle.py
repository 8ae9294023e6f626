"""One script of many ES modules: in the order that their imports ask for, each in its own scope.

What the page runs stands in `script/` as modules, which Node runs as they are. The page has one
inline script, whose hash its policy names; so each module becomes a function that returns what it
exports, and an import takes it from there.
"""

import re
from functools import lru_cache
from pathlib import Path

SCRIPT = Path(__file__).parent / "script"
MAIN = "main.js"
"""The module that starts the page."""
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
STATEMENT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class BundleError(Exception):
    """Modules that cannot become one script; says which, and why."""


def ordered(folder: Path = SCRIPT, main: str = MAIN) -> list[Path]:
    """Return the modules that `main` needs, each after those that it imports.

    Raises:
        BundleError: a module is missing, or two import each other.
    """
    found: list[Path] = []

    def visit(path: Path, above: tuple[Path, ...]) -> None:
        if path in above:
            ring = " -> ".join(p.name for p in (*above[above.index(path) :], path))
            raise BundleError(f"{path}: imports itself by way of {ring}")
        if path in found:
            return
        if not path.is_file():
            raise BundleError(f"{path}: no such module, imported by {above[-1]}")
        for _, address in IMPORT.findall(path.read_text(encoding="utf-8")):
            visit((path.parent / address).resolve(), (*above, path))
        found.append(path)

    visit((folder / main).resolve(), ())
    return found


@lru_cache(maxsize=1)
def script() -> str:
    """Return the page's script."""
    return bundle(SCRIPT, MAIN)


def bundle(folder: Path, main: str) -> str:
    """Return one strict script that does what the module `main` of a folder does."""
    paths = ordered(folder, main)
    names = {path: f"m{i}" for i, path in enumerate(paths)}
    parts = "".join(_scope(path, names) for path in paths)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _scope(path: Path, names: dict[Path, str]) -> str:
    """Return a module as a function of its own.

    Raises:
        BundleError: an import or export is not of the form that is understood.
    """
    text = path.read_text(encoding="utf-8")
    exported = EXPORT.findall(text)

    def take(found: re.Match[str]) -> str:
        of = names[(path.parent / found[2]).resolve()]
        taken = re.sub(r"(\w+) as (\w+)", r"\1: \2", found[1])
        return f"const {{{taken}}} = {of};"

    text = IMPORT.sub(take, text)
    text = re.sub(r"^export (?=(?:async )?(?:function|class|const|let)\b)", "", text, flags=re.M)
    if odd := STATEMENT.search(text):
        raise BundleError(f"{path}: found {odd[0]!r}, expected a named import or export")
    body = _bare(text)
    end = f"return {{{', '.join(exported)}}};\n" if exported else ""
    return f"const {names[path]} = (() => {{\n{body}{end}}})();\n"


def _bare(text: str) -> str:
    """Leave out comments of whole lines and indentation; no string of ours spans lines."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
