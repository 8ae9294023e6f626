"""Measures the reference applications and the minimal ones, for `python -m evidence`.

Vocabulary: an *application* implements evidence/SPEC.md; a *setup* is an application (or a minimal
one) behind one server; a *load* is one kind of request with a number of clients; a *window* is one
timed run of a load; a *round* visits every setup once, in random order; a *session* is a set of
rounds; a *figure* is what is computed from windows or probes and written to evidence/results.
"""
