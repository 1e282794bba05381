# Vårdinkorgen. The recipes are thin on purpose: what needs more than a line lives in scripts/.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

# Which Python .venv stands on (/usr/bin/python3 for a service); a folder of packages for a machine without a network.
PYTHON ?=
WHEELHOUSE ?=
WHEELS ?= $(WHEELHOUSE)
export PYTHON WHEELS
# Where scripts/wheels puts them.
FOLDER ?= wheels
BIN := .venv/bin
# Extra arguments for pytest: make test ARGS="-k distribute"
ARGS ?=
# How many times, from which seed, on which engine alone: make crossings RUNS=200 SEED=7 ENGINE=sqlite
RUNS ?= 50
SEED ?= 1
ENGINE ?=
# How many changes, from which seed: make mutants CHANGES=200 SEED=7
CHANGES ?= 200

.PHONY: help install installed-dev wheels run test test-fast test-production crossings mutants scale check format translations demo-reset lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## what running needs, without starting anything
	@scripts/install requirements.lock

installed-dev:
	@scripts/install requirements-dev.lock requirements.lock

wheels: ## fetch what running needs into wheels/, for a machine without a network
	@scripts/wheels requirements.lock "$(FOLDER)"

run: install ## start Vårdinkorgen with its demo data; Ctrl-C stops everything
	@exec $(BIN)/python -m demo.run

test: installed-dev ## the whole suite in random order; what an engine or https can change again on PostgreSQL, over https
	@scripts/test $(ARGS)

test-fast: installed-dev ## what to run while working: no browser, nothing slow, one engine, within 90 seconds
	@scripts/test-fast $(ARGS)

test-production: installed-dev ## the product as a region runs it: https, two nodes, PgBouncer, a standby, a foreign identity provider
	@scripts/test-production $(ARGS)

crossings: installed-dev ## everybody at once in the same cases, RUNS times on each engine: lost, doubled, crossed
	@RUNS="$(RUNS)" SEED="$(SEED)" ENGINE="$(ENGINE)" scripts/crossings

mutants: installed-dev ## CHANGES one-place mistakes, drawn at random: which of them does no test notice? (hours; resumable)
	@scripts/mutants --changes "$(CHANGES)" --seed "$(SEED)"

scale: installed-dev ## what a clinic with 50,000 cases asks of the database, page by page (minutes)
	@scripts/scale

check: installed-dev ## format, lint, types, floors, templates, translations, migrations, unused code
	@scripts/check

format: installed-dev ## lay out the code and mend what can be mended without thought
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format .

translations: installed-dev ## bring the English catalogue up to date with the Swedish texts in the code
	@$(BIN)/python scripts/translations.py

demo-reset: install ## throw the demo data away and make it afresh
	@$(BIN)/python -m demo.reset

lock: installed-dev ## write the lock files and sbom.cdx.json again from pyproject.toml
	@scripts/lock

clean: ## remove .venv and every cache; the demo data stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .mutants
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
