#> Qingtian: the commands. Each does its own set-up.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := .make/setup
ARGS ?=
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check bench campaign docs lock messages clean

help: #> show this list
	@grep -hE '^[a-z-]+:.*#>' $(MAKEFILE_LIST) | sed -E 's/:.*#> /\t/' | expand -t 12

setup: $(STAMP) #> install everything into .venv (no root, no Node on the machine)
$(STAMP): requirements/lock.txt pyproject.toml frontend/package-lock.json scripts/setup.py
	@$(PYTHON) scripts/setup.py

demo: setup #> play the story of a city; ARGS="--exit-after 60" passes options on
	@$(BIN)/qingtian demo $(ARGS)

serve: setup #> run everything on one machine; ARGS="--data DIR --http HOST:PORT --gateway HOST:PORT"
	@$(BIN)/qingtian serve $(ARGS)

check: setup #> a minute: format, lint, types, import contracts, the tests of the structure
	@scripts/check

test: setup #> everything that must pass; installs what it needs when it is root
	@scripts/test $(ARGS)

bench: setup #> measure, and write docs/benchmarks.md; ARGS="decoding gateway" picks some
	@$(BIN)/python -m benchmarks $(ARGS)

campaign: setup #> the long ones: kills, fuzzing, connections, every page; writes docs/campaigns.md
	@scripts/campaign $(ARGS)

docs: setup #> build the documentation into docs/_build
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

messages: setup #> collect and compile the translations
	@scripts/messages

lock: #> renew requirements/lock.txt from pyproject.toml
	@scripts/lock

clean: #> remove what set-up and builds made
	rm -rf .venv .make build dist docs/_build .mypy_cache .ruff_cache frontend/node_modules
