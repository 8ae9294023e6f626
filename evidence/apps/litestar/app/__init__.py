"""The notes application."""
