#> Qingtian: the commands. Each does its own set-up.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := .make/setup
ARGS ?=
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo serve test check bench campaign docs lock messages clean

help: #> show this list
	@grep -hE '^[a-z-]+:.*#>' $(MAKEFILE_LIST) | sed -E 's/:.*#> /\t/' | expand -t 12

setup: $(STAMP) #> install everything into .venv (no root, no Node on the machine)
$(STAMP): requirements/lock.txt pyproject.toml frontend/package-lock.json scripts/setup.py
	@$(PYTHON) scripts/setup.py

setup-dev: $(STAMP)-dev #> the same, and what checks, tests and documentation need (Spark among it)
$(STAMP)-dev: requirements/dev.txt pyproject.toml frontend/package-lock.json scripts/setup.py
	@$(PYTHON) scripts/setup.py --dev

demo: setup #> play the story of a city; ARGS="--exit-after 60" passes options on
	@$(BIN)/qingtian demo $(ARGS)

serve: setup #> run everything on one machine; ARGS="--data DIR --http HOST:PORT --gateway HOST:PORT"
	@$(BIN)/qingtian serve $(ARGS)

check: setup-dev #> a minute: format, lint, types, import contracts, the tests of the structure
	@scripts/check

test: setup-dev #> everything that must pass; installs what it needs when it is root
	@scripts/test $(ARGS)

bench: setup-dev #> measure, and write docs/benchmarks.md; ARGS="decoding gateway" picks some
	@$(BIN)/python -m benchmarks $(ARGS)

campaign: setup-dev #> the long ones: kills, fuzzing, connections, every page; writes docs/campaigns.md
	@scripts/campaign $(ARGS)

docs: setup-dev #> build the documentation into docs/_build
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

messages: setup-dev #> collect and compile the translations
	@scripts/messages

lock: #> renew the locks in requirements/ from pyproject.toml
	@scripts/lock

clean: #> remove what set-up and builds made
	rm -rf .venv .make build dist docs/_build .mypy_cache .ruff_cache frontend/node_modules
