"""Faults put into the reference applications, to see that their tests and the suite notice."""
