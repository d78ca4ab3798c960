# `make` prints the targets. Everything needs only Python 3.11 or later and git; ./bootstrap gets the rest.
.DEFAULT_GOAL := help
.PHONY: help run demo link test test-sqlite test-postgres check format bench lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
EXAMPLE ?= two-moons
export TRAINSHED_HOST := $(HOST)
export TRAINSHED_PORT := $(PORT)
export TRAINSHED_DATA := $(abspath $(DATA))
export PYTHON
# Without byte code every start compiles everything again, twice as slow.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH VIRTUAL_ENV

PY := .venv/bin/python
PYTEST := env -u TRAINSHED_HOST -u TRAINSHED_PORT -u TRAINSHED_DATA $(PY) -m pytest
# Where tests meet the database or the broker in ways that PostgreSQL and Redis may answer otherwise.
SHARED_TESTS := tests/studio tests/computes tests/runs tests/api $(addprefix tests/faults/test_,kills.py two_workers.py away.py records.py)
# PostgreSQL refuses what SQLite keeps: what the fuzzer finds, it finds there.
FUZZED_THERE := --ignore tests/api/test_fuzz.py

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\n  Settings of run: HOST=%s PORT=%s DATA=%s (docs/running.md); of demo: EXAMPLE=%s\n' '$(HOST)' '$(PORT)' '$(DATA)' '$(EXAMPLE)'

run:  ## start the studio; Ctrl-C stops it, active runs go on
	@./bootstrap run
	@exec $(PY) -m studio.serve

demo:  ## do the whole main job in a temporary data folder, without a browser
	@./bootstrap run
	@exec env -u TRAINSHED_HOST -u TRAINSHED_PORT -u TRAINSHED_DATA $(PY) -m tests.demo --example $(EXAMPLE)

link:  ## print a one-time sign-in link for a member who lost the password: make link NAME=ada
	@./bootstrap run
	@$(PY) manage.py link --url http://$(HOST):$(PORT) "$(NAME)"

test: test-sqlite test-postgres  ## run every test, on SQLite with the embedded Valkey, then on PostgreSQL with Redis

test-sqlite:  ## run every test on SQLite with the embedded Valkey
	@.ci/install
	@./bootstrap dev
	$(PYTEST) -n 2 --dist loadfile $(FUZZED_THERE) $(ARGS)

test-postgres:  ## run the tests that meet the database again, on a private PostgreSQL and Redis
	@.ci/install
	@./bootstrap dev
	tests/with_postgres $(PYTEST) -n 2 --dist loadfile --database $(ARGS) $(SHARED_TESTS)

check:  ## format, lint, import table, types, templates, migrations
	@./bootstrap dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	.venv/bin/lint-imports --no-logo
	$(PY) -m mypy
	$(PY) -m djlint --quiet --lint templates
	$(PY) manage.py makemigrations --check --dry-run

format:  ## put every Python file into the house format
	@./bootstrap dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench:  ## measure speed and memory, as a table
	@./bootstrap dev
	@env -u TRAINSHED_HOST -u TRAINSHED_PORT -u TRAINSHED_DATA $(PY) -m tests.bench $(ARGS)

lock:  ## resolve the dependencies anew into uv.lock
	@./bootstrap dev
	.uv/bin/uv lock --upgrade

clean:  ## remove .venv, .uv and caches; the data folder stays
	rm -rf .venv .uv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
