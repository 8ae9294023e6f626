"""The exporter behind `jupyter nbconvert --to decision`: one HTML file, nothing fetched.

The page shows what the notebook's outputs hold: the state on screen, marked where it differs from
the team's decision. Words and charts that follow the state come from its views (`view`), by one
template; the page's script (`script/`) fills the same places when a slider moves.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from framework_report.export.outputs import CONTROLS, HIDE, PART, WIDGET, Block
from framework_report.export.page import Page, read_page
from framework_report.export.template import render

__all__ = ["CONTROLS", "HIDE", "PART", "WIDGET", "Block", "DecisionReportExporter", "Page"]


class DecisionReportExporter(Exporter):
    """Exports the decision report as one HTML file that needs no network."""

    export_from_notebook = "Decision"
    output_mimetype = "text/html"
    file_extension = ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook; `resources` says in which folder it lies.

        What prepares or judges notebooks for other pages has no say here.
        """
        resources = self._init_resources(resources)
        folder = (resources.get("metadata") or {}).get("path")
        return render(read_page(nb, Path(folder) if folder else None)), resources
