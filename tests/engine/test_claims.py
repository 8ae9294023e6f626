"""Claims: each check's form is told with its place, and what it finds by hand."""

from pathlib import Path

import pytest
from decided import folder_of
from small import write

from framework_report.claims import check_claims
from framework_report.files import ProblemError
from framework_report.notebook.tables import tally
from framework_report.tables import load_problem


def checked(folder: Path, *checks: str) -> list[str]:
    """Return the verdict of one claim for each text of checks."""
    rows = [
        {"claim": f"c{i}", "article": "so it says", "evidence": text, "verdict": "computed"}
        for i, text in enumerate(checks)
    ]
    write(folder_of(folder), "claims", rows)
    return check_claims(load_problem(folder))["verdict"].tolist()


def test_a_claim_is_supported_as_far_as_its_checks_hold(tmp_path: Path) -> None:
    assert checked(
        tmp_path,
        "lowest kit cost; highest lab speed/typical",
        "highest kit speed; only kit lights",
        "lowest lab cost",
        "highest kit weight",  # the others' weights are not known
        "lowest kit colour",
        "highest kit speed/noise",
        "leads kit daily",
    ) == ["supported", "mixed", "not supported", "not tested", "not tested", "not tested",
          "consistent by construction"]  # fmt: skip


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        (
            ["leads kit daily"],
            "{piece} claims nothing about the alternatives themselves; one more claim says who is",
        ),
        (
            ["lowest lab cost"],
            "The one claim of {piece} about the alternatives themselves: 1 not supported",
        ),
        (
            ["lowest kit cost"] * 2,
            "Of 2 claims of {piece} about the alternatives themselves: 2 supported",
        ),
    ],
)
def test_the_tally_counts_claims_about_the_alternatives_themselves(
    tmp_path: Path, checks: list[str], said: str
) -> None:
    checked(tmp_path, *checks)
    problem = load_problem(tmp_path)
    assert "; ".join(tally(problem)).startswith(said.format(piece=problem.report.piece))


FORM = "one of highest, lowest, ships, only, leads, then a framework and a name"


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("highest", f"{FORM} (not 'highest')"),
        ("ships kit lights; highest kit", f"{FORM} (not 'highest kit')"),
        ("best kit cost", f"{FORM} (not 'best kit cost')"),
        ("", f"{FORM} (not '')"),
        ("lowest kit weight/scales", "weight alone (it is shown and has no measures)"),
    ],
)
def test_a_check_of_another_form_is_named_with_file_line_found_and_expected(
    tmp_path: Path, check: str, expected: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        checked(tmp_path, "ships kit lights", check)
    (fault,) = caught.value.faults
    place = f"{tmp_path}/claims.csv line 3: evidence of c1"
    assert fault == f"{place}: found '{check}', expected {expected}"
