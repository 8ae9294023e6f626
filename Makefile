# The commands people and CI use alike. Everything runs in an environment of its own, .venv, which is
# made from requirements.lock (each file pinned by its hash) and made again when that changes.

VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
# The first of these that is Python 3.11 or newer makes the environment; PYTHON=... asks for another.
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?=
NEW_ENOUGH := import sys; sys.version_info >= (3, 11) or sys.exit(1)
PIP := $(RUN) -m pip install --disable-pip-version-check --no-input
BROWSERS := chromium chromium-browser google-chrome

.DEFAULT_GOAL := help
.PHONY: help lab report notebook test test-without test-with test-quick quick-a-m quick-n-z test-all mutants check evidence bench screenshots clean browser

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab: $(READY) ## Open the report in JupyterLab, to set your own priorities
	$(RUN) -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/decision_report.ipynb

report: $(READY) ## Write build/decision_report.html and say what it recommends
	$(RUN) -m framework_report report

notebook: $(READY) ## Execute the notebooks in place, as they are committed
	$(RUN) -m framework_report notebook

test: $(READY) browser ## Run the tests, the notebooks' own and the decision's included (6 minutes)
	$(MAKE) --no-print-directory -j2 -Otarget test-without test-with
	$(RUN) -m framework_report check

# The two halves of the complete run, which two cores take at once: JupyterLab with what takes as
# long as the rest, and the rest.
LAB := tests/lab tests/notebook $(addprefix tests/page/test_,ask_and_people.py bundle.py \
  clean.py foreign_notebooks.py parity.py script_edges.py sent.py views.py wheel.py)

QUICK := -m "not slow and not weekly"

test-without:
	$(RUN) -m pytest -m "not weekly" tests $(LAB:%=--ignore=%)
	$(RUN) -m pytest --nbval notebooks

test-with:
	$(RUN) -m pytest -m "not weekly" $(LAB)

test-quick: $(READY) ## Run the everyday tests: no browser, no JupyterLab, no notebook (1 minute)
	$(MAKE) --no-print-directory -j2 -Otarget quick-a-m quick-n-z

# Two halves that take about as long as each other.
quick-a-m:
	$(RUN) -m pytest $(QUICK) tests/engine/test_[a-m]*.py

quick-n-z:
	$(RUN) -m pytest $(QUICK) tests --ignore-glob="*/engine/test_[a-m]*.py"

test-all: $(READY) browser ## Run every test, those that take minutes each included (weekly)
	$(RUN) -m pytest --hypothesis-profile=anew -m "slow or not slow" tests
	$(RUN) -m pytest --nbval notebooks
	$(RUN) -m framework_report check

mutants: $(READY) ## Break the code on purpose, and see that a test goes red
	$(RUN) -m tests.mutants

check: $(READY) ## Run the linters
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

evidence: $(READY) ## Measure what can be measured exactly again
	$(RUN) -m evidence measure exact

bench: $(READY) browser ## Time the report beside what a user would write or pick instead
	$(RUN) -m benchmarks

screenshots: report browser ## Write pictures of the pages in every size and theme into build/screenshots
	PYTHONPATH=tests $(RUN) tests/page/screenshots.py

clean: ## Remove what was built and every cache; the environment stays
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -exec rm -rf {} +

# The stamp is made last, so that an environment whose making broke off is made again.
$(READY): requirements.lock pyproject.toml
	@python="$(PYTHON)"; \
	for candidate in $(CANDIDATES); do \
	  if [ -z "$$python" ] && $$candidate -c '$(NEW_ENOUGH)' 2>/dev/null; then python=$$candidate; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python: found none that is 3.11 or newer (tried $(CANDIDATES))." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; \
	elif ! $$python -c '$(NEW_ENOUGH)'; then \
	  echo "Python: $$python is $$($$python --version 2>&1), expected 3.11 or newer." >&2; exit 1; \
	elif ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "Python: $$python cannot make environments (Debian: apt install python3-venv)." >&2; exit 1; \
	elif ! $(RUN) -c '$(NEW_ENOUGH); import pip' 2>/dev/null; then \
	  echo "Setting up $(VENV) with $$($$python --version): about 140 packages, a few minutes, once."; \
	  $$python -m venv --clear $(VENV); \
	fi
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

# Tests look for the same names: tests/browsers.py.
browser:
	@if [ -n "$$CHROMIUM" ]; then \
	  command -v "$$CHROMIUM" >/dev/null && exit 0; \
	  echo "Browser: CHROMIUM is $$CHROMIUM, which cannot be run." >&2; exit 1; \
	fi; \
	for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Browser: found none, installing Debian's Chromium."; \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	else \
	  echo "Browser: found none ($(BROWSERS) on the PATH)." >&2; \
	  echo "Install one (Debian: sudo apt install chromium), or set CHROMIUM to its path." >&2; \
	  exit 1; \
	fi
