"""The exporter that `jupyter nbconvert --to decision` finds."""

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from framework_report.export.page import read_page
from framework_report.export.template import render


class DecisionReportExporter(Exporter):
    """Exports the decision report as one HTML file that needs no network."""

    export_from_notebook = "Decision"
    output_mimetype = "text/html"
    file_extension = ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook; `resources` says in which folder it lies.

        What prepares or judges notebooks for other pages has no say here.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        folder = (resources.get("metadata") or {}).get("path")
        return render(read_page(nb, Path(folder) if folder else None)), resources
