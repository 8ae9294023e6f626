"""A small world for decisions: three tools, three criteria, round numbers, written to a folder.

Cost (worst 10, best 0), speed (two measures: peak 0 to 100, and typical 0 to 10) and skill, which
the team answers. Kit beats Lab and Mob on cost, Lab is the fastest.
"""

import csv
import datetime
import io
from dataclasses import replace
from pathlib import Path

from framework_report.decision import FILE, Decision, new_decision, write_decision
from framework_report.outcome import Outcome
from framework_report.state import State
from framework_report.tables import Problem, load_problem

TABLES = {
    "frameworks.csv": """\
framework,label,version,weak_spots,extra
kit,Kit,1.2.0,heavy,no
lab,Lab,2.0.0,young,no
mob,Mob,0.9.1,slow,no
""",
    "criteria.csv": """\
criterion,theme,label,kind,unit
cost,Money,Cost,scored,
speed,Work,Speed,scored,
skill,Work,Skill,team,
weight,Work,Weight,shown,kg
""",
    "measures.csv": """\
criterion,measure,label,unit,worst,best,says
cost,price,the price,EUR,10,0,costs {value} EUR
speed,peak,at its peak,runs,0,100,does {value} runs
speed,typical,on a usual day,jobs,0,10,does {value} jobs
""",
    "levels.csv": """\
criterion,level,label,mark
skill,0,nobody,
skill,1,somebody,known
skill,2,everybody,
""",
    "facts.csv": """\
framework,criterion,measure,value,low,high,unit,kind,source_title,as_of
kit,cost,price,2,2,2,EUR,measured,ours,2026-11-01
lab,cost,price,8,8,8,EUR,measured,ours,2026-11-01
mob,cost,price,9,9,9,EUR,measured,ours,2026-11-01
kit,speed,peak,40,40,40,runs,measured,ours,2026-11-01
lab,speed,peak,60,60,60,runs,measured,ours,2026-11-01
mob,speed,peak,10,10,10,runs,measured,ours,2026-11-01
kit,speed,typical,4,4,4,jobs,measured,ours,2026-11-01
lab,speed,typical,6,6,6,jobs,measured,ours,2026-11-01
mob,speed,typical,1,1,1,jobs,measured,ours,2026-11-01
kit,weight,,12,12,12,kg,measured,ours,2026-11-01
""",
    "features.csv": """\
framework,feature,support,source_title,as_of
kit,lights,built-in,ours,2026-11-01
lab,lights,third party,ours,2026-11-01
mob,lights,none,ours,2026-11-01
""",
    "scenarios.csv": """\
scenario,label,story,must_haves
daily,Every day,We use it every day.,
night,At night,We need to see.,lights=core
""",
    "scenario_points.csv": """\
scenario,criterion,points
daily,cost,6
daily,speed,4
night,speed,5
""",
}
STATE = State({"cost": 6, "speed": 4})
"""Kit .8 x 6 + .4 x 4 = 64, Lab .2 x 6 + .6 x 4 = 36, Mob 10: Kit leads by 28."""
DAYS = {"date": datetime.date(2026, 11, 24), "review_by": datetime.date(2027, 5, 24)}


def folder_of(folder: Path) -> Path:
    """Write the tables into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


_loaded: dict[tuple[tuple[str, bytes], ...], Problem] = {}


def load(folder: Path) -> Problem:
    """Load tables; those that a test has loaded already are only put into this folder."""
    files = [path for path in folder.glob("*.*") if path.name != "decision.toml"]
    key = tuple((path.name, path.read_bytes()) for path in sorted(files))
    if folder.name != "data" or key not in _loaded:
        problem = load_problem(folder)
        if problem.warnings or folder.name != "data":  # they name the folder, as its title may
            return problem
        _loaded[key] = problem
    return replace(_loaded[key], folder=folder)


def decide(folder: Path, state: State = STATE, why: str = "We pay.") -> Decision:
    """Decide on tables, and write that down beside them."""
    problem = load(folder)
    made = new_decision(problem, Outcome(problem, state), why, "Cost falls.", "daily", **DAYS)
    write_decision(made, folder / FILE)
    return made


def change(path: Path, columns: dict[str, str], **which: str) -> None:
    """Set columns of the rows that have these cells."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    for row in rows:
        if all(row[name] == cell for name, cell in which.items()):
            row.update(columns)
    _write(path, rows)


def drop(path: Path, **which: str) -> None:
    """Take out the rows that have these cells."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    _write(path, [r for r in rows if any(r[name] != cell for name, cell in which.items())])


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def figure(folder: Path, framework: str, criterion: str, value: str, measure: str = "") -> None:
    """Set a figure and its interval."""
    which = {"framework": framework, "criterion": criterion}
    which |= {"measure": measure} if measure else {}
    change(folder / "facts.csv", dict.fromkeys(("value", "low", "high"), value), **which)
