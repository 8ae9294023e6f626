"""The claim check: verdicts follow from the evidence, and change with it."""

import re

import pytest
from tiny import tiny

from framework_report.claims import check_claims
from framework_report.problem import ProblemError, load_problem


def with_claims(folder, *evidence):
    tiny(folder)
    rows = [f"c{i},it says so,{checks},computed," for i, checks in enumerate(evidence)]
    (folder / "claims.csv").write_text(
        "\n".join(["claim,article,evidence,verdict,note", *rows]) + "\n"
    )
    return load_problem(folder)


def test_all_some_and_none_of_the_checks(tmp_path):
    problem = with_claims(
        tmp_path,
        "highest a power; only a desk",
        "highest a power; lowest c peace",
        "lowest a power; leads b even",
    )
    assert check_claims(problem)["verdict"].tolist() == ["supported", "mixed", "not supported"]


def test_a_shared_extreme_is_nobodys(tmp_path):
    problem = with_claims(tmp_path, "leads a even")  # Ash and Birch are level there
    assert check_claims(problem)["verdict"].tolist() == ["not supported"]


def test_the_evidence_is_given_in_raw_figures(tmp_path):
    problem = with_claims(tmp_path, "highest a power; only a desk")
    assert check_claims(problem)["evidence"].tolist() == [
        "Power: Ash 10, Birch 0, Cedar 4 (kN). Desk: Ash built-in, Birch third party, Cedar none."
    ]


@pytest.mark.parametrize(
    ("checks", "fault"),
    [
        ("highest d power", "found 'highest d power', expected one of highest, lowest"),
        ("tallest a power", "found 'tallest a power'"),
        ("highest a charm", "found unknown criterion 'charm'"),
        ("ships a boat", "found unknown feature 'boat'"),
        ("leads a monday", "found unknown scenario 'monday'"),
    ],
)
def test_what_cannot_be_checked_is_named(tmp_path, checks, fault):
    problem = with_claims(tmp_path, checks)
    with pytest.raises(ProblemError, match=r"data/claims.csv, claim 'c0': " + re.escape(fault)):
        check_claims(problem)


def test_every_claim_of_the_article_has_a_verdict(problem):
    checked = check_claims(problem)
    assert set(checked["verdict"]) <= {"supported", "mixed", "not supported", "not tested"}
    for framework in problem.frameworks.index:
        assert checked.index.str.startswith(f"{framework}:").sum() >= 5
    assert checked.index.str.startswith("situation:").sum() == len(problem.scenarios)


def test_a_changed_figure_changes_a_verdict(copy_of_data):
    path = copy_of_data / "evidence.csv"
    assert (
        check_claims(load_problem(copy_of_data)).at["flask: minimalist", "verdict"] == "supported"
    )
    path.write_text(
        path.read_text().replace(
            "flask,core_lines,6960,6960,6960", "flask,core_lines,19000,19000,19000"
        )
    )
    assert check_claims(load_problem(copy_of_data)).at["flask: minimalist", "verdict"] == "mixed"


@pytest.mark.parametrize("name", ["django_ninja", "django_asgi", "flask_sync", "fastapi_pure"])
def test_a_variant_that_is_switched_on_is_no_rival_of_its_own_framework(problem, name):
    on = load_problem(problem.folder, extras=[name])
    before, after = check_claims(problem)["verdict"], check_claims(on)["verdict"]
    base = on.frameworks.at[name, "variant_of"]
    own = [claim for claim in before.index if claim.split(":")[0] == base]
    assert own
    worse = [
        claim for claim in own if (before[claim], after[claim]) == ("supported", "not supported")
    ]
    assert worse == []
