"""What is declared, what is locked and what conda users get agree; no registry is written down."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def requirements(texts: list[str]) -> dict[str, str]:
    """Return name -> lower bound, without extras, which conda's names do not have."""
    found = [Requirement(text) for text in texts]
    return {canonicalize_name(one.name): str(one.specifier) for one in found}


def locked() -> list[tuple[str, Version, int]]:
    """Return name, version and number of hashes of each entry; a name may have one per Python."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[\w.-]+ *[=<>@~])", text, flags=re.MULTILINE)[1:]
    found = []
    for entry in entries:
        name, version = re.match(r"([\w.-]+)==(\S+)", entry).groups()
        found.append((canonicalize_name(name), Version(version), entry.count("--hash=sha256:")))
    return found


def test_conda_gets_what_the_project_declares():
    conda = requirements([entry for entry in CONDA["dependencies"] if isinstance(entry, str)])
    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda.pop("pip") == ""
    assert conda == requirements(PROJECT["dependencies"])


def test_conda_installs_the_project_itself_from_the_one_channel():
    assert CONDA["name"] == PROJECT["name"]
    assert CONDA["channels"] == ["conda-forge"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}


def test_the_lock_has_all_that_is_declared_at_a_version_that_will_do():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    declared = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"] + build["requires"]
    for text in declared:
        wanted = Requirement(text)
        versions = [
            version for name, version, _ in locked() if name == canonicalize_name(wanted.name)
        ]
        assert versions, text
        assert all(wanted.specifier.contains(version) for version in versions), text


def test_each_entry_of_the_lock_is_pinned_by_hash():
    assert len(locked()) > 100
    assert [name for name, _, hashes in locked() if not hashes] == []


# Written so that this file does not find itself.
REGISTRIES = re.compile(
    r"pypi\.(?:org|python)|python[h]osted\.org|registry\.(?:npm|yarn)|deb\.[d]ebian\.org"
    r"|conda\.[a]naconda\.org|proxy\.[g]olang\.org|--(?:extra-)?index-[u]rl|--find-[l]inks"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of tracked files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_tracked_file_names_a_registry():
    found = {
        str(path.relative_to(ROOT)): REGISTRIES.findall(path.read_text("utf-8", errors="ignore"))
        for path in tracked()
        if path.is_file()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_the_pattern_knows_a_registry_when_it_sees_one():
    for text in (
        "https://pypi." + "org/simple",
        "pip --index" + "-url x",
        "registry." + "npmjs.org",
    ):
        assert REGISTRIES.search(text)
