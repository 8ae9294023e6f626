"""Somebody's weighted matrix, from a file: read it, say what is wrong with it, make it a report."""

from framework_report.matrix.audit import Finding, audit
from framework_report.matrix.folder import audit_files, new, write_folder, write_starter
from framework_report.matrix.reading import Matrix, read_matrix

__all__ = ["Finding", "Matrix", "audit", "audit_files", "new"]
__all__ += ["read_matrix", "write_folder", "write_starter"]
