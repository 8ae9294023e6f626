"""The pages a user would make instead: Altair and Bokeh, each with its bundle inside the file.

Run by `benchmarks.page` in benchmarks/.venv: reads the problem as JSON from standard input and
writes altair.html and bokeh.html into the folder given. Both recompute scores and draw the ranking
stacked by theme when one of the sliders moves; neither has words, tipping points or how-sure
figures.
"""

import json
import sys
from pathlib import Path

import altair as alt
from bokeh.embed import file_html
from bokeh.layouts import column, row
from bokeh.models import ColumnDataSource, CustomJS, LabelSet, Slider
from bokeh.plotting import figure
from bokeh.resources import INLINE

BOKEH_CODE = """
const points = sliders.map(slider => slider.value);
const total = points.reduce((sum, p) => sum + p, 0);
const data = source.data, order = data.framework;
themes.forEach((theme, t) => {
  data[`left_${t}`] = order.map((_, i) => t ? data[`right_${t - 1}`][i] : 0);
  data[`right_${t}`] = order.map((_, i) => points.reduce((sum, p, k) =>
    sum + (of[k] === theme ? 100 * p / total * values[i][k] : 0), data[`left_${t}`][i]));
});
data.score = data[`right_${themes.length - 1}`];
data.text = data.score.map(score => score.toFixed(1));
source.change.emit();
"""


def altair_page(problem: dict) -> str:
    """Return a page of Altair's: slider parameters, and Vega's expressions for the arithmetic."""
    rows = [
        {"framework": framework, "criterion": name, "theme": theme, "value": value}
        for framework, values in zip(problem["frameworks"], problem["values"], strict=True)
        for name, theme, value in zip(problem["criteria"], problem["themes"], values, strict=True)
    ]
    sliders = [
        alt.param(
            name=name, value=p, bind=alt.binding_range(min=0, max=10, step=1, name=f"{name} ")
        )
        for name, p in zip(problem["criteria"], problem["points"], strict=True)
    ]
    total = " + ".join(problem["criteria"])
    chosen = " : ".join(f"datum.criterion === '{n}' ? {n}" for n in problem["criteria"]) + " : 0"
    base = alt.Chart(alt.Data(values=rows)).transform_calculate(
        part=f"100 * ({chosen}) / ({total}) * datum.value"
    )
    bars = base.mark_bar().encode(
        y=alt.Y("framework:N", sort="-x"),
        x=alt.X("sum(part):Q", scale=alt.Scale(domain=[0, 100])),
        color="theme:N",
    )
    scores = base.mark_text(align="left", dx=4).encode(
        y="framework:N", x="sum(part):Q", text=alt.Text("sum(part):Q", format=".1f")
    )
    chart = (bars + scores).add_params(*sliders).properties(width=500)
    return chart.to_html(inline=True, embed_options={"renderer": "svg", "actions": False})


def bokeh_page(problem: dict) -> str:
    """Return a page of Bokeh's: its sliders, and a CustomJS callback for the arithmetic."""
    themes = list(dict.fromkeys(problem["themes"]))
    data = {"framework": problem["frameworks"], "score": [0.0] * len(problem["frameworks"])}
    data |= {"text": [""] * len(problem["frameworks"])}
    for t in range(len(themes)):
        data |= {f"{end}_{t}": [0.0] * len(problem["frameworks"]) for end in ("left", "right")}
    source = ColumnDataSource(data)
    plot = figure(y_range=problem["frameworks"][::-1], x_range=(0, 100), width=600, height=250)
    for t, theme in enumerate(themes):
        plot.hbar(
            y="framework",
            left=f"left_{t}",
            right=f"right_{t}",
            height=0.6,
            source=source,
            color=("#0072B2", "#E69F00", "#009E73", "#CC79A7")[t % 4],
            legend_label=theme,
        )
    plot.add_layout(LabelSet(x="score", y="framework", text="text", source=source))
    sliders = [
        Slider(title=name, value=p, start=0, end=10, step=1)
        for name, p in zip(problem["criteria"], problem["points"], strict=True)
    ]
    code = CustomJS(
        args={
            "sliders": sliders,
            "source": source,
            "themes": themes,
            "of": problem["themes"],
            "values": problem["values"],
        },
        code=BOKEH_CODE,
    )
    for slider in sliders:
        slider.js_on_change("value", code)
    return file_html(row(column(*sliders), plot), INLINE, "Ranking")


if __name__ == "__main__":
    given, folder = json.load(sys.stdin), Path(sys.argv[1])
    (folder / "altair.html").write_text(altair_page(given), encoding="utf-8")
    (folder / "bokeh.html").write_text(bokeh_page(given), encoding="utf-8")
