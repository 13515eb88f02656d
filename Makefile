# Everything, from a fresh machine with Python 3.11 or later and make. `make help`.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PEERS := .peers
# The first Python here that is new enough.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)
# How many tests run at once.
JOBS ?= 2
# Tests start a thousand processes: none is to compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint bench proof peers docs clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run ## the first five minutes, from nothing; then the agent, until Ctrl-C
	PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/run.sh

test: lint ## every check and every test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

lint: $(VENV)/.test ## the checks without the tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.test ## measure every promise of docs/performance.md, in some minutes
	$(BIN)/python -m benchmarks

proof: $(VENV)/.test ## kill it, feed it what hurts, let it run a month: nothing is lost
	$(BIN)/python -m tests.proof.crash
	! $(BIN)/python -m tests.proof.crash --control
	$(BIN)/python -m tests.proof.hostile
	$(BIN)/python -m tests.proof.http
	$(BIN)/python -m tests.proof.soak

peers: ## install the real servers that tests talk to, into .peers
	PEERS="$(CURDIR)/$(PEERS)" PYTHON="$(PYTHON)" bash tests/peers/install.sh

docs: $(VENV)/.run ## write docs/ontology.md and docs/settings.md anew
	$(BIN)/python docs/render.py

clean: ## remove what the others made
	rm -rf $(VENV) $(PEERS) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/.pip:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or later is here" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@touch $@

# A stamp is older than pyproject.toml when something new is to be installed.
$(VENV)/.run: pyproject.toml | $(VENV)/.pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[pictures,solid]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[all]' --group dev
	@touch $@ $(VENV)/.run
