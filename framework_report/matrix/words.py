"""Every sentence about a matrix: what is refused, what was assumed, what the audit found.

A sentence is named, and its ``{slots}`` are filled by ``say``; so the mapping could be a TOML file.
"""

SENTENCES = {
    # what is refused: "{at}: found {found}, expected {expected}"
    "refusal": "{at}: found {found}, expected {expected}",
    "no_file": "no file that can be read ({why})",
    "a_file": "a matrix in a .csv, .tsv, .txt, .xlsx or .md file",
    "suffix": "a {suffix} file",
    "too_large": "more than {most:,} {things}",
    "at_most": "at most {most:,} {things}",
    "not_utf8": "byte 0x{byte:02x}, which is not UTF-8",
    "save_utf8": "UTF-8 text (in a spreadsheet: save as “CSV UTF-8”)",
    "no_workbook": "a file that cannot be opened as a workbook ({why})",
    "a_workbook": "an .xlsx workbook without a password",
    "broken_quotes": "broken quoting ({why})",
    "quotes": 'quotes " in pairs',
    "no_matrix": "no table of options and criteria with figures in it",
    "a_matrix": "options down and criteria across, or the other way round",
    "both_ways": "{row!r} at the side and {column!r} at the top",
    "one_way": "rows such as weight, unit or worst on one side only",
    "formula": "the formula {text!r} without its result",
    "formula_result": "a figure or a name; formulas are not run (open it in a spreadsheet and save)",
    "merged": "a cell merged with {at}",
    "own_cell": "a cell of its own for each figure",
    "no_name": "no name",
    "name": "a name, since figures stand beside or below it",
    "twice": "{name!r} a second time",
    "once": "each name once",
    "weighted": "{name!r}",
    "no_weighted": "scores alone; leave columns of weighted scores out, the report computes them",
    "text": "{text!r}",
    "nothing": "nothing",
    "figure": "a number, a range such as 3-4, a tick, or ? where it is not known",
    "date": "the date {text}",
    "no_date": "a number; a spreadsheet may have turned 3-4 into a date: type it as text, '3-4",
    "word": "one of {words}",
    "range": "the lower number first",
    "two_marks": "{text!r}, while {other!r} stands at {other_at}",
    "one_mark": "one decimal mark in the whole table",
    "doubtful": "{text!r}, which can be {small} or {large}",
    "no_doubt": "a number without a thousands separator",
    "weight": "a weight: a number from 0, 0 where the criterion does not count",
    "no_weight": "weights that are all 0",
    "some_weight": "at least one weight above 0",
    "level": "a number, since the other end of the scale is stated",
    "other_level": "worst and best that differ, worst above best only where lower is better",
    "outside": "{text!r}, outside of the stated {worst} to {best}",
    "inside": "a figure between the two, or a wider scale",
    "direction": "lower or higher (is better)",
    "scale": "a scale such as 0-5, or words from the worst to the best: low, medium, high",
    "other_names": "{found}",
    "same_names": "the same options and criteria as in {first}: {expected}",
    "full_folder": "a folder that is not empty",
    "empty_folder": "a new or an empty folder, since nothing is overwritten",
    "no_folder": "a folder that cannot be written ({why})",
    # what was assumed
    "one_scale": "Taken as a scale from {low} to {high}, since no other is stated: {names}.",
    "present": "No scale is stated for {names} ({unit}): it counts from the worst to the best here.",
    "ladder": "Words are counted from 1, worst, to {top}, best: {words} ({names}).",
    "ticks": "A tick counts 1, its opposite 0: {cells}.",
    "unknown": "Not known, since nothing or ? stands there: {cells}.",
    "range_read": "A range counts as its middle, and may be anywhere between its ends: {cells}.",
    "footnotes": "Footnote marks are left out: {cells}.",
    "comma": "A comma is read as the decimal mark, as in {text} ({at}).",
    "thousands": "A thousands separator is left out: {cells}.",
    "three_digits": "{text} ({at}) is read as {number}, with a decimal point.",
    "affix": "{affix!r} in the cells of {name} is read as the unit.",
    "no_weights": "No weights are stated, so every criterion counts the same.",
    "weights_beside": "Weights are read from a table of their own ({at}).",
    "in_brackets": "Weights are read from the brackets in the names of the criteria.",
    "across": "Nothing says which side holds the options: taken as options down, criteria across.",
    "themes": "A theme holds for the cells after it, up to the next one: {names}.",
    "left_out": "Left out: {cells}.",
    "also": "Only the first matrix is read; {at} holds another one.",
    "noun": "One of them is called “{one}”, several “{many}”, after {at}.",
    "exact": "Figures with a unit, ticks and ranges are taken as they stand: {names}.",
    "step": "Scores may be one step of {step} off, as judgements are.",
    "scorers": "{count} scorers: the figure is the median, from the lowest to the highest.",
    "weights_differ": "The scorers' weights differ: the first scenario has their median.",
    # what the audit found: "{at}: …"
    "total": "{at}: the total of {option} is {printed}; its cells and weights give {computed}.",
    "sum": "{at}: the sum for {name} is {printed}; its cells give {computed}.",
    "place": "{at}: by the printed totals the {place} place goes to {printed}; by the cells, to {computed}.",
    "rank": "{at}: {option} is ranked {printed}; its cells and weights give {computed}.",
    "weights_sum": "{at}: the weights sum to {computed}, not to {said}.",
    "same": "{at}: {name} is the same for every option, so it cannot affect the choice.",
    "beaten": "{at}: {option} is worse than {others} on every criterion.",
    "nowhere_ahead": "{at}: {option} is nowhere better than {others}.",
    "double": "{at}: {one} and {other} put the options in the same order with nearly the same values, "
    "so the same thing may count twice.",
    "moving": "{at}: {name} counts from {worst} to {best}, the worst and the best of these options; "
    "adding an option {effect}.",
    "would": "could reorder others: {behind} could overtake {ahead}",
    "would_not": "beyond them would not reorder these",
    "margin": "{at}: {leader} leads {rival} by {margin} of 100, which is less than one step of "
    "{step} on {name} ({worth} of 100).",
    "level_pair": "{at}: {leader} and {rival} are level.",
    "flip": "{leader} wins instead if one cell is one step off: {cells}.",
    "cell": "{at} ({option}, {name}: {old} to {new})",
    "disagree": "{at}: {leaders}.",
    "leads_for": "{leader} wins for {who}",
    # what is written into the folder
    "about_report": "Made from {files}. What was assumed, for you to change in these tables:",
    "about_step": "how far a figure without low and high may be off",
    "points_of": "points of {high}",
    "points_to": "points, {low} to {high}",
    "ticks_unit": "of 1",
    "words": "Words: {words}.",
    "ends_stated": "The ends of the scale that the table states.",
    "ends_assumed": "Assumed: the table states no scale ({at}).",
    "ends_present": "Assumed: the worst and the best of these options, since the table states no "
    "scale ({at}); better are ends that do not depend on who is compared.",
    "scale_stated": "the table's scale",
    "scale_assumed": "an assumed scale",
    "scale_present": "a scale from the worst to the best here",
    "fact_note": "{cell}, on {scale}",
    "cell_says": "{at}: {text}",
    "cell_empty": "{at}: empty",
    "scenario": "As weighted",
    "story": "The weights that stand in {files}.",
    "because": "weight {weight} in {files}",
    # lines of the commands
    "assumed": "Assumed: {text}",
    "fine": "Nothing to report: {options} options, {criteria} criteria.",
    "written": "Wrote {folder}: {options} options, {criteria} criteria. Edit the tables as you like.",
    "starter": "Wrote {folder}, an example to replace with your own.",
    "next": "Next: framework-report show --data {folder}, then report --data {folder}.",
}


def say(name: str, /, **facts: object) -> str:
    """Fill a sentence's slots.

    >>> say("once"), say("twice", name="SUV")
    ('each name once', "'SUV' a second time")
    """
    return SENTENCES[name].format(**facts)


def listed(names: list[str], last: str = "and") -> str:
    """Join names as a sentence does.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
