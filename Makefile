# make assess   assess the example lines and write the report
# make test     lint, types, tests, packs
# make test-spark   the tests of the engines against Spark itself (Java 17, 450 MB)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp
PACKS = $(patsubst %/pack.yml,%,$(wildcard packs/law/*/pack.yml packs/goods/pack.yml))

PYSPARK ?= pyspark==4.2.0
SPARK := .venv-spark
SPARK_BIN := $(SPARK)/bin

.PHONY: help assess test test-spark lint types packs bench docs docs-generate clean
.DEFAULT_GOAL := help

help:
	@echo 'make assess   assess the example lines, write out/report.html'
	@echo 'make test     lint, types, tests, packs'
	@echo 'make test-spark   the engine tests against Spark itself (Java 17, 450 MB)'
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

# Spark itself takes the place of its client, so it has an environment of its own; PYSPARK may name a file.
$(SPARK)/.stamp: requirements.lock pyproject.toml
	@command -v java >/dev/null || { echo 'Spark needs Java 17 or later'; exit 2; }
	@test -x $(SPARK_BIN)/python || $(PYTHON) -m venv $(SPARK)
	@echo 'Setting up $(SPARK) …'
	@grep -v -E '^(pysail|pyspark-client)==' requirements.lock >$(SPARK)/requirements.txt
	@$(SPARK_BIN)/python -m pip install --quiet --disable-pip-version-check -r $(SPARK)/requirements.txt setuptools
	@$(SPARK_BIN)/python -m pip install --quiet --disable-pip-version-check '$(PYSPARK)'
	@$(SPARK_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

test-spark: $(SPARK)/.stamp
	MONAZITE_SPARK_REMOTE=local PYTHONPATH=. $(SPARK_BIN)/python -m pytest tests/engines -q

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
	rm -rf $(VENV) $(SPARK) out site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
