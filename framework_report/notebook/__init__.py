"""The notebook: its panel, its parts, and how it is run."""
