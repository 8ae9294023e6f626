"""Counts written source by feature of the specification: lines of code, and tokens.

A line counts when it has code: not a blank one, not one of comments only, not a docstring. Tokens
are Python's own, without comments, docstrings and layout; they do not move when a formatter does.
Files in other languages (templates, configuration) count their non-blank lines outside comments
and the words on them.
"""

import ast
import io
import tokenize
from collections.abc import Iterable
from pathlib import Path

from evidence.harness.registry import App

LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
COMMENT_SIGNS = ("#", ";", "<!--", "{#", "//")

Size = dict[str, int]


def sizes(app: App) -> dict[str, Size]:
    """Return feature -> lines and tokens of one application, and what was generated and kept.

    Raises FileNotFoundError where the registry names a source that is not there, and ValueError
    where a written file belongs to no feature or to two.
    """
    _complain_of_strays(app)
    named = _named_definitions(app)
    counted = {
        feature: _add(_source_size(app.folder, source, named) for source in sources)
        for feature, sources in app.features.items()
    }
    for file, edit in app.edited.items():
        added = added_lines(
            (app.folder / edit["original"]).read_text(), (app.folder / file).read_text()
        )
        counted[edit["feature"]] = _add([counted[edit["feature"]], text_size("\n".join(added))])
    kept = [path for pattern in app.untouched for path in _files(app.folder, pattern)]
    counted["generated, untouched"] = _add(_file_size(path) for path in kept)
    return counted


def python_size(text: str, skip: frozenset[str] = frozenset()) -> Size:
    """Return lines and tokens of Python source, without the top-level definitions in `skip`.

    >>> python_size('"docstring"\\n\\nx = 1  # one\\n')
    {'lines': 1, 'tokens': 3}
    """
    left_out = _docstring_lines(text) | _definition_lines(text, skip)
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in LAYOUT and token.start[0] not in left_out
    ]
    lines = {n for token in tokens for n in range(token.start[0], token.end[0] + 1)}
    return {"lines": len(lines), "tokens": len(tokens)}


def definition_size(text: str, name: str) -> Size:
    """Return lines and tokens of one top-level definition; raises ValueError without it."""
    within = _definition_lines(text, frozenset([name]))
    if not within:
        raise ValueError(f"no top-level definition {name!r}")
    chosen = [line if n in within else "" for n, line in enumerate(text.splitlines(), 1)]
    return python_size("\n".join(chosen) + "\n")


def text_size(text: str) -> Size:
    """Return non-blank lines that are not comments, and the words on them.

    >>> text_size('# why\\n\\nkey = value\\n')
    {'lines': 1, 'tokens': 3}
    """
    lines = [line.strip() for line in text.splitlines()]
    code = [line for line in lines if line and not line.startswith(COMMENT_SIGNS)]
    return {"lines": len(code), "tokens": sum(len(line.split()) for line in code)}


def added_lines(original: str, edited: str) -> list[str]:
    """Return the lines of `edited` that its original does not have, in order."""
    former = set(map(str.strip, original.splitlines()))
    return [line for line in edited.splitlines() if line.strip() and line.strip() not in former]


def _docstring_lines(text: str) -> set[int]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = [
        node.body[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None
    ]
    return {n for node in first for n in range(node.lineno, (node.end_lineno or 0) + 1)}


def _definition_lines(text: str, names: frozenset[str]) -> set[int]:
    lines: set[int] = set()
    for node in ast.parse(text).body:
        if _name_of(node) in names:
            decorators = getattr(node, "decorator_list", [])
            start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
            lines |= set(range(start, (node.end_lineno or 0) + 1))
    return lines


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name
    target = getattr(node, "target", None) or next(iter(getattr(node, "targets", [])), None)
    return target.id if isinstance(target, ast.Name) else ""


def _named_definitions(app: App) -> dict[str, frozenset[str]]:
    """Return file -> the definitions that are counted by name."""
    named: dict[str, set[str]] = {}
    for sources in app.features.values():
        for file, _, name in (source.partition("::") for source in sources):
            if name:
                named.setdefault(file, set()).add(name)
    return {file: frozenset(names) for file, names in named.items()}


def _source_size(folder: Path, source: str, named: dict[str, frozenset[str]]) -> Size:
    file, _, name = source.partition("::")
    if name:
        return definition_size((folder / file).read_text(), name)
    return _add(
        _file_size(path, named.get(str(path.relative_to(folder)), frozenset()))
        for path in _files(folder, file)
    )


def _file_size(path: Path, skip: frozenset[str] = frozenset()) -> Size:
    text = path.read_text()
    return python_size(text, skip) if path.suffix == ".py" else text_size(text)


def _files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(path for path in folder.glob(pattern) if "__pycache__" not in path.parts)
    if not found:
        raise FileNotFoundError(f"{folder / pattern}: named in evidence/registry.toml, not found")
    return found


def _complain_of_strays(app: App) -> None:
    """Raise ValueError for a Python file or template that no feature counts, or that two do."""
    whole = [s for sources in app.features.values() for s in sources if "::" not in s]
    counted = [path for pattern in whole for path in _files(app.folder, pattern)]
    known = {*counted, *(p for pattern in app.untouched for p in _files(app.folder, pattern))}
    known |= {app.folder / file for file in app.edited}
    known |= {app.folder / edit["original"] for edit in app.edited.values()}
    named = {app.folder / s.split("::")[0] for n in app.features.values() for s in n if "::" in s}
    written = [p for kind in ("*.py", "*.html") for p in app.folder.rglob(kind)]
    strays = [p for p in written if p not in known | named and "__pycache__" not in p.parts]
    twice = sorted({path for path in counted if counted.count(path) > 1})
    if strays or twice:
        names = [str(path.relative_to(app.folder)) for path in [*strays, *twice]]
        raise ValueError(
            f"{app.id}: each written file belongs to exactly one feature of the registry; "
            f"expected that of {', '.join(names)}"
        )


def _add(parts: Iterable[Size]) -> Size:
    total = {"lines": 0, "tokens": 0}
    for part in parts:
        total = {name: total[name] + part[name] for name in total}
    return total
