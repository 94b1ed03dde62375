# Two commands: `make run` sets up and shows modbot at work, `make test` sets up and runs every test.
# Needs Python 3.11 or newer and make; what else the tests need is installed here.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## Set up and run modbot on the embedded sandbox forum
	@exec $(BIN)/modbot run --sandbox

test: setup browser ## Set up and run every check and test
	@echo "== checking style, types and the house"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@echo "== running the tests"
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@./.ci/setup "$(PYTHON)" "$(VENV)"

browser: ## Make sure a Chromium for the page tests is there
	@./.ci/browser

lock: setup ## Resolve dependencies again and write requirements.lock
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-annotate --no-header -q -o requirements.lock

clean: ## Remove what setup made
	rm -rf $(VENV) .mypy_cache .ruff_cache build dist

.PHONY: help run test setup browser lock clean
