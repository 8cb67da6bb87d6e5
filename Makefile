# Needs make and Python 3.11 or newer; everything else is installed into .venv.
#   make generate   refresh generated/ from spec/
#   make test       run the test suite

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --no-input --disable-pip-version-check
SOURCES := generator templates/package/_runtime spec/custom tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help generate test slow check lint format types coverage build clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

generate: $(VENV)/.generate ## refresh generated/ from spec/
	$(BIN)/python -m generator generate --strict

test: $(VENV)/.develop ## run the test suite
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist loadfile $(ARGS)

slow: $(VENV)/slow/.installed ## the stand-in against Schemathesis and the official SDK, the docs against Sphinx
	$(BIN)/python -m pytest -m slow $(ARGS)

check: lint types test ## everything a change must pass
	$(BIN)/python -m generator generate --strict --check

lint: $(VENV)/.develop ## ruff and the formatting
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/black --quiet --check --diff $(SOURCES)

format: $(VENV)/.develop ## format and repair what can be repaired
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/black --quiet $(SOURCES)

types: $(VENV)/.develop ## mypy and pyright, both strict
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

coverage: $(VENV)/.develop ## the suite once more, with the lines it reaches
	$(BIN)/coverage run -m pytest $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

build: $(VENV)/.develop ## both distributions, into dist/
	$(BIN)/python -m build --quiet --outdir dist .
	$(BIN)/python -m build --quiet --outdir dist generated

clean: ## forget .venv, caches and built files
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

# A stamp is written last and is older than pyproject.toml once the dependencies may have changed,
# so an interrupted or outdated .venv is completed by the next run.
$(VENV)/.generate: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || $(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --upgrade pip
	$(PIP) install --editable .
	@touch $@

$(VENV)/.develop: $(VENV)/.generate
	$(PIP) install --group dev
	@touch $@

$(VENV)/slow/.installed: $(VENV)/.develop
	$(BIN)/python -m venv --clear $(VENV)/slow
	$(PIP) --python $(VENV)/slow install --group slow
	@touch $@
