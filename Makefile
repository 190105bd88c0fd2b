SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
OUT ?= plainscore-demo
DATA ?=
SERVE ?= 1
PORT ?= 8000

.PHONY: help demo test check bench docs clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 10

.venv/.installed: pyproject.toml constraints.txt scripts/install
	@PYTHON=$(PYTHON) scripts/install service
	@touch $@

.venv/.installed-all: .venv/.installed
	@PYTHON=$(PYTHON) scripts/install service test check ceiling
	@touch $@

demo: .venv/.installed  ## install, then bank files -> records -> features -> scorecard -> scores -> report (DATA=folder for real data); then serve it until Ctrl-C (SERVE=0 skips, PORT=8000)
	@$(BIN)/plainscore demo --out $(OUT) $(if $(DATA),--data $(DATA)) $(if $(filter-out 0,$(SERVE)),--serve --port $(PORT))

test: .venv/.installed-all  ## install what the tests need and run them
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: .venv/.installed-all  ## formatting, lint, types, import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --no-cache

bench: .venv/.installed-all  ## run the benchmarks beside their peers
	@PYTHON=$(PYTHON) scripts/install service test check ceiling bench
	@$(BIN)/python -m benchmarks

docs: .venv/.installed-all  ## regenerate the pages that are computed from the code
	@$(BIN)/python scripts/generate_docs.py

clean:  ## remove what the other targets made
	rm -rf .venv $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis
