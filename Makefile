# make assess   assess the example lines and write the report
# make test     lint, types, tests, packs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PACKS = $(patsubst %/pack.yml,%,$(wildcard packs/law/*/pack.yml))

.PHONY: help assess test lint types packs bench docs docs-generate clean
.DEFAULT_GOAL := help

help:
	@echo 'make assess   assess the example lines, write out/report.html'
	@echo 'make test     lint, types, tests, packs'
	@echo 'make bench    benchmarks, with peers beside'
	@echo 'make docs     the documentation, into site/'
	@echo 'make clean    remove what these commands made'

# A virtual environment with exactly the locked versions; made anew only when the lock or the project file changes.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Monazite needs Python 3.11 or later: make PYTHON=python3.11 …'; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Setting up $(VENV) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

assess: $(STAMP)
	@mkdir -p out
	@$(BIN)/monazite assess examples/declarations.csv --out out/decisions.parquet --report out/report.html --licences examples/licences.csv
	@echo 'The report: $(CURDIR)/out/report.html'

test: $(STAMP) lint types
	$(BIN)/python -m pytest -n 2 -q
	@$(MAKE) --no-print-directory packs

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

packs: $(STAMP)
	@set -e; for pack in $(PACKS); do $(BIN)/monazite pack check $$pack; $(BIN)/monazite pack test $$pack; done

bench: $(STAMP)
	$(BIN)/python -m benchmarks

docs-generate: $(STAMP)
	$(BIN)/python docs/generate.py

docs: docs-generate
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo 'The documentation: $(CURDIR)/site/index.html'

clean:
	rm -rf $(VENV) out site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
