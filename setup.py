"""Everything about this package stands in pyproject.toml; this only mends editable installs.

setuptools asks a distribution for `has_data` before it installs data files in editable mode, and
has never defined it, so JupyterLab would not find the extension that names our exporter.
"""

from setuptools import Distribution, setup


class WithData(Distribution):
    """A distribution whose data files are installed in editable mode too."""

    def has_data(self) -> bool:
        """Say whether there are data files, as `has_scripts` and `has_headers` do."""
        return self.has_data_files()


setup(distclass=WithData)
