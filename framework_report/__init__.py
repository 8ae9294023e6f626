"""Choosing a Python web framework by evidence and by priorities."""
