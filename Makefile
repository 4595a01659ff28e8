# Everyday commands. Each target prepares what it needs: `make test` is enough on a fresh clone.
# Assumed of the machine: Python 3.11 or newer, with venv and pip.

PYTHON ?= python3
BIN := .venv/bin

# Set by `make lock UPGRADE=--upgrade`, to take newer versions where the ranges in pyproject.toml allow.
UPGRADE ?=
# Handed to pytest, or to the demo: `make test ARGS="tests/stories -x"`, `make demo ARGS="--port 8081"`.
ARGS ?=
# How many processes the tests run in. They wait more than they reckon, so two for each processor.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench format lock clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  Another Python: make clean && make test PYTHON=python3.13'
	@echo '  Some tests only: make test ARGS="tests/models -x"'
	@echo '  Tests one after another, with what they print: make test WORKERS=0 ARGS="-s"'
	@echo '  The demo on another port: make demo ARGS="--port 8081"'

demo: .venv/.ready-to-run ## Start a Slack workspace of your own in the browser, with the bot in it.
	$(BIN)/muster demo $(ARGS)

test: .venv/.ready-to-develop ## Run the tests (ARGS are handed to pytest).
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: .venv/.ready-to-develop ## Look for mistakes without running the program: style, types, scripts, images.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/shellcheck .ci/run
	$(BIN)/hadolint Dockerfile
	$(BIN)/uv pip check --quiet --python $(BIN)/python

bench: .venv/.ready-to-develop ## Measure: run every benchmark.
	$(BIN)/python -m benchmarks

format: .venv/.ready-to-develop ## Format the code and mend what ruff can mend safely.
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

COMPILE = $(BIN)/uv pip compile --quiet $(UPGRADE) --generate-hashes --universal --no-emit-index-url \
	--python-version 3.11 --custom-compile-command 'make lock'

# The other two follow dev.txt, so that one environment can hold all three.
lock: .venv/.tools ## Pin every dependency, with hashes, in requirements/.
	$(COMPILE) --group dev pyproject.toml -o requirements/dev.txt
	$(COMPILE) -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	$(COMPILE) -c requirements/dev.txt --group build -o requirements/build.txt

clean: ## Remove the environment and everything that can be made again.
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. The stamps make a second run instant.

INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python
INSTALL_THIS = $(INSTALL) --no-deps --no-build-isolation --editable .

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo 'Muster needs Python 3.11 or newer, and "$(PYTHON)" was not found.' \
			'Install Python, or name the one to use: make ... PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Muster needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V)." \
			'Name a newer one: make ... PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'Python is here, but its "venv" module is not.' \
			'On Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.tools: requirements/build.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

.venv/.ready-to-run: .venv/.tools requirements/run.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL_THIS)
	@touch $@

.venv/.ready-to-develop: .venv/.tools requirements/dev.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(INSTALL_THIS)
	@touch $@ .venv/.ready-to-run
