"""One script of many ES modules, in the order that their imports ask for.

What the page runs stands in `script/` as modules, which Node runs as they are. The page has one
inline script, whose hash its policy names: the modules one after the other in one scope, without
their import and export lines and without what only readers of the source need.
"""

import re
from functools import lru_cache
from pathlib import Path

from rjsmin import jsmin

SCRIPT = Path(__file__).parent / "script"
MAIN = "main.js"
"""The module that starts the page."""
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
ODD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
NAMES = re.compile(r"^(?:(?:async )?function\*?|class|const|let) (\w+)|^const .*?, (\w+) = ", re.M)


_WORDS = (
    "problem outcome race store runnerUp eligible inSentence dictionary joined simulation "
    "profile isTheme outcomes judgement slots decimals leaders contribution rounded deviation "
    "pointsText percent byMeasure inTheme capital attributes paragraphsView stateFrom "
    "scoreTexts quoted weighed themePoints drawn followers PAGE LISTS facts withMeasures "
    "smallestMeasures worthFindingOut situationsView prioritiesView measureFlips "
    "inactiveAhead needsWords mustHaveWords breakEven unknownWords "
    "argumentsView situationsOf againstView evidenceView safeFinding slidersView rankingView "
    "scored weights shares moved counted order hasMeasures checkedName taken gesture "
    "of100 lookOf noticeView isTable codebook compared distance levelsOf leaderOf "
    "lowestBy universes worstNow bestNow weightsOf figureDraws combinations soften "
    "choices scenarioState consequencesWords rebuildWords removedWords judgementWords "
    "judgementFlips smallestChange ControlsFold MOST_QUESTIONS showScenario ABOUT_LEADER "
    "scaledPoint contradictions CandidatesFold MustHavesFold combinedLines fewestSliders "
    "severalWords partingLines texts attribute condition confidence unmet ABOUT_RACE "
    "ABOUT_ALL leadersOf outcomeOf couldLead TeamControls CriteriaFold measureWords "
    "judgedWeight labelOf fewestSteps meanWeights entriesOf showMeasure "
    "firstAt movable "
)
SHORT = _WORDS.split()
"""Names that the script alone knows, in no sentence, table or element: short in the page."""


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
    """Return one strict script that does what the module `main` of a folder does.

    Raises:
        BundleError: as `ordered`; or two modules have a name in common, or an import or export is
            not of the form that is understood.
    """
    owner: dict[str, Path] = {}
    texts = []
    for path in ordered(folder, main):
        text = EXPORT.sub("", IMPORT.sub("", path.read_text(encoding="utf-8")))
        if odd := ODD.search(text):
            raise BundleError(f"{path}: found {odd[0]!r}, expected a named import or export")
        for name in (a or b for a, b in NAMES.findall(text)):
            if name in owner and owner[name] != path:
                raise BundleError(f"{path}: {name} is a name of {owner[name]} too")
            owner[name] = path
        texts.append(text)
    return _short(str(jsmin('"use strict";(() => {\n' + "\n".join(texts) + "\n})();\n")))


def _short(code: str) -> str:
    names = {name: f"${i}" for i, name in enumerate(SHORT)}
    pattern = re.compile(rf"(?<![\w$])(?:{'|'.join(names)})(?![\w$])")
    return pattern.sub(lambda found: names[found[0]], code)
